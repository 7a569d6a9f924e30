"""From files to a proposal.

Each file is tried in this order: a mapping that was saved for files with the same headers, XDM
paths as headers, the presets, and at last the names and values of its columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf

from engine.accounts.importing.headers import source_of, table_of
from engine.accounts.importing.mapping import Mapping, Source, Table
from engine.accounts.importing.proposing.drawing import CONTACTS, Drawing, accounts_of_people
from engine.accounts.importing.proposing.expanding import Drawn, Expansion, Recognised
from engine.accounts.importing.proposing.guessing import Looked
from engine.accounts.importing.proposing.presets import Preset, Sheet, headers_of, presets
from engine.accounts.importing.proposing.proposal import (
    FileFormat,
    Found,
    Proposal,
    ProposedSource,
    Question,
)
from engine.accounts.importing.proposing.reading import Formats
from engine.accounts.importing.proposing.remembered import remembered
from engine.accounts.importing.proposing.strangers import people_of_events
from engine.accounts.importing.remapping import lacking
from engine.accounts.importing.tabular import TableFile
from engine.background import Work
from engine.errors import JornadaError

XDM = "Experience Platform"
SAMPLE_ROWS = 5_000
_AGREED = 0.08
"""What the presets of the other files add to one that is theirs."""
_READ = 0.6
"""How sure it is that a column of dates or numbers should be an attribute of its own."""
_ORDER = (Table.ACCOUNT, Table.PERSON, Table.RELATION, Table.OPPORTUNITY, Table.EVENT)


def propose(
    tables: Sequence[TableFile],
    saved: Sequence[Mapping] = (),
    *,
    answers: MappingOf[str, bool] | None = None,
    people_from_events: bool = False,
    work: Work = Work(),  # noqa: B008 - frozen
) -> Proposal:
    """What files hold, and the mapping that reads them so.

    ``saved`` are the mappings used before, the latest first: files with the same headers are read
    as then. ``answers`` says, by ``Question.key``, whether the day comes first; what is answered
    is not asked. With ``people_from_events``, people whom only events name are made, too. Raises
    :class:`JornadaError` where the first rows of a file can't be read, or where two files of one
    name have other columns; ``Cancelled`` when stopped.
    """
    tables = _each_name_once(tables)
    found = _Finding(tables, saved)
    for place, table in enumerate(tables):
        work.at(place / len(tables))
        found.looked(table)
    drawn = found.drawn()
    if people_from_events:
        made = people_of_events([one.source for one in drawn])
        there = {(one.source.file, one.source.table) for one in drawn}
        drawn += [one for one in made if (one.source.file, Table.PERSON) not in there]
    # Of equal keys the first counts: accounts and people with a key of their own go before those
    # that are made, and files in the order in which they were given, however they are known.
    given = {table.name: place for place, table in enumerate(tables)}
    drawn.sort(
        key=lambda one: (
            _ORDER.index(one.source.table),
            one.source.repeated == "first",
            given[one.source.file],
        )
    )
    read_so, questions, formats = _formats(found, [d.source for d in drawn], answers or {})
    used = {source.file for source in read_so}
    looked_up = {
        rule.look_up.file
        for source in read_so
        for path in source.fields
        for rule in source.rule(path).chain
        if rule.look_up is not None
    }
    rest = [table.name for table in tables if table.name not in used | looked_up]
    name = _name(drawn)
    mapping = None
    if read_so:
        mapping = Mapping(format_version=1, name=name or tables[0].path.stem, sources=read_so)
    return Proposal(
        mapping=mapping,
        preset=name,
        sources=tuple(_told(one, so) for one, so in zip(drawn, read_so, strict=True)),
        questions=questions,
        unknown=tuple(file for file in rest if file not in found.placed),
        unused=tuple(file for file in rest if file in found.placed),
        formats=formats,
    )


def _each_name_once(tables: Sequence[TableFile]) -> list[TableFile]:
    """Files of one name, from several folders, are read alike: the first speaks for all."""
    found: dict[str, TableFile] = {}
    for table in tables:
        first = found.setdefault(table.name, table)
        if first.columns != table.columns:
            raise JornadaError("import.same_name", file=table.name)
    return list(found.values())


def _formats(
    found: _Finding, sources: Sequence[Source], answers: MappingOf[str, bool]
) -> tuple[tuple[Source, ...], tuple[Question, ...], tuple[FileFormat, ...]]:
    """The sources with how values are read, what is to be asked, and the formats of all files."""
    read: dict[int, Source] = {}
    questions: list[Question] = []
    formats = []
    for table in found.tables:
        numbers = [n for n, source in enumerate(sources) if source.file == table.name]
        mine = [sources[number] for number in numbers]
        of_file = Formats(table, found.looked(table), mine, answers)
        saved = table.name in found.saved_files
        so = mine if saved else list(of_file.read_so())
        read |= zip(numbers, so, strict=True)
        questions += of_file.questions
        formats.append(of_file.told(so))
    return tuple(read[number] for number in range(len(sources))), tuple(questions), tuple(formats)


def _told(drawn: Drawn, source: Source) -> ProposedSource:
    """What is told of a source, with the columns that turned out to be dates and numbers."""
    known = {one.path for one in drawn.told.found}
    more = tuple(
        Found(path=path, column=source.rule(path).column, confidence=_READ, why="content")
        for path in source.fields
        if path not in known
    )
    return drawn.told.model_copy(update={"found": (*drawn.told.found, *more)})


def _name(drawn: Iterable[Drawn]) -> str | None:
    """The source system that most sources are of; that contacts make accounts is none."""
    names = Counter(one.told.preset for one in drawn if one.told.preset is not None)
    systems = [name for name, _ in names.most_common() if name != CONTACTS]
    return next(iter([*systems, *names]), None)


class _Finding:
    """The files of one proposal. ``placed`` are those that something is known of."""

    def __init__(self, tables: Sequence[TableFile], saved: Sequence[Mapping]) -> None:
        self.tables, self.saved = tables, saved
        self.placed: set[str] = set()
        self.saved_files: set[str] = set()
        self._looked: dict[str, Looked] = {}
        self._of_a_preset: set[str] = set()

    def looked(self, table: TableFile) -> Looked:
        """A file whose columns were looked at, each once."""
        if table.name not in self._looked:
            sample = table.sample(SAMPLE_ROWS)
            self._looked[table.name] = Looked(table.name, table.columns, sample)
        return self._looked[table.name]

    def drawn(self) -> list[Drawn]:
        """The sources of all files."""
        found = [*self._of_saved(), *self._of_xdm()]
        found += self._of_presets()
        if not any(one.source.table is Table.ACCOUNT for one in found):
            found += accounts_of_people(found, {t.name: self.looked(t) for t in self._placed()})
        found += self._of_guesses([one.source for one in found])
        # Known, but without the files that they belong to there is nothing to import from them.
        self.placed |= self._of_a_preset
        return found

    def _rest(self) -> list[TableFile]:
        return [table for table in self.tables if table.name not in self.placed]

    def _placed(self) -> list[TableFile]:
        return [table for table in self.tables if table.name in self.placed]

    def _of_saved(self) -> list[Drawn]:
        found: list[Drawn] = []
        for mapping in self.saved:
            known = remembered(self._rest(), mapping)
            found += known.drawn
            self.saved_files |= {one.source.file for one in known.drawn}
            self.placed |= self.saved_files | known.looked_up
        return found

    def _of_xdm(self) -> list[Drawn]:
        found = []
        for table in self._rest():
            if table_of(table.columns) is None:
                continue
            source = source_of(table.name, table.columns)
            if lacking(source) and self.looked(table).guess() is not None:
                continue
            fields = tuple(
                Found(path=path, column=source.rule(path).column, confidence=1, why="preset")
                for path in source.fields
            )
            source = source.model_copy(update={"headers": table.columns})
            told = ProposedSource(
                file=table.name, table=source.table, preset=XDM, confidence=1, found=fields
            )
            found.append(Drawn(source, told))
            self.placed.add(table.name)
        return found

    def _of_presets(self) -> list[Drawn]:
        known = [
            Recognised(self.looked(t), preset, sheet, round(score, 3))
            for t, preset, sheet, score in _recognised(self._rest())
        ]
        self._of_a_preset = {file.name for file in known}
        found = []
        for file in known:
            sources = list(Expansion(file, known).sources())
            found += sources
            if sources or file.sheet.table is None:
                self.placed.add(file.name)
        return found

    def _of_guesses(self, others: list[Source]) -> list[Drawn]:
        looked = {table.name: self.looked(table) for table in self.tables}
        guesses = [looked[table.name].guess() for table in self._rest()]
        found: list[Drawn] = []
        for table in _ORDER:
            for guess in guesses:
                if guess is not None and guess.table is table:
                    drawn = list(Drawing(guess, looked, others).sources())
                    others += [one.source for one in drawn]
                    self.placed |= {one.source.file for one in drawn}
                    found += drawn
        return found


def _recognised(tables: Sequence[TableFile]) -> list[tuple[TableFile, Preset, Sheet, float]]:
    """The files that are of a preset's sheet, in the order of the presets' sheets. Where more
    than one fits, the preset counts more that most files are of."""
    likely = {}
    for table in tables:
        headers = headers_of(table.columns)
        scores = [(s.likeness(headers), p, s) for p in presets() for s in p.sheets]
        likely[table.name] = [one for one in scores if one[0]]
    votes = Counter(
        max(found, key=lambda one: one[0])[1].name for found in likely.values() if found
    )

    def weighed(one: tuple[float, Preset, Sheet]) -> float:
        return one[0] + _AGREED * votes[one[1].name] / len(tables)

    known = []
    for table in tables:
        if likely[table.name]:
            score, preset, sheet = max(likely[table.name], key=weighed)
            known.append((table, preset, sheet, score))
    order = [sheet.id for preset in presets() for sheet in preset.sheets]
    return sorted(known, key=lambda one: order.index(one[2].id))
