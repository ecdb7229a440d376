"""Sentences are weighed word by word: many slight marks of a discourtesy together make one, without any match or beside one.

A linear model over the words of a sentence and their neighbours, as in lexicons of sentiment and of politeness
(Hutto & Gilbert 2014, VADER; Danescu-Niculescu-Mizil et al. 2013, A computational approach to politeness). Its weights are
data, fitted to labelled sentences by benchmarks/timbangan.py: weights for being discourteous at all decide, those of the
single rules then name which discourtesy it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Set
from typing import NamedTuple

from sopan.document import Document
from sopan.lexicon.model import Scales
from sopan.passage import Passage

START, CLAUSE, END, GAP, NUMBER = "^", ",", "$", "_", "<angka>"
LONGEST = 3
_ASKED = "?!"
_DIGIT = re.compile(r"\d")


class Weighed(NamedTuple):
    """A sentence found discourteous: of which rule, the words [first, last) of the passage that weigh the most, and how much."""

    rule: str
    first: int
    last: int
    weight: float


class _Placed(NamedTuple):
    """A phrase with its weight, and the places [first, last) in the row of words that it covers."""

    text: str
    weight: float
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


def weight(scales: Scales, passage: Passage, sentence: int) -> float:
    """How far the words of a sentence speak for a discourtesy: about the logarithm of the odds, 0 for even ones."""
    words, _ = tokens(passage, sentence, scales.stand_ins)
    return _sum(scales, words)


def weigh(scales: Scales, passage: Passage, sentence: int, told: Set[str] = frozenset()) -> Weighed | None:
    """The discourtesy that the words of a sentence amount to, be it a faint one, or None.

    told: rules that patterns found in the sentence; beside them only a rule counts that its words speak of far more clearly
    than of any other, and what speaks the loudest for that rule is given.
    """
    words, places = tokens(passage, sentence, scales.stand_ins)
    total = _sum(scales, words)
    if total < min(scales.faint, scales.threshold):
        return None
    known = _placed(scales, words)
    points = _points(scales, known)
    rule, *others = sorted(points, key=lambda rule: -points[rule]) or [""]
    if told:
        if rule in told or points[rule] - max([points[other] for other in others], default=0) < scales.lead:
            return None
        known = [phrase._replace(weight=_points(scales, [phrase])[rule]) for phrase in known]
    first, last = _heaviest_stretch(known, len(words))
    return Weighed(rule, places[first], places[last] + 1, total)


def heaviest(scales: Scales, document: Document, sentence: int, most: int = 3) -> list[str]:
    """The phrases that speak the loudest for a discourtesy in a sentence, the heaviest first, none inside another."""
    words, _ = tokens(*document.passage_of(sentence), scales.stand_ins)
    chosen: list[_Placed] = []
    for phrase in sorted(_placed(scales, words), key=lambda p: -p.weight):
        if phrase.weight > 0 and all(phrase.last <= other.first or other.last <= phrase.first for other in chosen):
            chosen.append(phrase)
    shown = [phrase.text.replace(f" {GAP} ", " … ").strip(f"{START}{CLAUSE}{END}{_ASKED}… ") for phrase in chosen]
    return [text for text in shown if text][:most]


def _sum(scales: Scales, words: list[str]) -> float:
    weights = scales.weights
    # A set has another order in every process: rounded, so that a sum that just meets a threshold does so in each.
    return round(scales.base + sum([float(weights[text]) for text in weights.keys() & phrases(words)]), 6)


def _placed(scales: Scales, words: list[str]) -> list[_Placed]:
    """The phrases that weigh something, each where it first stands."""
    found: dict[str, _Placed] = {}
    for first in range(len(words)):
        for last in range(first + 1, min(first + LONGEST, len(words)) + 1):
            text = " ".join(words[first:last])
            gapped = f"{words[first]} {GAP} {words[last - 1]}" if last == first + LONGEST else text
            for said in (text, gapped):
                if said in scales.weights and said not in found and said != START:
                    found[said] = _Placed(said, float(scales.weights[said]), first, last)
    return list(found.values())


def _heaviest_stretch(known: list[_Placed], length: int) -> tuple[int, int]:
    """First and last place of the run of words whose weight is the greatest; each phrase lends its weight to its words."""
    shares = [0.0] * length
    for phrase in known:
        for place in range(phrase.first, phrase.last):
            shares[place] += phrase.weight / (phrase.last - phrase.first)
    best, total, start = (shares[0], 0, 0), 0.0, 0
    for place, share in enumerate(shares):
        if total <= 0:
            total, start = 0.0, place
        total += share
        best = max(best, (total, start, place), key=lambda found: found[0])
    return best[1], best[2]


def _points(scales: Scales, known: list[_Placed]) -> defaultdict[str, float]:
    """How much the phrases of a sentence speak for each rule."""
    points: defaultdict[str, float] = defaultdict(float)
    for phrase in known:
        for part in scales.rules.get(phrase.text, "").split():
            rule, _, number = part.rpartition(":")
            points[rule] += float(number)
    return points
