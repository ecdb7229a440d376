"""Step 4: an apology that opens a question, is denied, or is taken back is none, or a false one."""

from __future__ import annotations

from sopan.lexicon.model import Step
from sopan.signals.context.state import State
from sopan.signals.model import Candidate

RULE = "maaf"


def apply(state: State, step: Step) -> None:
    """Drop apologies that are none; turn those that a "but" with blame follows into false apologies."""
    if not any(c.rule == RULE for c in state.kept):
        return
    cues = [span for name in ("pembuka", "ditolak", "orang-lain") for span in state.cues(step, name)]
    state.drop(step, lambda c: c.rule == RULE and any(first < c.last and c.first < last for first, last in cues))
    turns = state.cues(step, "tarik")
    if turns:
        state.kept = [_retracted(state, step, candidate, turns) for candidate in state.kept]


def _retracted(state: State, step: Step, candidate: Candidate, turns: list[tuple[int, int]]) -> Candidate:
    if candidate.rule != RULE:
        return candidate
    sentence = state.sentence(candidate)
    for first, last in turns:
        if first < candidate.last or state.document.sentence[first] != sentence:
            continue
        blame = next(
            (
                other
                for other in state.kept
                if other.rule in step.values["menarik"]
                and other.first >= last - 1
                and state.sentence(other) == sentence
            ),
            None,
        )
        if blame is not None:
            false = step.values["menjadi"][0]
            # The blame stays a signal of its own, so the false apology ends with the word that turns it.
            last = max(min(last, blame.first), candidate.last)
            return candidate._replace(
                rule=false, entry=f"{false}/ditarik", last=last, end=state.document.ends[last - 1]
            )
    return candidate
