"""Step 10: a match of a courtesy whose sentence, weighed word by word, clearly is none does not count."""

from __future__ import annotations

from sopan.lexicon.model import Step
from sopan.signals.context.state import State
from sopan.signals.model import Candidate


def apply(state: State, step: Step) -> None:
    """Drop courtesies whose sentences weigh too little for them; which of them are weighed, timbangan.toml says."""
    scales = state.scales
    if scales is None:
        return
    least = {rule: scale.least for rule, scale in scales.courtesies.items() if scale.least > float("-inf")}

    def slight(candidate: Candidate) -> bool:
        return candidate.rule in least and state.courtesy(candidate) < least[candidate.rule]

    state.drop(step, slight)
