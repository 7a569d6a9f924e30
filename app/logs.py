"""The log file: where the details of the unexpected go, so that people see one sentence."""

from __future__ import annotations

import logging
import tempfile
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path

from platformdirs import user_log_path

from resources.catalogue import Message, msg

MAX_BYTES = 1 << 20
LOGGER = logging.getLogger("jornada")


@cache
def start() -> Path:
    """Begin to log and say where to. A log folder that cannot be written is no reason not to
    work: the log then goes into the folder for temporary files."""
    logging.captureWarnings(capture=True)
    for folder in (user_log_path("jornada", appauthor=False), Path(tempfile.gettempdir())):
        path = folder / "jornada.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(
                path, maxBytes=MAX_BYTES, backupCount=2, encoding="utf-8", delay=False
            )
        except OSError:
            continue
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        LOGGER.addHandler(handler)
        LOGGER.setLevel(logging.INFO)
        LOGGER.propagate = False
        return path
    LOGGER.addHandler(logging.NullHandler())
    LOGGER.propagate = False
    return Path(tempfile.gettempdir())


def unexpected(error: BaseException) -> Message:
    """Log an error that nobody foresaw, and the sentence for it."""
    path = start()
    LOGGER.error("unexpected", exc_info=error)
    what = str(error).partition("\n")[0] or type(error).__name__
    return msg("app.unexpected", what=what, log=str(path))
