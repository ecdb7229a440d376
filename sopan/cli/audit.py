"""`sopan audit`: an archive of replies, judged row by row."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sopan.cli import common
from sopan.cli.common import Lexicons, NoColor, Pedantic
from sopan.errors import InputError
from sopan.messages import say

if TYPE_CHECKING:
    from sopan.audit.aggregate import Summary
    from sopan.audit.judge import Verdict
    from sopan.audit.readers import BadRow

_SHOWN_PROBLEMS = 10


class Format(str, Enum):
    """Values of --format."""

    text = "text"
    jsonl = "jsonl"


def register(app: typer.Typer) -> None:
    """Add the command to the program; commands of its own go into a Typer added as "audit" + BRANCH."""
    app.command("audit", help=say("bantuan-audit"), epilog=say("bantuan-audit-contoh"))(audit)


def audit(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help=say("arg-audit"))],
    format: Annotated[Format, typer.Option("--format", "-f", help=say("opsi-format"))] = Format.text,
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
    columns = {
        "reply": text_column, "message": message_column, "officer": officer_column, "unit": unit_column,
        "date": date_column, "id": id_column, "kind": kind_column,
    }  # fmt: skip
    common.finish(
        run, file, format=format.value, columns=columns, outputs=output, worst=worst, skip_bad=skip_bad,
        lexicons=lexicon, pedantic=pedantic, no_color=no_color,
    )  # fmt: skip


def run(
    file: str, *, format: str, columns: dict[str, str | None], outputs: list[Path], worst: int, skip_bad: bool,
    lexicons: list[Path], pedantic: bool, no_color: bool,
) -> int:  # fmt: skip
    """Judge an archive and print the figures, or one JSON line a row. Returns 0; raises InputError."""
    from sopan.audit.aggregate import Summary
    from sopan.audit.judge import Judge
    from sopan.audit.readers import Archive, BadRow
    from sopan.audit.results import ResultFile
    from sopan.checker import Checker
    from sopan.outputs import archive as view

    summary = Summary(worst)
    with Archive(file) as archive, ExitStack() as stack:
        checker = Checker(lexicons, least_sure=1 if pedantic else 2)
        judge = Judge(checker, columns)
        files = [stack.enter_context(ResultFile(path, checker.lexicon.version)) for path in outputs]
        for verdict in judge.verdicts(archive):
            if isinstance(verdict, BadRow):
                _bad(summary, verdict, skip_bad)
                continue
            summary.add(verdict)
            for target in files:
                target.write(verdict)
            if format == "jsonl":
                sys.stdout.write(_line(verdict, checker.lexicon.version))
    if format == "text":
        view.show(common.console(no_color=no_color), summary, judge.columns)
    typer.echo(_rows(summary), err=True)
    return 0


def _bad(summary: Summary, row: BadRow, skip_bad: bool) -> None:
    if not skip_bad:
        raise InputError(say("arsip-lewati", problem=row.problem))
    summary.bad_rows += 1
    if summary.bad_rows <= _SHOWN_PROBLEMS:
        typer.echo(f"sopan: {row.problem}", err=True)


def _line(verdict: Verdict, lexicon: str) -> str:
    record = verdict.to_dict(lexicon)
    try:
        text = json.dumps(record, ensure_ascii=False)
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(record)
    return text + "\n"


def _rows(summary: Summary) -> str:
    return say(
        "audit-baris",
        rows=summary.rows,
        judged=summary.all.replies,
        unanswered=summary.all.unanswered,
        bad=summary.bad_rows,
    )
