"""Store and Summary -> an Excel workbook: the figures on sheets of their own, every finding, the risk list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sopan.audit import tables
from sopan.audit.highlights import highlights, verdict
from sopan.audit.measures import Dimension, stream
from sopan.audit.numbers import Kind, count
from sopan.audit.response import all_waiting
from sopan.audit.risk import all_risks
from sopan.audit.summary import Summary
from sopan.audit.tables import BOOK, Column, Table
from sopan.messages import say
from sopan.outputs.safe import terminal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
_FORMATS: dict[Kind, str] = {
    "count": "#,##0", "score": "0.0", "change": "+0.0;-0.0;0.0", "share": "0.0%", "rate": "#,##0.0", "days": "0.0",
    "effect": "0.00", "date": "d mmm yyyy", "month": "mmm yyyy",
}  # fmt: skip
_WIDTHS: dict[Kind, float] = {"text": 24, "date": 13, "month": 12}
_WIDE = 70.0
A4, HEAD_HEIGHT = 9, 45
_GROUPS: dict[Dimension, str] = {
    "officer": "lembar-petugas", "unit": "lembar-unit", "month": "lembar-bulan", "channel": "lembar-kanal",
    "kind": "lembar-jenis",
}  # fmt: skip
_FINDINGS = """
SELECT judged.id, coalesce(replied_at, asked_at), officer, unit, channel, findings.rule, findings.severity, words,
    judged.score, judged.grade, reply, entry, objection
