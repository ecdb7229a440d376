"""What readers pass on: tables of rows and bad rows, one row at a time, whatever the form of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

PEEKED_ROWS = 200
MOST_LINE = 4_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One record: `line` is where it stands in its table (line of a file, row of a sheet, number of a message; from 1).

    values: column -> text, number, date or None. A column that the record does not reach at all is left out.
    """

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A record that cannot be read: where, and why (one Indonesian sentence)."""

    line: int
    problem: str


@dataclass(slots=True)
class Table:
    """Records with the same columns: a file, a sheet of a workbook, a mailbox.

    form: CSV, JSON, XLSX ...; notes: what else was understood (encoding, delimiter, sheet), for people.
    roles: role -> column where the form itself tells (mail, documents).
    optional: whether the table may be passed over where it holds no column of replies (a sheet of notes).
    """

    name: str
    form: str
    columns: tuple[str, ...]
    rows: Iterator[Row | BadRow]
    notes: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user says about the form of the archive; None where it is to be found out.

    header: names that a row must hold one of (in plain form) to be taken as the row of column names.
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header: frozenset[str] = frozenset()
