"""Bytes of an archive, wherever they lie: a file, standard input, a member of a zip, inside gzip; bombs are stopped."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from sopan.errors import InputError, shorten
from sopan.messages import say

HEAD = 65_536
SAFE_SIZE = 200_000_000
MOST_RATIO = 250
MOST_DOCUMENT = 50_000_000
BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, UnicodeError)


class Blob(Protocol):
    """Bytes with a name, opened as often as wanted (standard input once)."""

    @property
    def name(self) -> str:
        """Name as shown to people; never used as a path."""

    @property
    def size(self) -> int:
        """Bytes as they lie on disk; 0 where that is not known."""

    def open(self) -> BinaryIO:
        """A stream of the bytes. Raises InputError."""


@dataclass(frozen=True, slots=True)
class DiskFile:
    """A file on disk."""

    path: Path
    inner: str = ""

    @property
    def name(self) -> str:
        """The path as the user gave it."""
        return self.inner or str(self.path)

    @property
    def size(self) -> int:
        """Bytes on disk; 0 for what cannot be opened, which shows when it is read."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def open(self) -> BinaryIO:
        """The file, read from its start. Raises InputError."""
        try:
            return self.path.open("rb")
        except FileNotFoundError:
            raise InputError(say("berkas-tidak-ada", name=shorten(self.name))) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(say("berkas-tak-terbaca", name=shorten(self.name), reason=reason)) from None


@dataclass(frozen=True, slots=True)
class StandardInput:
    """Standard input, which can be read once."""

    name: str
    size: int = 0

    def open(self) -> BinaryIO:
        """The stream, kept open when the reader closes its end."""
        return cast(BinaryIO, io.BufferedReader(Rejoined(b"", sys.stdin.buffer)))


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a zip; the zip stays open as long as it is read."""

    archive: zipfile.ZipFile
    info: zipfile.ZipInfo
    outer: str

    @property
    def name(self) -> str:
        """Zip and member, for people."""
        return f"{self.outer}/{self.info.filename}"

    @property
    def size(self) -> int:
        """Bytes in the zip."""
        return self.info.compress_size

    def open(self) -> BinaryIO:
        """The member unpacked as it is read. Raises InputError where it is locked, damaged or a bomb."""
        name = shorten(self.name)
        if self.info.flag_bits & 0x1:
            raise InputError(say("arsip-terkunci", name=name))
        try:
            stream = self.archive.open(self.info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
            raise InputError(say("arsip-rusak", name=name)) from None
        return _guarded(cast(BinaryIO, stream), self.info.compress_size, name)


@dataclass(frozen=True, slots=True)
class Gunzipped:
    """The bytes inside gzip."""

    outer: Blob

    @property
    def name(self) -> str:
        """The name without .gz."""
        return self.outer.name.removesuffix(".gz")

    @property
    def size(self) -> int:
        """Bytes of the packed file."""
        return self.outer.size

    def open(self) -> BinaryIO:
        """The bytes unpacked as they are read. Raises InputError for a bomb."""
        packed = self.outer.open()
        return _guarded(cast(BinaryIO, gzip.GzipFile(fileobj=packed)), self.size, shorten(self.outer.name))


class Rejoined(io.RawIOBase):
    """Bytes already read, then the rest of the stream: works for pipes, which cannot go back."""

    def __init__(self, head: bytes, stream: BinaryIO, *, close: bool = False) -> None:
        self._head = head
        self._stream = stream
        self._close = close

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As in io.RawIOBase."""
        data = self._head[: len(buffer)] or _some(self._stream, len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close, and the stream too where it is this reader's own."""
        if self._close and not self.closed:
            self._stream.close()
        super().close()


class _Guard(io.RawIOBase):
    """Unpacked bytes up to what an honest archive can hold: more than MOST_RATIO times its size is a bomb."""

    def __init__(self, stream: BinaryIO, packed: int, name: str) -> None:
        self._stream = stream
        self._left = max(SAFE_SIZE, packed * MOST_RATIO) if packed else sys.maxsize
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = _some(self._stream, len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise InputError(say("arsip-bom", name=self._name))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


def _guarded(stream: BinaryIO, packed: int, name: str) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Guard(stream, packed, name), 1 << 16))


def _some(stream: BinaryIO, most: int) -> bytes:
    """The bytes that are there, without waiting for all: what comes before the end of a broken file is not lost."""
    return stream.read1(most) if hasattr(stream, "read1") else stream.read(most)


def peeked(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The first 64 KiB of a stream, and the stream with them still in front. Raises one of BROKEN where it has none."""
    head = b""
    try:
        while len(head) < HEAD and (more := _some(stream, HEAD - len(head))):
            head += more
    except BROKEN:
        if not head:
            raise
    return head, cast(BinaryIO, io.BufferedReader(Rejoined(head, stream, close=True), 1 << 20))


@contextmanager
def on_disk(blob: Blob, stream: BinaryIO) -> Iterator[Path]:
    """A path with the bytes of a blob, for libraries that jump about in a file: its own, or that of a private copy."""
    if isinstance(blob, DiskFile):
        yield blob.path
        return
    handle, copy = tempfile.mkstemp(prefix="sopan-")
    try:
        with os.fdopen(handle, "wb") as target:
            shutil.copyfileobj(stream, target, 1 << 20)
        yield Path(copy)
    finally:
        os.unlink(copy)


def whole(stream: BinaryIO, name: str) -> bytes:
    """All bytes of a single document. Raises InputError where they are too many for one."""
    data = stream.read(MOST_DOCUMENT + 1)
    if len(data) > MOST_DOCUMENT:
        raise InputError(say("dokumen-terlalu-besar", name=shorten(name), most=MOST_DOCUMENT // 1_000_000))
    return data


def unpacked_size(path: Path, name: str) -> int:
    """The bytes that an office file (a zip) unpacks to. Raises InputError where they are more than in an honest one."""
    try:
        with zipfile.ZipFile(path) as archive:
            total = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise InputError(say("arsip-rusak", name=shorten(name))) from None
    if total > max(SAFE_SIZE, path.stat().st_size * MOST_RATIO):
        raise InputError(say("arsip-bom", name=shorten(name)))
    return total
