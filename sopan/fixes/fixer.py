"""The stages of a fix in their order, each kept only where the reply is no worse for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sopan.checker import Checker
from sopan.fixes.draft import Draft, Situation
from sopan.fixes.edits import Edit, apply, compose
from sopan.fixes.insert import insert_for, insertions
from sopan.fixes.rewrite import rewrite
from sopan.fixes.wording import safe_edits, safe_for
from sopan.lexicon.model import UNANSWERED
from sopan.lexicon.remedies import BLANK, load_remedies
from sopan.report import Finding, Report
from sopan.review import Reviewer
from sopan.settings import Settings

_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text before and after, and the edits (positions in the text before) that lead from one to the other."""

    before: Report
    after: Report
    edits: tuple[Edit, ...]

    @property
    def text(self) -> str:
        """The text after all edits."""
        return self.after.text

    @property
    def blanks(self) -> tuple[str, ...]:
        """The blanks that the edits brought and the officer has to fill in."""
        return tuple(blank for edit in self.edits for blank in BLANK.findall(edit.replacement))


class Fixer:
    """Mends drafts with one Checker and the remedies of its lexicon folders. Build it once, use it for any number of texts.

    settings: what of the findings counts; those of the checker where none are given.
    Raises LexiconError for a perbaikan.toml that cannot be used.
    """

    def __init__(self, checker: Checker, settings: Settings | None = None) -> None:
        self._reviewer = Reviewer(checker, settings or checker.settings)
        self._remedies = load_remedies(checker.folders)

    def fix(
        self, text: str, situation: Situation | None = None, *, unsafe: bool = False, insert: bool = False
    ) -> Fixed:
        """The text with safe edits made; with `unsafe` also rewritten sentences, with `insert` also what is missing.

        The score is never lower afterwards, no finding is new, and a second run changes nothing.
        """
        situation = self._here(situation or Situation())
        stages: list[Callable[[Draft], tuple[Draft, list[Edit]]]] = [self._reword]
        stages += [self._rewrite] * unsafe + [self._insert] * insert
        first = draft = self._draft(text, situation)
        edits: list[Edit] = []
        for _ in range(_ROUNDS):
            begun = draft.text
            for stage in stages:
                draft, made = stage(draft)
                edits = compose(edits, made, text)
            if draft.text == begun:
                break
        return Fixed(first.report, draft.report, tuple(edits))

    def for_finding(self, report: Report, finding: Finding, situation: Situation | None = None) -> tuple[Edit, ...]:
        """The edits that answer one finding of a report on its text as it stands: for the light bulb of an editor."""
        draft = self._draft(report.text, self._here(situation or Situation(kind=report.kind.name)))
        edits = safe_for(draft, finding) or insert_for(draft, finding.rule)
        if not edits:
            rewritten = rewrite(draft, finding)
            edits = [rewritten] if rewritten else []
        return tuple(edits) if self._tried(draft, edits) else ()

    def _here(self, situation: Situation) -> Situation:
        """The situation with the channel that the checker is set to, where it names none."""
        return replace(situation, channel=situation.channel or self._reviewer.settings.channel)

    def _draft(self, text: str, situation: Situation) -> Draft:
        return Draft(text, self._reviewer, self._remedies, situation)

    def _tried(self, draft: Draft, edits: Sequence[Edit]) -> Draft | None:
        """The draft after some edits, or None where they change nothing or make it worse."""
        text = apply(draft.text, edits)
        if text == draft.text or not text.strip():
            return None
        after = self._draft(text, draft.situation)
        return after if _no_worse(draft.report, after.report) else None

    def _reword(self, draft: Draft) -> tuple[Draft, list[Edit]]:
        """Safe edits, judged before and after as an answer to one kind of message: better spelling may tell another kind."""
        same_kind = self._draft(draft.text, replace(draft.situation, kind=draft.kind))
        after, made = self._most(same_kind, safe_edits(draft))
        return self._draft(after.text, draft.situation), made

    def _insert(self, draft: Draft) -> tuple[Draft, list[Edit]]:
        return self._most(draft, insertions(draft))

    def _rewrite(self, draft: Draft) -> tuple[Draft, list[Edit]]:
        """Rewrite one sentence after another; each new sentence may complete or excuse those that follow."""
        made: list[Edit] = []
        origin = draft.text
        tried: set[tuple[str, str]] = set()
        while True:
            step = self._next_rewrite(draft, tried)
            if step is None:
                return draft, made
            draft, edit = step
            made = compose(made, [edit], origin)

    def _next_rewrite(self, draft: Draft, tried: set[tuple[str, str]]) -> tuple[Draft, Edit] | None:
        # Findings of one rule in one sentence ask for the same sentence.
        asked: dict[tuple[int, str, str], Finding] = {}
        for finding in draft.by_precedence():
            if finding.entry:
                asked.setdefault((draft.document.sentence_at(finding.start), finding.rule, finding.sentence), finding)
        for finding in asked.values():
            for whole in (False, True):
                edit = rewrite(draft, finding, whole=whole)
                key = (draft.text[edit.start : edit.end], edit.replacement) if edit else ("", "")
                after = self._tried(draft, [edit]) if edit and key not in tried else None
                tried.add(key)
                if edit and after is not None:
                    return after, edit
        return None

    def _most(self, draft: Draft, edits: list[Edit]) -> tuple[Draft, list[Edit]]:
        """All edits together where the draft is no worse for them, else those that do it no harm one by one."""
        if not edits:
            return draft, []
        together = self._tried(draft, edits)
        if together is not None:
            return together, edits
        kept: list[Edit] = []
        best = draft
        for edit in edits:
            after = self._tried(draft, [*kept, edit])
            if after is not None and _no_worse(best.report, after.report):
                kept.append(edit)
                best = after
        return best, kept


def _no_worse(before: Report, after: Report) -> bool:
    """Whether the score is not lower and no rule has more findings.

    That a question of the message is left open does not count: the words of a rude sentence only seemed to answer it.
    """
    if after.score.value < before.score.value:
        return False
    more = Counter(f.rule for f in after.findings) - Counter(f.rule for f in before.findings)
    return not more.keys() - {UNANSWERED}


@lru_cache(maxsize=1)
def _default() -> Fixer:
    return Fixer(Checker())


def fix(text: str, situation: Situation | None = None, *, unsafe: bool = False, insert: bool = False) -> Fixed:
    """A text mended by a shared Fixer with the lexicons that come with Sopan. See `Fixer.fix`."""
    return _default().fix(text, situation, unsafe=unsafe, insert=insert)
