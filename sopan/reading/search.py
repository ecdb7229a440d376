"""Names on the command line -> files: folders are searched, patterns are filled in where the shell did not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from glob import glob, has_magic
from pathlib import Path

from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.reading.files import SUFFIXES

STDIN = "-"


def drafts(names: Iterable[str], excluded: Callable[[Path], bool] = lambda path: False) -> Iterator[str]:
    """The files that the names stand for, each once, in order; "-" stays as it is.

    A folder gives the drafts in it and below, by their endings, without hidden ones and those `excluded`.
    Raises InputError for a folder or pattern without any draft.
    """
    seen: set[str] = set()
    for name in names:
        for file in _expanded(name, excluded):
            if file not in seen:
                seen.add(file)
                yield file


def place(name: str) -> Path:
    """The folder to watch for changes of what a name stands for. Raises InputError where there is none."""
    path = Path(name)
    while has_magic(str(path)) and not path.exists():
        path = path.parent
    folder = path if path.is_dir() else path.parent
    if not folder.is_dir():
        raise InputError(say("berkas-tidak-ada", name=shorten(name)))
    return folder


def _expanded(name: str, excluded: Callable[[Path], bool]) -> list[str]:
    if name == STDIN:
        return [name]
    path = Path(name)
    if path.is_dir():
        inside = [found for found in _below(path) if not excluded(found)]
        if not inside:
            raise InputError(say("folder-tanpa-draf", name=shorten(name), known=" ".join(SUFFIXES)))
        return [str(found) for found in inside]
    if has_magic(name) and not path.exists():
        found = sorted(one for one in glob(name, recursive=True) if Path(one).is_file())
        if not found:
            raise InputError(say("pola-tanpa-draf", name=shorten(name)))
        return found
    return [name]


def _below(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    return sorted(path for path in found if not any(p.startswith(".") for p in path.relative_to(folder).parts))
