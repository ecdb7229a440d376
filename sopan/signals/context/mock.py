"""Step 6: polite words in the same sentence as blame, threat or dismissal earn no courtesy."""

from __future__ import annotations

from sopan.lexicon.model import Step
from sopan.signals.context.state import State


def apply(state: State, step: Step) -> None:
    """Drop courteous candidates that share their sentence with a discourtesy which turns them around."""
    spoiled = {sentence for sentence, _ in state.in_sentences(step.values["pembatal"])}
    if spoiled:
        state.drop(step, lambda c: c.rule in step.values["aturan"] and state.sentence(c) in spoiled)
