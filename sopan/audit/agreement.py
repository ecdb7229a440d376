"""Rated sheets -> how far people agree among themselves, and with Sopan, in the total and rule by rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from sopan.audit.archive import Archive, BadRecord, Request
from sopan.audit.measures import Estimate
from sopan.audit.settings import rater_scale
from sopan.checker import Checker
from sopan.errors import InputError, shorten
from sopan.messages import say

if TYPE_CHECKING:
    from numpy import ndarray

    Ratings = ndarray[Any, Any]

Level = Literal["nominal", "ordinal"]
RESAMPLES = 500
SEED = 20231030
FEWEST = 5
GOOD_ENOUGH, TENTATIVE = 0.8, 2 / 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person rated: by number of the reply its total (1..5) and its marks (rule -> True, False, None: unsure)."""

    rater: str
    texts: Mapping[int, tuple[str, str]]
    totals: Mapping[int, float | None]
    marks: Mapping[int, Mapping[str, bool | None]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one question. rule: its name, or "" for the total.

    items: replies that at least two people answered it for. people, sopan: Krippendorff's alpha (2004) among people, and
    between each person and Sopan (mean over people), with bootstrap intervals of 95 % over replies; None where everyone
    gave the same answer throughout, so that agreement cannot be told from habit. marked: replies that people marked (mean
    over people) and that Sopan marked; rank_people, rank_sopan: Spearman's correlation of totals.
    """

    rule: str
    items: int
    people: Estimate | None
    sopan: Estimate | None
    marked_people: float | None = None
    marked_sopan: int | None = None
    rank_people: Estimate | None = None
    rank_sopan: Estimate | None = None


def read_sheet(path: str, rules: Sequence[str]) -> Sheet:
    """A rated sheet (.xlsx, .ods, .csv). Raises InputError where it is none, or a cell holds what is no rating."""
    columns = _columns(path)
    total = say("nilai-kolom")
    rated = [rule for rule in rules if rule in columns]
    if total not in columns or not rated:
        raise InputError(say("nilai-bukan-lembar", name=shorten(path)))
    named = {"reply": say("kolom-reply"), "message": say("kolom-message"), "id": say("kolom-id")}
    request = Request((path,), named, (total, *rated))
    texts: dict[int, tuple[str, str]] = {}
    totals: dict[int, float | None] = {}
    marks: dict[int, dict[str, bool | None]] = {}
    with Archive(request) as archive:
        for record in archive.records():
            if isinstance(record, BadRecord):
                raise InputError(record.problem)
            if not any(value.strip() for value in record.groups.values()):
                continue
            where = say("nilai-tempat", name=shorten(path), line=record.line)
            number = _number(record.id, where)
            texts[number] = record.reply, record.message
            totals[number] = _total(record.groups.get(total, ""), where)
            marks[number] = {rule: _mark(record.groups.get(rule, ""), where, rule) for rule in rated}
    return Sheet(path, texts, totals, marks)


def _columns(path: str) -> tuple[str, ...]:
    with Archive(Request((path,), {"reply": say("kolom-reply")})) as archive:
        next(iter(archive.records()), None)
        return archive.layouts[0].columns if archive.layouts else ()


def _number(value: object, where: str) -> int:
    found = re.fullmatch(r"(\d{1,12})(?:\.0)?", str(value).strip())
    if found is None:
        raise InputError(say("nilai-nomor", where=where, value=shorten(str(value))))
    return int(found[1])


def _total(value: str, where: str) -> float | None:
    scale = rater_scale()
    text = value.strip().lower()
    if not text or text in scale.unsure:
        return None
    found = re.fullmatch(r"([0-9])(?:\.0)?", text)
    if found is None or not 1 <= int(found[1]) <= len(scale.steps):
        raise InputError(say("nilai-salah", where=where, value=shorten(value), most=len(scale.steps)))
    return float(found[1])


def _mark(value: str, where: str, rule: str) -> bool | None:
    """A mark; an empty cell of a rated reply means no."""
    scale = rater_scale()
    text = value.strip().lower().removesuffix(".0")
    if text in scale.unsure:
        return None
    if text in scale.yes:
        return True
    if not text or text in scale.no:
        return False
    raise InputError(say("nilai-tanda", where=where, rule=rule, value=shorten(value)))


def agree(sheets: Sequence[Sheet], checker: Checker, rules: Sequence[str]) -> tuple[Agreement, ...]:
    """Agreement in the total and by rule. Raises InputError where fewer than two people or too few replies in common."""
    import numpy

    if len(sheets) < 2:
        raise InputError(say("nilai-dua-lembar"))
    numbers = sorted(n for n in {n for s in sheets for n in s.texts} if sum(n in s.texts for s in sheets) > 1)
    if len(numbers) < FEWEST:
        raise InputError(say("nilai-terlalu-sedikit", count=len(numbers), least=FEWEST))
    texts = {n: next(s.texts[n] for s in sheets if n in s.texts) for n in numbers}
    reports = [checker.check(reply, message=message or None) for reply, message in (texts[n] for n in numbers)]
    nothing = numpy.nan
    totals = numpy.array([[_value(s.totals.get(n), nothing) for n in numbers] for s in sheets])
    scores = numpy.array([report.score.value for report in reports])
    found = [_total_agreement(totals, scores)]
    for rule in rules:
        marks = numpy.array([[_value(s.marks.get(n, {}).get(rule), nothing) for n in numbers] for s in sheets])
        own = numpy.array([float(any(s.rule == rule for s in report.signals)) for report in reports])
        if not numpy.isnan(marks).all():
            found.append(_rule_agreement(rule, marks, own))
    return tuple(found)


def _value(value: float | bool | None, nothing: float) -> float:
    return nothing if value is None else float(value)


def _total_agreement(totals: Ratings, scores: Ratings) -> Agreement:
    import numpy

    steps = 1.0 + numpy.searchsorted(rater_scale().least, scores, side="right")
    return Agreement(
        "", _in_common(totals), _bootstrap(lambda at: _alpha(totals[:, at], "ordinal"), totals.shape[1]),
        _bootstrap(lambda at: _with_sopan(totals[:, at], steps[at], "ordinal"), totals.shape[1]),
        rank_people=_bootstrap(lambda at: _ranks(totals[:, at]), totals.shape[1]),
        rank_sopan=_bootstrap(lambda at: _ranks_with(totals[:, at], scores[at]), totals.shape[1]),
    )  # fmt: skip


def _rule_agreement(rule: str, marks: Ratings, own: Ratings) -> Agreement:
    import numpy

    return Agreement(
        rule, _in_common(marks), _bootstrap(lambda at: _alpha(marks[:, at], "nominal"), marks.shape[1]),
        _bootstrap(lambda at: _with_sopan(marks[:, at], own[at], "nominal"), marks.shape[1]),
        marked_people=float(numpy.nansum(marks) / len(marks)), marked_sopan=int(own.sum()),
    )  # fmt: skip


def _in_common(ratings: Ratings) -> int:
    import numpy

    return int(((~numpy.isnan(ratings)).sum(axis=0) > 1).sum())


def _alpha(ratings: Ratings, level: Level) -> float | None:
    """Krippendorff's alpha, or None where there are no two answers to compare or only one value."""
    import krippendorff
    import numpy

    known = ratings[:, (~numpy.isnan(ratings)).sum(axis=0) > 1]
    values = known[~numpy.isnan(known)]
    if values.size == 0 or (values == values[0]).all():
        return None
    return float(krippendorff.alpha(reliability_data=known, level_of_measurement=level))


def _with_sopan(ratings: Ratings, own: Ratings, level: Level) -> float | None:
    import numpy

    return _mean([_alpha(numpy.vstack([person, own]), level) for person in ratings])


def _ranks(totals: Ratings) -> float | None:
    return _mean([_spearman(a, b) for a, b in combinations(totals, 2)])


def _ranks_with(totals: Ratings, scores: Ratings) -> float | None:
    return _mean([_spearman(person, scores) for person in totals])


def _spearman(a: Ratings, b: Ratings) -> float | None:
    import numpy
    from scipy.stats import spearmanr

    both = ~(numpy.isnan(a) | numpy.isnan(b))
    a, b = a[both], b[both]
    if a.size < FEWEST or (a == a[0]).all() or (b == b[0]).all():
        return None
    return float(spearmanr(a, b).statistic)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _bootstrap(measure: Callable[[Any], float | None], size: int) -> Estimate | None:
    """A measure over all replies with its percentile interval over replies drawn again (Efron and Tibshirani 1993)."""
    import numpy

    value = measure(numpy.arange(size))
    if value is None:
        return None
    chance = numpy.random.default_rng(SEED)
    drawn = [measure(chance.integers(0, size, size)) for _ in range(RESAMPLES)]
    known = [one for one in drawn if one is not None]
    if len(known) < RESAMPLES // 2:
        return Estimate(value, None, None)
    low, high = numpy.percentile(known, [2.5, 97.5])
    return Estimate(value, float(low), float(high))


def verdict(found: Agreement) -> str:
    """What an agreement means, in plain words; bounds of Krippendorff (2004)."""
    if found.people is None or found.sopan is None:
        return say("sepakat-tak-terukur")
    if found.people.value < TENTATIVE:
        return say("sepakat-orang-rendah")
    if found.sopan.value >= GOOD_ENOUGH or found.sopan.value >= found.people.value - 0.05:
        return say("sepakat-baik")
    return say("sepakat-sementara" if found.sopan.value >= TENTATIVE else "sepakat-rendah")
