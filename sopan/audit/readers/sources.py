"""What the user names (files, folders, globs, standard input) -> sources, and each source -> its tables."""

from __future__ import annotations

import glob
import os
import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from sopan.audit.columns import plain
from sopan.audit.readers import delimited, jsonfile, letters, mail, parquet, sheets
from sopan.audit.readers.blobs import (
    BROKEN,
    Blob,
    DiskFile,
    Gunzipped,
    Member,
    StandardInput,
    on_disk,
    peeked,
    whole,
)
from sopan.audit.readers.model import BadRow, Reading, Row, Table
from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.textfile import encoding_of

STDIN = "-"
Position = Callable[[], int]
LETTERS = (".eml", *letters.SUFFIXES)
KNOWN = (*LETTERS, ".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet",
         ".mbox", ".gz", ".zip")  # fmt: skip
_OFFICE = {"xl/workbook.xml": "XLSX", "xl/workbook.bin": "XLSX", "content.xml": "ODS"}


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the archive; `found` tells one from a folder or zip from one that the user named."""

    blob: Blob
    found: bool = False
    folder: str = ""

    @property
    def name(self) -> str:
        """Name as shown and stored."""
        return self.blob.name


@dataclass(slots=True)
class Sources:
    """The files of an archive in a steady order, and those left out because their form is none that Sopan reads."""

    files: list[Source]
    left_out: list[str]

    @property
    def size(self) -> int:
        """Bytes on disk, as far as known."""
        return sum(source.blob.size for source in self.files)

    def paths(self) -> set[str]:
        """The files on disk that are read."""
        return {str(path) for source in self.files if (path := _path(source.blob)) is not None}


def _path(blob: Blob) -> Path | None:
    if isinstance(blob, Member):
        return Path(blob.outer)
    return blob.path if isinstance(blob, DiskFile) else None


def state(blob: Blob) -> tuple[int, ...]:
    """What tells whether the file on disk behind a blob is still the one that it was; () where there is none to look at."""
    path = _path(blob)
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return ()
    if found is None or not stat.S_ISREG(found.st_mode):
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


@contextmanager
def find(names: Sequence[str]) -> Iterator[Sources]:
    """The files behind some names, in order: globs and folders sorted, zips opened. Raises InputError for a name with none."""
    sources = Sources([], [])
    opened: list[zipfile.ZipFile] = []
    try:
        for name in names:
            _add(name, sources, opened)
        if not sources.files:
            raise InputError(say("arsip-tanpa-berkas", name=shorten(", ".join(names)), known=" ".join(KNOWN)))
        yield sources
    finally:
        for archive in opened:
            archive.close()


def _add(name: str, sources: Sources, opened: list[zipfile.ZipFile]) -> None:
    if name == STDIN:
        sources.files.append(Source(StandardInput(say("masukan-baku"))))
        return
    paths = [name] if os.path.lexists(name) else sorted(glob.glob(name, recursive=True))
    if not paths:
        raise InputError(say("berkas-tidak-ada", name=shorten(name)))
    for path in map(Path, paths):
        if path.is_dir():
            _add_folder(path, sources, opened)
        else:
            _add_file(Source(DiskFile(path)), sources, opened)


def _add_folder(folder: Path, sources: Sources, opened: list[zipfile.ZipFile]) -> None:
    for parent, inner, files in os.walk(folder):
        inner.sort()
        for file in sorted(files):
            path = Path(parent, file)
            if file.startswith("."):
                continue
            if path.suffix.lower() not in KNOWN:
                sources.left_out.append(str(path))
            else:
                relative = path.parent.relative_to(folder).as_posix()
                _add_file(Source(DiskFile(path), True, "" if relative == "." else relative), sources, opened)


def _add_file(source: Source, sources: Sources, opened: list[zipfile.ZipFile]) -> None:
    blob = source.blob
    if not isinstance(blob, DiskFile) or not _is_plain_zip(blob.path):
        sources.files.append(source)
        return
    archive = zipfile.ZipFile(blob.path)
    opened.append(archive)
    for info in sorted(archive.infolist(), key=lambda info: info.filename):
        inside = PurePosixPath(info.filename)
        if info.is_dir() or inside.name.startswith(".") or "__MACOSX" in inside.parts:
            continue
        if inside.suffix.lower() not in KNOWN or inside.suffix.lower() == ".zip":
            sources.left_out.append(f"{blob.name}/{info.filename}")
        else:
            folder = "" if str(inside.parent) == "." else str(inside.parent)
            sources.files.append(Source(Member(archive, info, blob.name), True, folder))


def _is_plain_zip(path: Path) -> bool:
    """Whether a file is a zip of files and no office document (those are zips too)."""
    try:
        return path.suffix.lower() not in LETTERS and zipfile.is_zipfile(path) and _office_form(path) is None
    except OSError:
        return False


def _office_form(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except BROKEN:
        return None
    return next((form for name, form in _OFFICE.items() if name in names), None)


@contextmanager
def tables(source: Source, reading: Reading) -> Iterator[Iterator[tuple[Table, Position]]]:
    """The tables of a source, each with how many bytes have been read by now; read one to its end before the next.

    Raises InputError where there are none.
    """
    with source.blob.open() as raw:

        def position() -> int:
            return source.blob.size if raw.closed else raw.tell() if isinstance(source.blob, DiskFile) else 0

        yield ((_safe(table), position) for table in _tables(source.blob, source, raw, reading))


def _tables(blob: Blob, source: Source, raw: BinaryIO, reading: Reading) -> Iterator[Table]:
    name = shorten(blob.name)
    try:
        head, stream = peeked(raw)
    except BROKEN:
        raise InputError(say("arsip-rusak", name=name)) from None
    if head.startswith(b"\x1f\x8b"):
        inner = Gunzipped(_Again(blob, stream))
        with inner.open() as unpacked:
            yield from _tables(inner, source, unpacked, reading)
        return
    suffix = PurePosixPath(blob.name.lower()).suffix
    file = PurePosixPath(blob.name.replace(os.sep, "/")).name
    if head.startswith(b"PAR1"):
        with on_disk(blob, stream) as path:
            yield from parquet.read(blob.name, path)
    elif suffix in letters.SUFFIXES and not (suffix == ".txt" and _is_table(head, reading)):
        yield from letters.read(blob.name, file, source.folder, whole(stream, blob.name))
    elif suffix == ".eml":
        yield from mail.read_eml(blob.name, source.folder, whole(stream, blob.name))
    elif head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        with on_disk(blob, stream) as path:
            yield from _office(blob, path, reading)
    elif suffix == ".mbox" or head.startswith(b"From "):
        with on_disk(blob, stream) as path:
            yield from mail.read_mbox(blob.name, path)
    else:
        yield from _text_tables(blob, head, stream, reading)


def _office(blob: Blob, path: Path, reading: Reading) -> Iterator[Table]:
    with path.open("rb") as stream:
        form = "XLS" if stream.read(4) == b"\xd0\xcf\x11\xe0" else _office_form(path)
    if form is None:
        raise InputError(say("arsip-dalam-arsip", name=shorten(blob.name)))
    yield from sheets.read(blob.name, path, form, reading)


def _text_tables(blob: Blob, head: bytes, stream: BinaryIO, reading: Reading) -> Iterator[Table]:
    name = shorten(blob.name)
    if not head.strip():
        raise InputError(say("arsip-kosong", name=name))
    encoding = reading.encoding or encoding_of(head) or _with_stray_zeros(head)
    if encoding is None:
        raise InputError(say("berkas-biner", name=name))
    try:
        sample = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    except LookupError:
        raise InputError(say("pengodean-tidak-dikenal", encoding=shorten(encoding))) from None
    if not sample.startswith(("{", "[{", "[\n", "[\r", "[ ", "[]")):
        yield from delimited.read(blob.name, stream, head, encoding, reading)
    elif sample.startswith("{") and jsonfile.looks_like_lines(sample):
        yield from jsonfile.read_lines(blob.name, stream, encoding)
    else:
        yield from jsonfile.read_document(blob.name, stream, head)


def _with_stray_zeros(head: bytes) -> str | None:
    """The encoding of a text in which some program left a zero byte here and there."""
    return encoding_of(head.replace(b"\0", b" ")) if head.count(0) * 100 < len(head) else None


def _is_table(head: bytes, reading: Reading) -> bool:
    """Whether a .txt file is a table exported as text: its first line names a column of replies."""
    encoding = reading.encoding or encoding_of(head)
    if encoding is None:
        return False
    first = head.decode(encoding, "replace").lstrip("\ufeff").partition("\n")[0]
    return any(
        not reading.header.isdisjoint(plain(cell.strip('"')) for cell in first.split(sign))
        for sign in delimited.DELIMITERS
        if sign in first
    )


@dataclass(frozen=True, slots=True)
class _Again:
    """A blob whose stream was looked into already."""

    blob: Blob
    stream: BinaryIO

    @property
    def name(self) -> str:
        """As the blob's."""
        return self.blob.name

    @property
    def size(self) -> int:
        """As the blob's."""
        return self.blob.size

    def open(self) -> BinaryIO:
        """The stream from its start."""
        return self.stream


def _safe(table: Table) -> Table:
    """The same table; a file that breaks off while it is read ends in a bad row, not in a crash."""
    table.rows = _until_broken(table.name, table.rows)
    return table


def _until_broken(name: str, rows: Iterator[Row | BadRow]) -> Iterator[Row | BadRow]:
    line = 0
    try:
        for row in rows:
            line = row.line
            yield row
    except BROKEN:
        yield BadRow(line + 1, say("arsip-putus", name=shorten(name), line=line + 1))
    except InputError as error:
        yield BadRow(line + 1, str(error))
