"""Files, for those who exchange them (see :mod:`engine.files`)."""

from __future__ import annotations

from engine.files import read_file, replacing, write_file

__all__ = ["read_file", "replacing", "write_file"]
