"""The context steps, in the order in which they run; each reads its cues from konteks.toml."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sopan.lexicon.model import Step
from sopan.signals.context import apology, completion, hypothetical, longest, mock, negation, own_words, topic
from sopan.signals.context.state import State

STEPS: tuple[tuple[str, Callable[[State, Step], None]], ...] = (
    ("bukan-kata-petugas", own_words.apply),
    ("penyangkalan", negation.apply),
    ("pengandaian", hypothetical.apply),
    ("topik", topic.apply),
    ("permintaan-maaf", apology.apply),
    ("terpanjang", longest.apply),
    ("dilengkapi", completion.apply),
    ("santun-semu", mock.apply),
)


def read(state: State, steps: Mapping[str, Step]) -> None:
    """Run every step that the lexicon describes over the candidates of one document."""
    for name, apply in STEPS:
        if name in steps and state.kept:
            apply(state, steps[name])
