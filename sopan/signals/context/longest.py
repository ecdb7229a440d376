"""The longest match wins: a phrase inside a longer one that says something else does not count."""

from __future__ import annotations

from sopan.lexicon.model import Step
from sopan.signals.context.state import State
from sopan.signals.model import Candidate


def apply(state: State, step: Step) -> None:
    """Drop candidates that another covers, and courteous ones that a discourteous one overlaps.

    What says the same twice is merged without a word.
    """
    if not _overlapping(state.kept):
        return
    ordered = _merged(state.kept)
    losers: set[int] = set()
    for number, one in enumerate(ordered):
        for place in range(number + 1, len(ordered)):
            other = ordered[place]
            if other.start >= one.end:
                break
            loser = _loser(one, other, state, step)
            if loser is not None:
                losers.add(id(loser))
    state.kept = ordered
    state.drop(step, lambda c: id(c) in losers)


def _overlapping(candidates: list[Candidate]) -> bool:
    """Whether any two of some candidates, in the order of the text, share a word or a place."""
    end = last = 0
    for one in candidates:
        if one.start < end or one.first < last:
            return True
        end, last = one.end, one.last
    return False


def _merged(candidates: list[Candidate]) -> list[Candidate]:
    """Of candidates of one rule that overlap, only the longest; in the order of the text."""
    kept: list[Candidate] = []
    taken: set[tuple[str, int]] = set()
    for one in sorted(candidates, key=lambda c: (c.start - c.end, c.start, c.entry)):
        words = {(one.rule, word) for word in range(one.first, one.last)}
        if taken.isdisjoint(words):
            taken |= words
            kept.append(one)
    return sorted(kept, key=lambda c: (c.start, -c.end, c.rule))


def _loser(one: Candidate, other: Candidate, state: State, step: Step) -> Candidate | None:
    """Of two overlapping candidates of two rules (`one` starts first or is longer), the one that does not count, or None.

    A courteous candidate takes in a discourteous one only where it adds few words of its own: a long one with gaps says
    nothing about what stands inside it, nor does one that was found by weighing.
    """
    free, bad = step.values["bebas"], state.bad_rules
    if one.rule in free or other.rule in free or one.rule == other.rule:
        return None
    one_bad, other_bad = one.rule in bad, other.rule in bad
    if one_bad != other_bad:
        good, rude = (other, one) if one_bad else (one, other)
        added = (good.last - good.first) - (rude.last - rude.first)
        entry = state.entry(good)
        takes_in = good.covers(rude) and 0 < added <= step.numbers["kata-lebih"] and not (entry and entry.weighed)
        return rude if takes_in else good
    if one_bad and one.covers(other) and (one.start, one.end) != (other.start, other.end):
        return other
    return None
