"""Step 2: what is denied is not done ("tidak kami abaikan", "bukan berarti kami menolak")."""

from __future__ import annotations

from sopan.lexicon.model import Step
from sopan.signals.context.state import State
from sopan.signals.model import Candidate


def apply(state: State, step: Step) -> None:
    """Drop candidates of discourtesy in the scope of a negation: a few words for a plain one, the sentence for a phrase."""
    others = state.cues(step, "bukan-sangkal")
    near = [cue for cue in state.cues(step, "dekat") if not any(a <= cue[0] and cue[1] <= b for a, b in others)]
    far = state.cues(step, "jauh")
    if not near and not far:
        return
    document, reach = state.document, step.numbers["jangkauan"]

    def denied(candidate: Candidate) -> bool:
        if candidate.rule in step.values["dekat"] and any(
            0 <= candidate.first - last <= reach and document.clause[first] == document.clause[candidate.first]
            for first, last in near
        ):
            return True
        return candidate.rule in step.values["jauh"] and any(
            last <= candidate.first and document.sentence[first] == document.sentence[candidate.first]
            for first, last in far
        )

    state.drop(step, denied)
