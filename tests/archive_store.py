"""A work file made from rows, for tests of measures and outputs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from sopan.audit.store import FINISHED, Chunk, finish, open_store, write_chunk, write_meta
from sopan.checker import Checker

GROUP = ("wilayah", "gender")


def make_store(path: Path, rows: Iterable[Mapping[str, Any]], checker: Checker) -> DuckDBPyConnection:
    """A finished work file: a row holds reply, message, officer, unit, channel, asked, replied, objection, wilayah, id."""
    store = open_store(path, create=True)
    chunk = Chunk(0)
    texts: dict[tuple[str, str, str], int] = {}
    for number, row in enumerate(rows, 1):
        reply, message, kind = row.get("reply", ""), row.get("message", ""), row.get("kind", "")
        if reply and (reply, message, kind) not in texts:
            texts[reply, message, kind] = len(texts)
            _text(chunk, len(texts) - 1, reply, message, kind, checker)
        asked, replied = row.get("asked", ""), row.get("replied", "")
        chunk.add(
            "replies", number, "arsip.csv", number + 1, row.get("id", str(number)), None, row.get("officer", ""),
            row.get("unit", ""), row.get("channel", ""), kind, _moment(asked), _moment(replied), asked, replied,
            row.get("objection", ""), json.dumps({name: row[name] for name in GROUP if name in row}),
            texts.get((reply, message, kind)),
        )  # fmt: skip
        chunk.rows = number
    write_chunk(store, chunk)
    write_meta(
        store, {"sopan": "0.1.0", "lexicon": checker.lexicon.version, "sources": json.dumps(["arsip.csv"]), "settings": "{}"}
    )  # fmt: skip
    finish(store, FINISHED)
    return store


def _text(chunk: Chunk, number: int, reply: str, message: str, kind: str, checker: Checker) -> None:
    report = checker.check(reply, message=message or None, kind=kind or None)
    template = re.sub(r"\d+", "#", reply.lower())
    chunk.add(
        "texts", number, reply, message, report.kind.name, report.score.value, report.score.grade,
        *report.magic.values(), template,
    )  # fmt: skip
    for signal in report.signals:
        chunk.add("signals", number, signal.rule, signal.start, signal.end, signal.entry)
    for f in report.findings:
        chunk.add("findings", number, f.rule, f.severity, f.start, f.end, f.entry, f.sure, reply[f.start : f.end])


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
