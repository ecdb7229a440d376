"""Step 9: one doubtful mark of discourtesy in a reply that serves in many ways is more often misread than meant."""

from __future__ import annotations

from sopan.lexicon.model import Step
from sopan.signals.context.state import State


def apply(state: State, step: Step) -> None:
    """Drop the only discourtesy of a reply that greets, explains and helps in enough different ways, unless it is sure.

    How many ways are enough was read from labelled replies: docs/mutu.md. Graver rules are not in the step's list.
    """
    rude = [c for c in state.kept if c.rule in state.bad_rules and c.rule not in step.values["petunjuk"]]
    if len(rude) != 1 or rude[0].rule not in step.values["aturan"] or state.sure(rude[0]):
        return
    mark, home = rude[0], state.sentence(rude[0])
    elsewhere = [c for c in state.kept if state.sentence(c) != home]
    courteous = {c.rule for c in elsewhere} - state.bad_rules
    kinds = courteous.difference(step.values["menyapa"])
    addressed = kinds != courteous
    long = len(state.document.words) >= step.numbers["panjang"]
    least = step.numbers["jenis-bila-panjang"] if long and addressed else step.numbers["jenis"]
    if len(kinds) >= least:
        # What stands in the mark goes with it, so that a discourtesy never earns courtesy.
        state.drop(step, mark.covers)
