"""Files of results: written beside the target and moved into place when whole."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO

from sopan.audit.judge import Verdict
from sopan.checker import MAGIC
from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.outputs.safe import cell

SUFFIXES = (".csv", ".jsonl")


class ResultFile:
    """A .csv or .jsonl file with one line a row. Use as a context manager; without success nothing is left behind."""

    def __init__(self, path: Path, lexicon: str) -> None:
        """Raises InputError where the ending is not known or the folder cannot be written to."""
        if path.suffix.lower() not in SUFFIXES:
            raise InputError(say("hasil-akhiran", name=shorten(str(path)), known=", ".join(SUFFIXES)))
        self._path = path
        self._lexicon = lexicon
        self._csv = path.suffix.lower() == ".csv"
        try:
            handle, self._temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        except OSError as error:
            raise InputError(say("hasil-tak-tertulis", name=shorten(str(path)), reason=error.strerror or "")) from None
        self._stream: IO[str] = os.fdopen(handle, "w", encoding="utf-8-sig" if self._csv else "utf-8", newline="")
        self._writer = csv.writer(self._stream)
        if self._csv:
            self._writer.writerow(say("hasil-kolom").split(","))

    def __enter__(self) -> ResultFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._stream.close()
            if kind is None:
                os.chmod(self._temporary, 0o644)
                os.replace(self._temporary, self._path)
        finally:
            if os.path.exists(self._temporary):
                os.unlink(self._temporary)

    def write(self, verdict: Verdict) -> None:
        """Add one row."""
        if not self._csv:
            self._stream.write(json.dumps(verdict.to_dict(self._lexicon), ensure_ascii=True) + "\n")
            return
        report = verdict.report
        values: list[object] = [verdict.id, verdict.officer, verdict.unit, verdict.date]
        if report is None:
            values += ["", "", "", *("" for _ in MAGIC), "", "", verdict.reply]
        else:
            yes, no = say("ya"), say("tidak")
            rude = dict.fromkeys(f.rule for f in report.findings if f.entry)
            missing = dict.fromkeys(f.rule for f in report.findings if not f.entry)
            values += [report.kind.name, report.score.value, report.score.grade]
            values += [yes if report.magic[rule] else no for rule in MAGIC]
            values += [", ".join(rude), ", ".join(missing), verdict.reply]
        self._writer.writerow([cell(_encodable(value)) for value in [*values, self._lexicon]])


def _encodable(value: object) -> object:
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
