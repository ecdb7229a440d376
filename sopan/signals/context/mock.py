"""Step 6: polite words in the same sentence as blame, threat or dismissal earn no courtesy, nor do thanks beside an insult."""

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
    _drop_near(state, step, step.values["aturan"], step.values["pembatal"], 0)
    _drop_near(state, step, step.values["aturan-dekat"], step.values["pembatal-dekat"], step.numbers["jarak-dekat"])


def _drop_near(state: State, step: Step, rules: tuple[str, ...], spoilers: tuple[str, ...], reach: int) -> None:
    spoiled = {sentence for sentence, _ in state.in_sentences(spoilers)}
    if spoiled:
        state.drop(
            step, lambda c: c.rule in rules and any(abs(state.sentence(c) - sentence) <= reach for sentence in spoiled)
        )
