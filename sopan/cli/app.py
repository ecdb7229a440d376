"""The Typer application: the commands under one name."""

from __future__ import annotations

import os
from enum import Enum
from typing import Annotated

import typer

from sopan import __version__
from sopan.cli import audit, check, completion, config, explain, fix, init, lexicon, lsp, rating, rules
from sopan.cli.commands import Group
from sopan.cli.common import OK, fail
from sopan.errors import shorten
from sopan.messages import CHOICE, LANGUAGES, say

app = typer.Typer(
    cls=Group, help=say("bantuan-sopan"), epilog=say("bantuan-sopan-contoh"), no_args_is_help=True, add_completion=False,
    rich_markup_mode=None, suggest_commands=False, pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar=say("isian-opsi"), subcommand_metavar=say("isian-perintah"),
)  # fmt: skip
for command in (check, fix, audit, rating, rules, explain, init, config, lexicon, lsp, completion):
    command.register(app)


class Language(str, Enum):
    """Values of --lang. The start of the program reads it before anything is loaded; here it stands for the help."""

    id = "id"
    en = "en"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sopan {__version__}")
        raise typer.Exit(OK)


@app.callback()
def program(
    lang: Annotated[Language | None, typer.Option("--lang", help=say("opsi-lang"), show_default=False)] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("opsi-version"))
    ] = False,
) -> None:
    """Options of the program itself."""
    if os.environ.get(CHOICE, "id") not in LANGUAGES:
        fail(say("bahasa-tidak-ada", name=shorten(os.environ[CHOICE]), known=", ".join(LANGUAGES)))
