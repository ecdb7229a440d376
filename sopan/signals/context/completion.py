"""Step 5: a refusal with a reason or way out, a wait with a time, a referral with help are no discourtesy."""

from __future__ import annotations

from sopan.lexicon.model import Step
from sopan.signals.context.state import State
from sopan.signals.model import Candidate

RULES = REFUSAL, DELAY, BUCK = "tolak-buntu", "tunda", "lempar"


def apply(state: State, step: Step) -> None:
    """Drop refusals, delays and passed bucks that something near them completes."""
    present = {c.rule for c in state.kept}
    if REFUSAL in present:
        _refusals(state, step)
    if DELAY in present:
        _delays(state, step)
    if BUCK in present:
        helped = state.sentences_of(state.cues(step, "menghubungkan"))
        reach = step.numbers["jarak-lempar"]
        state.drop(step, lambda c: c.rule == BUCK and _near(state.sentence(c), helped, reach))


def _refusals(state: State, step: Step) -> None:
    completions = [c for c in state.kept if c.rule in step.values["pelengkap-tolak"]]
    final = state.sentences_of(state.cues(step, "mutlak"))
    reach = step.numbers["jarak-tolak"]

    def completed(candidate: Candidate) -> bool:
        home = state.sentence(candidate)
        if candidate.rule != REFUSAL or home in final:
            return False
        return any(abs(state.sentence(other) - home) <= reach and not candidate.covers(other) for other in completions)

    state.drop(step, completed)


def _delays(state: State, step: Step) -> None:
    timed = {sentence for sentence, _ in state.in_sentences(step.values["pelengkap-tunda"])}
    announced = state.sentences_of(state.cues(step, "kabar"))
    reach = step.numbers["jarak-tunda"]
    state.drop(
        step,
        lambda c: (
            c.rule == DELAY and (_near(state.sentence(c), timed, reach) or _near(state.sentence(c), announced, reach))
        ),
    )


def _near(home: int, sentences: set[int], reach: int) -> bool:
    return any(abs(home - sentence) <= reach for sentence in sentences)
