"""Files and bytes -> drafts, by the ending of the name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path, PurePath

from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.reading.draft import Draft, paragraphs
from sopan.suppress import blanked
from sopan.textfile import check_size, draft_text, read_bytes

_TEXT = {
    "": "plain",
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}
_BINARY = {".eml": "mail", ".docx": "word", ".odt": "opendocument", ".pdf": "pdf"}
SUFFIXES = tuple(suffix for suffix in (*_TEXT, *_BINARY) if suffix)


def read(path: Path) -> Draft:
    """The draft in a file. Raises InputError where it is missing, no file, empty, not readable, or too long."""
    return from_bytes(read_bytes(path), str(path))


def from_bytes(data: bytes, name: str) -> Draft:
    """The draft that some bytes hold, read as the ending of `name` says. Raises InputError."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in _BINARY:
        return from_text(draft_text(data, shorten(name)), name)
    kind = _BINARY[suffix]
    if not data:
        raise InputError(say("berkas-kosong", name=shorten(name)))
    draft = _extracted(kind, data, name)
    if not draft.text.strip():
        raise InputError(say("berkas-pindaian" if kind == "pdf" else "berkas-kosong", name=shorten(name)))
    check_size(draft.text, shorten(name))
    return draft


def from_text(text: str, name: str) -> Draft:
    """The draft that a text is, with its markup blanked as the ending of `name` says."""
    kind = _TEXT.get(PurePath(name).suffix.lower(), "plain")
    view = blanked(text, comments=kind != "html")
    if kind != "plain":
        view = import_module(f"sopan.reading.{kind}").plain(view)
    return Draft(name, view, text, paragraphs(view))


def _extracted(kind: str, data: bytes, name: str) -> Draft:
    try:
        extract: Callable[[bytes, str], Draft] = import_module(f"sopan.reading.{kind}").extract
    except ModuleNotFoundError as error:
        raise InputError(say("berkas-butuh-paket", name=shorten(name), package=error.name)) from None
    try:
        return extract(data, name)
    except InputError:
        raise
    except Exception:  # the readers' libraries raise whatever a broken file makes them meet
        raise InputError(say("berkas-rusak", name=shorten(name))) from None
