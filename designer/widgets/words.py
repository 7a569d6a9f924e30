"""The interface's own words, from the same catalogue as the engine's sentences."""

from __future__ import annotations

from resources.catalogue import Param, msg, say, sentence


def words(key: str, /, **params: Param) -> str:
    """The interface's text at ``designer.<key>``."""
    return say(msg(f"designer.{key}", **params))


def known(key: str, /) -> bool:
    """Whether the catalogue has a text at ``designer.<key>``."""
    return sentence(f"designer.{key}") is not None


def first_of(*keys: str) -> str:
    """The text of the first key that the catalogue knows, else nothing."""
    return next((words(key) for key in keys if known(key)), "")
