"""XLSX, XLS and ODS -> rows, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from sopan.audit.columns import header_at, unique
from sopan.audit.readers.blobs import unpacked_size
from sopan.audit.readers.extra import needed
from sopan.audit.readers.model import BadRow, Reading, Row, Table
from sopan.audit.readers.trial import refuse_swollen
from sopan.errors import InputError, shorten
from sopan.messages import say

_HEADER_ROWS = 20


def read(name: str, path: Path, form: str, reading: Reading) -> Iterator[Table]:
    """A table for each sheet that holds anything, or for the one asked for. Raises InputError."""
    calamine = needed("python_calamine", name)
    size = path.stat().st_size if form == "XLS" else unpacked_size(path, name)
    refuse_swollen(path, name, size)
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError:
        raise InputError(say("arsip-terkunci", name=shorten(name))) from None
    except (calamine.CalamineError, OSError):
        raise InputError(say("arsip-rusak", name=shorten(name))) from None
    names = book.sheet_names
    if reading.sheet is not None and reading.sheet not in names:
        raise InputError(say("lembar-tidak-ada", name=shorten(name), sheet=shorten(reading.sheet),
                             sheets=", ".join(map(shorten, names))))  # fmt: skip
    with book:
        for title in [reading.sheet] if reading.sheet is not None else names:
            try:
                sheet = book.get_sheet_by_name(title)
            except calamine.CalamineError:
                raise InputError(say("arsip-rusak", name=shorten(f"{name}#{title}"))) from None
            table = _sheet(name, title, sheet, form, reading, several=len(names) > 1)
            if table is not None:
                yield table


def _sheet(name: str, title: str, sheet: Any, form: str, reading: Reading, *, several: bool) -> Table | None:
    numbered = enumerate(sheet.iter_rows(), 1)  # from the first row of the sheet, though not from its first column
    first = list(islice(numbered, _HEADER_ROWS))
    at = header_at([list(map(_cell, cells)) for _, cells in first], reading.header)
    if at is None:
        return None
    line, cells = first[at]
    columns = tuple(unique(str(_cell(cell)).strip() for cell in cells))
    shown = f"{name}#{title}" if several else name
    notes = {"catatan-lembar": title}
    if line > 1:
        notes["catatan-judul"] = str(line)
    rows = _rows(columns, first[at + 1 :], numbered)
    return Table(shown, form, columns, rows, notes, optional=several and reading.sheet is None)


def _rows(columns: tuple[str, ...], first: list[tuple[int, list[Any]]], rest: Any) -> Iterator[Row | BadRow]:
    for part in (first, rest):
        for line, cells in part:
            values = list(map(_cell, cells))
            if any(value != "" for value in values):
                yield Row(line, dict(zip(columns, values, strict=False)))


def _cell(value: Any) -> Any:
    """A cell: whole numbers without ".0", dates as dates."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, (datetime, str)):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return value
