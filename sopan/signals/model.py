"""What matching and context pass on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Signal:
    """One stretch of the text that shows courtesy or discourtesy.

    start, end: code points of the text as given, half open; text is that slice. entry: id of the lexicon entry.
    weight: share of the rule's points that this signal carries (0..1).
    """

    rule: str
    start: int
    end: int
    text: str
    entry: str
    weight: float = 1.0

    def to_dict(self) -> dict[str, object]:
        """The signal as it stands in every JSON output."""
        return {
            "rule": self.rule,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "entry": self.entry,
            "weight": self.weight,
        }


@dataclass(frozen=True, slots=True)
class DroppedSignal:
    """A signal that the context took back: by which step, and why (one Indonesian sentence)."""

    signal: Signal
    step: str
    reason: str

    def to_dict(self) -> dict[str, object]:
        """The dropped signal as it stands in verbose JSON."""
        return {**self.signal.to_dict(), "step": self.step, "reason": self.reason}


class Candidate(NamedTuple):
    """A match of an entry: rule, entry, and the words [first, last) of the document that it covers."""

    rule: str
    entry: str
    first: int
    last: int
    start: int
    end: int

    def moved(self, words: int, offset: int) -> Candidate:
        """The same, so many words and code points further on."""
        return Candidate(
            self.rule, self.entry, self.first + words, self.last + words, self.start + offset, self.end + offset
        )

    def covers(self, other: Candidate) -> bool:
        """Whether the other lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def in_text(self) -> tuple[int, int, str, str]:
        """Sorts candidates by where they begin, the longest first."""
        return self.start, -self.end, self.rule, self.entry
