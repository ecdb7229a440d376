"""Reviewdog Diagnostic Format. Columns are bytes of UTF-8, counted from 1, and ends are exclusive.

Source: reviewdog, proto/rdf/reviewdog.proto.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sopan.outputs.plain import where
from sopan.outputs.record import Checked, Context, message, path
from sopan.outputs.safe import json_text
from sopan.report import Finding

_SEVERITIES = {"galat": "ERROR", "peringatan": "WARNING", "saran": "INFO"}


def lines(results: Sequence[Checked], context: Context) -> Iterator[str]:
    """One DiagnosticResult."""
    diagnostics = [
        diagnostic
        for checked in results
        for diagnostic in (
            [_problem(checked)] if checked.report is None else (_of(checked, f) for f in checked.findings)
        )
    ]
    yield json_text({"source": {"name": "sopan"}, "diagnostics": diagnostics}, indent=1)


def _of(checked: Checked, finding: Finding) -> dict[str, Any]:
    assert checked.draft is not None
    location: dict[str, Any] = {"path": path(checked.file)}
    place = checked.draft.place(finding.start)
    text = message(finding)
    if place.line is None:
        text = f"{where(place)}: {text}"
    else:
        location["range"] = {"start": _position(checked, finding.start), "end": _position(checked, finding.end)}
    return {
        "message": text, "location": location, "severity": _SEVERITIES[finding.severity], "code": {"value": finding.rule}
    }  # fmt: skip


def _position(checked: Checked, offset: int) -> dict[str, int]:
    draft = checked.draft
    assert draft is not None
    assert draft.source is not None
    place = draft.place(offset)
    assert place.line is not None
    assert place.column is not None
    before = draft.source[offset - place.column + 1 : offset]
    return {"line": place.line, "column": len(before.encode("utf-8", "surrogatepass")) + 1}


def _problem(checked: Checked) -> dict[str, Any]:
    return {"message": checked.error, "location": {"path": path(checked.file)}, "severity": "ERROR"}
