"""Known findings that are not told again: counted by rule and by the text around them, so that lines may move."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.reading import Draft
from sopan.report import Finding
from sopan.textfile import replace_file

SCHEMA = 1


class Baseline:
    """The known findings that have not been met yet in this run."""

    def __init__(self, counts: Counter[str]) -> None:
        self._left = Counter(counts)

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """A baseline from its file. Raises InputError where the file is missing or no baseline."""
        try:
            data = json.loads(path.read_text("utf-8"))
            if data["schema"] != SCHEMA or not all(isinstance(n, int) and n > 0 for n in data["findings"].values()):
                raise ValueError
            return cls(Counter(data["findings"]))
        except FileNotFoundError:
            raise InputError(say("baseline-tidak-ada", name=shorten(str(path)))) from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise InputError(say("baseline-rusak", name=shorten(str(path)))) from None

    def takes(self, draft: Draft, finding: Finding) -> bool:
        """Whether a finding is known; each known one is taken once."""
        key = fingerprint(draft, finding)
        if not self._left[key]:
            return False
        self._left[key] -= 1
        return True

    @property
    def gone(self) -> int:
        """How many known findings were not met: they can be written out of the file."""
        return self._left.total()


def write(path: Path, found: Iterable[tuple[Draft, Finding]]) -> int:
    """Write a baseline that holds these findings, and return how many. Raises InputError where it cannot be written."""
    counts = Counter(fingerprint(draft, finding) for draft, finding in found)
    record = {"schema": SCHEMA, "findings": dict(sorted(counts.items()))}
    replace_file(path, (json.dumps(record, indent=1) + "\n").encode())
    return counts.total()


def fingerprint(draft: Draft, finding: Finding) -> str:
    """The rule and 16 digits for the paragraph of a finding, or for the whole draft where it has no words of its own.

    Neither line breaks nor the place in the draft change it; the text itself cannot be read from it.
    """
    text = draft.text
    if finding.end > finding.start:
        text = next((text[b.start : b.end] for b in draft.blocks if b.start <= finding.start < b.end), text)
    digits = hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{finding.rule}:{digits}"
