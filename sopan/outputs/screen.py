"""The view on a terminal: the draft with its findings underlined, the three magic words, what to write instead, the score."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from sopan.figures import number
from sopan.lexicon.model import Severity
from sopan.messages import say
from sopan.outputs.plain import where
from sopan.outputs.safe import one_line, terminal
from sopan.report import Contribution, Finding, Report
from sopan.review import Checked

STYLES: dict[str, str] = {"galat": "bold red", "peringatan": "yellow", "saran": "cyan"}
SIGNS: dict[Severity, str] = {"galat": "✖", "peringatan": "▲", "saran": "•"}
GRADES = {"A": "bold green", "B": "green", "C": "yellow", "D": "bold red"}
_BAR = 24
_IN_FULL = 5
_AROUND_TABLE = 6


def show(console: Console, results: Sequence[Checked], *, verbose: bool = False) -> None:
    """Print a few drafts in full, or many as a table that fits the screen; those that failed are left to standard error."""
    judged = [checked for checked in results if checked.report is not None]
    if len(judged) > _IN_FULL and not verbose:
        console.print(_table(judged, console.height - _AROUND_TABLE))
    else:
        for checked in judged:
            console.print(block(checked, verbose=verbose))
        _hint(console, judged)
    if len(judged) > 1 or any(c.suppressed or c.known for c in judged):
        console.print(summary(judged))


def _hint(console: Console, judged: Sequence[Checked]) -> None:
    """What to run next where there is anything to mend."""
    findings = [finding for checked in judged for finding in checked.findings]
    if findings:
        gravest = min(findings, key=lambda finding: [*SIGNS].index(finding.severity))
        console.print(Text(say("layar-lanjut", rule=gravest.rule), style="dim"))


def block(checked: Checked, *, verbose: bool = False) -> RenderableType:
    """The block of one draft that was judged."""
    report = checked.report
    assert report is not None
    parts: list[RenderableType] = [
        Panel(draft(checked), title=Text(one_line(checked.file)), title_align="left", border_style="dim"),
        _magic(report),
        Text(),
        *_findings(checked),
        _score(report),
    ]
    if verbose:
        parts.append(_dropped(report))
    return Group(*parts, Text())


def draft(checked: Checked) -> Text:
    """The draft with discourteous words underlined and courteous ones in green."""
    report, source = checked.report, checked.draft
    assert report is not None
    assert source is not None
    text = Text(terminal(source.display).rstrip())
    for signal in report.signals:
        text.stylize("green", signal.start, signal.end)
    for finding in checked.findings:
        if finding.end > finding.start:
            text.stylize(f"{STYLES[finding.severity]} underline", finding.start, finding.end)
    return text if source.display == source.source or source.source is None else _squeezed(text)


def summary(judged: Sequence[Checked]) -> Text:
    """One line on all drafts: how many pass, findings by severity, the mean score."""
    counts = Counter(finding.severity for checked in judged for finding in checked.findings)
    scores = [checked.report.score.value for checked in judged if checked.report]
    line = say(
        "layar-ringkas", drafts=len(judged), failing=sum(bool(checked.failing) for checked in judged),
        errors=counts["galat"], warnings=counts["peringatan"], hints=counts["saran"],
        mean=number(round(sum(scores) / len(scores), 1)),
    )  # fmt: skip
    for key, many in (
        ("layar-diredam", sum(len(c.suppressed) for c in judged)),
        ("layar-dikenal", sum(c.known for c in judged)),
    ):
        line += f" {say(key, count=many)}" if many else ""
    return Text(line, style="bold")


def _table(judged: Sequence[Checked], rows: int) -> RenderableType:
    """The drafts, those that fail and score lowest first, as many as fit."""
    ranked = sorted(judged, key=lambda c: (not c.failing, c.report.score.value if c.report else 0))
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(say("layar-draf"), overflow="fold")
    for column in ("layar-skor", "layar-mutu", *SIGNS):
        table.add_column(say(column) if column not in SIGNS else column, justify="right", no_wrap=True)
    for checked in ranked[: max(rows, 1)]:
        assert checked.report is not None
        counts = Counter(finding.severity for finding in checked.findings)
        score = checked.report.score
        table.add_row(
            Text(one_line(checked.file), style="bold red" if checked.failing else ""), number(score.value),
            Text(score.grade, style=GRADES.get(score.grade, "")),
            *(Text(str(counts[severity] or ""), style=STYLES[severity]) for severity in SIGNS),
        )  # fmt: skip
    more = len(ranked) - max(rows, 1)
    return Group(table, Text(say("layar-lagi", count=more), style="dim")) if more > 0 else table


def _squeezed(text: Text) -> Text:
    """The text without the space that tags leave behind."""
    parts = [text[m.start() : m.end()] for m in re.finditer(r"\S+(?:[ \t]\S+)*", text.plain)]
    gaps = [m[0] for m in re.finditer(r"\s+(?=\S)", text.plain.strip())]
    shown = Text()
    for place, part in enumerate(parts):
        if place:
            shown.append("\n\n" if "\n" in gaps[place - 1] else " ")
        shown.append_text(part)
    return shown


def _magic(report: Report) -> Text:
    line = Text(say("layar-tiga-kata") + "  ")
    for rule, there in report.magic.items():
        sign, style = ("✔", "green") if there else ("–", "dim") if rule in report.waived else ("✘", "red")
        line.append(f"{sign} {say('nama-' + rule)}   ", style=style)
    return line


def _findings(checked: Checked) -> Iterator[RenderableType]:
    """Each finding in full; of one whose rule came before, only what is new."""
    told: set[str] = set()
    for finding in checked.findings:
        yield _finding(checked, finding, told)
        told.update((finding.rule, *finding.suggestions))
    if not told:
        yield Text(say("layar-bersih"), style="green")


def _finding(checked: Checked, finding: Finding, told: Set[str]) -> RenderableType:
    report, source = checked.report, checked.draft
    assert report is not None
    assert source is not None
    head = Text.assemble(
        (f"{SIGNS[finding.severity]} {finding.severity} ", STYLES[finding.severity]), (finding.rule, "bold")
    )
    words = one_line(report.text[finding.start : finding.end])
    if words:
        head.append(f"  {where(source.place(finding.start))}", style="dim").append(f"  “{words}”", style="italic")
    body = [Text(f"{finding.message} {finding.why}")] if finding.rule not in told else []
    body += [
        Text.assemble((say("layar-ganti") + " ", "green"), suggestion)
        for suggestion in finding.suggestions
        if suggestion not in told
    ]
    if finding.law and finding.rule not in told:
        body.append(Text(say("layar-dasar", law="; ".join(finding.law)), style="dim"))
    return Group(head, Padding(Group(*body), (0, 0, 1, 2)))


def _score(report: Report) -> RenderableType:
    score = report.score
    style = GRADES.get(score.grade, "")
    full = round(score.value / 100 * _BAR)
    head = Text.assemble(
        (say("layar-skor") + " ", "bold"), (f"{number(score.value)}/100", style), ("  " + "█" * full, style),
        ("░" * (_BAR - full), "dim"), (f"  {say('layar-mutu')} {score.grade}", style),
        (f"   {say('layar-jenis', kind=report.kind.name)}", "dim"),
    )  # fmt: skip
    terms = Text(
        "= " + " ".join(_term(term, first=not place) for place, term in enumerate(score.contributions)), style="dim"
    )
    return Group(head, terms)


def _term(term: Contribution, *, first: bool) -> str:
    sign = "" if first else ("+ " if term.points >= 0 else "− ")
    return f"{sign}{number(abs(term.points))} {term.rule}"


def _dropped(report: Report) -> RenderableType:
    table = Table(title=say("layar-gugur"), title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in ("layar-kata", "layar-aturan", "layar-langkah", "layar-alasan"):
        table.add_column(say(column), style="dim")
    for dropped in report.dropped:
        table.add_row(
            Text(one_line(dropped.signal.text)), Text(dropped.signal.rule), Text(dropped.step), Text(dropped.reason)
        )
    return table if report.dropped else Text(say("layar-tak-ada-gugur"), style="dim")
