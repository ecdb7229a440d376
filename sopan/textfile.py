"""Bytes of a draft -> text: UTF-8, UTF-16 and Windows encodings are read, what is no text is refused."""

from __future__ import annotations

import codecs
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from sopan.errors import InputError, shorten
from sopan.figures import count
from sopan.messages import say

MOST_CHARACTERS = 1_000_000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_mask: ContextVar[int | None] = ContextVar("mask", default=None)  # of the user, while ours is stricter
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x0b\x1b\x1a"))


def read_draft(path: Path) -> str:
    """The text of a text file. Raises InputError where it is missing, no file, empty, no text, or too long."""
    return draft_text(read_bytes(path), shorten(str(path)))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises InputError where it is missing, no file, or cannot be read."""
    name = shorten(str(path))
    try:
        if path.is_dir():
            raise InputError(say("berkas-folder", name=name))
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(say("berkas-tidak-ada", name=name)) from None
    except (OSError, ValueError) as error:
        raise InputError(
            say("berkas-tak-terbaca", name=name, reason=getattr(error, "strerror", None) or str(error))
        ) from None


def draft_text(data: bytes, name: str) -> str:
    """The text of a draft from its bytes; `name` stands in error messages. Raises InputError."""
    if len(data) > 8 * MOST_CHARACTERS:
        raise _too_large(name)
    text = decode(data, name)
    if not text.strip():
        raise InputError(say("berkas-kosong", name=name))
    check_size(text, name)
    return text


def check_size(text: str, name: str) -> None:
    """Raises InputError where a text is too long for a draft."""
    if len(text) > MOST_CHARACTERS:
        raise _too_large(name)


def _too_large(name: str) -> InputError:
    return InputError(say("berkas-terlalu-besar", name=name, most=count(MOST_CHARACTERS)))


def decode(data: bytes, name: str) -> str:
    """Bytes as text. Raises InputError where they are no text in a known encoding."""
    encoding = encoding_of(data)
    if encoding is not None:
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            pass
    raise InputError(say("berkas-biner", name=name))


def encoding_of(data: bytes) -> str | None:
    """The encoding of some bytes (the start of a file is enough), or None where they are no text."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    wide = _wide(data)
    if wide or b"\0" in data:
        return wide
    if len(data) - len(data.translate(None, _CONTROL)) > len(data) / 10:
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return _single_byte(data)
    return "utf-8"


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly every other byte of Latin text is zero."""
    sample = data[:4000]
    half = len(sample) // 2
    if half < 2:
        return None
    if sample[1::2].count(0) > 0.7 * half and sample[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _single_byte(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:20_000], cp_isolation=["cp1252", "cp1250", "mac_roman"]).best()
    return best.encoding if best else "cp1252"


def encoded(text: str, like: bytes) -> bytes:
    """A text as bytes in the encoding, and with the byte order mark, of the bytes `like`; UTF-8 where that cannot hold it."""
    encoding = encoding_of(like) or "utf-8"
    mark = next((mark for mark, _ in _BOMS if like.startswith(mark)), b"")
    if mark.startswith(codecs.BOM_UTF8):
        encoding = "utf-8"
    elif mark:
        encoding = f"{encoding}-{'le' if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF32_LE) else 'be'}"
    try:
        return mark + text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8")


def replace_file(path: Path, data: bytes, *, read: bytes | None = None) -> None:
    """Write a file so that at any moment either the old or the new one is there whole.

    read: what the file held when the new text was made from it. Raises InputError where the file cannot be written, or
    where it holds something else by now.
    """
    try:
        with written_aside(path) as beside:
            beside.write_bytes(data)
            if read is not None:
                check_unchanged(path, read)
    except OSError as error:
        raise InputError(say("berkas-tak-tertulis", name=shorten(str(path)), reason=error.strerror or "")) from None


def check_unchanged(path: Path, read: bytes) -> None:
    """Raises InputError where a file is gone or no longer holds what was read from it."""
    if not path.exists() or read_bytes(path) != read:
        raise InputError(say("berkas-berubah", name=shorten(str(path))))


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """A private file beside `path` to be written: whole, it takes that name and the mode of what had it; else it goes.

    A link is followed, and what is no file (a device, a pipe) is written to as it is. Raises OSError.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        yield target
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".sopan-", suffix=target.suffix)
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        with beside.open("rb+") as stream:
            os.fsync(stream.fileno())
        os.chmod(beside, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def owner_only() -> Iterator[None]:
    """Files that a library makes meanwhile are for their owner alone; those of `written_aside` have the user's usual mode."""
    before = os.umask(0o077)
    token = _mask.set(before if _mask.get() is None else _mask.get())
    try:
        yield
    finally:
        _mask.reset(token)
        os.umask(before)


def _umask() -> int:
    usual = _mask.get()
    if usual is not None:
        return usual
    mask = os.umask(0)
    os.umask(mask)
    return mask
