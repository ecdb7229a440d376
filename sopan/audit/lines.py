"""The JSON line of a record as it is judged, for `--format jsonl` without a work file: docs/json.md describes it."""

from __future__ import annotations

from typing import Any

from sopan import __version__
from sopan.audit.archive import Record
from sopan.audit.judge import Verdict
from sopan.audit.run import Privacy
from sopan.checker import MAGIC
from sopan.outputs.safe import json_text
from sopan.report import SCHEMA_VERSION


def json_line(row: int, record: Record, verdict: Verdict | None, privacy: Privacy, lexicon: str) -> str:
    """One line. row: the number of the record, which names it where the archive does not; verdict None: unanswered."""
    return json_text(json_record(row, record, verdict, privacy, lexicon))


def json_record(row: int, record: Record, verdict: Verdict | None, privacy: Privacy, lexicon: str) -> dict[str, Any]:
    """What stands on a line."""
    hidden = privacy.hidden
    number = str(row) if record.id is None else hidden(record.id) if isinstance(record.id, str) else record.id
    line: dict[str, Any] = {
        "schema": SCHEMA_VERSION, "sopan": __version__, "lexicon": lexicon, "id": number,
        "officer": privacy.officer(record.officer), "unit": hidden(record.unit), "channel": hidden(record.channel),
        "date": hidden(record.replied_raw or record.asked_raw), "unanswered": verdict is None,
    }  # fmt: skip
    if verdict is None:
        line |= {"score": None, "grade": None, "kind": None, "magic": None, "signals": [], "findings": []}
    else:
        line |= {
            "score": verdict.score, "grade": verdict.grade, "kind": verdict.kind,
            "magic": dict(zip(MAGIC, verdict.magic, strict=True)),
            "signals": [dict(zip(("rule", "start", "end", "entry"), s, strict=True)) for s in verdict.signals],
            "findings": [dict(zip(("rule", "severity", "start", "end", "entry"), f, strict=False)) for f in verdict.findings],
        }  # fmt: skip
    return line
