"""Guesses made to sources: with keys, references from file to file, and accounts from contacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import polars as pl

from engine.accounts import fields as f
from engine.accounts.importing.headers import REQUIRED
from engine.accounts.importing.making import made
from engine.accounts.importing.mapping import LookUp, Make, Rule, Source, Split, Table
from engine.accounts.importing.proposing.expanding import Drawn, first_of_several
from engine.accounts.importing.proposing.guessing import Guess, Looked
from engine.accounts.importing.proposing.names import folded
from engine.accounts.importing.proposing.presets import normal, presets
from engine.accounts.importing.proposing.proposal import Found, ProposedSource, Why, short

CONTACTS = "Contact sheet"
"""The name of the preset for one flat sheet of contacts."""
_SHARED = 0.6
"""The share of a column's values that must be keys of another file."""
_BY_VALUES, _MADE, _OWN = 0.85, 0.75, 0.6
_FIRST, _LAST = "person.name.firstName", "person.name.lastName"
_WEBSITE = "accountOrganization.website"
_SEVERAL = r"^[^\s;]+(?:\s*;\s*[^\s;]+)+$"

Keys = Mapping[Table, Sequence[tuple[str, Rule]]]
"""For accounts and people the files that have some, and where their keys are."""


class Drawing:
    """The sources of one guess. ``sources`` are those of the other files, ``files`` all files by
    their names."""

    def __init__(self, guess: Guess, files: Mapping[str, Looked], others: Sequence[Source]) -> None:
        self.guess, self.files, self.others = guess, files, others
        self.looked = files[guess.name]
        self.fields: dict[str, Rule] = {
            path: Rule(column=pair.column) for path, pair in guess.pairs.items()
        }
        self.how: dict[str, tuple[float, Why]] = {
            path: (pair.confidence, pair.why) for path, pair in guess.pairs.items()
        }
        self.preset: str | None = None

    def sources(self) -> Iterator[Drawn]:
        """The sources; none where a field that the table needs comes from nowhere."""
        table = self.guess.table
        if table is Table.ACCOUNT:
            self._make(f.ACCOUNT_KEY, self._account_key())
        elif table is Table.PERSON:
            yield from self._people()
        elif table is Table.OPPORTUNITY:
            self._make(f.OPPORTUNITY_KEY, self._column("opportunityName"))
            self._refer(f.OPPORTUNITY_ACCOUNT, Table.ACCOUNT)
            named = _chain(*self._by_company_name())
            if f.OPPORTUNITY_ACCOUNT not in self.fields and named is not None:
                self._make(f.OPPORTUNITY_ACCOUNT, named)
                yield self.company_source(named)
        else:
            self._event()
        if all(any(path in self.fields for path in group) for group in REQUIRED[table]):
            yield self._drawn(table, self.fields, self.how, keep=self.preset is None)

    def _people(self) -> Iterator[Drawn]:
        self._split_name()
        mail = self.fields.get(f.EMAIL)
        key = None if mail is None else Rule(column=mail.column, make="email")
        self._make(f.PERSON_KEY, _chain(key, self._column(_LAST), self._whole_name()))
        self._refer(f.PERSON_ACCOUNT, Table.ACCOUNT)
        stated = self.fields.get(f.PERSON_ACCOUNT)
        if stated is not None and self._accounts():
            return
        made_of = self._company()
        rule = stated or made_of
        if rule is None:
            return
        self.preset = CONTACTS
        self._make(f.PERSON_ACCOUNT, rule)
        yield self.company_source(rule)
        self._keep_others()

    def _split_name(self) -> None:
        """First and last name of one column with both: what stands before and after the spaces,
        or after and before a comma."""
        whole = self.guess.whole_name
        if whole is None or _FIRST in self.fields or _LAST in self.fields:
            return
        texts = self._values(whole.column)
        turned = bool(len(texts)) and texts.str.contains(r"^[^,]+, ?[^,]+$").all()
        at, first, last = (",", 2, 1) if turned else (" ", 1, -1)
        for path, part in ((_FIRST, first), (_LAST, last)):
            self.fields[path] = Rule(column=whole.column, split=Split(at=at, part=part))
            self.how[path] = (whole.confidence, whole.why)

    def _keep_others(self) -> None:
        """The columns that say nothing of the company become attributes of the person."""
        used = {rule.column for first in self.fields.values() for rule in first.chain}
        used |= {pair.column for pair in self.guess.company.values()}
        taken = {field.path for field in f.STANDARD_FIELDS[Table.PERSON.entity]}
        for column in self.guess.columns:
            if column not in used and column not in taken and column not in self.fields:
                self.fields[column] = Rule(column=column)
                self.how[column] = (_OWN, "name")

    def _company(self) -> Rule | None:
        """The account key made of a contact's company: that of an account with this name or
        domain, else of the name, else of the domain, which goes by the name that the first row
        with it has."""
        mail = self.fields.get(f.EMAIL)
        named = self._by_company_name()
        rules = named[:-1]
        for source in self._accounts() if mail is not None else ():
            look_up = self._look_up(source, _WEBSITE, "domain")
            if look_up is not None and mail is not None:
                rules.append(Rule(column=mail.column, make="email_domain", look_up=look_up))
        rules += named[-1:]
        if mail is not None and mail.column is not None:
            rules += self._by_neighbours("company_name")
            rules.append(Rule(column=mail.column, make="email_domain"))
        return _chain(*rules)

    def _by_company_name(self) -> list[Rule]:
        """The account by its name: that of a file, at last what is made of the name."""
        name = self.guess.company.get(f.ACCOUNT_NAME)
        if name is None:
            return []
        rules = []
        for source in self._accounts():
            look_up = self._look_up(source, f.ACCOUNT_NAME, "company_name")
            if look_up is not None:
                rules.append(Rule(column=name.column, make="company_name", look_up=look_up))
        return [*rules, Rule(column=name.column, make="company_name")]

    def _by_neighbours(self, make: Make | None) -> list[Rule]:
        """What the first row with an address of the same domain says of its company."""
        name, mail = self.guess.company.get(f.ACCOUNT_NAME), self.fields.get(f.EMAIL)
        if name is None or mail is None or mail.column is None:
            return []
        look_up = LookUp(
            file=self.guess.name,
            key=mail.column,
            value=name.column,
            key_make="email_domain",
            value_make=make,
        )
        return [Rule(column=mail.column, make="email_domain", look_up=look_up)]

    def _look_up(self, source: Source, path: str, make: Make) -> LookUp | None:
        """The key of an account by another of its fields; None where it is made of that."""
        key = source.rule(f.ACCOUNT_KEY)
        by = source.rule(path).column if path in source.fields else None
        if key.column is None or key.make is not None or by is None:
            return None
        return LookUp(file=source.file, key=by, value=key.column, key_make=make)

    def company_source(self, key: Rule) -> Drawn:
        """The accounts that the rows of contacts make."""
        fields: dict[str, Rule] = {}
        how: dict[str, tuple[float, Why]] = {f.ACCOUNT_KEY: (_MADE, "made")}
        fields[f.ACCOUNT_KEY] = first_of_several(key)
        mail = self.fields.get(f.EMAIL)
        domain = None if mail is None else Rule(column=mail.column, make="email_domain")
        for path, pair in self.guess.company.items():
            fields[path] = Rule(column=pair.column)
            how[path] = (pair.confidence, pair.why)
        neighbours = self._by_neighbours(None) if f.ACCOUNT_NAME in fields else []
        for path, more in ((f.ACCOUNT_NAME, neighbours), (_WEBSITE, [])):
            rule = _chain(fields.get(path), *more, domain)
            if rule is not None:
                fields[path] = rule
                how.setdefault(path, (_MADE, "made"))
        return self._drawn(Table.ACCOUNT, fields, how, keep=False)

    def _event(self) -> None:
        """The person by key, or by address where the keys are nobody's; kinds of events that are
        known by another name."""
        if f.EVENT_PERSON not in self.fields and f.EMAIL not in self.fields:
            self._refer(f.EVENT_PERSON, Table.PERSON)
        if f.EVENT_PERSON in self.fields and f.EMAIL in self.fields:
            column = self.fields[f.EVENT_PERSON].column
            known = self._keys(Table.PERSON)
            mine = self._values(column)
            drop = (
                f.EMAIL if not len(known) or mine.is_in(known.implode()).any() else f.EVENT_PERSON
            )
            del self.fields[drop]
        kind = self.fields.get(f.EVENT_TYPE)
        if kind is not None and kind.column is not None:
            words = {
                text: event_words()[_plain(text)]
                for text in self._values(kind.column).to_list()
                if _plain(text) in event_words()
            }
            self.fields[f.EVENT_TYPE] = kind.model_copy(update={"translate": words})

    def _account_key(self) -> Rule | None:
        name, site = self._column(f.ACCOUNT_NAME), self._column(_WEBSITE)
        return _chain(
            None if name is None else name.model_copy(update={"make": "company_name"}),
            None if site is None else site.model_copy(update={"make": "domain"}),
        )

    def _refer(self, path: str, table: Table) -> None:
        """Find the column whose values are keys of another file's table. One that is called so
        stays, where the keys don't say otherwise."""
        known = self._keys(table)
        named = self.fields.get(path)
        if len(known) and (named is None or not self._shared(named.column, known)):
            for column in self.guess.columns:
                if self._shared(column, known) and column not in self._key_columns():
                    self.fields[path] = named = Rule(column=column)
                    self.how[path] = (_BY_VALUES, "content")
                    break
        if named is not None and path == f.PERSON_ACCOUNT:
            texts = self._values(named.column)
            if len(texts) and texts.str.contains(_SEVERAL).any():
                self.fields[path] = named.model_copy(update={"several": True})

    def _key_columns(self) -> set[str | None]:
        """Columns that are the table's own keys."""
        own = (f.PERSON_KEY, f.OPPORTUNITY_KEY)
        return {self.fields[path].column for path in own if path in self.fields}

    def _shared(self, column: str | None, known: pl.Series) -> bool:
        texts = self._values(column)
        first = texts.str.split(";").list.first().str.strip_chars() if len(texts) else texts
        return bool(len(first)) and float(first.is_in(known.implode()).mean() or 0) >= _SHARED  # type: ignore[arg-type]

    def _keys(self, table: Table) -> pl.Series:
        """The keys that the first rows of other files have."""
        path = f.ACCOUNT_KEY if table is Table.ACCOUNT else f.PERSON_KEY
        found = [pl.Series("key", [], dtype=pl.String)]
        for source in self.others:
            if source.table is table and source.file != self.guess.name:
                for rule in source.rule(path).chain:
                    if rule.column is not None and rule.look_up is None:
                        texts = self.files[source.file].values(rule.column)
                        found.append(
                            (texts if rule.make is None else made(texts, rule.make)).alias("key")
                        )
        return pl.concat(found).drop_nulls().unique()

    def _accounts(self) -> list[Source]:
        return [s for s in self.others if s.table is Table.ACCOUNT and s.file != self.guess.name]

    def _values(self, column: str | None) -> pl.Series:
        return pl.Series([], dtype=pl.String) if column is None else self.looked.values(column)

    def _column(self, path: str) -> Rule | None:
        pair = self.guess.pairs.get(path)
        return None if pair is None else Rule(column=pair.column)

    def _whole_name(self) -> Rule | None:
        whole = self.guess.whole_name
        return None if whole is None else Rule(column=whole.column)

    def _make(self, path: str, rule: Rule | None) -> None:
        """A field made of others, where no column is it."""
        if path not in self.fields and rule is not None:
            self.fields[path] = rule
            self.how[path] = (_MADE, "made")

    def _drawn(
        self,
        table: Table,
        fields: Mapping[str, Rule],
        how: Mapping[str, tuple[float, Why]],
        keep: bool,
    ) -> Drawn:
        source = Source(
            file=self.guess.name,
            table=table,
            fields={path: short(rule) for path, rule in fields.items()},
            keep_other_columns=keep,
            headers=self.guess.columns,
            repeated="set_aside" if keep else "first",
        )
        found = tuple(
            Found(path=path, column=rule.column, confidence=how[path][0], why=how[path][1])
            for path, rule in fields.items()
        )
        needed = [
            max(how[path][0] for path in group if path in fields) for group in REQUIRED[table]
        ]
        told = ProposedSource(
            file=self.guess.name,
            table=table,
            preset=self.preset,
            confidence=min(needed),
            found=found,
        )
        return Drawn(source, told)


