"""Step 1: quoted mail, quotations, words of the citizen's message and reported speech are not the officer's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from sopan.document import Document
from sopan.lexicon.model import Step
from sopan.signals.context.state import State
from sopan.signals.model import Candidate

NAME = "bukan-kata-petugas"


def beyond(state: State, document: Document, steps: Mapping[str, Step], rules: Set[str]) -> bool:
    """Whether a document holds what its passages do not show: quoted mail, quotations, words of the message."""
    if document.regions:
        return True
    if rules.isdisjoint(state.bad_rules):
        return bool(document.quotations) and NAME in steps and bool(state.cues(steps[NAME], "kutipan"))
    return state.message is not None or bool(document.quotations)


def apply(state: State, step: Step) -> None:
    """Drop candidates in what somebody else wrote or said."""
    if isinstance(state.document, Document):
        _drop_foreign(state, state.document, step)
    reported = state.cues(step, "ujaran-lain")
    if reported:
        rules = step.values["tak-langsung"]
        state.drop(step, lambda c: c.rule in rules and _after_cue(state, c, reported))


def _drop_foreign(state: State, document: Document, step: Step) -> None:
    if document.regions:
        state.drop(step, lambda c: any(r.start <= c.start < r.end for r in document.regions))
    quotes = _spoken(state, document, step)
    if quotes:
        state.drop(step, lambda c: _within(state, c, quotes))
    if document.quotations and not _transcribed(document):
        state.drop(step, lambda c: c.rule in state.bad_rules and _of_another(state, c, document.quotations))
    least = step.numbers["ulang-pesan"]
    if state.message is not None and any(_can_repeat(state, candidate, least) for candidate in state.kept):
        said = f" {' '.join(state.message().words)} "
        state.drop(step, lambda c: _can_repeat(state, c, least) and f" {' '.join(_words(state, c))} " in said)


def _transcribed(document: Document) -> bool:
    """Whether most of a text stands in quotation marks, which then hold what the officer said."""
    return 2 * sum(end - start for start, end in document.quotations) > len(document.text)


def _within(state: State, candidate: Candidate, quotations: Sequence[tuple[int, int]]) -> bool:
    """Whether a candidate stands in a quotation, or was found by weighing words some of which do."""
    return _weighed_within(state, candidate, quotations) or any(
        start <= candidate.start and candidate.end <= end for start, end in quotations
    )


def _of_another(state: State, candidate: Candidate, quotations: Sequence[tuple[int, int]]) -> bool:
    """Whether a discourtesy begins in a quotation, or was found by weighing words some of which are quoted.

    What is put into quotation marks is blamed, answered or named, with a word of saying or without; irony puts only a word
    into them and begins before.
    """
    return _weighed_within(state, candidate, quotations) or any(
        start <= candidate.start < end for start, end in quotations
    )


def _weighed_within(state: State, candidate: Candidate, quotations: Sequence[tuple[int, int]]) -> bool:
    entry = state.entry(candidate)
    return bool(entry and entry.weighed) and any(
        start < candidate.end and candidate.start < end for start, end in quotations
    )


def _can_repeat(state: State, candidate: Candidate, least: int) -> bool:
    """Whether a discourtesy is long enough to be the citizen's, should it stand in the message word for word."""
    return candidate.rule in state.bad_rules and len(_words(state, candidate)) >= least


def _words(state: State, candidate: Candidate) -> Sequence[str]:
    return state.document.words[candidate.first : candidate.last]


def _spoken(state: State, document: Document, step: Step) -> list[tuple[int, int]]:
    """Quotations in whose sentence, outside any quotation, a word of saying stands."""
    if not document.quotations or not document.words:
        return []
    outside = [
        first
        for first, _ in state.cues(step, "kutipan")
        if not any(start <= document.starts[first] < end for start, end in document.quotations)
    ]
    spoken = {document.sentence[first] for first in outside}
    return [
        (start, end)
        for start, end in document.quotations
        if spoken
        & {document.sentence_at(start + 1), document.sentence_at(max(start - 1, 0)), document.sentence_at(end - 1)}
    ]


def _after_cue(state: State, candidate: Candidate, cues: list[tuple[int, int]]) -> bool:
    sentence = state.sentence(candidate)
    return any(
        last <= candidate.last and first <= candidate.first and state.document.sentence[first] == sentence
        for first, last in cues
    )
