"""Outputs of an audit, by the ending of the file: each writes what it has to say about a work file and its Summary.

A file is written beside its target and moved into place when it is whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sopan.audit.summary import Summary
from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.textfile import written_aside

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Writer = Callable[["DuckDBPyConnection", Summary, Path], None]
_LIBRARIES = {".xlsx": ("xlsxwriter",), ".html": ("vl_convert", "jinja2")}


def _csv() -> Writer:
    from sopan.audit.outputs.records import write_csv

    return write_csv


def _jsonl() -> Writer:
    from sopan.audit.outputs.records import write_jsonl

    return write_jsonl


def _parquet() -> Writer:
    from sopan.audit.outputs.records import write_parquet

    return write_parquet


def _workbook() -> Writer:
    from sopan.audit.outputs.workbook import write_workbook

    return write_workbook


def _page() -> Writer:
    from sopan.audit.outputs.page import write_page

    return write_page


WRITERS: dict[str, Callable[[], Writer]] = {
    ".html": _page, ".xlsx": _workbook, ".csv": _csv, ".jsonl": _jsonl, ".parquet": _parquet,
}  # fmt: skip


def check_targets(paths: Sequence[Path]) -> None:
    """Raise InputError where an output cannot be made: before an archive is read, not after."""
    for path in paths:
        name = shorten(str(path))
        if path.suffix.lower() not in WRITERS:
            raise InputError(say("audit-keluaran-akhiran", name=name, known=", ".join(WRITERS)))
        for library in _LIBRARIES.get(path.suffix.lower(), ()):
            if find_spec(library) is None:
                raise InputError(say("audit-keluaran-pustaka", suffix=path.suffix, library=library))
        if not path.parent.is_dir() or path.is_dir() or not os.access(path.parent, os.W_OK):
            raise InputError(say("audit-keluaran-tak-tertulis", name=name, reason=say("audit-keluaran-folder")))


def write(store: DuckDBPyConnection, summary: Summary, path: Path) -> None:
    """Write one output, chosen by the ending of its name. Raises InputError where it cannot be written."""
    import duckdb

    try:
        with written_aside(path) as beside:
            WRITERS[path.suffix.lower()]()(store, summary, beside)
    except (OSError, duckdb.IOException) as error:
        reason = getattr(error, "strerror", None) or shorten(str(error))
        raise InputError(say("audit-keluaran-tak-tertulis", name=shorten(str(path)), reason=reason)) from None
