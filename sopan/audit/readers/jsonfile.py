"""JSON and JSON lines -> rows, one at a time however long the file."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

from sopan.audit.readers.blobs import BROKEN
from sopan.audit.readers.extra import needed
from sopan.audit.readers.model import MOST_LINE, PEEKED_ROWS, BadRow, Row, Table
from sopan.errors import InputError, shorten
from sopan.messages import say

_WRAPPED = re.compile(r'\{\s*(?:"[^"]*"\s*:\s*(?:\{\s*|(?:"[^"]*"|[\w.+-]+)\s*,\s*))*"[^"]*"\s*:\s*\[\s*\{')


_STEPS = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}
_MOST_DEPTH = 500


def looks_like_lines(sample: str) -> bool:
    """Whether a sample holds one whole JSON object a line; a broken line among them does not matter."""
    lines = [line for line in map(str.strip, sample.splitlines()[:50]) if line]
    if len(lines) == 1:
        return not _WRAPPED.match(lines[0])
    return any(_is_object(line) for line in lines if line.startswith("{"))


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def read_lines(name: str, stream: BinaryIO, encoding: str) -> Iterator[Table]:
    """The one table of a file of JSON lines. Raises InputError where no line is an object."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")
    yield _table(name, "JSONL", _lines(shorten(name), text), encoding)


def _lines(name: str, text: io.TextIOWrapper) -> Iterator[Row | BadRow]:
    number = 0
    try:
        while line := text.readline(MOST_LINE):
            number += 1
            if len(line) >= MOST_LINE and not line.endswith("\n"):
                while line and not line.endswith("\n"):
                    line = text.readline(MOST_LINE)
                yield BadRow(number, say("arsip-baris-panjang", name=name, line=number))
            elif line.strip("\ufeff \t\r\n"):
                yield _row(name, number, line.lstrip("\ufeff"))
    except BROKEN:
        yield BadRow(number + 1, say("arsip-putus", name=name, line=number + 1))


def _row(name: str, number: int, line: str) -> Row | BadRow:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return BadRow(number, say("arsip-json", name=name, line=number))
    if not isinstance(values, dict):
        return BadRow(number, say("arsip-json-objek", name=name, line=number))
    return Row(number, values)


def read_document(name: str, stream: BinaryIO, head: bytes) -> Iterator[Table]:
    """The list of records in a JSON document: the document itself, or the first list of objects inside it."""
    ijson = needed("ijson", name)
    prefix = _list_of_objects(ijson, head)
    yield _table(name, "JSON", _items(ijson, shorten(name), stream, prefix), "utf-8")


def _list_of_objects(ijson: Any, head: bytes) -> str:
    """Where the records stand, as ijson names it: "item", "data.item"; "" where the document is one record itself."""
    opened = None
    try:
        for prefix, event, _ in _events(ijson, io.BytesIO(head)):
            if opened is not None and event == "start_map":
                return str(prefix)
            opened = prefix if event == "start_array" else None
    except (ijson.JSONError, RecursionError):
        pass
    return ""


def _events(ijson: Any, stream: BinaryIO) -> Iterator[tuple[str, str, Any]]:
    """Path, event and value of a document. Raises RecursionError where it is nested without a bottom."""
    # Paths are as long as the depth, and are made for a whole buffer at once: depth is judged before there are any.
    events: Iterator[tuple[str, str, Any]] = ijson.parse(_shallow(ijson.basic_parse(stream, use_float=True)))
    return events


def _shallow(events: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    depth = 0
    for event in events:
        depth += _STEPS.get(event[0], 0)
        if depth > _MOST_DEPTH:
            raise RecursionError
        yield event


def _items(ijson: Any, name: str, stream: BinaryIO, prefix: str) -> Iterator[Row | BadRow]:
    number = 0
    try:
        for item in ijson.items(_events(ijson, stream), prefix):
            number += 1
            if isinstance(item, dict):
                yield Row(number, item)
            else:
                yield BadRow(number, say("arsip-json-objek", name=name, line=number))
    except (ijson.JSONError, *BROKEN, RecursionError):
        yield BadRow(number + 1, say("arsip-json-putus", name=name, line=number + 1))


def _table(name: str, form: str, rows: Iterator[Row | BadRow], encoding: str) -> Table:
    """A table whose columns are the keys of its first records."""
    first = list(islice(rows, PEEKED_ROWS))
    columns = tuple(dict.fromkeys(str(key) for row in first if isinstance(row, Row) for key in row.values))
    if not columns:
        raise InputError(
            next((row.problem for row in first if isinstance(row, BadRow)), say("arsip-kosong", name=shorten(name)))
        )
    return Table(name, form, columns, chain(first, rows), {"catatan-pengodean": encoding.upper()})
