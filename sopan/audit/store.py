"""The work file of an audit: a DuckDB database between reading and measuring, written chunk by chunk.

Every measure and every output reads these tables and nothing else, so that their numbers agree:

    replies   one line for each record read that is no bad one, in the order of the archive
        row BIGINT             number of the record over all sources, from 1; bad records take a number too
        source TEXT, line BIGINT   where it stands: file (with sheet or member), line, row or message in it, from 1
        id TEXT                what the archive calls it, else `row`; id_json TEXT: the same as JSON where it is no text (7)
        officer, unit, channel TEXT    "" where the archive does not say; officer is a pseudonym where that was asked for
        kind_given TEXT        what the archive says, as it is
        asked_at, replied_at TIMESTAMP    dates of message and reply; NULL where missing or not to be understood
        asked_raw, replied_raw TEXT    the same as the archive writes them, "" where missing
        objection TEXT         what the officer holds against the verdict (column keberatan), "" where nothing
        groups TEXT            JSON object: the columns of citizens asked for, for measures of fairness
        text_id BIGINT         the judged text; NULL where the message was left unanswered
    texts     one line for each distinct (reply, message, kind, profile of the channel), judged once, numbered in order of first sight
        text_id BIGINT, reply TEXT, message TEXT ("" where none), kind TEXT (as judged),
        score DOUBLE (0..100), grade TEXT, salam BOOL, maaf BOOL, terima_kasih BOOL,
        template TEXT          fingerprint that near-identical replies share: numbers, names, case and spaces do not count
    signals   text_id, rule, start, "end" (code points of texts.reply, half open), entry
    findings  text_id, rule, severity, start, "end", entry ("" where something is missing), sure (1..3), words
    bad       row, source, line, problem (one Indonesian sentence)
    meta      key, value: schema, sopan, lexicon, settings (JSON), names given as sources (JSON), state, rows, and what --resume needs

Each transaction holds one chunk whole: its replies, its new texts with signals and findings, its bad records and the
position (`rows` in meta). So after a kill at any moment the file is as after some chunk, and going on from `rows`
gives what an undisturbed run gives. With masking, texts are masked before they come here; start and "end" fit the
masked text. `seen` (salted digest of the unmasked text, in two halves -> text_id) serves the running audit only and is dropped at its end.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.textfile import owner_only

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA = 1
RUNNING, INTERRUPTED, FINISHED = "berjalan", "terhenti", "selesai"
MEMORY, REPORT_MEMORY = "384MB", "800MB"
_UNSTORABLE = re.compile("[\ud800-\udfff\0]")
_TABLES = {
    "replies": {
        "row": "BIGINT", "source": "TEXT", "line": "BIGINT", "id": "TEXT", "id_json": "TEXT", "officer": "TEXT",
        "unit": "TEXT", "channel": "TEXT", "kind_given": "TEXT", "asked_at": "TIMESTAMP", "replied_at": "TIMESTAMP",
        "asked_raw": "TEXT", "replied_raw": "TEXT", "objection": "TEXT", "groups": "TEXT", "text_id": "BIGINT",
    },
    "texts": {
        "text_id": "BIGINT", "reply": "TEXT", "message": "TEXT", "kind": "TEXT", "score": "DOUBLE", "grade": "TEXT",
        "salam": "BOOLEAN", "maaf": "BOOLEAN", "terima_kasih": "BOOLEAN", "template": "TEXT",
    },
    "signals": {"text_id": "BIGINT", "rule": "TEXT", "start": "INTEGER", "end": "INTEGER", "entry": "TEXT"},
    "findings": {
        "text_id": "BIGINT", "rule": "TEXT", "severity": "TEXT", "start": "INTEGER", "end": "INTEGER", "entry": "TEXT",
        "sure": "TINYINT", "words": "TEXT",
    },
    "bad": {"row": "BIGINT", "source": "TEXT", "line": "BIGINT", "problem": "TEXT"},
    "seen": {"first": "BIGINT", "last": "BIGINT", "text_id": "BIGINT"},
    "meta": {"key": "TEXT", "value": "TEXT"},
}  # fmt: skip


@dataclass(slots=True)
class Chunk:
    """What one transaction adds: for each table its lines, values in the order of the columns above.

    rows: records that are safe with it; next: number of the next new text.
    """

    rows: int
    next: int = 0
    lines: dict[str, list[Sequence[object]]] = field(default_factory=dict)

    def add(self, table: str, *values: object) -> None:
        """One more line of a table."""
        self.lines.setdefault(table, []).append(values)


def open_store(path: Path, *, create: bool = False) -> DuckDBPyConnection:
    """A connection to a work file, the file private to its owner; `create` makes the tables in a new one.

    Raises InputError where it is missing, is no work file of this version, or another process is writing to it.
    """
    import duckdb

    name = shorten(str(path))
    if not create and not path.is_file():
        raise InputError(say("kerja-tidak-ada", name=name))
    try:
        if create:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            path.unlink()
        with owner_only():
            connection = duckdb.connect(str(path), config={"memory_limit": MEMORY})
    except FileExistsError:
        raise InputError(say("kerja-sudah-ada", name=name)) from None
    except OSError as error:
        raise InputError(say("kerja-tak-tertulis", name=name, reason=error.strerror or str(error))) from None
    except duckdb.IOException as error:
        if create:
            remove_store(path)
            raise
        key = "kerja-dipakai" if "lock" in str(error).lower() else "kerja-rusak"
        raise InputError(say(key, name=name)) from None
    if create:
        try:
            _make(connection)
        except BaseException:
            connection.close()
            remove_store(path)
            raise
    elif _schema(connection) != str(SCHEMA):
        connection.close()
        raise InputError(say("kerja-rusak", name=name))
    return connection


def _make(connection: DuckDBPyConnection) -> None:
    for table, columns in _TABLES.items():
        connection.execute(f"CREATE TABLE {table} ({', '.join(f'{quoted(c)} {kind}' for c, kind in columns.items())})")
    write_meta(connection, {"schema": str(SCHEMA), "state": RUNNING, "rows": "0"})


def _schema(connection: DuckDBPyConnection) -> str:
    import duckdb

    try:
        return read_meta(connection).get("schema", "")
    except duckdb.Error:
        return ""


@contextmanager
def needing_room(path: Path) -> Iterator[None]:
    """Work with a work file, and with what DuckDB makes beside it, for the owner alone.

    Where disk or memory have no room for it, that is an InputError that says so.
    """
    import duckdb

    try:
        with owner_only():
            yield
    except (duckdb.OperationalError, duckdb.FatalException) as error:
        reason = shorten(str(error))
        raise InputError(say("kerja-tanpa-ruang", name=shorten(str(path)), reason=reason)) from None


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def read_meta(connection: DuckDBPyConnection) -> dict[str, str]:
    """What is known about the run."""
    return dict(connection.execute("SELECT key, value FROM meta").fetchall())


def write_meta(connection: DuckDBPyConnection, values: Mapping[str, str]) -> None:
    """Set some of what is known about the run."""
    for key, value in values.items():
        connection.execute("DELETE FROM meta WHERE key = ?", [key])
        connection.execute("INSERT INTO meta VALUES (?, ?)", [key, value])


def write_chunk(connection: DuckDBPyConnection, chunk: Chunk) -> None:
    """Add a chunk and its position, all or nothing."""
    import duckdb

    connection.begin()
    try:
        for table, lines in chunk.lines.items():
            _insert(connection, table, lines)
        write_meta(connection, {"rows": str(chunk.rows), "next": str(chunk.next)})
        connection.commit()
    except BaseException:
        with suppress(duckdb.Error):  # a commit that failed has ended the transaction already
            connection.rollback()
        raise


def _insert(connection: DuckDBPyConnection, table: str, lines: Sequence[Sequence[object]]) -> None:
    import numpy

    arrays, cells = {}, []
    for n, kind in enumerate(_TABLES[table].values()):
        column = [line[n] for line in lines]
        cell = f"CAST(c{n} AS {kind})"
        if kind != "TIMESTAMP" and None in column:
            # DuckDB before 2 cannot tell the type of objects that begin with many empty ones: a mask says which are empty.
            filler = next((value for value in column if value is not None), None)
            if filler is None:
                cells.append("NULL")
                continue
            arrays[f"m{n}"] = numpy.array([value is None for value in column])
            column = [filler if value is None else value for value in column]
            cell = f"CASE WHEN m{n} THEN NULL ELSE {cell} END"
        arrays[f"c{n}"] = _array(kind, column)
        cells.append(cell)
    connection.register("lines_of_chunk", arrays)
    connection.execute(f"INSERT INTO {table} SELECT {', '.join(cells)} FROM lines_of_chunk")
    connection.unregister("lines_of_chunk")


def _array(kind: str, values: list[Any]) -> Any:
    """A column for DuckDB: NumPy arrays go in a hundred times faster than parameters."""
    import numpy

    if kind == "TIMESTAMP":
        return numpy.array(values, dtype="datetime64[us]")
    if kind == "TEXT":
        return numpy.array([storable(v) for v in values], dtype=object)
    return numpy.array(values)


def storable(text: str) -> str:
    """A text without what a database cannot hold: lone surrogates and zero characters become U+FFFD, one for one."""
    return text if text.isascii() and "\0" not in text else _UNSTORABLE.sub("\ufffd", text)


def known_texts(connection: DuckDBPyConnection, keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The texts among `keys` (digests in two halves) that were judged before: key -> text_id."""
    import numpy

    wanted = numpy.array(list(keys), dtype=numpy.int64)
    if not len(wanted):
        return {}
    # Of numbers DuckDB looks through four times as many in the same time as of texts.
    connection.register("keys_of_chunk", {"first": wanted[:, 0].copy(), "last": wanted[:, 1].copy()})
    found = connection.execute(
        'SELECT "first", "last", text_id FROM seen SEMI JOIN keys_of_chunk USING ("first", "last")'
    ).fetchall()
    connection.unregister("keys_of_chunk")
    return {(first, last): text for first, last, text in found}


def finish(connection: DuckDBPyConnection, state: str) -> None:
    """Mark the end of a run; a finished one forgets the digests of the unmasked texts."""
    connection.begin()
    write_meta(connection, {"state": state})
    if state == FINISHED:
        connection.execute("DELETE FROM seen")
        connection.execute("DELETE FROM meta WHERE key = 'salt'")
    connection.commit()
    connection.execute("CHECKPOINT")


def give_room(connection: DuckDBPyConnection) -> None:
    """Let a work file use the memory that the judges have given back: for measuring, when nothing is judged any more."""
    connection.execute(f"SET memory_limit = '{REPORT_MEMORY}'")


def remove_store(path: Path) -> None:
    """Delete a work file and what DuckDB keeps beside it."""
    for file in (path, path.with_name(path.name + ".wal")):
        file.unlink(missing_ok=True)
