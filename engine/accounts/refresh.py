"""A newer export of a source, taken into the dataset that earlier ones made.

By key, newer accounts, people and opportunities are added and update those that are there. A value
that is missing in the newer export is no news: exports leave columns out, and a dataset of several
sources is refreshed from one of them, so the value that is known stays. Columns, rows, events and
relations that the newer export lacks stay for the same reason. Nothing is removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity, Field
from engine.accounts.refreshing.changes import Changes, TableChanges
from engine.accounts.refreshing.events import merged_events
from engine.accounts.refreshing.kinds import merged_fields
from engine.accounts.refreshing.relations import merged_relations, with_roles_of_relations
from engine.accounts.refreshing.tables import merged, paired
from engine.background import Work
from resources.catalogue import msg

__all__ = ["Changes", "refresh"]


def refresh(
    old: Dataset,
    newer: Dataset,
    work: Work = Work(),  # noqa: B008 - frozen
) -> tuple[Dataset, Changes]:
    """The dataset with what a newer export of it adds and updates, under its own name, and what
    that changed; the very same dataset where nothing did.

    Events are added once: those of the same person, type, instant and fields are the same.
    People who are of another account in the newer export move there. Raises ``Cancelled``.
    """
    work.at(0, msg("versions.comparing"))
    fields = merged_fields(old, newer)
    accounts, account_changes = _table(
        old.accounts, newer.accounts, f.ACCOUNT_KEY, fields.known[Entity.ACCOUNT]
    )
    opportunities, opportunity_changes = _table(
        old.opportunities, newer.opportunities, f.OPPORTUNITY_KEY, fields.known[Entity.OPPORTUNITY]
    )
    work.at(0.1)
    pairs = paired(old.people[f.PERSON_KEY], newer.people[f.PERSON_KEY])
    theirs = with_roles_of_relations(old, newer.people)
    people, person_changes = merged(
        old.people, theirs, f.PERSON_KEY, fields.known[Entity.PERSON], pairs
    )
    relations, relation_changes = merged_relations(old, newer, people)
    work.at(0.3)
    events = merged_events(
        old, newer, pairs.places(), fields.known[Entity.EVENT], work.part(0.3, 0.8)
    )
    moved = sum(item.changed for item in person_changes.fields if item.path == f.PERSON_ACCOUNT)
    changes = Changes(
        accounts=account_changes,
        people=person_changes,
        opportunities=opportunity_changes,
        events=events.changes,
        relations=relation_changes,
        moved=moved,
        new_fields=dict(fields.new),
        widened=fields.widened,
    )
    if not changes.any:
        return old, changes
    work.at(0.8, msg("import.putting_in_order"))
    in_place = not person_changes.added and not moved
    kept = events.same if in_place else frozenset()
    dataset = build_dataset(
        old.name,
        accounts,
        people,
        {kind: frame for kind, frame in events.frames.items() if kind not in kept},
        opportunities,
        fields.custom,
        relations,
    )
    tables = dict(dataset.event_tables) | {kind: old.event_tables[kind] for kind in kept}
    work.at(1)
    return replace(dataset, event_tables=dict(sorted(tables.items()))), changes


def _table(
    old: pl.DataFrame, newer: pl.DataFrame, key: str, known: Mapping[str, Field]
) -> tuple[pl.DataFrame, TableChanges]:
    return merged(old, newer, key, known, paired(old[key], newer[key]))
