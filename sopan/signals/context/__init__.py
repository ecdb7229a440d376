"""The context steps, in the order in which they run; each reads its cues from konteks.toml."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set

from sopan.document import Document
from sopan.lexicon.model import Step
from sopan.signals.context import (
    apology,
    completion,
    hypothetical,
    lone,
    longest,
    mock,
    negation,
    own_words,
    slight,
    topic,
)
from sopan.signals.context.state import State

LONE = "tunggal"
Apply = Callable[[State, Step], None]
Steps = Iterable[tuple[str, Apply]]
# What these look at stands in one sentence, unless `beyond` says otherwise; all but the last two need a cue there.
WITHIN: tuple[tuple[str, Apply], ...] = (
    (own_words.NAME, own_words.apply),
    ("penyangkalan", negation.apply),
    ("pengandaian", hypothetical.apply),
    ("topik", topic.apply),
    ("permintaan-maaf", apology.apply),
    ("ringan", slight.apply),
    ("terpanjang", longest.apply),
)
UNCUED = WITHIN[-2:]
# These hold sentences together.
ACROSS: tuple[tuple[str, Apply], ...] = (
    ("dilengkapi", completion.apply),
    (mock.NAME, mock.apply),
    (LONE, lone.apply),
)
STEPS = (*WITHIN, *ACROSS)


def read(state: State, steps: Mapping[str, Step], *, only: Steps = STEPS, pedantic: bool = False) -> None:
    """Run the steps that the lexicon describes over the candidates of a state, all or some of them.

    pedantic: keep also what stands alone among courtesies, unsure as it is.
    """
    for name, apply in only:
        if name in steps and state.kept and not (pedantic and name == LONE):
            apply(state, steps[name])


def beyond(state: State, document: Document, steps: Mapping[str, Step], rules: Set[str]) -> bool:
    """Whether what stands elsewhere in a document can decide over candidates of some rules in the steps of WITHIN."""
    return topic.RULE in rules or own_words.beyond(state, document, steps, rules)


def triggers(steps: Mapping[str, Step], bad_rules: frozenset[str]) -> frozenset[str]:
    """The rules without which the steps of ACROSS change nothing."""
    return bad_rules.union(completion.RULES, mock.spoilers(steps))
