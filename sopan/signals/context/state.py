"""What the context steps share: the candidates still kept, those dropped, and where the cues stand."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field

from sopan.document import Document
from sopan.lexicon.model import Entries, Entry, Scales, Step
from sopan.passage import Passage
from sopan.signals.match import CUES, Found, Matches, Span
from sopan.signals.model import Candidate
from sopan.signals.weighing import Sums


@dataclass(slots=True)
class State:
    """Candidates of one document, or of one passage by itself, on their way through the steps.

    sums: what each sentence weighs; none where the lexicon weighs no words.
    """

    document: Document | Passage
    matches: Matches | Found
    bad_rules: frozenset[str]
    kept: list[Candidate]
    message: Callable[[], Document] | None = None
    entries: Entries = field(default_factory=Entries)
    scales: Scales | None = None
    sums: Sequence[Sums] = ()
    dropped: list[tuple[Candidate, Step]] = field(default_factory=list)

    def cues(self, step: Step, name: str) -> list[Span]:
        """Word spans where a cue of the step stands."""
        return self.matches.of(CUES, f"{step.name}.{name}")

    def drop(self, step: Step, unwanted: Callable[[Candidate], bool]) -> None:
        """Take back every candidate for which `unwanted` holds."""
        kept = []
        for candidate in self.kept:
            if unwanted(candidate):
                self.dropped.append((candidate, step))
            else:
                kept.append(candidate)
        self.kept = kept

    def restore(self, name: str, wanted: Callable[[Candidate], bool]) -> None:
        """Keep again, in the order of the text, what the step of that name took back and for which `wanted` holds."""
        back = [c for c, step in self.dropped if step.name == name and wanted(c)]
        if back:
            self.kept = sorted((*self.kept, *back), key=Candidate.in_text)
            self.dropped[:] = [(c, step) for c, step in self.dropped if step.name != name or c not in back]

    def sentence(self, candidate: Candidate) -> int:
        """The sentence that a candidate begins in."""
        return self.document.sentence[candidate.first]

    def entry(self, candidate: Candidate) -> Entry | None:
        """The entry that fired; None for what is found by form, as shouting is."""
        return self.entries.get(candidate.entry)

    def weight(self, candidate: Candidate) -> float:
        """How far the words of a candidate's sentence speak for a discourtesy; 0 where the lexicon weighs no words."""
        return self.sums[self.sentence(candidate)].rude if self.sums else 0.0

    def courtesy(self, candidate: Candidate) -> float:
        """How far the words of a candidate's sentence speak for its rule; 0 where the lexicon does not weigh them for it."""
        return self.sums[self.sentence(candidate)].courtesies.get(candidate.rule, 0) if self.sums else 0.0

    def in_sentences(self, rules: Container[str]) -> Iterator[tuple[int, Candidate]]:
        """Kept candidates of some rules with their sentences."""
        for candidate in self.kept:
            if candidate.rule in rules:
                yield self.sentence(candidate), candidate

    def sentences_of(self, spans: list[Span]) -> set[int]:
        """The sentences that word spans begin in."""
        return {self.document.sentence[first] for first, _ in spans}
