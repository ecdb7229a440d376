"""Sources of an archive -> records: each row with its columns in their roles, its dates read, its place known."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Any

from sopan.audit.columns import REPLY, find_columns, header_names, named_column
from sopan.audit.dates import DateReader
from sopan.audit.readers.blobs import DiskFile, Member, StandardInput
from sopan.audit.readers.model import PEEKED_ROWS, BadRow, Reading, Row, Table
from sopan.audit.readers.sources import STDIN, Source, Sources, find, state, tables
from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.textfile import MOST_CHARACTERS

_MOST_LAYOUTS = 200
DATES = ("asked_at", "replied_at")


@dataclass(frozen=True, slots=True)
class Request:
    """What the user wants read: names of files, folders, globs or "-"; columns by role; columns of citizens for fairness."""

    names: tuple[str, ...]
    columns: Mapping[str, str | None] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """What must be the same for an audit to be taken up again."""
        return {
            "names": list(self.names), "columns": {k: v for k, v in sorted(self.columns.items()) if v},
            "groups": list(self.groups), "sheet": self.sheet, "encoding": self.encoding, "delimiter": self.delimiter,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table was understood: its columns by role, its groups, and what else the reader noted."""

    name: str
    form: str
    columns: tuple[str, ...]
    roles: Mapping[str, str]
    groups: tuple[str, ...]
    notes: Mapping[str, str]
    dates: Mapping[str, DateReader]


