"""Store -> one record a row, for CSV, JSON lines and Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sopan import __version__
from sopan.audit.measures import MAGIC, stream
from sopan.audit.store import read_meta
from sopan.audit.summary import Summary
from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.outputs.safe import cell, json_text
from sopan.report import SCHEMA_VERSION
from sopan.textfile import written_aside

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TEXTS_AT_ONCE = 50_000
_LISTS = """
INSERT INTO text_lists
SELECT text_id, coalesce(signals, []), coalesce(findings, []) FROM
(SELECT text_id, list({rule: rule, start: start, "end": "end", entry: entry} ORDER BY start, "end", rule) AS signals
 FROM signals WHERE text_id >= ? AND text_id < ? GROUP BY text_id)
FULL JOIN
(SELECT text_id, list({rule: rule, severity: severity, start: start, "end": "end", entry: entry}
 ORDER BY start, "end", rule) AS findings FROM findings WHERE text_id >= ? AND text_id < ? GROUP BY text_id)
USING (text_id)
"""
_COLUMNS = {
    "row": "replies.row", "source": "source", "line": "line", "id_json": "coalesce(id_json, '')", "id": "id",
    "officer": "officer", "unit": "unit", "channel": "channel", "asked_at": "asked_at", "replied_at": "replied_at",
    "asked_raw": "asked_raw", "replied_raw": "replied_raw", "objection": "objection", "kind": "texts.kind", "score": "score",
    "grade": "grade", "salam": "salam", "maaf": "maaf", "terima_kasih": "terima_kasih", "reply": "reply", "message": "message",
    "signals": "coalesce(signals, [])", "findings": "coalesce(findings, [])", "unanswered": "texts.text_id IS NULL",
}  # fmt: skip
_NAMES = tuple(_COLUMNS)
_ROWS = f"""
SELECT {", ".join(f'{column} AS "{name}"' for name, column in _COLUMNS.items())}
FROM replies LEFT JOIN texts USING (text_id) LEFT JOIN text_lists USING (text_id)
ORDER BY replies.row
"""


def records(store: DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """The JSON record of each row, in the order of the archive: docs/json.md describes it. Bad rows have none."""
    versions = {"schema": SCHEMA_VERSION, "sopan": __version__, "lexicon": read_meta(store).get("lexicon", "")}
    for row in _rows(store):
        record: dict[str, Any] = {**versions, "id": json.loads(row["id_json"]) if row["id_json"] else row["id"]}
        record |= {"officer": row["officer"], "unit": row["unit"], "channel": row["channel"]}
        record |= {"date": row["replied_raw"] or row["asked_raw"], "unanswered": row["unanswered"]}
        record |= {"score": row["score"], "grade": row["grade"], "kind": row["kind"], "magic": _magic(row)}
        record |= {"signals": row["signals"], "findings": row["findings"]}
        yield record | {"reply": row["reply"], "message": row["message"]}


def _rows(store: DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    _gather(store)
    for row in stream(store, _ROWS):
        yield dict(zip(_NAMES, row, strict=True))


def _gather(store: DuckDBPyConnection) -> None:
    """Make the temporary table `text_lists`: signals and findings of each text as lists, some texts at a time to save memory."""
    row = store.execute("SELECT min(text_id), max(text_id) FROM texts").fetchone()
    kinds = 'STRUCT(rule VARCHAR, {} start INTEGER, "end" INTEGER, entry VARCHAR)[]'
    store.execute(
        "CREATE OR REPLACE TEMP TABLE text_lists (text_id BIGINT,"
        f" signals {kinds.format('')}, findings {kinds.format('severity VARCHAR,')})"
    )
    if row is None or row[0] is None:
        return
    for first in range(row[0], row[1] + 1, TEXTS_AT_ONCE):
        store.execute(_LISTS, [first, first + TEXTS_AT_ONCE] * 2)


def _magic(row: dict[str, Any]) -> dict[str, bool] | None:
    return None if row["unanswered"] else {rule: row[column] for rule, column in MAGIC.items()}


def write_jsonl(store: DuckDBPyConnection, summary: Summary, path: Path) -> None:
    """JSON lines, as `--format jsonl` prints them, with the texts."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        for record in records(store):
            stream.write(json_text(record) + "\n")


def write_csv(store: DuckDBPyConnection, summary: Summary, path: Path) -> None:
    """CSV for spreadsheets: UTF-8 with a mark by which they know it, and no cell that they would run."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        _write_csv(stream, store, summary.lexicon)


def _write_csv(stream: IO[str], store: DuckDBPyConnection, lexicon: str) -> None:
    writer = csv.writer(stream)
    writer.writerow(say("hasil-kolom-csv").split(","))
    for row in _rows(store):
        writer.writerow([cell(value) for value in (*_cells(row), lexicon)])


def _cells(row: dict[str, Any]) -> Iterator[object]:
    yes, no = say("ya"), say("tidak")
    yield from (row[name] for name in ("id", "source", "line", "officer", "unit", "channel"))
    yield from (_date(row[at], row[raw]) for at, raw in (("asked_at", "asked_raw"), ("replied_at", "replied_raw")))
    yield from (row[name] for name in ("kind", "score", "grade"))
    yield from ("" if row["unanswered"] else yes if row[column] else no for column in MAGIC.values())
    findings = row["findings"]
    yield ", ".join(dict.fromkeys(f["rule"] for f in findings if f["entry"]))
    yield ", ".join(dict.fromkeys(f["rule"] for f in findings if not f["entry"]))
    yield " ".join(dict.fromkeys(s["entry"] for s in row["signals"] if s["entry"]))
    yield from (row[name] for name in ("objection", "message", "reply"))


def _date(value: Any, raw: str) -> str:
    return raw if value is None else value.isoformat(sep=" ", timespec="minutes")


def write_parquet(store: DuckDBPyConnection, summary: Summary, path: Path) -> None:
    """Parquet with the signals and findings of each row as lists, for analysts."""
    columns = (
        "row, id, source, line, officer, unit, channel, asked_at, replied_at, asked_raw, replied_raw, objection, kind, score, grade,"
        " salam, maaf, terima_kasih, unanswered, message, reply, signals, findings"
    )
    _gather(store)
    target = str(path).replace("'", "''")
    version = summary.lexicon.replace("'", "''")
    store.execute(
        f"COPY (SELECT {columns}, '{version}' AS lexicon, '{__version__}' AS sopan FROM ({_ROWS}))"
        f" TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    )


def write_bad(store: DuckDBPyConnection, path: Path) -> None:
    """All bad rows as CSV, to be mended: where each stands and what is wrong. Raises InputError."""
    try:
        with written_aside(path) as beside, beside.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(say("hasil-kolom-rusak").split(","))
            for row in stream(store, "SELECT source, line, problem FROM bad ORDER BY row"):
                writer.writerow([cell(value) for value in row])
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(say("audit-keluaran-tak-tertulis", name=shorten(str(path)), reason=reason)) from None
