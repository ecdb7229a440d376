"""`sopan audit`: an archive of replies, judged row by row."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sopan.audit.aggregate import SMALL_GROUP, Group, Summary
from sopan.audit.judge import Judge, Verdict
from sopan.audit.readers import Archive, BadRow
from sopan.audit.results import ResultFile
from sopan.checker import MAGIC, Checker
from sopan.errors import InputError
from sopan.messages import say
from sopan.outputs.safe import one_line

_EXCERPT = 160
_SHOWN_PROBLEMS = 10


def run(
    file: str, *, format: str, columns: dict[str, str | None], outputs: list[Path], worst: int, skip_bad: bool,
    lexicons: list[Path], pedantic: bool, no_color: bool,
) -> int:  # fmt: skip
    """Judge an archive and print the figures, or one JSON line a row. Returns 0; raises InputError."""
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
        _print(Console(no_color=no_color or None, highlight=False, emoji=False, markup=False), summary, judge)
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


def _print(console: Console, summary: Summary, judge: Judge) -> None:
    console.print(
        Text(
            say(
                "audit-kolom",
                columns=", ".join(f"{say('peran-' + r)} = {one_line(c)}" for r, c in judge.columns.items()),
            ),
            style="dim",
        )
    )
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(say("audit-petugas"), overflow="fold")
    for column in ("balasan", "rerata", "mutu-ab", "salam", "maaf", "terima-kasih", "galat", "tak-terjawab"):
        table.add_column(say("audit-" + column), justify="right")
    for officer, group in summary.ranked():
        table.add_row(*_cells(Text(one_line(officer) or say("audit-tanpa-nama")), group))
    table.add_section()
    table.add_row(*_cells(Text(say("audit-semua"), style="bold"), summary.all, mark=False))
    console.print(table)
    if any(group.small for group in summary.officers.values()):
        console.print(Text(say("audit-kecil", least=SMALL_GROUP), style="dim"))
    _print_rude(console, summary.all)
    _print_worst(console, summary.worst())


def _cells(name: Text, group: Group, *, mark: bool = True) -> list[Text | str]:
    small = mark and group.small
    mean = "–" if group.mean is None else f"{group.mean:.1f}".replace(".", ",") + ("*" if small else "")
    good = (group.grades["A"] + group.grades["B"]) / group.replies if group.replies else None
    return [
        name, str(group.replies), mean, _percent(good), *(_percent(group.share(rule)) for rule in MAGIC),
        str(group.grave), str(group.unanswered),
    ]  # fmt: skip


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}".replace("%", " %")


def _print_rude(console: Console, group: Group) -> None:
    if group.discourtesies:
        listed = ", ".join(f"{rule} {count}" for rule, count in group.discourtesies.most_common())
        console.print(Text(say("audit-tidak-santun", listed=listed)))


def _print_worst(console: Console, worst: list[Verdict]) -> None:
    if not worst:
        return
    console.print(Text(say("audit-terburuk"), style="bold"))
    for verdict in worst:
        assert verdict.report is not None
        rude = ", ".join(dict.fromkeys(f.rule for f in verdict.report.findings if f.entry)) or say("audit-hanya-kurang")
        head = say("audit-baris-terburuk", score=f"{verdict.report.score.value:g}".replace(".", ","), id=one_line(str(verdict.id)),
                   officer=one_line(verdict.officer) or say("audit-tanpa-nama"), rules=rude)  # fmt: skip
        console.print(Text(head, style="yellow"))
        reply = one_line(verdict.reply)
        console.print(Text("  " + (reply if len(reply) <= _EXCERPT else reply[: _EXCERPT - 1] + "…")))
