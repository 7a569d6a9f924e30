"""Everything that ships beside the code, reached through ``importlib.resources`` only here."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def resource(*parts: str) -> Traversable:
    """The resource at ``parts`` below this package (a file or a folder, perhaps inside a zip)."""
    return files(__name__).joinpath(*parts)


def read_text(*parts: str) -> str:
    """The UTF-8 text of a resource."""
    return resource(*parts).read_text(encoding="utf-8")


def read_bytes(*parts: str) -> bytes:
    """The bytes of a resource."""
    return resource(*parts).read_bytes()
