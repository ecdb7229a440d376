"""CSV, TSV and their kin -> rows: delimiter, encoding and line of column names are found where they are not told."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

from sopan.audit.columns import header_at, plain, unique
from sopan.audit.readers.blobs import BROKEN
from sopan.audit.readers.model import MOST_LINE, BadRow, Reading, Row, Table
from sopan.errors import InputError, shorten
from sopan.messages import say

DELIMITERS = (",", ";", "\t", "|", "^", "~")
_NEVER = "\x1f"
_SAMPLED_RECORDS = 60
_HEADER_LINES = 20

MOST_COLUMNS = 16_384  # as many as a spreadsheet has
Record = tuple[int, list[str]]


def read(name: str, stream: BinaryIO, head: bytes, encoding: str, reading: Reading) -> Iterator[Table]:
    """The one table of a delimited file. Raises InputError where it has no line of column names."""
    csv.field_size_limit(MOST_LINE)
    sample = head.decode(encoding, "replace").lstrip("\ufeff").replace("\0", " ")
    told = _told_by_file(sample)
    delimiter = reading.delimiter or told or _delimiter(sample, reading.header)
    records = iter(_Records(name, _text(stream, encoding), delimiter, _escape(sample), skip_first=told is not None))
    first = list(islice(records, _HEADER_LINES))
    at = header_at([[] if isinstance(record, BadRow) else record[1] for record in first], reading.header)
    header = None if at is None else first[at]
    if at is None or header is None or isinstance(header, BadRow):
        raise InputError(say("arsip-kosong", name=shorten(name)))
    line, cells = header
    if len(cells) > MOST_COLUMNS:
        raise InputError(say("arsip-lebar", name=shorten(name), columns=len(cells), most=MOST_COLUMNS))
    columns = tuple(unique(cell.strip().lstrip("\ufeff") for cell in cells))
    notes = {"catatan-pengodean": _shown(encoding), "catatan-pemisah": _named(delimiter)}
    if line > 1:
        notes["catatan-judul"] = str(line)
    yield Table(name, "CSV", columns, _rows(name, columns, chain(first[at + 1 :], records)), notes)


def _rows(name: str, columns: tuple[str, ...], records: Iterable[Record | BadRow]) -> Iterator[Row | BadRow]:
    width = len(columns)
    for record in records:
        if isinstance(record, BadRow):
            yield record
            continue
        line, cells = record
        if not any(map(str.strip, cells)):
            continue
        if len(cells) > width and any(map(str.strip, cells[width:])):
            problem = say("arsip-kolom-lebih", name=shorten(name), line=line, cells=len(cells), columns=width)
            yield BadRow(line, problem)
        else:
            yield Row(line, dict(zip(columns, cells, strict=False)))


class _Records:
    """Records of a delimited file with the line each starts on; a bad row for one whose quotation mark is never closed.

    Such a record would swallow what follows it, so only its first line is given up and reading goes on with the next.
    """

    def __init__(
        self, name: str, lines: Iterable[str], delimiter: str, escape: str | None, *, skip_first: bool
    ) -> None:
        self._name = shorten(name)
        self._source = iter(lines)
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._options: dict[str, Any] = {"delimiter": delimiter, "escapechar": escape}
        self._reader = csv.reader(self._feed(), **self._options)
        self._line = 0
        if skip_first:
            next(self._source, None)
            self._line = 1

    def __iter__(self) -> Iterator[Record | BadRow]:
        while True:
            self._taken.clear()
            start = self._line + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error:
                yield self._give_up(start)
                continue
            except BROKEN:
                yield BadRow(start, say("arsip-putus", name=self._name, line=start))
                return
            if len(self._taken) > 1 and self._unclosed():
                yield self._give_up(start)
                continue
            self._line += len(self._taken)
            yield start, [_repaired(cell) for cell in cells]

    def _feed(self) -> Iterator[str]:
        while True:
            line = self._again.popleft() if self._again else next(self._source, None)
            if line is None:
                return
            self._taken.append(line)
            yield line

    def _unclosed(self) -> bool:
        """Whether the record ran to the end of the file only because nothing closed its quotation mark."""
        if self._again:
            return False
        following = next(self._source, None)
        if following is not None:
            self._again.append(following)
            return False
        try:
            list(csv.reader(self._taken, strict=True, **self._options))
        except csv.Error as error:
            return "end of data" in str(error)
        return False

    def _give_up(self, start: int) -> BadRow:
        self._again.extendleft(reversed(self._taken[1:]))
        self._line = start
        self._reader = csv.reader(self._feed(), **self._options)
        return BadRow(start, say("arsip-kutip", name=self._name, line=start))


def _text(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Lines with their ends; a line without end is cut at MOST_LINE, so that memory stays bounded."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")
    while line := text.readline(MOST_LINE):
        yield line.replace("\0", " ") if "\0" in line else line


def _told_by_file(sample: str) -> str | None:
    """The delimiter that spreadsheet programs write into a first line "sep=;"."""
    first = sample.partition("\n")[0].strip().strip('"')
    return first[4] if len(first) == 5 and first.lower().startswith("sep=") else None


def _delimiter(sample: str, header: frozenset[str]) -> str:
    """The likeliest delimiter: it gives a known column name, then the steadiest number of columns, then the most."""
    lines = sample.splitlines(keepends=True)
    if len(lines) > 1 and not sample.endswith(("\n", "\r")):
        lines.pop()
    best = max(DELIMITERS, key=lambda sign: _fitness(lines, sign, header))
    if _fitness(lines, best, header)[2] > 1:
        return best
    try:
        return csv.Sniffer().sniff(sample[:4096]).delimiter if header.isdisjoint(map(plain, lines[:1])) else _NEVER
    except csv.Error:
        return _NEVER


def _fitness(lines: list[str], delimiter: str, header: frozenset[str]) -> tuple[bool, float, int]:
    try:
        records = [cells for cells in islice(csv.reader(lines, delimiter=delimiter), _SAMPLED_RECORDS) if any(cells)]
    except csv.Error:
        return False, 0.0, 0
    widths = Counter(map(len, records))
    if not widths:
        return False, 0.0, 0
    width, steady = max(widths.items(), key=lambda item: (item[1], item[0]))
    known = width > 1 and any(not header.isdisjoint(map(plain, cells)) for cells in records[:_HEADER_LINES])
    return known, steady / len(records) if width > 1 else 0.0, width


def _escape(sample: str) -> str | None:
    """A backslash where quotation marks inside fields are written \\" and never doubled."""
    return "\\" if '\\"' in sample and '""' not in sample.replace(',""', "") else None


def _repaired(cell: str) -> str:
    """A cell whose bytes are no UTF-8 in a file that is: such cells come from Windows programs, so read them as cp1252."""
    if cell.isascii():
        return cell
    try:
        cell.encode("utf-8")
    except UnicodeEncodeError:
        return cell.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    return cell


def _shown(encoding: str) -> str:
    return {"utf-8-sig": "UTF-8 (BOM)"}.get(encoding, encoding.upper())


def _named(delimiter: str) -> str:
    return {"\t": "tab", " ": say("catatan-spasi"), _NEVER: say("catatan-satu-kolom")}.get(delimiter, delimiter)
