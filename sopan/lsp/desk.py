"""What the server knows of one draft: its findings, what to say at a place, and what can be mended there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sopan.fixes import Edit, Fixer, Situation
from sopan.lexicon.model import MISSING, Rule
from sopan.messages import say
from sopan.outputs.safe import markdown
from sopan.reading import from_text
from sopan.report import Finding
from sopan.review import Checked
from sopan.reviewers import Reviewers
from sopan.signals.model import Signal


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something that an editor offers to do: its name, its edits, whether it is safe, and the finding that it answers."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool
    finding: Finding | None = None


class Desk:
    """Reviews drafts for an editor. options: settings by key that go before those of the settings files."""

    def __init__(self, options: dict[str, Any] | None = None) -> None:
        self._reviewers = Reviewers(options or {})
        self._fixers: dict[int, Fixer] = {}

    def review(self, text: str, path: Path) -> Checked:
        """The findings of a draft. Raises InputError or LexiconError where its settings cannot be used."""
        return self._reviewers.of(path)(from_text(text, str(path)))

    def place(self, text: str, finding: Finding) -> tuple[int, int]:
        """The code points to underline: those of the finding, or for a missing element the word where it would go."""
        if finding.end > finding.start:
            return finding.start, finding.end
        start = end = finding.start
        while end < len(text) and text[end].isalnum():
            end += 1
        while end == finding.start and start and text[start - 1].isalnum():
            start -= 1
        return start, end

    def note(self, checked: Checked, offset: int, path: Path) -> tuple[int, int, str] | None:
        """What to say of the words at a code point, as Markdown, with the code points that it is about."""
        assert checked.report is not None
        for finding in checked.findings:
            if finding.entry and finding.start <= offset < finding.end:
                return finding.start, finding.end, self._of_finding(finding, path)
        for signal in checked.report.signals:
            if signal.start <= offset < signal.end:
                return signal.start, signal.end, self._of_signal(signal, path)
        return None

    def remedies(self, text: str, checked: Checked, start: int, end: int, path: Path) -> Iterator[Remedy]:
        """What can be done about the findings that touch [start, end), and about the whole draft."""
        assert checked.report is not None
        fixer, situation = self._fixer(path), self._situation(path)
        for finding in checked.findings:
            first, last = self.place(text, finding)
            if first <= end and start <= last:
                edits = fixer.for_finding(checked.report, finding, situation)
                if edits:
                    safe = all(edit.safe for edit in edits)
                    yield Remedy(_title(finding, edits), edits, safe, finding)
                if not finding.rule.startswith(MISSING) and finding.entry:
                    yield Remedy(say("lsp-abaikan", rule=finding.rule), (_mark(text, finding),), False, finding)

    def whole(self, text: str, path: Path, *, unsafe: bool) -> Remedy | None:
        """All safe fixes of a draft; with `unsafe` also rewritten sentences and what is missing. None where there are none."""
        fixed = self._fixer(path).fix(text, self._situation(path), unsafe=unsafe, insert=unsafe)
        title = say("lsp-semua-tak-aman" if unsafe else "lsp-semua-aman")
        return Remedy(title, fixed.edits, not unsafe) if fixed.edits else None

    def _fixer(self, path: Path) -> Fixer:
        reviewer = self._reviewers.of(path)
        if id(reviewer) not in self._fixers:
            self._fixers[id(reviewer)] = Fixer(reviewer.checker, reviewer.settings)
        return self._fixers[id(reviewer)]

    def _situation(self, path: Path) -> Situation:
        return Situation(hour=datetime.now().hour, name=str(path))

    def _rule(self, name: str, path: Path) -> Rule:
        return self._reviewers.of(path).checker.lexicon.rules[name]

    def _of_finding(self, finding: Finding, path: Path) -> str:
        rule = self._rule(finding.rule, path)
        parts = [
            f"**{markdown(rule.title)}** (`{finding.rule}`, {finding.severity})",
            markdown(finding.message),
            markdown(finding.why),
        ]
        parts += [say("layar-ganti") + " " + markdown(suggestion) for suggestion in finding.suggestions]
        if finding.law:
            parts.append("*" + markdown(say("layar-dasar", law="; ".join(finding.law))) + "*")
        return "\n\n".join(parts)

    def _of_signal(self, signal: Signal, path: Path) -> str:
        rule = self._rule(signal.rule, path)
        return f"**{markdown(rule.title)}** (`{signal.rule}`)\n\n{markdown(rule.reason)}"


def _title(finding: Finding, edits: tuple[Edit, ...]) -> str:
    new = " ".join(" ".join(edit.replacement.split()) for edit in edits)
    key = "lsp-hapus" if not new else "lsp-sisip" if finding.rule.startswith(MISSING) else "lsp-ganti"
    shown = new if len(new) <= 60 else new[:59] + "…"
    return say(key, new=shown, rule=finding.rule)


def _mark(text: str, finding: Finding) -> Edit:
    """A comment at the end of the line that silences a finding."""
    end = text.find("\n", finding.end)
    end = len(text) if end < 0 else end
    end -= text[:end].endswith("\r")
    return Edit(end, end, f" <!-- sopan: abaikan {finding.rule} -->", False, finding.rule, "")
