"""Sentences are weighed word by word: many slight marks of a discourtesy, or of a courtesy, together make one without any match.

A linear model over the words of a sentence and their neighbours, as in lexicons of sentiment and of politeness
(Hutto & Gilbert 2014, VADER; Danescu-Niculescu-Mizil et al. 2013, A computational approach to politeness). Its weights are
data, fitted to labelled sentences by benchmarks/timbangan.py: weights for being discourteous at all decide, those of the
single rules then name which discourtesy it is. Courtesies are weighed each by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Set
from functools import lru_cache
from typing import NamedTuple

from sopan.document import Document
from sopan.lexicon.model import Scales
from sopan.passage import Passage

START, CLAUSE, END, GAP, NUMBER = "^", ",", "$", "_", "<angka>"
LONGEST = 3
_ASKED = "?!"
_CELLS_KEPT = 20_000
_DIGIT = re.compile(r"\d")


class Sums(NamedTuple):
    """What a sentence weighs.

    rude: how far its words speak for a discourtesy, about the logarithm of the odds, 0 for even ones; courtesies: how far they
    speak for each courtesy that is weighed, below 0 against it.
    """

    rude: float
    courtesies: dict[str, float]


class Row(NamedTuple):
    """A sentence as it is weighed: its words and ends, the word of the passage that each is or follows, and all its phrases.

    weights: what each phrase that is known weighs for being discourteous at all; scales: what it was weighed with.
    """

    scales: Scales
    words: list[str]
    places: list[int]
    phrases: set[str]
    weights: dict[str, float]
    sums: Sums


class Weighed(NamedTuple):
    """A sentence that speaks for a rule: the words [first, last) of the passage that weigh the most, and how much it weighs."""

    rule: str
    first: int
    last: int
    weight: float


class _Placed(NamedTuple):
    """A phrase, and the places [first, last) in the row of words that it covers."""

    text: str
    first: int
    last: int


def tokens(passage: Passage, sentence: int, stand_ins: dict[str, str]) -> tuple[list[str], list[int]]:
    """The words of a sentence with its start, end and clause ends, and which word of the passage each is (or follows).

    Numbers, and words that stand for the citizen, are one word each: what counts is that they are there.
    """
    first, last = passage.sentence_start[sentence], passage.sentence_end[sentence]
    found, places = [START], [first]
    clause = passage.clause[first]
    for place in range(first, last):
        if passage.clause[place] != clause:
            clause = passage.clause[place]
            found.append(CLAUSE)
            places.append(place)
        word = passage.words[place]
        found.append(stand_ins.get(word) or (word if word.isalpha() or not _DIGIT.search(word) else NUMBER))
        places.append(place)
    mark = passage.marks[sentence][0]
    found.append(END + "".join(sign for sign in _ASKED if sign in mark))
    places.append(last - 1)
    return found, places


def phrases(words: list[str]) -> set[str]:
    """Every phrase of a row of words: one to three words side by side, or two with one left out between them."""
    second, third = words[1:], words[2:]
    found = {*words}
    found.update([f"{a} {b}" for a, b in zip(words, second, strict=False)])
    found.update([f"{a} {b} {c}" for a, b, c in zip(words, second, third, strict=False)])
    found.update([f"{a} {GAP} {c}" for a, c in zip(words, third, strict=False)])
    found.discard(START)
    return found


def row(scales: Scales, passage: Passage, sentence: int) -> Row:
    """A sentence of a passage, weighed."""
    words, places = tokens(passage, sentence, scales.stand_ins)
    said = phrases(words)
    weights = _weights(scales, said)
    return Row(
        scales, words, places, said, weights, Sums(_total(scales.base, weights.values()), _courtesies(scales, said))
    )


def weigh(one: Row, told: Set[str] = frozenset()) -> Weighed | None:
    """The discourtesy that the words of a sentence amount to, be it a faint one, or None.

    told: rules that patterns found in the sentence; beside them only a rule counts that its words speak of far more clearly
    than of any other, and what speaks the loudest for that rule is given.
    """
    scales, weights, total = one.scales, one.weights, one.sums.rude
    if total < min(scales.faint, scales.threshold):
        return None
    known = _placed(one.words, weights)
    points = _points(scales, known)
    rule, *others = sorted(points, key=lambda rule: -points[rule]) or [""]
    if told:
        if rule in told or points[rule] - max([points[other] for other in others], default=0) < scales.lead:
            return None
        weights = {phrase.text: _points(scales, [phrase])[rule] for phrase in known}
    return Weighed(rule, *_stretch(one, known, weights), total)


def courtesies(one: Row, told: Set[str] = frozenset()) -> Iterator[Weighed]:
    """The courtesies that the words of a sentence amount to, but for rules of which it is told already."""
    good = one.scales.good
    for rule, scale in one.scales.courtesies.items():
        total = one.sums.courtesies.get(rule, 0) + scale.base
        if rule not in told and total >= scale.threshold:
            found = {text: _by_rule(good[text]).get(rule, 0) for text in good.keys() & one.phrases}
            yield Weighed(rule, *_stretch(one, _placed(one.words, found), found), total)


def heaviest(scales: Scales, document: Document, sentence: int, most: int = 3) -> list[str]:
    """The phrases that speak the loudest for a discourtesy in a sentence, the heaviest first, none inside another."""
    one = row(scales, *document.passage_of(sentence))
    chosen: list[_Placed] = []
    for phrase in sorted(_placed(one.words, one.weights), key=lambda p: -one.weights[p.text]):
        if one.weights[phrase.text] > 0 and all(
            phrase.last <= other.first or other.last <= phrase.first for other in chosen
        ):
            chosen.append(phrase)
    shown = [phrase.text.replace(f" {GAP} ", " … ").strip(f"{START}{CLAUSE}{END}{_ASKED}… ") for phrase in chosen]
    return [text for text in shown if text][:most]


def _weights(scales: Scales, said: set[str]) -> dict[str, float]:
    """What each phrase of a sentence weighs for being discourteous at all."""
    return {text: float(scales.weights[text]) for text in scales.weights.keys() & said}


def _courtesies(scales: Scales, said: set[str]) -> dict[str, float]:
    """How far the phrases of a sentence speak for each courtesy."""
    good = scales.good
    return {rule: round(total, 6) for rule, total in _by_rules([good[text] for text in said if text in good]).items()}


def _total(base: float, numbers: Iterable[float]) -> float:
    # A set has another order in every process: rounded, so that a sum that just meets a threshold does so in each.
    return round(base + sum(numbers), 6)


@lru_cache(maxsize=_CELLS_KEPT)
def _by_rule(text: str) -> dict[str, float]:
    """The numbers for single rules that a cell of the tables holds."""
    parts = [part.rpartition(":") for part in text.split()]
    return {rule: float(number) for rule, _, number in parts}


def _placed(words: list[str], known: Container[str]) -> list[_Placed]:
    """The phrases of a row of words that are known, each where it first stands."""
    found: dict[str, _Placed] = {}
    for first in range(len(words)):
        for last in range(first + 1, min(first + LONGEST, len(words)) + 1):
            text = " ".join(words[first:last])
            gapped = f"{words[first]} {GAP} {words[last - 1]}" if last == first + LONGEST else text
            for said in (text, gapped):
                if said in known and said not in found:
                    found[said] = _Placed(said, first, last)
    return list(found.values())


def _stretch(one: Row, known: list[_Placed], weights: Mapping[str, float]) -> tuple[int, int]:
    """The words [first, last) of the passage whose weight is the greatest; each phrase lends its weight to its words."""
    shares = [0.0] * len(one.words)
    for phrase in known:
        for place in range(phrase.first, phrase.last):
            shares[place] += weights.get(phrase.text, 0) / (phrase.last - phrase.first)
    best, total, start = (shares[0], 0, 0), 0.0, 0
    for place, share in enumerate(shares):
        if total <= 0:
            total, start = 0.0, place
        total += share
        best = max(best, (total, start, place), key=lambda found: found[0])
    return one.places[best[1]], one.places[best[2]] + 1


def _by_rules(cells: Iterable[str]) -> defaultdict[str, float]:
    """The numbers of cells of the tables, added up rule by rule."""
    totals: defaultdict[str, float] = defaultdict(float)
    for cell in cells:
        for rule, number in _by_rule(cell).items():
            totals[rule] += number
    return totals


def _points(scales: Scales, known: list[_Placed]) -> defaultdict[str, float]:
    """How much the phrases of a sentence speak for each rule."""
    return _by_rules([scales.rules.get(phrase.text, "") for phrase in known])
