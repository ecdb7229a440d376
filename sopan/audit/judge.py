"""Rows -> verdicts: each row of an archive is judged, unanswered, or bad; none gets lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from sopan import __version__
from sopan.audit.columns import find_columns
from sopan.audit.readers import Archive, BadRow, Row
from sopan.checker import Checker
from sopan.errors import InputError
from sopan.messages import say
from sopan.report import SCHEMA_VERSION, Report
from sopan.textfile import MOST_CHARACTERS

REMEMBERED = 20_000
PEEKED_ROWS = 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row with its report; `report` is None where the message was left unanswered."""

    line: int
    id: Any
    officer: str
    unit: str
    date: str
    reply: str
    report: Report | None

    def to_dict(self, lexicon: str) -> dict[str, Any]:
        """The JSON line of the row: docs/json.md describes it."""
        report = self.report
        record: dict[str, Any] = {"schema": SCHEMA_VERSION, "sopan": __version__, "lexicon": lexicon, "id": self.id}
        record |= {"officer": self.officer, "unit": self.unit, "date": self.date, "unanswered": report is None}
        if report is None:
            return record | {"score": None, "grade": None, "kind": None, "magic": None, "signals": [], "findings": []}
        return record | {
            "score": report.score.value,
            "grade": report.score.grade,
            "kind": report.kind.name,
            "magic": report.magic,
            "signals": [{"rule": s.rule, "start": s.start, "end": s.end, "entry": s.entry} for s in report.signals],
            "findings": [
                {"rule": f.rule, "severity": f.severity, "start": f.start, "end": f.end} for f in report.findings
            ],
        }


class Judge:
    """Judges the rows of an archive with one Checker; a reply that comes often is judged once."""

    def __init__(self, checker: Checker, told: Mapping[str, str | None]) -> None:
        self.checker = checker
        self._told = told
        self.columns: dict[str, str] = {}
        self._check = lru_cache(maxsize=REMEMBERED)(self._judge)

    def verdicts(self, archive: Archive) -> Iterator[Verdict | BadRow]:
        """A verdict for each row, in order. Raises InputError where the columns are not there."""
        rows = archive.rows()
        peeked = list(islice(rows, PEEKED_ROWS))
        self.columns = find_columns(_columns(archive, peeked), self._told, archive.name)
        for row in chain(peeked, rows):
            yield row if isinstance(row, BadRow) else self._verdict(row, archive.name)

    def _verdict(self, row: Row, name: str) -> Verdict | BadRow:
        value = {role: row.values.get(column) for role, column in self.columns.items()}
        reply = _text(value["reply"])
        if len(reply) > MOST_CHARACTERS:
            return BadRow(row.line, say("arsip-baris-panjang", name=name, line=row.line))
        number = value.get("id")
        kind = _text(value.get("kind")).strip().lower()
        report = None
        if reply.strip():
            report = self._check(
                reply, kind if kind in self.checker.lexicon.needs else None, _text(value.get("message")) or None
            )
        return Verdict(
            line=row.line, id=row.line if number is None or number == "" else number,
            officer=_text(value.get("officer")).strip(), unit=_text(value.get("unit")).strip(),
            date=_text(value.get("date")).strip(), reply=reply, report=report,
        )  # fmt: skip

    def _judge(self, reply: str, kind: str | None, message: str | None) -> Report:
        return self.checker.check(reply, kind=kind, message=message)


def _columns(archive: Archive, rows: Iterable[Row | BadRow]) -> list[str]:
    """Columns of a CSV by its header; of JSON lines, the keys of the first rows."""
    if archive.columns is not None:
        return archive.columns
    keys = list(dict.fromkeys(key for row in rows if isinstance(row, Row) for key in row.values))
    if not keys:
        first = next((row.problem for row in rows if isinstance(row, BadRow)), "")
        raise InputError(first or say("arsip-kosong", name=archive.name))
    return keys


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)
