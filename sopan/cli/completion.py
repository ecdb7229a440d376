"""`sopan completion`: the script that makes a shell complete commands, options, rules and files."""

from __future__ import annotations

import os
from enum import Enum
from typing import Annotated, Any

import typer

from sopan.cli import common
from sopan.cli.commands import add
from sopan.errors import InputError
from sopan.messages import say

PROGRAM = "sopan"
VARIABLE = "_SOPAN_COMPLETE"


class Shell(str, Enum):
    """The shells that can be served."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"
    powershell = "powershell"


def register(app: typer.Typer) -> None:
    """Add the command to the program, and answer a shell that asks what may follow."""
    if os.environ.get(VARIABLE):
        _shells().completion_init()
    add(app, "completion", completion)


def completion(
    shell: Annotated[
        Shell | None, typer.Argument(metavar="[SHELL]", help=say("arg-completion"), show_default=False)
    ] = None,
    install: Annotated[bool, typer.Option("--install", help=say("opsi-install"))] = False,
) -> None:
    """Print or install the completion of a shell."""
    common.finish(run, shell, install=install)


def run(shell: Shell | None, *, install: bool) -> int:
    """Print the script, or put it where the shell finds it. Returns 0; raises InputError for an unknown shell."""
    shells = _shells()
    name = shell.value if shell else _current()
    shells.completion_init()
    if not install:
        script = shells.get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=name)
        typer.echo(script)
        return common.OK
    _, path = shells.install(shell=name, prog_name=PROGRAM, complete_var=VARIABLE)
    typer.echo(say("completion-terpasang", shell=name, path=path))
    return common.OK


def _shells() -> Any:
    """Typer's own module for shells, whose functions it keeps untyped."""
    from importlib import import_module

    return import_module("typer.completion")


def _current() -> str:
    """The shell that runs this program."""
    from shellingham import ShellDetectionFailure, detect_shell

    try:
        name = str(detect_shell()[0])
    except (ShellDetectionFailure, NotImplementedError):
        name = ""
    known = [one.value for one in Shell]
    name = "powershell" if name == "pwsh" else name
    if name not in known:
        raise InputError(say("completion-tak-dikenal", known=", ".join(known)))
    return name
