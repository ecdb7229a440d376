"""The view of an audit on a terminal: a table by officer, what was found, and the worst replies."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sopan.audit.aggregate import SMALL_GROUP, Group, Summary
from sopan.audit.judge import Verdict
from sopan.checker import MAGIC
from sopan.messages import say
from sopan.outputs.safe import one_line

_EXCERPT = 160


def show(console: Console, summary: Summary, columns: Mapping[str, str]) -> None:
    """Print the figures of an archive; columns: which column of the archive holds what."""
    console.print(
        Text(
            say(
                "audit-kolom",
                columns=", ".join(f"{say('peran-' + r)} = {one_line(c)}" for r, c in columns.items()),
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
