"""Annotations of GitHub Actions. GitHub shows ten of a kind for a step, so: one summary and the nine gravest findings.

Source: GitHub Docs, Workflow commands for GitHub Actions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sopan.messages import say
from sopan.outputs import plain
from sopan.outputs.plain import where
from sopan.outputs.record import Checked, Context, message, path, worst_first
from sopan.outputs.safe import workflow_data, workflow_log, workflow_property
from sopan.report import Finding

_COMMANDS = {"galat": "error", "peringatan": "warning", "saran": "notice"}
_SHOWN = 9


def lines(results: Sequence[Checked], context: Context) -> Iterator[str]:
    """A summary and up to nine annotations, then all findings as plain lines for the log.

    Drafts that could not be read count as the gravest.
    """
    failed = [checked for checked in results if checked.report is None]
    found = worst_first(results)
    counts = Counter(finding.severity for _, finding in found)
    if failed or found:
        grave = bool(failed) or any(checked.failing for checked in results)
        text = say(
            "github-ringkas", drafts=len(results), errors=counts["galat"], warnings=counts["peringatan"],
            hints=counts["saran"], unread=len(failed), shown=min(len(failed) + len(found), _SHOWN),
        )  # fmt: skip
        yield f"::{'error' if grave else 'notice'} title=sopan::{workflow_data(text)}"
    yield from [_problem(checked) for checked in failed][:_SHOWN]
    for checked, finding in found[: max(_SHOWN - len(failed), 0)]:
        yield _annotation(checked, finding)
    yield from map(workflow_log, plain.lines(results, context))


def _annotation(checked: Checked, finding: Finding) -> str:
    assert checked.draft is not None
    first, last = checked.draft.place(finding.start), checked.draft.place(finding.end)
    values: dict[str, object] = {"file": path(checked.file)}
    text = message(finding)
    if first.line is None:
        text = f"{where(first)}: {text}"
    else:
        values |= {"line": first.line, "endLine": last.line}
        if first.line == last.line:
            values |= {"col": first.column, "endColumn": last.column}
    values["title"] = finding.rule
    listed = ",".join(f"{key}={workflow_property(value)}" for key, value in values.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{workflow_data(text)}"


def _problem(checked: Checked) -> str:
    return f"::error file={workflow_property(path(checked.file))},title=sopan::{workflow_data(checked.error)}"
