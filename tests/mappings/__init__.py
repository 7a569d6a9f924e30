"""Mapping files of two real exports, which say all that a mapping can: look-ups, translated
values, rows left out, people made of the rows of their events."""

from __future__ import annotations

from pathlib import Path

from engine.accounts.importing.mapping import Mapping, read_mapping


def path_of(name: str) -> Path:
    """Where the mapping of a system is: ``hubspot`` or ``sp500``."""
    return Path(__file__).with_name(f"{name}.mapping.json")


def mapping_for(name: str) -> Mapping:
    """The mapping of a system."""
    return read_mapping(path_of(name))
