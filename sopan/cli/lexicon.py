"""`sopan lexicon test`: the examples beside the entries."""

from __future__ import annotations

from pathlib import Path

import typer

from sopan.checker import Checker
from sopan.errors import InputError
from sopan.examples import failures
from sopan.lexicon.model import LexiconError
from sopan.messages import say
from sopan.paths import lexicon_folder


def test(path: Path | None, *, lexicons: list[Path]) -> int:
    """Run the examples of all entries, of a folder's, or of one file's. Returns 0, or 1 where one fails."""
    own = lexicon_folder()
    folder = _folder(path)
    extra = [folder] if folder and folder.resolve() != own.resolve() else []
    problems: list[LexiconError] = []
    checker = Checker([*lexicons, *extra], least_sure=1, problems=problems)
    entries = [entry for entry in checker.lexicon.entries if _within(entry.file, path)]
    found: list[object] = [problem for problem in problems if _within(str(problem.file), path)]
    if not entries and not found:
        raise InputError(say("kamus-uji-tak-ada", path=path))
    found += [failure for entry in entries for failure in failures(checker, entry)]
    for failure in found:
        typer.echo(str(failure))
    if found:
        typer.echo(say("kamus-uji-gagal", failed=len(found), count=len(entries)), err=True)
        return 1
    typer.echo(say("kamus-uji-lulus", count=len(entries)))
    return 0


def _within(file: str, path: Path | None) -> bool:
    """Whether a file is the path or lies in it."""
    if path is None:
        return True
    inside, here = path.resolve(), Path(file).resolve()
    return here == inside or inside in here.parents


def _folder(path: Path | None) -> Path | None:
    """The lexicon folder that a path names or lies in."""
    if path is None:
        return None
    if path.is_file():
        return path.resolve().parent.parent if path.resolve().parent.name == "aturan" else path.parent
    return path
