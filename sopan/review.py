"""A draft and its settings -> what is told about it: marks in the draft, selection, known findings, and the gate."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sopan.baseline import Baseline
from sopan.checker import Checker
from sopan.errors import InputError
from sopan.figures import number
from sopan.lexicon.model import MISSING
from sopan.messages import say
from sopan.reading import Draft
from sopan.report import Finding, Report
from sopan.score import score
from sopan.settings import Settings, at_least
from sopan.suppress import Mark, marks
from sopan.tailor import TOO_LOW, UNUSED_MARK, Selection, selection

_SURE_FOR_GATE = 2


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft that was judged, or could not be: either `report` and `draft` are set, or `error`.

    reported: the findings that are selected and not known yet, in the order of the text. findings: those of them that are
    shown. failing: those of them that the gate stops. suppressed: what marks silence, with the reason given there.
    known: how many the baseline holds; unselected: how many were not asked for.
    """

    file: str
    report: Report | None = None
    error: str = ""
    draft: Draft | None = None
    reported: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()
    failing: tuple[Finding, ...] = ()
    suppressed: tuple[tuple[Finding, str], ...] = ()
    known: int = 0
    unselected: int = 0


class Reviewer:
    """Reviews drafts with one Checker and the settings for display and gate.

    Raises InputError where the settings name a rule or entry that does not exist.
    """

    def __init__(self, checker: Checker, settings: Settings) -> None:
        self.checker, self.settings = checker, settings
        lexicon = checker.lexicon
        self._select = selection(settings.select, lexicon, settings.origin("select")) if settings.select else None
        self._ignore = selection(settings.ignore, lexicon, settings.origin("ignore"))

    def __call__(
        self, draft: Draft, *, kind: str | None = None, message: str | None = None, baseline: Baseline | None = None
    ) -> Checked:
        """Judge a draft and sort its findings. kind, message: as for Checker.check. Raises ValueError for an unknown kind."""
        report = self.checker.check(draft.text, kind=kind, message=message)
        report, suppressed, unused = _unmarked(self.checker, draft, report)
        findings = sorted((*report.findings, *unused, *_too_low(report, self.settings)), key=lambda f: f.start)
        selected = [finding for finding in findings if self._selects(finding)]
        reported = tuple(f for f in selected if baseline is None or not baseline.takes(draft, f))
        return Checked(
            file=draft.name, report=report, draft=draft, reported=reported,
            findings=tuple(f for f in reported if at_least(f.severity, self.settings.show)),
            failing=tuple(f for f in reported if at_least(f.severity, self.settings.fail_on) and f.sure >= _SURE_FOR_GATE),
            suppressed=suppressed, known=len(selected) - len(reported), unselected=len(findings) - len(selected),
        )  # fmt: skip

    def _selects(self, finding: Finding) -> bool:
        """Whether a finding is selected and not ignored; those about the check itself need no selecting."""
        what = finding.rule, finding.severity, finding.entry
        wanted = self._select is None or finding.rule in (TOO_LOW, UNUSED_MARK) or self._select.covers(*what)
        return wanted and not self._ignore.covers(*what)


def _unmarked(
    checker: Checker, draft: Draft, report: Report
) -> tuple[Report, tuple[tuple[Finding, str], ...], list[Finding]]:
    """The report without what the marks of the draft silence, that, and a finding for each mark that silences nothing."""
    found = marks(draft.source) if draft.source is not None else ()
    if not found:
        return report, (), []
    silenced: dict[int, str] = {}
    unused: list[Finding] = []
    for mark in found:
        try:
            names = selection(mark.names, checker.lexicon, say("abaikan-tanda"))
        except InputError as error:
            unused.append(_unused(mark, str(error)))
            continue
        hit = [number for number, finding in enumerate(report.findings) if _silences(mark, names, finding)]
        silenced.update(dict.fromkeys(hit, mark.reason))
        if not hit:
            unused.append(_unused(mark, say("abaikan-tak-terpakai")))
    suppressed = tuple((report.findings[number], silenced[number]) for number in sorted(silenced))
    return _without(checker, report, silenced.keys()), suppressed, unused


def _silences(mark: Mark, names: Selection, finding: Finding) -> bool:
    missing = finding.rule.startswith(MISSING)
    if not mark.names:
        return not missing and (mark.whole or mark.first <= finding.start < mark.last)
    if not names.covers(finding.rule, finding.severity, finding.entry):
        return False
    return mark.whole or missing or mark.first <= finding.start < mark.last


def _without(checker: Checker, report: Report, numbers: Collection[int]) -> Report:
    """The report without some findings; their signals no longer count in the score."""
    gone = {(f.rule, f.start, f.end) for number, f in enumerate(report.findings) if number in numbers}
    signals = tuple(s for s in report.signals if (s.rule, s.start, s.end) not in gone)
    findings = tuple(f for number, f in enumerate(report.findings) if number not in numbers)
    return replace(report, signals=signals, findings=findings, score=score(signals, checker.lexicon.weights))


def _unused(mark: Mark, message: str) -> Finding:
    return Finding(
        rule=UNUSED_MARK, severity="saran", message=message, why=say("abaikan-tak-terpakai-alasan"), start=mark.start,
        end=mark.end, suggestions=(say("abaikan-tak-terpakai-saran"),),
    )  # fmt: skip


def _too_low(report: Report, settings: Settings) -> Iterator[Finding]:
    if report.score.value < settings.min_score:
        score, least = number(report.score.value), number(settings.min_score)
        yield Finding(
            rule=TOO_LOW, severity="galat", message=say("skor-kurang", score=score, least=least),
            why=say("skor-kurang-alasan"), start=0, end=0, suggestions=(say("skor-kurang-saran"),),
        )  # fmt: skip
