"""Step 9: one doubtful mark of discourtesy in a reply that serves in many ways is more often misread than meant."""

from __future__ import annotations

from sopan.lexicon.model import Step
from sopan.signals.context import mock
from sopan.signals.context.state import State
from sopan.signals.model import Candidate

SURE = 3


def apply(state: State, step: Step) -> None:
    """Drop the only discourtesy of a reply where the words of its sentence, and all that the reply does well, speak against it.

    The more ways in which the rest of the reply is courteous, the heavier the sentence must weigh; how heavy was read from
    labelled replies: docs/mutu.md. What was found by weighing words alone must weigh more, and backs no other mark unless
    it is heavy. Graver rules are not in the step's list, but for entries that are easily misread.
    """
    rude = [c for c in state.kept if c.rule in state.bad_rules and c.rule not in step.values["petunjuk"]]
    firm = [c for c in rude if _firm(state, c)]
    if not rude or len(firm) > 1:
        return
    doubted = [c for c in firm or rude if _doubtful(state, step, c)]
    if len(doubted) < len(firm or rude):
        return
    # What stands in a mark goes with it, so that a discourtesy never earns courtesy.
    for mark in rude:
        state.drop(step, mark.covers)
    # With the marks goes what they had turned around.
    state.restore(mock.NAME, lambda c: not any(mark.covers(c) for mark in rude))


def _firm(state: State, mark: Candidate) -> bool:
    """Whether a mark can back another: a pattern that matched, or a sentence that weighs much."""
    entry = state.entry(mark)
    return entry is None or not entry.weighed or state.scales is None or state.weight(mark) >= state.scales.firm


def _doubtful(state: State, step: Step, mark: Candidate) -> bool:
    """Whether the sentence of a mark weighs less than the courtesies around it ask for."""
    entry = state.entry(mark)
    if entry is None or not (entry.weighed or {mark.rule, mark.entry} & set(step.values["aturan"])):
        return False
    needed = step.series["timbangan" if entry.weighed else "pasti" if entry.sure == SURE else "cukup"]
    return state.weight(mark) < needed[min(_courtesies(state, step, mark), len(needed) - 1)]


def _courtesies(state: State, step: Step, mark: Candidate) -> int:
    """In how many ways the sentences around a mark are courteous; an address counts only in a reply of some length."""
    home = state.sentence(mark)
    kinds = {c.rule for c in state.kept if state.sentence(c) != home} - state.bad_rules
    if len(state.document.words) < step.numbers["panjang"]:
        kinds.difference_update(step.values["menyapa"])
    return len(kinds)