@cache
def event_words() -> dict[str, str]:
    """Names that systems have for the standard event types, in letters only."""
    words = {_plain(kind.label): kind.name for kind in f.EVENT_TYPES}
    for preset in presets():
        for group in ("email_events", "activity_names"):
            words |= {_plain(name): kind for name, kind in preset.words.get(group, {}).items()}
    return words


def _plain(text: str) -> str:
    return normal(folded(text))


def _chain(*rules: Rule | None) -> Rule | None:
    """Rules, of which the first that gives a value counts, as one."""
    chain: Rule | None = None
    for rule in reversed([rule for rule in rules if rule is not None]):
        chain = rule.model_copy(update={"otherwise": chain})
    return chain


def accounts_of_people(drawn: Sequence[Drawn], files: Mapping[str, Looked]) -> list[Drawn]:
    """Accounts made of the account keys that people name, where no file has accounts."""
    found = []
    for one in drawn:
        source = one.source
        if source.table is not Table.PERSON or f.PERSON_ACCOUNT not in source.fields:
            continue
        if one.told.preset is None or source.keep_other_columns:
            continue
        company = files[source.file].company()
        guess = Guess(source.file, source.headers, Table.PERSON, {}, company, None)
        found.append(Drawing(guess, files, ()).company_source(source.rule(f.PERSON_ACCOUNT)))
    return found
