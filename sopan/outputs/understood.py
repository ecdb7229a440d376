"""How an archive is understood: forms, columns by role, the first records with their dates as read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sopan.audit.archive import BadRecord, Layout, Record
from sopan.messages import say
from sopan.outputs.safe import one_line

_EXCERPT = 60
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
    console.print(_first(records))


def _first(records: Iterable[Record | BadRecord]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for key in (
        "kering-baris",
        "peran-id",
        "peran-officer",
        "peran-asked_at",
        "peran-replied_at",
        "peran-message",
        "peran-reply",
    ):
        table.add_column(say(key))
    for record in records:
        if isinstance(record, BadRecord):
            table.add_row(str(record.line), *[""] * 5, Text(one_line(record.problem), style="red"))
            continue
        dates = (_date(record.asked_at, record.asked_raw), _date(record.replied_at, record.replied_raw))
        cells = ("" if record.id is None else str(record.id), record.officer)
        table.add_row(str(record.line), *map(_short, cells), *dates, _short(record.message), _short(record.reply))
    return table


def _date(found: object, raw: str) -> Text:
    if found is not None:
        return Text(f"{found:%Y-%m-%d %H:%M}")
    return Text(say("kering-tak-terbaca", raw=one_line(raw)), style="red") if raw else Text("")


def _short(text: str) -> Text:
    line = one_line(text[: 4 * _EXCERPT])
    return Text(line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…")
