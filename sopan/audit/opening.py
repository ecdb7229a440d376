"""An archive or a work file -> an open store, for commands that need the judged replies and nothing else of a run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sopan.audit.archive import Archive, Request
from sopan.audit.judge import Judge
from sopan.audit.run import Privacy, Stop, judge_archive
from sopan.audit.store import needing_room, open_store
from sopan.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MAGIC, _AT = b"DUCK", 8


def is_work_file(path: str) -> bool:
    """Whether a file is a DuckDB database, as work files are."""
    try:
        with Path(path).open("rb") as stream:
            return stream.read(_AT + len(_MAGIC))[_AT:] == _MAGIC
    except OSError:
        return False


@contextmanager
def judged(files: Sequence[str], settings: Settings) -> Iterator[DuckDBPyConnection]:
    """The store of an archive, judged into a passing work file, or of the work file that the one name given is.

    Raises InputError where it cannot be read.
    """
    if len(files) == 1 and is_work_file(files[0]):
        store = open_store(Path(files[0]))
        try:
            yield store
        finally:
            store.close()
        return
    with tempfile.TemporaryDirectory(prefix="sopan-") as folder, Archive(Request(tuple(files))) as archive:
        path = Path(folder) / "arsip.kerja"
        with needing_room(path):
            store = judge_archive(
                archive, Judge(settings, None), path, Privacy(), jobs=None, resume=False, stop=Stop(),
                tick=lambda _rows, _fraction: None,
            )  # fmt: skip
            try:
                yield store
            finally:
                store.close()
