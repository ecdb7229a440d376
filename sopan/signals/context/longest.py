"""The longest match wins: a phrase inside a longer one that says something else does not count."""

from __future__ import annotations

from sopan.lexicon.model import Step
from sopan.signals.context.state import State
from sopan.signals.model import Candidate


def apply(state: State, step: Step) -> None:
    """Drop candidates that another covers, and courteous ones that a discourteous one overlaps.

    What says the same twice is merged without a word.
    """
    free = step.values["bebas"]
    bad = state.bad_rules
    ordered = sorted(state.kept, key=lambda c: (c.start, -c.end))
    losers: set[int] = set()
    repeats: set[int] = set()
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.start >= one.end:
                break
            loser = _loser(one, other, bad, free)
            if loser is not None:
                (repeats if one.rule == other.rule else losers).add(id(loser))
    state.kept = [c for c in state.kept if id(c) not in repeats]
    state.drop(step, lambda c: id(c) in losers)


def _loser(one: Candidate, other: Candidate, bad: frozenset[str], free: tuple[str, ...]) -> Candidate | None:
    """Of two overlapping candidates (`one` starts first or is longer), the one that does not count, or None."""
    if one.rule == other.rule:
        return other if one.covers(other) else None if other.start >= one.start and other.end > one.end else other
    if one.rule in free or other.rule in free:
        return None
    one_bad, other_bad = one.rule in bad, other.rule in bad
    if one_bad != other_bad:
        good, rude = (other, one) if one_bad else (one, other)
        if good.covers(rude) and (good.start, good.end) != (rude.start, rude.end):
            return rude
        return good
    if one_bad and one.covers(other) and (one.start, one.end) != (other.start, other.end):
        return other
    return None
