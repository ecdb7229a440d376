"""Step 6: polite words in the same sentence as blame, threat or dismissal earn no courtesy, nor do thanks beside an insult.

What closes every letter (entries in `tetap-dekat`) mocks nobody, whatever the sentence before it says.
"""

from __future__ import annotations

from collections.abc import Mapping

from sopan.lexicon.model import Step
from sopan.signals.context.state import State

NAME = "santun-semu"


def spoilers(steps: Mapping[str, Step]) -> tuple[str, ...]:
    """The rules that turn courtesy around."""
    return (*steps[NAME].values["pembatal"], *steps[NAME].values["pembatal-dekat"]) if NAME in steps else ()


def apply(state: State, step: Step) -> None:
    """Drop courteous candidates that share their sentence, or for some rules its neighbours, with what turns them around."""
    _drop_near(state, step, "", 0)
    _drop_near(state, step, "-dekat", step.numbers["jarak-dekat"])


def _drop_near(state: State, step: Step, kind: str, reach: int) -> None:
    rules, stay = step.values["aturan" + kind], step.values.get("tetap" + kind, ())
    spoiled = {sentence for sentence, _ in state.in_sentences(step.values["pembatal" + kind])}
    if spoiled:
        state.drop(
            step,
            lambda c: (
                c.rule in rules
                and c.entry not in stay
                and any(abs(state.sentence(c) - sentence) <= reach for sentence in spoiled)
            ),
        )
