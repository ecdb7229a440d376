"""Letters, one a file (text, Word, OpenDocument, PDF, web page) -> one-row tables, by the readers of drafts."""

from __future__ import annotations

from collections.abc import Iterator

from sopan.audit.readers.model import Row, Table
from sopan.reading import files

SUFFIXES = tuple(suffix for suffix in files.SUFFIXES if suffix != ".eml")
COLUMNS = ("berkas", "folder", "teks")
ROLES = {"reply": "teks", "id": "berkas"}


def read(name: str, file: str, folder: str, data: bytes) -> Iterator[Table]:
    """The table of a letter. file: its name without folders. Raises InputError where it holds no text."""
    text = files.from_bytes(data, name).text
    row = Row(1, dict(zip(COLUMNS, (file, folder, text), strict=True)))
    yield Table(name, file.rpartition(".")[2].lower(), COLUMNS, iter([row]), roles=dict(ROLES))
