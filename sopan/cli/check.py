"""`sopan check`: drafts from files or standard input."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sopan.cli import common
from sopan.cli.common import Level, Lexicons, NoColor, Pedantic, Verbose
from sopan.errors import InputError
from sopan.lexicon.model import SEVERITIES
from sopan.messages import say

if TYPE_CHECKING:
    from sopan.outputs.record import Checked
    from sopan.report import Report

STDIN = "-"


class Format(str, Enum):
    """Values of --format."""

    text = "text"
    json = "json"
    jsonl = "jsonl"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("check", help=say("bantuan-check"), epilog=say("bantuan-check-contoh"))(check)


def check(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE|-]...", help=say("arg-check"), show_default=False)
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help=say("opsi-format"))] = Format.text,
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
    common.finish(
        run, files or [STDIN], format=format.value, kind=kind, message=message, fail_on=fail_on.value,
        lexicons=lexicon, pedantic=pedantic, verbose=verbose, no_color=no_color,
    )  # fmt: skip


def run(
    files: list[str], *, format: str, kind: str | None, message: str | None, fail_on: str, lexicons: list[Path],
    pedantic: bool, verbose: bool, no_color: bool,
) -> int:  # fmt: skip
    """Judge the drafts and print them in the wanted form. Returns 0, 1 (findings at `fail_on` or above) or 2 (bad input)."""
    from sopan.checker import Checker
    from sopan.outputs.record import Checked
    from sopan.textfile import read_draft

    asked = read_draft(Path(message)) if message else None
    drafts = [_read(file) for file in files]
    if all(isinstance(text, InputError) for _, text in drafts) and format == "text":
        return _complain([Checked(name, None, str(text)) for name, text in drafts])
    checker = Checker(lexicons, least_sure=1 if pedantic else 2)
    if kind is not None and kind not in checker.lexicon.needs:
        raise InputError(say("jenis-tidak-dikenal", kind=kind, known=", ".join(checker.lexicon.needs)))
    results = [
        Checked(name, None, str(text))
        if isinstance(text, InputError)
        else Checked(name, checker.check(text, kind=kind, message=asked))
        for name, text in drafts
    ]
    _print(results, checker.lexicon.version, format, verbose, no_color)
    if any(checked.report is None for checked in results):
        return _complain(results)
    return int(any(fails(checked.report, fail_on) for checked in results if checked.report))


def fails(report: Report, fail_on: str) -> bool:
    """Whether a report holds a finding of the severity `fail_on` or above that is sure enough for a gate."""
    if fail_on not in SEVERITIES:
        return False
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    return any(finding.severity in grave and finding.sure > 1 for finding in report.findings)


def _read(file: str) -> tuple[str, str | InputError]:
    from sopan.textfile import draft_text, read_draft

    name = say("masukan-baku") if file == STDIN else file
    if file == STDIN and sys.stdin.isatty():
        typer.echo(say("masukan-ketik"), err=True)
    try:
        return name, draft_text(sys.stdin.buffer.read(), name) if file == STDIN else read_draft(Path(file))
    except InputError as error:
        return name, error


def _complain(results: list[Checked]) -> int:
    for checked in results:
        if checked.report is None:
            typer.echo(f"sopan: {checked.error}", err=True)
    return 2


def _print(results: list[Checked], lexicon: str, format: str, verbose: bool, no_color: bool) -> None:
    from sopan.outputs import machine, screen

    if format == "json":
        lines = machine.as_json(results, lexicon, verbose=verbose)
    elif format == "jsonl":
        lines = machine.as_jsonl(results, lexicon, verbose=verbose)
    elif sys.stdout.isatty() or verbose:
        return screen.show(common.console(no_color=no_color), results, verbose=verbose)
    else:
        lines = machine.plain(results)
    for line in lines:
        print(line)
    return None
