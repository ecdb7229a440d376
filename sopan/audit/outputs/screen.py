"""Summary -> the view on a terminal, short enough for one screen."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from sopan.audit import tables
from sopan.audit.highlights import highlights, verdict
from sopan.audit.numbers import count, decimal, shown
from sopan.audit.summary import Summary
from sopan.audit.tables import TERMINAL, Row, Table
from sopan.messages import say
from sopan.outputs.safe import one_line

MOST_ROWS = 8
MOST_RISKS = 3
NAME_WIDTH = 16
_RIGHT = frozenset(("count", "score", "change", "share", "rate", "days"))


def show(console: Console, summary: Summary) -> None:
    """Print what should be known, the first group of replies that the archive tells, and the gravest replies."""
    for sentence in highlights(summary):
        console.print(Text.assemble(("• ", "cyan"), sentence))
    for fair in summary.fairness:
        console.print(
            Text.assemble(
                ("• ", "cyan"), one_line(say("adil-menurut", column=fair.column, verdict=verdict(fair)))
            )
        )  # fmt: skip
    grouped = next((table for table in _groups(summary) if table.rows), None)
    if grouped:
        console.print()
        console.print(_grid(grouped.shown(TERMINAL)))
        if grouped.left_out:
            console.print(Text(say("layar-audit-kolom-lain", count=count(grouped.left_out)), style="dim"))
        if grouped.note:
            console.print(Text(grouped.note, style="dim"))
    _risks(console, summary)


def _groups(summary: Summary) -> list[Table]:
    """Small groups give way to those that can be compared, where not all fit."""
    return [tables.group_table(summary, dimension).cut(MOST_ROWS) for dimension in ("officer", "unit", "channel")]


def _grid(table: Table) -> Grid:
    grid = Grid(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for place, column in enumerate(table.columns):
        width = None if place else NAME_WIDTH
        grid.add_column(
            column.title, justify="right" if column.kind in _RIGHT else "left", no_wrap=not place, min_width=width
        )  # fmt: skip
    for row in table.rows:
        grid.add_row(*_cells(row, table), style="dim" if row.small else None)
    return grid


def _cells(row: Row, table: Table) -> list[Text]:
    texts = [one_line(shown(v, c.kind)) for v, c in zip(row.values, table.columns, strict=True)]
    return [Text(text + ("*" if row.small and not place else "")) for place, text in enumerate(texts)]


def _risks(console: Console, summary: Summary) -> None:
    """The replies with the lowest scores among those at risk, each once."""
    gravest = sorted({(r.score, r.id, r.officer, r.rules, r.reply) for r in summary.risks})[:MOST_RISKS]
    if not gravest:
        return
    console.print()
    console.print(Text(say("layar-audit-risiko"), style="bold"))
    for score, number, officer, rules, reply in gravest:
        head = say(
            "audit-baris-terburuk",
            score=decimal(score), id=one_line(number), officer=one_line(officer) or say("tanpa-nama"), rules=", ".join(rules),
        )  # fmt: skip
        console.print(Text(head, style="yellow"))
        console.print(Text("  " + one_line(reply)), no_wrap=True, overflow="ellipsis")
