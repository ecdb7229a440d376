"""What patterns are compiled to: sets of phrases and, over them, short runs with gaps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

AFFIXES = ("-mu", "-kan", "di-", "me-")
ANYWHERE = "..."
STEM_MARK = "~"
SHAPE_MARK = "<"
AFTER, BEFORE, RIGHT, LEFT = "after", "before", "right", "left"

Member = tuple[str, ...]
Part = tuple[int, bool, int, bool, bool]


class Run(NamedTuple):
    """A run of sets: parts are (set, optional, words allowed before, may cross clauses, may stand after a comma).

    end_mark: None, or the mark that closes the sentence there; with "..." before it, the run need not end there itself;
    end_gap: words that may stand before that end.
    anchor: the part that is rarest; second: the next rarest obligatory part, or -1 where there is no other.
    """

    owner: int
    parts: tuple[Part, ...]
    anchor: int
    second: int
    at_start: bool
    end_mark: str | None
    end_gap: int = 0

    @property
    def companion(self) -> tuple[str, int]:
        """Where a member of another obligatory set must stand for the run to be there, and which set; ("", -1) without one.

        That is the part beside the anchor if one is sure to stand there, else the next rarest, on its side of the anchor.
        """
        for place, number in ((AFTER, self.anchor + 1), (BEFORE, self.anchor - 1)):
            if (
                0 <= number < len(self.parts)
                and not self.parts[number][1]
                and not any(self.parts[max(number, self.anchor)][2:])
            ):
                return place, self.parts[number][0]
        if self.second < 0:
            return "", -1
        return RIGHT if self.second > self.anchor else LEFT, self.parts[self.second][0]


@dataclass(slots=True)
class Tables:
    """What the matcher needs.

    members: phrases as tuples of normal forms, or "~root", "<shape" or an affix ("-mu", "di-") as one-item tuples; sets: numbers of members.
    """

    members: list[Member] = field(default_factory=list)
    sets: list[tuple[int, ...]] = field(default_factory=list)
    sequences: list[Run] = field(default_factory=list)
    owners: list[tuple[str, str]] = field(default_factory=list)
