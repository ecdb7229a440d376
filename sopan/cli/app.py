"""The Typer application: options, help texts, exit codes. What a command does is in its own module, imported when it runs."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from sopan import __version__
from sopan.errors import InputError
from sopan.lexicon.model import LexiconError
from sopan.messages import say

OK, FOUND, WRONG = 0, 1, 2
_FLAGS = ("--no-color", "--pedantic", "--verbose", "-v")
_WITH_VALUE = ("--lexicon",)


class _Group(TyperGroup):
    """Lets the options of the program stand before the command's name as well as after it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        moved: list[str] = []
        rest = list(args)
        while rest and (rest[0] in _FLAGS or rest[0].partition("=")[0] in _WITH_VALUE):
            moved.append(rest.pop(0))
            if moved[-1] in _WITH_VALUE and rest:
                moved.append(rest.pop(0))
        if moved and rest:
            depth = 2 if rest[0] == "lexicon" and len(rest) > 1 else 1
            rest = [*rest[:depth], *moved, *rest[depth:]]
        return super().parse_args(ctx, rest)


class Level(str, Enum):
    """Values of --fail-on."""

    error = "galat"
    warning = "peringatan"
    hint = "saran"
    never = "tidak"


class CheckFormat(str, Enum):
    """Values of --format of `check`."""

    text = "text"
    json = "json"
    jsonl = "jsonl"


class AuditFormat(str, Enum):
    """Values of --format of `audit`."""

    text = "text"
    jsonl = "jsonl"


class ListFormat(str, Enum):
    """Values of --format of `rules`."""

    text = "text"
    json = "json"


app = typer.Typer(
    cls=_Group, help=say("bantuan-sopan"), epilog=say("bantuan-sopan-contoh"), no_args_is_help=True, add_completion=True,
    rich_markup_mode=None, pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
lexicon_app = typer.Typer(help=say("bantuan-lexicon"), no_args_is_help=True, rich_markup_mode=None)
app.add_typer(lexicon_app, name="lexicon")

Lexicons = Annotated[
    list[Path], typer.Option("--lexicon", metavar="FOLDER", help=say("opsi-lexicon"), show_default=False)
]
NoColor = Annotated[bool, typer.Option("--no-color", help=say("opsi-no-color"))]
Pedantic = Annotated[bool, typer.Option("--pedantic", help=say("opsi-pedantic"))]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help=say("opsi-verbose"))]


def fail(problem: object) -> NoReturn:
    """Print one sentence on standard error and end with exit code 2."""
    typer.echo(f"sopan: {problem}", err=True)
    raise typer.Exit(WRONG)


def _run(command: Any, *args: Any, **options: Any) -> NoReturn:
    try:
        code = command(*args, **options)
    except (InputError, LexiconError) as error:
        fail(error)
    except KeyboardInterrupt:
        typer.echo(say("dihentikan"), err=True)
        raise typer.Exit(130) from None
    raise typer.Exit(code)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sopan {__version__}")
        raise typer.Exit(OK)


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("opsi-version"))
    ] = False,
) -> None:
    """Options of the program itself."""


