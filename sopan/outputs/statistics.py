"""Counts instead of findings: how often each rule fires, and the score of each draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sopan.lexicon.model import SEVERITIES, Severity
from sopan.outputs.record import Checked, Context, describe
from sopan.outputs.safe import json_text, one_line


def lines(results: Sequence[Checked], context: Context) -> Iterator[str]:
    """count severity rule title, the most frequent first."""
    counted = _counted(results)
    width = len(str(max(counted.values(), default=0)))
    for (rule, severity), count in _ranked(counted):
        yield f"{count:>{width}}  {severity:<10}  {rule:<22}  {describe(rule, context.lexicon).title}".rstrip()


def as_json(results: Sequence[Checked], context: Context) -> Iterator[str]:
    """A list of rule, severity, title, count."""
    yield json_text(
        [
            {"rule": rule, "severity": severity, "title": describe(rule, context.lexicon).title, "count": count}
            for (rule, severity), count in _ranked(_counted(results))
        ],
        indent=1,
    )


def scores(results: Sequence[Checked]) -> Iterator[str]:
    """file: score grade, with a decimal point."""
    for checked in results:
        if checked.report is not None:
            yield f"{one_line(checked.file)}: {checked.report.score.value:g} {checked.report.score.grade}"


def _counted(results: Sequence[Checked]) -> Counter[tuple[str, Severity]]:
    return Counter((finding.rule, finding.severity) for checked in results for finding in checked.findings)


def _ranked(counted: Counter[tuple[str, Severity]]) -> list[tuple[tuple[str, Severity], int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], SEVERITIES.index(item[0][1]), item[0][0]))
