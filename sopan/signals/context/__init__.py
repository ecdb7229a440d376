"""The context steps, in the order in which they run; each reads its cues from konteks.toml."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sopan.lexicon.model import Step
from sopan.signals.context import apology, completion, hypothetical, lone, longest, mock, negation, own_words, topic
from sopan.signals.context.state import State

LONE = "tunggal"
STEPS: tuple[tuple[str, Callable[[State, Step], None]], ...] = (
    ("bukan-kata-petugas", own_words.apply),
    ("penyangkalan", negation.apply),
    ("pengandaian", hypothetical.apply),
    ("topik", topic.apply),
    ("permintaan-maaf", apology.apply),
    ("terpanjang", longest.apply),
    ("dilengkapi", completion.apply),
    ("santun-semu", mock.apply),
    (LONE, lone.apply),
)


def read(state: State, steps: Mapping[str, Step], *, pedantic: bool = False) -> None:
    """Run every step that the lexicon describes over the candidates of one document.

    pedantic: keep also what stands alone among courtesies, unsure as it is.
    """
    for name, apply in STEPS:
        if name in steps and state.kept and not (pedantic and name == LONE):
            apply(state, steps[name])
