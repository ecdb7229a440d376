"""Step 3: what is only supposed, forbidden or guarded against ("apabila ada petugas yang ...", "agar tidak ada ...")."""

from __future__ import annotations

from sopan.lexicon.model import Step
from sopan.signals.context.state import State
from sopan.signals.model import Candidate


def apply(state: State, step: Step) -> None:
    """Drop candidates after a supposition in their sentence, or close to a prohibition."""
    supposed, forbidden, guarded = (state.cues(step, name) for name in ("andai", "larang", "cegah"))
    if not (supposed or forbidden or guarded):
        return
    rules, reach = step.values["aturan"], step.numbers["jangkauan"]
    sentence = state.document.sentence

    def unreal(candidate: Candidate) -> bool:
        if candidate.rule not in rules:
            return False
        home = sentence[candidate.first]
        if any(first <= candidate.first and sentence[first] == home for first, _ in supposed):
            return True
        if any(sentence[first] == home and 0 <= candidate.first - last <= reach for first, last in guarded):
            return True
        return any(
            sentence[first] == home
            and not (candidate.first <= first < candidate.last)
            and min(abs(candidate.first - last), abs(first - candidate.last)) <= reach
            for first, last in forbidden
        )

    state.drop(step, unreal)
