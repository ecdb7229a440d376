"""How an archive is understood: forms, columns by role, the first records with their dates as read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from rich.console import Console
from rich.text import Text

from sopan.audit.archive import BadRecord, Layout, Record
from sopan.messages import say
from sopan.outputs.safe import one_line

_EXCERPT = 100
_MOST = 12


def columns_line(layouts: Sequence[Layout]) -> str:
    """The columns in use, one line for all tables that share them."""
    kinds = [list(same) for _, same in groupby(layouts, lambda layout: (layout.form, dict(layout.roles)))]
    return "\n".join(
        say("audit-kolom", columns=_roles(same[0])) if len(kinds) == 1
        else say("audit-kolom-berkas", name=one_line(same[0].name), more=len(same) - 1, columns=_roles(same[0]))
        for same in kinds[:_MOST]
    )  # fmt: skip


def _roles(layout: Layout) -> str:
    listed = [f"{say('peran-' + role)} = {one_line(column)}" for role, column in layout.roles.items()]
    return ", ".join([*listed, *(f"{say('peran-group')} = {one_line(group)}" for group in layout.groups)])


def show(
    console: Console, layouts: Sequence[Layout], records: Iterable[Record | BadRecord], passed_over: Sequence[str]
) -> None:
    """Print what was understood of each table and of the first records."""
    for layout in layouts[:_MOST]:
        notes = ", ".join(f"{say(key)} {one_line(value)}" for key, value in layout.notes.items())
        console.print(Text.assemble((one_line(layout.name), "bold"), f"  {layout.form}", f"  {notes}" if notes else ""))
        console.print(Text("  " + say("kering-dipakai", columns=_roles(layout))))
        unused = [c for c in layout.columns if c not in {*layout.roles.values(), *layout.groups}]
        if unused:
            console.print(Text("  " + say("kering-tak-dipakai", columns=", ".join(map(one_line, unused))), style="dim"))
        for role, reader in layout.dates.items():
            if reader.month_first:
                console.print(Text("  " + say("kering-bulan-dahulu", column=one_line(layout.roles[role]))))
    if len(layouts) > _MOST:
        console.print(Text(say("kering-lagi", count=len(layouts) - _MOST), style="dim"))
    if passed_over:
        console.print(Text(say("kering-dilewati", names=", ".join(map(one_line, passed_over[:_MOST])))))
    for record in records:
        _print_record(console, record)


def _print_record(console: Console, record: Record | BadRecord) -> None:
    if isinstance(record, BadRecord):
        console.print(Text(one_line(record.problem), style="red"))
        return
    head = Text(f"{say('kering-baris')} {record.line}", style="bold")
    for role, value in (
        ("id", record.id),
        ("officer", record.officer),
        ("unit", record.unit),
        ("channel", record.channel),
    ):
        if value not in (None, ""):
            head.append(f"  {say('peran-' + role)} {one_line(str(value))}", style="not bold")
    for role, found, raw in (
        ("asked_at", record.asked_at, record.asked_raw), ("replied_at", record.replied_at, record.replied_raw)
    ):  # fmt: skip
        if raw:
            head.append(f"  {say('peran-' + role)} ", style="not bold").append_text(_date(found, raw))
    console.print(head)
    for role, text in (("message", record.message), ("reply", record.reply)):
        if text.strip():
            console.print(Text(f"  {say('peran-' + role)}: ").append_text(_short(text)))


def _date(found: datetime | None, raw: str) -> Text:
    if found is not None:
        return Text(f"{found:%Y-%m-%d %H:%M}", style="not bold")
    return Text(say("kering-tak-terbaca", raw=one_line(raw)), style="red")


def _short(text: str) -> Text:
    line = one_line(text[: 4 * _EXCERPT])
    return Text(line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…")
