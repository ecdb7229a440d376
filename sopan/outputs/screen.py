"""The view on a terminal: the draft with its findings underlined, the three magic words, what to write instead, the score."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from sopan.messages import say
from sopan.outputs.record import Checked, Lines
from sopan.outputs.safe import one_line, terminal
from sopan.report import Contribution, Finding, Report

STYLES = {"galat": "bold red", "peringatan": "yellow", "saran": "cyan"}
SIGNS = {"galat": "✖", "peringatan": "▲", "saran": "•"}
GRADES = {"A": "bold green", "B": "green", "C": "yellow", "D": "bold red"}
_BAR = 24


def show(console: Console, results: Iterable[Checked], *, verbose: bool) -> None:
    """Print all results, one block a draft; drafts that failed are left to standard error."""
    for checked in results:
        if checked.report is not None:
            console.print(block(checked.file, checked.report, verbose=verbose))


def block(file: str, report: Report, *, verbose: bool) -> RenderableType:
    """The block of one draft."""
    parts: list[RenderableType] = [
        Panel(draft(report), title=Text(one_line(file)), title_align="left", border_style="dim"),
        _magic(report),
        *_findings(report),
        _score(report),
    ]
    if verbose:
        parts.append(_dropped(report))
    return Group(*parts, Text())


def draft(report: Report) -> Text:
    """The draft with discourteous words underlined and courteous ones in green."""
    text = Text(terminal(report.text).rstrip("\n"))
    for signal in report.signals:
        text.stylize("green", signal.start, signal.end)
    for finding in report.findings:
        if finding.end > finding.start:
            text.stylize(f"{STYLES[finding.severity]} underline", finding.start, finding.end)
    return text


def _magic(report: Report) -> Text:
    line = Text(say("layar-tiga-kata") + "  ")
    for rule, there in report.magic.items():
        line.append(f"{'✔' if there else '✘'} {say('nama-' + rule)}   ", style="green" if there else "red")
    return line


def _findings(report: Report) -> list[RenderableType]:
    lines = Lines(report.text)
    return [_finding(report, finding, lines) for finding in report.findings] or [
        Text(say("layar-bersih"), style="green")
    ]


def _finding(report: Report, finding: Finding, lines: Lines) -> RenderableType:
    line, column = lines.at(finding.start)
    style = STYLES[finding.severity]
    head = Text.assemble(
        (f"{SIGNS[finding.severity]} {finding.severity} ", style), (finding.rule, "bold"), (f"  {line}:{column}", "dim")
    )
    words = one_line(report.text[finding.start : finding.end])
    if words:
        head.append(f"  “{words}”", style="italic")
    body = Table.grid(padding=(0, 1))
    body.add_column(width=2)
    body.add_column(ratio=1)
    body.add_row("", head)
    body.add_row("", Text(f"{finding.message} {finding.why}"))
    for suggestion in finding.suggestions:
        body.add_row("", Text.assemble((say("layar-ganti") + " ", "green"), suggestion))
    if finding.law:
        body.add_row("", Text(say("layar-dasar", law="; ".join(finding.law)), style="dim"))
    return body


def _score(report: Report) -> RenderableType:
    score = report.score
    style = GRADES.get(score.grade, "")
    full = round(score.value / 100 * _BAR)
    head = Text.assemble(
        (say("layar-skor") + " ", "bold"), (f"{_number(score.value)}/100", style), ("  " + "█" * full, style),
        ("░" * (_BAR - full), "dim"), (f"  {say('layar-mutu')} {score.grade}", style),
        (f"   {say('layar-jenis', kind=report.kind.name)}", "dim"),
    )  # fmt: skip
    terms = Text(
        "= " + " ".join(_term(term, first=not number) for number, term in enumerate(score.contributions)), style="dim"
    )
    return Group(head, terms)


def _term(term: Contribution, *, first: bool) -> str:
    sign = "" if first else ("+ " if term.points >= 0 else "− ")
    return f"{sign}{_number(abs(term.points))} {term.rule}"


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _dropped(report: Report) -> RenderableType:
    table = Table(title=say("layar-gugur"), title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in ("layar-kata", "layar-aturan", "layar-langkah", "layar-alasan"):
        table.add_column(say(column), style="dim")
    for dropped in report.dropped:
        table.add_row(
            Text(one_line(dropped.signal.text)), Text(dropped.signal.rule), Text(dropped.step), Text(dropped.reason)
        )
    return table if report.dropped else Text(say("layar-tak-ada-gugur"), style="dim")
