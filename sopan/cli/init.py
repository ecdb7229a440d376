"""`sopan init`: a settings file with every key explained."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from sopan.cli import common
from sopan.cli.commands import add
from sopan.errors import InputError, shorten
from sopan.messages import say

_KEY = re.compile(r'^# channel = ".*"$', re.MULTILINE)
_TABLE = re.compile(r"^# \[", re.MULTILINE)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    add(app, "init", init)


def init(
    folder: Annotated[
        Path, typer.Argument(metavar=f"[{say('isian-folder')}]", help=say("arg-init"), show_default=False)
    ] = Path(),
    channel: common.Channel = None,
    pyproject: Annotated[bool, typer.Option("--pyproject", help=say("opsi-pyproject"))] = False,
) -> None:
    """Write a settings file."""
    common.finish(run, folder, channel=channel, pyproject=pyproject)


def run(folder: Path, *, channel: str | None, pyproject: bool) -> int:
    """Write the file, or add the table to a pyproject.toml. Returns 0; raises InputError, and overwrites nothing."""
    from sopan.config import OWN, PYPROJECT
    from sopan.paths import lexicon_folder
    from sopan.profiles import profile
    from sopan.textfile import replace_file

    profile(channel or "", [lexicon_folder()], where="--channel")
    text = (lexicon_folder() / "pesan" / "id" / "templat" / "sopan.toml").read_text("utf-8")
    if channel:
        text = _KEY.sub(f'channel = "{channel}"', text, count=1)
    path = folder / (PYPROJECT if pyproject else OWN)
    if pyproject:
        text = _added(path, text)
    elif path.exists():
        raise InputError(say("init-sudah-ada", name=shorten(str(path))))
    replace_file(path, text.encode("utf-8"))
    typer.echo(say("init-ditulis", name=path))
    return common.OK


def _added(path: Path, text: str) -> str:
    """A pyproject.toml with the template as its table for Sopan, tables below it named in full."""
    from sopan.config import load
    from sopan.textfile import read_draft

    before = read_draft(path) if path.exists() else ""
    if path.exists() and path.absolute() in load(path.parent).sources:
        raise InputError(say("init-sudah-ada", name=shorten(str(path))))
    heading = "\n\n[tool.sopan]\n" if before.strip() else "[tool.sopan]\n"
    return before.rstrip() + heading + _TABLE.sub("# [tool.sopan.", text)
