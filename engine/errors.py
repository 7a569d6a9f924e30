"""The one family of errors that people may see."""

from __future__ import annotations

from resources.catalogue import Message, Param, msg


class JornadaError(Exception):
    """Something that a person can mend: the message names the thing, what is wrong, what to do.

    Every error that the engine raises on purpose derives from this class. ``message`` is a
    catalogue message; ``str(error)`` says it in English.
    """

    def __init__(self, key: str | Message, /, **params: Param) -> None:
        self.message = key if isinstance(key, Message) else msg(key, **params)
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class Cancelled(JornadaError):  # noqa: N818 - not a failure, a person's wish
    """The person cancelled the work; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("work.cancelled")
