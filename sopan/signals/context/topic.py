"""Step 7: homonyms by topic (a stray dog, a mental hospital, rubbish collection)."""

from __future__ import annotations

from sopan.lexicon.model import Step
from sopan.signals.context.state import State

RULE = "kasar"


def apply(state: State, step: Step) -> None:
    """Drop insults made only of a word that a topic word of the reply explains."""
    if not any(c.rule == RULE for c in state.kept):
        return
    literal = {word for topic in step.cues if state.cues(step, topic) for word in step.values.get(topic, ())}
    if literal:
        words = state.document.words
        state.drop(step, lambda c: c.rule == RULE and c.last - c.first == 1 and words[c.first] in literal)
