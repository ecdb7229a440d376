"""Outputs for programs: one line a finding, JSON, JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sopan import __version__
from sopan.outputs.record import Checked, Lines, wire
from sopan.outputs.safe import one_line
from sopan.report import SCHEMA_VERSION


def plain(results: Iterable[Checked]) -> Iterator[str]:
    """One line for each finding: file:line:column: severity rule message. Drafts that failed give none."""
    for checked in results:
        if checked.report is None:
            continue
        lines = Lines(checked.report.text)
        for finding in checked.report.findings:
            line, column = lines.at(finding.start)
            shown = one_line(finding.message)
            words = one_line(checked.report.text[finding.start : finding.end])
            quoted = f' "{words[:60]}"' if words else ""
            yield f"{one_line(checked.file)}:{line}:{column}: {finding.severity} {finding.rule} {shown}{quoted}"


def as_json(results: Iterable[Checked], lexicon: str, *, verbose: bool) -> Iterator[str]:
    """One JSON document with all results."""
    document = {
        "schema": SCHEMA_VERSION,
        "sopan": __version__,
        "lexicon": lexicon,
        "results": [
            {
                key: value
                for key, value in wire(c, lexicon, verbose=verbose).items()
                if key in ("file", "result", "error")
            }
            for c in results
        ],
    }
    yield _dump(document, indent=1)


def as_jsonl(results: Iterable[Checked], lexicon: str, *, verbose: bool) -> Iterator[str]:
    """One JSON record a draft, each with all versions."""
    for checked in results:
        yield _dump(wire(checked, lexicon, verbose=verbose))


def _dump(value: object, indent: int | None = None) -> str:
    """JSON that any reader takes: lone surrogates are escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return text