@dataclass(frozen=True, slots=True)
class Record:
    """A row in the terms of the audit; texts are "" where the archive says nothing. See the table `replies` of the store."""

    source: str
    line: int
    id: Any
    officer: str
    unit: str
    channel: str
    kind: str
    asked_at: datetime | None
    replied_at: datetime | None
    asked_raw: str
    replied_raw: str
    objection: str
    groups: Mapping[str, str]
    reply: str
    message: str


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A row that cannot be judged: where it stands, and why (one Indonesian sentence)."""

    source: str
    line: int
    problem: str


class Archive:
    """The records of some files, one after another. Use as a context manager.

    layouts: how the tables read so far were understood (of many, the first 200). passed_over: names of files and sheets
    that hold no replies. fraction: how much has been read, 0..1, or None where that cannot be known.
    """

    def __init__(self, request: Request) -> None:
        """Raises InputError where a file, a column or a reader that was asked for is not there."""
        self.request = request
        self.layouts: list[Layout] = []
        self.passed_over: list[str] = []
        self.fraction: float | None = None
        self._reading = Reading(request.sheet, request.encoding, request.delimiter, header_names(request.columns))
        self._stack = ExitStack()
        try:
            self._sources: Sources = self._stack.enter_context(find(request.names))
            self.passed_over += self._sources.left_out
            if len(self._sources.files) > 1:
                self._look_ahead()
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def repeatable(self) -> bool:
        """Whether the archive can be read again from its start."""
        return STDIN not in self.request.names

    def holds(self, path: Path) -> bool:
        """Whether a path is one of the files of the archive, which no output may overwrite."""
        return path.exists() and any(os.path.samefile(path, own) for own in self._sources.paths())

    def fingerprint(self) -> list[list[Any]]:
        """Names, sizes and times of the files, to see whether they are still the same."""
        return [_mark(source) for source in self._sources.files]

    def records(self) -> Iterator[Record | BadRecord]:
        """All records in order; what cannot be read comes as BadRecord, never dropped. Raises InputError."""
        total, done = self._sources.size, 0
        found = False
        for source in self._sources.files:
            for record in self._of(source, total, done):
                found = True
                yield record
            done += source.blob.size
            self.fraction = done / total if total else None
        if not found and not self.layouts:
            raise InputError(say("arsip-tanpa-tabel", name=shorten(", ".join(self.request.names))))

    def _of(self, source: Source, total: int, done: int) -> Iterator[Record | BadRecord]:
        before = state(source.blob)
        try:
            with tables(source, self._reading) as listed:
                for table, size in listed:
                    layout = self._layout(table, source)
                    if layout is None:
                        continue
                    for number, row in enumerate(table.rows):
                        if total and number % 100 == 0:
                            self.fraction = (done + size()) / total
                        yield record_of(row, layout)
        except InputError as error:
            if not source.found:
                raise
            yield BadRecord(source.name, 1, str(error))
        if state(source.blob) != before:
            yield BadRecord(source.name, 1, say("arsip-berubah", name=shorten(source.name)))

    def _look_ahead(self) -> None:
        """Find columns of all tables that the user named before the first is judged, so that mistakes show at once."""
        for source in self._sources.files:
            if source.found or isinstance(source.blob, StandardInput):
                continue
            with tables(source, self._reading) as listed:
                for table, _ in listed:
                    self._layout(table, source)
        self.layouts.clear()
        self.passed_over[:] = self._sources.left_out

    def _layout(self, table: Table, source: Source) -> Layout | None:
        """How a table is understood, noted; None where it holds no replies and need not."""
        request = self.request
        name = shorten(table.name)
        told = {} if table.roles else request.columns
        try:
            roles = find_columns(table.columns, told, name, fixed=table.roles)
        except InputError:
            if not (table.optional or source.found):
                raise
            self.passed_over.append(table.name)
            return None
        known = [group for group in request.groups if not table.roles]
        groups = tuple(named_column(table.columns, group, "--group-column", name) for group in known)
        first = list(islice(table.rows, PEEKED_ROWS))
        table.rows = chain(first, table.rows)
        rows = [row for row in first if isinstance(row, Row)]
        dates = {role: DateReader(row.values.get(roles[role]) for row in rows) for role in DATES if role in roles}
        layout = Layout(table.name, table.form, table.columns, roles, groups, dict(table.notes), dates)
        if len(self.layouts) < _MOST_LAYOUTS:
            self.layouts.append(layout)
        return layout


def record_of(row: Row | BadRow, layout: Layout) -> Record | BadRecord:
    """A row in the terms of the audit, by how its table was understood; a bad row with the name of its table."""
    if isinstance(row, BadRow):
        return BadRecord(layout.name, row.line, row.problem)
    roles = layout.roles
    if layout.form == "CSV" and roles[REPLY] not in row.values:
        problem = say("arsip-kolom-kurang", name=shorten(layout.name), line=row.line)
        return BadRecord(layout.name, row.line, problem)
    value = {role: row.values.get(column) for role, column in roles.items()}
    reply, message = _text(value[REPLY]), _text(value.get("message"))
    if len(reply) > MOST_CHARACTERS or len(message) > MOST_CHARACTERS:
        return BadRecord(layout.name, row.line, say("arsip-baris-panjang", name=shorten(layout.name), line=row.line))
    number = value.get("id")
    dates = {role: layout.dates[role](value.get(role)) if role in layout.dates else None for role in DATES}
    return Record(
        source=layout.name, line=row.line, id=None if number is None or _text(number) == "" else number,
        officer=_text(value.get("officer")).strip(), unit=_text(value.get("unit")).strip(),
        channel=_text(value.get("channel")).strip(), kind=_text(value.get("kind")).strip(),
        asked_at=dates["asked_at"], replied_at=dates["replied_at"],
        asked_raw=_text(value.get("asked_at")).strip(), replied_raw=_text(value.get("replied_at")).strip(),
        objection=_text(value.get("objection")).strip(),
        groups={group: _text(row.values.get(group)).strip() for group in layout.groups}, reply=reply, message=message,
    )  # fmt: skip


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, (datetime, date)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (list, dict)) else str(value)


def _mark(source: Source) -> list[Any]:
    blob = source.blob
    if isinstance(blob, DiskFile) and blob.path.exists():
        status = os.stat(blob.path)
        return [blob.name, status.st_size, status.st_mtime_ns]
    if isinstance(blob, Member):
        return [blob.name, blob.info.file_size, blob.info.CRC]
    return [blob.name, 0, 0]


def listed_names(names: Sequence[str], most: int = 5) -> str:
    """Some names for one line: the first few and how many more."""
    shown = ", ".join(shorten(name) for name in names[:most])
    return shown if len(names) <= most else say("dan-lainnya", shown=shown, more=len(names) - most)
