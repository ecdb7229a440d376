"""Verdicts -> figures: counts and means that grow by one reply at a time."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field

from sopan.audit.judge import Verdict
from sopan.checker import MAGIC
from sopan.lexicon.model import SEVERITIES
from sopan.report import Report

SMALL_GROUP = 20


@dataclass(slots=True)
class Group:
    """Figures of one officer, or of the whole archive."""

    replies: int = 0
    unanswered: int = 0
    total: float = 0.0
    magic: Counter[str] = field(default_factory=Counter)
    grades: Counter[str] = field(default_factory=Counter)
    discourtesies: Counter[str] = field(default_factory=Counter)
    grave: int = 0

    def add(self, report: Report | None, grave: bool) -> None:
        """Count one reply, or a message left unanswered."""
        if report is None:
            self.unanswered += 1
            return
        self.replies += 1
        self.total += report.score.value
        self.grades[report.score.grade] += 1
        self.magic.update(rule for rule in MAGIC if report.magic[rule])
        self.discourtesies.update({f.rule for f in report.findings if f.entry})
        self.grave += grave

    @property
    def mean(self) -> float | None:
        """Mean score, or None where there are no replies."""
        return self.total / self.replies if self.replies else None

    @property
    def small(self) -> bool:
        """Whether there are too few replies to compare."""
        return self.replies < SMALL_GROUP

    def share(self, rule: str) -> float | None:
        """Share of replies (0..1) that hold a magic word."""
        return self.magic[rule] / self.replies if self.replies else None


class Summary:
    """Figures of an archive: all, by officer, and the worst replies."""

    def __init__(self, worst: int) -> None:
        self.all = Group()
        self.officers: dict[str, Group] = {}
        self.bad_rows = 0
        self._most = worst
        self._worst: list[tuple[float, int, Verdict]] = []

    @property
    def rows(self) -> int:
        """Rows read: judged, unanswered and bad."""
        return self.all.replies + self.all.unanswered + self.bad_rows

    def add(self, verdict: Verdict) -> None:
        """Count one verdict."""
        grave = verdict.report is not None and any(f.severity == SEVERITIES[0] for f in verdict.report.findings)
        self.all.add(verdict.report, grave)
        self.officers.setdefault(verdict.officer, Group()).add(verdict.report, grave)
        if verdict.report is not None and self._most:
            item = (-verdict.report.score.value, -verdict.line, verdict)
            if len(self._worst) < self._most:
                heapq.heappush(self._worst, item)
            elif item[:2] > self._worst[0][:2]:
                heapq.heapreplace(self._worst, item)

    def worst(self) -> list[Verdict]:
        """The replies with the lowest scores, the lowest first."""
        return [verdict for _, _, verdict in sorted(self._worst, key=lambda item: (-item[0], -item[1]))]

    def ranked(self) -> list[tuple[str, Group]]:
        """Officers with enough replies by mean score, then the small groups by name."""
        return sorted(
            self.officers.items(),
            key=lambda item: (item[1].small, -(item[1].mean or 0) if not item[1].small else 0, item[0]),
        )
