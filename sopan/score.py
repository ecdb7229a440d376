"""Signals -> Score: a sum of weights that can be read out, kept between 0 and 100.

Monotone by construction: a courteous rule more never lowers the value, a discourteous one more never raises it, and
the order of sentences does not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from sopan.lexicon.model import Weights
from sopan.messages import say
from sopan.report import Contribution, Score
from sopan.signals.model import Signal

BASE, LIMIT = "dasar", "batas"
LOWEST, HIGHEST = 0.0, 100.0


def score(signals: Iterable[Signal], weights: Weights) -> Score:
    """The score of a reply from its kept signals.

    Each rule counts once in full; each further signal of a discourteous rule adds the share `repeat`. Where there is any
    discourtesy, courteous rules count with the share `shadow` only: a greeting does not make up for an insult.
    """
    counts = Counter([signal.rule for signal in signals])
    rude = any(weights.points.get(rule, 0) < 0 for rule in counts)
    terms = [Contribution(BASE, weights.base, say("skor-dasar"))]
    for rule in [rule for rule in weights.points if rule in counts or rule in weights.waived]:
        points = weights.points[rule]
        if not counts[rule]:
            terms.append(
                Contribution(rule, round(points * (weights.shadow if rude else 1), 1), say("skor-tak-perlu", rule=rule))
            )
        else:
            terms.append(_term(rule, points, counts[rule], weights.repeat, weights.shadow if rude else 1.0))
    total = round(sum(term.points for term in terms), 1)
    value = min(max(total, LOWEST), HIGHEST)
    if value != total:
        terms.append(
            Contribution(LIMIT, round(value - total, 1), say("skor-batas-bawah" if total < 0 else "skor-batas-atas"))
        )
    return Score(value, grade(value, weights), tuple(terms))


@lru_cache(maxsize=4096)
def _term(rule: str, points: float, count: int, repeat: float, share: float) -> Contribution:
    if points >= 0:
        return Contribution(
            rule, round(points * share, 1), say("skor-santun-redup" if share != 1.0 else "skor-santun", rule=rule)
        )
    total = round(points * (1 + repeat * (count - 1)), 1)
    return Contribution(rule, total, say("skor-tidak-santun", rule=rule, count=count))


def grade(value: float, weights: Weights) -> str:
    """The grade of a value: the best whose lower bound it reaches."""
    return next((name for name, least in _from_best(weights.grades) if value >= least), "")


@lru_cache(maxsize=16)
def _from_best(grades: tuple[tuple[str, float], ...]) -> list[tuple[str, float]]:
    return sorted(grades, key=lambda grade: -grade[1])
