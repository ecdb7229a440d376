"""SARIF 2.1.0 for code scanning. Columns and offsets are Unicode code points, as `columnKind` says.

Source: OASIS, Static Analysis Results Interchange Format Version 2.1.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sopan import __version__
from sopan.baseline import fingerprint
from sopan.lexicon.model import Lexicon
from sopan.outputs.plain import where
from sopan.outputs.record import Checked, Context, describe, message, path
from sopan.outputs.safe import json_text
from sopan.report import Finding

_LEVELS = {"galat": "error", "peringatan": "warning", "saran": "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def lines(results: Sequence[Checked], context: Context) -> Iterator[str]:
    """One SARIF log with one run."""
    found = [
        (checked, finding, reason)
        for checked in results
        for finding, reason in [*((f, None) for f in checked.findings), *checked.suppressed]
    ]
    rules = sorted({finding.rule for _, finding, _ in found})
    failed = [checked for checked in results if checked.report is None]
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "sopan",
                "version": __version__,
                "semanticVersion": __version__,
                "properties": {"lexicon": context.lexicon.version},
                "rules": [_rule(name, context.lexicon) for name in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "language": "id",
        "invocations": [{"executionSuccessful": not failed, "toolExecutionNotifications": list(map(_problem, failed))}],
        "results": [_result(*one, rules.index(one[1].rule)) for one in found],
    }
    yield json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _rule(name: str, lexicon: Lexicon) -> dict[str, Any]:
    texts = describe(name, lexicon)
    known = lexicon.rules.get(name)
    severity = known.severity if known else "peringatan"
    return {
        "id": name,
        "shortDescription": {"text": texts.title},
        "fullDescription": {"text": texts.why},
        "help": {"text": " ".join((texts.advice, *texts.law))},
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }


def _result(checked: Checked, finding: Finding, reason: str | None, index: int) -> dict[str, Any]:
    assert checked.draft is not None
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": message(finding)},
        "locations": [_location(checked, finding)],
        "partialFingerprints": {"sopan/v1": fingerprint(checked.draft, finding)},
    }
    if reason is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": reason}]
    return result


def _location(checked: Checked, finding: Finding) -> dict[str, Any]:
    assert checked.draft is not None
    first, last = checked.draft.place(finding.start), checked.draft.place(finding.end)
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(checked.file)}}
    if first.line is None:
        return {"physicalLocation": place, "logicalLocations": [{"name": where(first)}]}
    place["region"] = {
        "startLine": first.line, "startColumn": first.column, "endLine": last.line, "endColumn": last.column,
        "charOffset": finding.start, "charLength": finding.end - finding.start,
    }  # fmt: skip
    if checked.draft.source and finding.end > finding.start:
        place["region"]["snippet"] = {"text": checked.draft.source[finding.start : finding.end]}
    return {"physicalLocation": place}


def _problem(checked: Checked) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": {"uri": _uri(checked.file)}}}
    return {"level": "error", "message": {"text": checked.error}, "locations": [location]}


def _uri(file: str) -> str:
    """A file name as a URI reference: relative names stay relative."""
    return Path(file).as_uri() if Path(file).is_absolute() else quote(path(file))