FROM judged JOIN findings USING (text_id) JOIN texts USING (text_id)
ORDER BY list_position(['galat', 'peringatan', 'saran'], findings.severity), judged.row, start, findings.rule
"""


class Book:
    """A workbook that is written row by row, so that memory does not grow with it."""

    def __init__(self, path: Path, made: datetime | None) -> None:
        import xlsxwriter

        self._book: Workbook = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        if made is not None:
            self._book.set_properties({"created": made})
        self._head = self._book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#EEF2F6"}
        )
        self._title = self._book.add_format({"bold": True, "font_size": 14})
        self._small = self._book.add_format({"italic": True, "font_color": "#5B6775"})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._kinds = {kind: self._book.add_format({"num_format": form, "valign": "top"}) for kind, form in _FORMATS.items()}  # fmt: skip

    def close(self) -> None:
        """Write the file. Raises OSError where it cannot be written."""
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from None

    def _new(self, name: str) -> Worksheet:
        """A sheet that prints on A4, as wide as the page."""
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def sheet(
        self, name: str, columns: Iterable[Column], rows: Iterable[Iterable[Any]], total: int | None = None
    ) -> None:
        """A sheet with frozen, filtered headers; where rows were left out of `total`, a first line says so."""
        columns = tuple(columns)
        sheet = self._new(name)
        top = self._say_full(sheet, total)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _width(column), self._kinds.get(column.kind, self._wrapped))
        sheet.set_row(top, HEAD_HEIGHT)
        for place, column in enumerate(columns):
            sheet.write_string(top, place, column.title, self._head)
        sheet.repeat_rows(top)
        last = top
        for last, values in enumerate(islice(rows, MOST_ROWS - 1 - top), top + 1):
            for place, (value, column) in enumerate(zip(values, columns, strict=True)):
                self.write(sheet, last, place, value, column.kind)
        sheet.freeze_panes(top + 1, 1)
        sheet.autofilter(top, 0, max(last, top), len(columns) - 1)

    def _say_full(self, sheet: Worksheet, total: int | None) -> int:
        room = MOST_ROWS - 1
        if total is None or total <= room:
            return 0
        sheet.write_string(0, 0, say("lembar-penuh", written=count(room - 1), all=count(total)), self._title)
        return 1

    def overview(self, summary: Summary) -> None:
        """The first sheet: what should be known, then every figure."""
        sheet = self._new(say("lembar-ringkasan"))
        sheet.set_column(0, 0, 38)
        sheet.set_column(1, 1, 16)
        sheet.set_column(2, 2, 80)
        sheet.write_string(0, 0, say("laporan-judul"), self._title)
        sentences = tuple(_sentences(summary))
        for place, sentence in enumerate(sentences, 1):
            sheet.write_string(place, 0, terminal(sentence))
        top = len(sentences) + 2
        for place, key in enumerate(("lembar-angka", "lembar-nilai", "lembar-keterangan")):
            sheet.write_string(top, place, say(key), self._head)
        row = top
        for row, figure in enumerate(tables.figures(summary), top + 1):
            sheet.write_string(row, 0, figure.label)
            self.write(sheet, row, 1, figure.value, figure.kind)
            sheet.write_string(row, 2, figure.note)
        sheet.write_string(row + 2, 0, say("laporan-kaki"), self._small)

    def write(self, sheet: Worksheet, row: int, place: int, value: Any, kind: Kind) -> None:
        """One cell: numbers and dates as such, every text as text, never as a formula or a link."""
        if value is None or value == "":
            return
        if isinstance(value, datetime):
            sheet.write_datetime(row, place, value, self._kinds.get(kind))
        elif isinstance(value, date):
            sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), self._kinds.get(kind))
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            sheet.write_number(row, place, value, self._kinds.get(kind))
        else:
            sheet.write_string(row, place, terminal(str(value))[:MOST_CHARACTERS])


def write_workbook(store: DuckDBPyConnection, summary: Summary, path: Path) -> None:
    """The workbook. Raises OSError where it cannot be written."""
    made = datetime(summary.last.year, summary.last.month, summary.last.day) if summary.last else None
    book = Book(path, made)
    book.overview(summary)
    for dimension, name in _GROUPS.items():
        _sheet(book, say(name), tables.group_table(summary, dimension))
    _stacked(book, store, summary)
    book.close()


def _stacked(book: Book, store: DuckDBPyConnection, summary: Summary) -> None:
    total = _count(store, "SELECT count(*) FROM judged JOIN findings USING (text_id)")
    book.sheet(say("lembar-temuan"), _finding_columns(), _findings(store), total)
    risks = _count(store, "SELECT count(*) FROM judged JOIN risky USING (text_id)")
    shown = [place for place, column in enumerate(tables.risk_columns()) if BOOK in column.where]
    columns = [tables.risk_columns()[place] for place in shown]
    book.sheet(
        say("lembar-risiko"),
        columns,
        _chosen(shown, map(tables.risk_values, all_risks(store))),
        risks,
    )
    if summary.response:
        _sheet(book, say("lembar-tanggap"), tables.limits_table(summary.response))
        _sheet(book, say("lembar-tanggal"), tables.dates_table(summary.response))
        waiting = map(tables.waiting_values, all_waiting(store))
        book.sheet(say("lembar-tunggu"), tables.waiting_columns(), waiting, summary.response.waiting)
    for number, fair in enumerate(summary.fairness, 1):
        _sheet(book, f"{say('lembar-adil')} {number}", tables.fairness_table(fair))
    _sheet(book, say("lembar-berulang"), tables.canned_table(summary))
    _sheet(book, say("lembar-kamus"), tables.alarms_table(summary))


def _sheet(book: Book, name: str, table: Table) -> None:
    shown = table.shown(BOOK)
    if shown.rows:
        book.sheet(name, shown.columns, (row.values for row in shown.rows))


def _chosen(places: list[int], rows: Iterable[tuple[Any, ...]]) -> Iterator[list[Any]]:
    for row in rows:
        yield [row[place] for place in places]


def _finding_columns() -> tuple[Column, ...]:
    keys: tuple[tuple[str, Kind], ...] = (
        ("id", "text"), ("date", "date"), ("officer", "text"), ("unit", "text"), ("channel", "text"), ("rule", "text"),
        ("severity", "text"), ("words", "text"), ("skor", "score"), ("grade", "text"), ("reply", "text"), ("entry", "text"),
        ("keberatan", "text"),
    )  # fmt: skip
    return tuple(Column(say("kolom-" + key), kind) for key, kind in keys)


def _findings(store: DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    return stream(store, _FINDINGS)


def _sentences(summary: Summary) -> Iterator[str]:
    if summary.sources:
        yield say("laporan-arsip", sources=", ".join(summary.sources[:10]))
    yield say("laporan-versi", version=summary.version, lexicon=summary.lexicon)
    if summary.partial:
        yield say("laporan-sebagian")
    yield from highlights(summary)
    for fair in summary.fairness:
        yield say("adil-menurut", column=fair.column, verdict=verdict(fair))


def _width(column: Column) -> float:
    wide = (say("kolom-reply"), say("kolom-message"))
    return _WIDE if column.kind == "text" and column.title in wide else _WIDTHS.get(column.kind, 11)


def _count(store: DuckDBPyConnection, query: str) -> int:
    row = store.execute(query).fetchone()
    return int(row[0]) if row else 0
