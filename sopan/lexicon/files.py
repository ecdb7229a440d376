"""The one way in which files of lexicon folders are read: as data, of a sane size, and from nowhere but their folder."""

from __future__ import annotations

import hashlib
import math
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sopan.errors import shorten
from sopan.figures import count
from sopan.lexicon.model import LexiconError
from sopan.messages import say
from sopan.paths import standard_folders
from sopan.toml import error_line, loads

WEIGHED_WORDS, WEIGHED_COURTESIES = "timbangan.tsv", "timbangan-baik.tsv"
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


def fingerprint(folders: Sequence[Path]) -> str:
    """Twelve hex digits that change with any byte of the lexicon files: the version of the lexicon."""
    digest = hashlib.sha256()
    for folder in folders:
        if not folder.is_dir():
            raise LexiconError(folder, 1, say("kamus-folder"))
        files = (
            path
            for kind in ("*.toml", WEIGHED_WORDS, WEIGHED_COURTESIES)
            for path in folder.rglob(kind)
            if path.is_file()
        )
        for path in sorted(p for p in files if "pesan" not in p.relative_to(folder).parts):
            name = os.fsencode(path.relative_to(folder).as_posix())
            digest.update(name + b"\0" + read_bytes(folder, path) + b"\0")
    return digest.hexdigest()[:12]


class LexiconFile:
    """One parsed file of a lexicon folder, able to say on which line something stands."""

    def __init__(self, folder: Path, path: Path, until: str = "") -> None:
        """Raises LexiconError where it cannot be read or is no TOML. until: the rest from a line that begins so is left."""
        self.path = path
        self.text = read_text(folder, path)
        if until:
            self.text = self.text.partition(f"\n{until}")[0]
        try:
            self.data: dict[str, Any] = loads(self.text)
        except (ValueError, RecursionError) as error:
            raise LexiconError(path, error_line(error), say("kamus-toml", reason=shorten(str(error)))) from None
        self._entries = [m.start() for m in re.finditer(r"^\[\[entri\]\]", self.text, re.MULTILINE)]

    def entry_line(self, number: int) -> int:
        """Line of the heading of the entry with this number (from 0)."""
        return self._line(self._entries[number]) if number < len(self._entries) else 1

    def key_line(self, key: str, entry: int | None = None) -> int:
        """Line of a key, inside an entry or in the head; the line of the entry where the key is absent."""
        start = self._entries[entry] if entry is not None and entry < len(self._entries) else 0
        found = re.compile(rf"^[ \t]*\"?{re.escape(key)}\"?[ \t]*=", re.MULTILINE).search(self.text, start)
        return self._line(found.start() if found else start)

    def _line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def fail(self, line: int, key: str, /, known: str = "", **values: object) -> LexiconError:
        """The sentence `key` about a line; what the file holds stands in it shortened, what would be right (`known`) whole."""
        shown = {name: shorten(str(value)) for name, value in values.items()}
        return LexiconError(self.path, line, say(key, known=known, **shown))

    def strings(self, value: object, key: str, entry: int | None = None) -> tuple[str, ...]:
        """A string or a list of strings as a tuple; key and entry tell where it stands, should it be neither."""
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) and item.strip() for item in items):
            raise self.fail(self.key_line(key, entry), "kamus-daftar", key=key)
        return tuple(items)

    def number(self, value: object, key: str) -> float:
        """A finite number as it is; key tells where it stands, should it be none."""
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise self.fail(self.key_line(key), "kamus-bilangan", key=key)
        return float(value)

    def table(self, key: str, inside: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The table of a key, of the file or of a table `inside` it; empty where there is none."""
        value = (self.data if inside is None else inside).get(key, {})
        if not isinstance(value, dict):
            raise self.fail(self.key_line(key), "kamus-tabel", key=key)
        return value

    def tables(self, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The tables in the table of a key, by name."""
        whole = self.table(key)
        return ((name, self.table(name, whole)) for name in whole)

    def string(self, table: Mapping[str, Any], key: str) -> str:
        """The text of a key that a table must have."""
        if not isinstance(table.get(key), str):
            raise self.fail(self.key_line(key), "kamus-teks", key=key)
        return str(table[key])
