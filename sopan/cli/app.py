"""The Typer application: the commands under one name."""

from __future__ import annotations

import os
from enum import Enum
from importlib import import_module
from typing import Annotated

import typer

from sopan import __version__
from sopan.cli.commands import Group
from sopan.cli.common import OK, fail
from sopan.errors import shorten
from sopan.messages import CHOICE, LANGUAGES, say

# What each command is made of, in the order in which the help lists them.
COMMANDS = {
    "check": ("check",), "fix": ("fix",), "audit": ("audit", "rating"), "rules": ("rules",), "explain": ("explain",),
    "init": ("init",), "config": ("config",), "lexicon": ("lexicon",), "lsp": ("lsp",), "completion": ("completion",),
}  # fmt: skip


class Language(str, Enum):
    """Values of --lang. The start of the program reads it before anything is loaded; here it stands for the help."""

    id = "id"
    en = "en"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sopan {__version__}")
        raise typer.Exit(OK)


def program(command: str = "") -> typer.Typer:
    """The program with one of its commands alone, for a quick start, or with all where `command` is none of their names."""
    app = typer.Typer(
        cls=Group, callback=_options, help=say("bantuan-sopan"), epilog=say("bantuan-sopan-contoh"), no_args_is_help=True,
        add_completion=False, rich_markup_mode=None, suggest_commands=False, pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]}, options_metavar=say("isian-opsi"),
        subcommand_metavar=say("isian-perintah"),
    )  # fmt: skip
    wanted = {command: COMMANDS[command]} if command in COMMANDS else COMMANDS
    for modules in wanted.values():
        for module in modules:
            import_module(f"sopan.cli.{module}").register(app)
    return app


def _options(
    lang: Annotated[Language | None, typer.Option("--lang", help=say("opsi-lang"), show_default=False)] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("opsi-version"))
    ] = False,
) -> None:
    """Options of the program itself."""
    if os.environ.get(CHOICE, "id") not in LANGUAGES:
        fail(say("bahasa-tidak-ada", name=shorten(os.environ[CHOICE]), known=", ".join(LANGUAGES)))
