"""Parquet -> rows, by DuckDB, in batches."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sopan.audit.readers.model import BadRow, Row, Table
from sopan.errors import InputError, shorten
from sopan.messages import say

_BATCH_CELLS = 100_000


def read(name: str, path: Path) -> Iterator[Table]:
    """The one table of a Parquet file. Raises InputError where it cannot be read."""
    import duckdb

    connection = duckdb.connect(config={"memory_limit": "256MB", "threads": 1})
    try:
        result = connection.execute("SELECT * FROM read_parquet(?)", [glob.escape(str(path))])
        columns = tuple(column[0] for column in result.description or ())
        yield Table(name, "Parquet", columns, _rows(shorten(name), columns, result))
    except duckdb.Error as error:
        raise InputError(say(_problem(error), name=shorten(name))) from None
    finally:
        connection.close()


def _rows(name: str, columns: tuple[str, ...], result: Any) -> Iterator[Row | BadRow]:
    import duckdb

    line = 0
    rows = max(_BATCH_CELLS // len(columns), 1)
    try:
        while batch := result.fetchmany(rows):
            for values in batch:
                line += 1
                yield Row(line, dict(zip(columns, values, strict=True)))
    except duckdb.OutOfMemoryException as error:
        raise InputError(say(_problem(error), name=name)) from None
    except duckdb.Error:
        yield BadRow(line + 1, say("arsip-putus", name=name, line=line + 1))


def _problem(error: Exception) -> str:
    import duckdb

    return "arsip-kolom-besar" if isinstance(error, duckdb.OutOfMemoryException) else "arsip-rusak"