@app.command(help=say("bantuan-check"), epilog=say("bantuan-check-contoh"))
def check(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE|-]...", help=say("arg-check"), show_default=False)
    ] = None,
    format: Annotated[CheckFormat, typer.Option("--format", "-f", help=say("opsi-format"))] = CheckFormat.text,
    kind: Annotated[
        str | None, typer.Option("--kind", "-k", metavar="JENIS", help=say("opsi-kind"), show_default=False)
    ] = None,
    message: Annotated[
        str | None, typer.Option("--message", "-m", metavar="FILE", help=say("opsi-message"), show_default=False)
    ] = None,
    fail_on: Annotated[Level, typer.Option("--fail-on", help=say("opsi-fail-on"))] = Level.error,
    lexicon: Lexicons = [],  # noqa: B006
    pedantic: Pedantic = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Judge drafts."""
    from sopan.cli import check as command

    _run(
        command.run, files or ["-"], format=format.value, kind=kind, message=message, fail_on=fail_on.value,
        lexicons=lexicon, pedantic=pedantic, verbose=verbose, no_color=no_color,
    )  # fmt: skip


@app.command(help=say("bantuan-audit"), epilog=say("bantuan-audit-contoh"))
def audit(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help=say("arg-audit"))],
    format: Annotated[AuditFormat, typer.Option("--format", "-f", help=say("opsi-format"))] = AuditFormat.text,
    text_column: Annotated[
        str | None, typer.Option(metavar="KOLOM", help=say("opsi-text-column"), show_default=False)
    ] = None,
    message_column: Annotated[
        str | None, typer.Option(metavar="KOLOM", help=say("opsi-message-column"), show_default=False)
    ] = None,
    officer_column: Annotated[
        str | None, typer.Option(metavar="KOLOM", help=say("opsi-officer-column"), show_default=False)
    ] = None,
    unit_column: Annotated[
        str | None, typer.Option(metavar="KOLOM", help=say("opsi-unit-column"), show_default=False)
    ] = None,
    date_column: Annotated[
        str | None, typer.Option(metavar="KOLOM", help=say("opsi-date-column"), show_default=False)
    ] = None,
    id_column: Annotated[
        str | None, typer.Option(metavar="KOLOM", help=say("opsi-id-column"), show_default=False)
    ] = None,
    kind_column: Annotated[
        str | None, typer.Option(metavar="KOLOM", help=say("opsi-kind-column"), show_default=False)
    ] = None,
    output: Annotated[
        list[Path], typer.Option("--output", "-o", metavar="FILE", help=say("opsi-output"), show_default=False)
    ] = [],  # noqa: B006
    worst: Annotated[int, typer.Option(min=0, max=1000, help=say("opsi-worst"))] = 5,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help=say("opsi-skip-bad"))] = False,
    lexicon: Lexicons = [],  # noqa: B006
    pedantic: Pedantic = False,
    no_color: NoColor = False,
) -> None:
    """Judge an archive."""
    from sopan.cli import audit as command

    columns = {
        "reply": text_column, "message": message_column, "officer": officer_column, "unit": unit_column,
        "date": date_column, "id": id_column, "kind": kind_column,
    }  # fmt: skip
    _run(
        command.run, file, format=format.value, columns=columns, outputs=output, worst=worst, skip_bad=skip_bad,
        lexicons=lexicon, pedantic=pedantic, no_color=no_color,
    )  # fmt: skip


@app.command(help=say("bantuan-rules"), epilog=say("bantuan-rules-contoh"))
def rules(
    format: Annotated[ListFormat, typer.Option("--format", "-f", help=say("opsi-format"))] = ListFormat.text,
    lexicon: Lexicons = [],  # noqa: B006
    no_color: NoColor = False,
) -> None:
    """List the rules."""
    from sopan.cli import rules as command

    _run(command.listing, format=format.value, lexicons=lexicon, no_color=no_color)


@app.command(help=say("bantuan-explain"), epilog=say("bantuan-explain-contoh"))
def explain(
    rule: Annotated[str | None, typer.Argument(metavar="[ATURAN]", help=say("arg-explain"), show_default=False)] = None,
    text: Annotated[
        str | None, typer.Option("--text", "-t", metavar="TEKS", help=say("opsi-text"), show_default=False)
    ] = None,
    lexicon: Lexicons = [],  # noqa: B006
    pedantic: Pedantic = False,
    no_color: NoColor = False,
) -> None:
    """Explain a rule, or how a text is read."""
    from sopan.cli import rules as command

    if (rule is None) == (text is None):
        fail(say("explain-satu"))
    if text is not None:
        _run(command.trace, text, lexicons=lexicon, pedantic=pedantic, no_color=no_color)
    _run(command.describe, rule, lexicons=lexicon, no_color=no_color)


@lexicon_app.command("test", help=say("bantuan-lexicon-test"), epilog=say("bantuan-lexicon-test-contoh"))
def lexicon_test(
    path: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER|FILE]", help=say("arg-lexicon-test"), show_default=False)
    ] = None,
    lexicon: Lexicons = [],  # noqa: B006
    no_color: NoColor = False,
) -> None:
    """Run the examples of the lexicon."""
    from sopan.cli import lexicon as command

    _run(command.test, path, lexicons=lexicon)
