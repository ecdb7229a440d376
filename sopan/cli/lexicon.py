"""`sopan lexicon test`: the examples beside the entries."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sopan.cli import common
from sopan.cli.common import Group, Lexicons, NoColor
from sopan.errors import InputError
from sopan.lexicon.model import LexiconError
from sopan.messages import say
from sopan.paths import lexicon_folder


def register(app: typer.Typer) -> None:
    """Add the group of commands to the program."""
    group = typer.Typer(
        cls=Group, help=say("bantuan-lexicon"), epilog=say("bantuan-lexicon-contoh"), no_args_is_help=True,
        rich_markup_mode=None,
    )  # fmt: skip
    group.command("test", help=say("bantuan-lexicon-test"), epilog=say("bantuan-lexicon-test-contoh"))(lexicon_test)
    app.add_typer(group, name="lexicon")


def lexicon_test(
    path: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER|FILE]", help=say("arg-lexicon-test"), show_default=False)
    ] = None,
    lexicon: Lexicons = [],  # noqa: B006
    no_color: NoColor = False,
) -> None:
    """Run the examples of the lexicon."""
    common.finish(test, path, lexicons=lexicon)


def test(path: Path | None, *, lexicons: list[Path]) -> int:
    """Run the examples of all entries, of a folder's, or of one file's. Returns 0, or 1 where one fails."""
    from sopan.checker import Checker
    from sopan.examples import failures

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
