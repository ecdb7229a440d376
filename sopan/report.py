"""What a check gives back: findings, score, report. `Report.to_dict` is the JSON of every output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sopan import __version__
from sopan.lexicon.model import Severity
from sopan.signals.model import DroppedSignal, Signal

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """Something for the officer to act on: a discourtesy, or an element that is missing.

    start, end: code points, half open; for a missing element both are the place where it would go.
    why: why it matters; suggestions: what to write instead; law: what it is not in line with.
    """

    rule: str
    severity: Severity
    message: str
    why: str
    start: int
    end: int
    suggestions: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    maladministration: tuple[str, ...] = ()
    entry: str = ""
    sure: int = 3
    replacement: str = ""
    safe: bool = False
    sentence: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The finding as it stands in JSON."""
        return {
            "rule": self.rule, "severity": self.severity, "message": self.message, "why": self.why,
            "start": self.start, "end": self.end, "suggestions": list(self.suggestions), "law": list(self.law),
            "maladministration": list(self.maladministration), "entry": self.entry, "sure": self.sure,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contribution:
    """One term of the score: a rule (or "dasar", "batas"), its points, and why (Indonesian)."""

    rule: str
    points: float
    reason: str


@dataclass(frozen=True, slots=True)
class Score:
    """Courtesy from 0 to 100, the grade A to D in the IKM bands of PermenPANRB 14/2017, and the terms that sum to it."""

    value: float
    grade: str
    contributions: tuple[Contribution, ...]

    def to_dict(self) -> dict[str, Any]:
        """The score as it stands in JSON."""
        return {
            "value": self.value,
            "grade": self.grade,
            "contributions": [{"rule": c.rule, "points": c.points, "reason": c.reason} for c in self.contributions],
        }


@dataclass(frozen=True, slots=True)
class KindGuess:
    """The kind of message answered: its name ("umum" where unknown), where that was read, and the words that show it."""

    name: str
    source: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on one reply. channel: where it is sent; waived: courteous rules that are not asked for there.

    To be read only: a Checker may give the same Report for a text that comes again.
    """

    text: str
    kind: KindGuess
    signals: tuple[Signal, ...]
    findings: tuple[Finding, ...]
    score: Score
    magic: dict[str, bool]
    dropped: tuple[DroppedSignal, ...] = ()
    silent: tuple[Signal, ...] = ()
    lexicon: str = ""
    channel: str = ""
    waived: tuple[str, ...] = ()

    def to_dict(self, *, verbose: bool = False) -> dict[str, Any]:
        """The report as JSON: docs/json.md describes it. With `verbose`, dropped signals too."""
        record: dict[str, Any] = {
            "schema": SCHEMA_VERSION,
            "sopan": __version__,
            "lexicon": self.lexicon,
            "kind": {"name": self.kind.name, "source": self.kind.source, "evidence": list(self.kind.evidence)},
            "score": self.score.to_dict(),
            "channel": self.channel,
            "magic": dict(self.magic),
            "signals": [signal.to_dict() for signal in self.signals],
            "findings": [finding.to_dict() for finding in self.findings],
        }
        if verbose:
            record["dropped"] = [signal.to_dict() for signal in self.dropped]
            record["silent"] = [signal.to_dict() for signal in self.silent]
        return record
