"""`sopan lsp`: the language server for editors."""

from __future__ import annotations

import typer

from sopan.cli import common
from sopan.cli.commands import add
from sopan.errors import InputError
from sopan.messages import say


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    add(app, "lsp", lsp)


def lsp() -> None:
    """Serve an editor on standard input and output."""
    common.finish(run)


def run() -> int:
    """Serve until the editor ends it. Returns 0; raises InputError where the extra is not installed."""
    try:
        from sopan.lsp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise InputError(say("lsp-tanpa-paket")) from None
    serve()
    return 0
