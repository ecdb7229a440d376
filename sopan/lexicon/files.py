"""The one way in which files of lexicon folders are read: as data, of a sane size, and from nowhere but their folder."""

from __future__ import annotations

import os
from pathlib import Path

from sopan.figures import count
from sopan.lexicon.model import LexiconError
from sopan.messages import say
from sopan.paths import standard_folders

MOST_BYTES = 32_000_000


def read_bytes(folder: Path, path: Path) -> bytes:
    """The bytes of a file of a lexicon folder.

    Raises LexiconError where it cannot be read, is too large, or is a link that leads out of a folder that was not
    installed: what others give away must not pull in files of the reader's own.
    """
    try:
        if folder not in standard_folders() and not _inside(folder, path):
            raise LexiconError(path, 1, say("kamus-tautan"))
        if path.stat().st_size > MOST_BYTES:
            raise LexiconError(path, 1, say("kamus-terlalu-besar", most=count(MOST_BYTES)))
        return path.read_bytes()
    except OSError as error:
        raise LexiconError(path, 1, say("kamus-tak-terbaca", reason=error.strerror or "")) from None


def read_text(folder: Path, path: Path) -> str:
    """The text of a file of a lexicon folder. Raises LexiconError as `read_bytes`, and where it is no UTF-8."""
    try:
        return read_bytes(folder, path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconError(path, 1, say("kamus-bukan-utf8", position=error.start)) from None


def _inside(folder: Path, path: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
