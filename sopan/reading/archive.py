"""Files that are zip archives inside (Word, OpenDocument): refused before unpacking where they would fill the memory."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from sopan.errors import InputError, shorten
from sopan.messages import say

_MOST_UNPACKED = 300_000_000
_MOST_PART = 60_000_000


def check_unpacked(data: bytes, name: str) -> None:
    """Raises InputError where a file, or a text part of it, unpacks to more than a letter can hold; BadZipFile for no archive."""
    with ZipFile(BytesIO(data)) as archive:
        sizes = [(part.filename, part.file_size) for part in archive.infolist()]
    if sum(size for _, size in sizes) > _MOST_UNPACKED or any(
        size > _MOST_PART for part, size in sizes if part.endswith((".xml", ".rels"))
    ):
        raise InputError(say("berkas-mengembang", name=shorten(name)))
