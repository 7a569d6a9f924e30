"""Merging what is the same: one row stays, and all that belonged to the others moves to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity
from engine.accounts.quality.fixes.fixed import EXAMPLES, Change, Fixed
from engine.accounts.quality.fixes.merging import (
    Targets,
    filled_up,
    keys_of,
    same_accounts,
    same_people,
)
from engine.accounts.quality.fixes.relating import related
from engine.accounts.quality.values import Fix
from engine.background import Work
from resources.catalogue import msg

PARENT = "accountParentKey.sourceKey"


def merge_duplicates(dataset: Dataset, work: Work | None = None) -> Fixed:
    """Merge accounts and people that are the same (see ``merging``). The one with the smallest
    key stays; people, opportunities, relations and daughter accounts of the others move to the
    account, events and relations to the person. No event is lost, and none is merged."""
    work = work or Work()
    made, changes, moved = dataset, [], Counter[Entity]()
    start = 0.0
    while (step := _merged(made, work.part(start, (1 + start) / 2))) is not None:
        # Again: what belonged to different accounts may have become the same.
        made, start = step.dataset, (1 + start) / 2
        changes += step.changes
        moved += step.moved
    work.at(1.0)
    return Fixed(
        made,
        Fix.DUPLICATES,
        total=len(changes),
        kinds=len(changes),
        changes=tuple(changes[:EXAMPLES]),
        moved=tuple((entity, moved[entity]) for entity in Entity if moved[entity]),
        merged=_lasting(changes),
    )


def _lasting(changes: Sequence[Change]) -> dict[Entity, dict[str, str]]:
    """The keys that went, each with the one that stays in the end: it may have been merged into
    one that went later."""
    found: dict[Entity, dict[str, str]] = {}
    for change in reversed(changes):
        stays = found.setdefault(change.entity, {})
        stays[change.before] = stays.get(change.after, change.after)
    return found


@dataclass(frozen=True)
class _Step:
    """What one look merged, and how many rows of each entity moved."""

    dataset: Dataset
    changes: list[Change]
    moved: Counter[Entity]


def _merged(dataset: Dataset, work: Work) -> _Step | None:
    """Merge all accounts that are the same now, and then all people; None where nothing is."""
    work.at(0.0, msg("quality.fixing.accounts"))
    accounts, people, deals = dataset.accounts, dataset.people, dataset.opportunities
    relations, moved = dataset.relations, Counter[Entity]()
    same = same_accounts(accounts)
    changes = _merges(Entity.ACCOUNT, accounts, same, f.ACCOUNT_KEY, f.ACCOUNT_NAME)
    if changes:
        old, new = keys_of(accounts, same, f.ACCOUNT_KEY)
        moved[Entity.PERSON] = _naming(people, f.PERSON_ACCOUNT, old)
        moved[Entity.OPPORTUNITY] = _naming(deals, f.OPPORTUNITY_ACCOUNT, old)
        accounts = _moved(accounts.filter(pl.Series(~same.gone)), PARENT, old, new)
        people = _moved(people, f.PERSON_ACCOUNT, old, new)
        deals = _moved(deals, f.OPPORTUNITY_ACCOUNT, old, new)
        relations = _moved(relations, f.PERSON_ACCOUNT, old, new)
    work.at(0.2, msg("quality.fixing.people"))
    same = same_people(people)
    changes += _merges(Entity.PERSON, people, same, f.PERSON_KEY, f.EMAIL)
    if not changes:
        return None
    relations = _moved(relations, f.PERSON_KEY, *keys_of(people, same, f.PERSON_KEY))
    left = filled_up(people, same, f.PERSON_KEY)
    work.at(0.5, msg("quality.fixing.events"))
    place = np.full(people.height, -1, np.int32)
    place[left["_row"].to_numpy()] = np.arange(left.height, dtype=np.int32)
    events = {}
    for name, table in dataset.event_tables.items():
        person = table.frame["person"].to_numpy()
        moved[Entity.EVENT] += int(same.gone[person].sum())
        events[name] = table.frame.with_columns(pl.Series("person", place[same.of[person]]))
    work.at(0.7)
    relations, left = related(relations, left.drop("_row"))
    made = build_dataset(dataset.name, accounts, left, events, deals, dataset.custom, relations)
    return _Step(made, changes, moved)


def _naming(frame: pl.DataFrame, path: str, keys: Sequence[str]) -> int:
    """How many rows name one of some keys."""
    if path not in frame.columns:
        return 0
    return int(frame[path].is_in(pl.Series(keys, dtype=pl.String).implode()).sum())


def _moved(frame: pl.DataFrame, path: str, old: Sequence[str], new: Sequence[str]) -> pl.DataFrame:
    """A table whose rows name the keys that stay."""
    if path not in frame.columns or not old:
        return frame
    return frame.with_columns(pl.col(path).replace(old, new))


def _merges(
    entity: Entity, frame: pl.DataFrame, same: Targets, key: str, about: str
) -> list[Change]:
    """What is merged, by the key that stays."""
    rows = np.flatnonzero(same.gone)
    if not len(rows):
        return []
    told = pl.DataFrame(
        {
            "before": frame[key].gather(rows),
            "after": frame[key].gather(same.of[rows]),
            "about": frame[about].gather(same.of[rows]).fill_null(""),
        }
    ).sort("after", "before")
    return [Change(entity, key, before, after, 1, name) for before, after, name in told.iter_rows()]
