"""What every output of a check works from: a file name with its report, or with what went wrong."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from sopan import __version__
from sopan.report import SCHEMA_VERSION, Report


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft that was judged, or could not be: either `report` or `error` is set."""

    file: str
    report: Report | None = None
    error: str = ""


def wire(checked: Checked, lexicon: str, *, verbose: bool) -> dict[str, Any]:
    """The JSON record of one draft: versions, file, and result or error, never both."""
    record: dict[str, Any] = {"schema": SCHEMA_VERSION, "sopan": __version__, "lexicon": lexicon, "file": checked.file}
    if checked.report is None:
        record["error"] = {"message": checked.error}
    else:
        result = checked.report.to_dict(verbose=verbose)
        record["result"] = {key: value for key, value in result.items() if key not in record}
    return record


class Lines:
    """Line and column of code points; both count from 1, columns in code points."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(position + 1 for position, character in enumerate(text) if character == "\n")]

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
