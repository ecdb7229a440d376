"""Store -> are groups of citizens answered alike: differences of score, magic words and delay with effect size and interval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import asin, sqrt
from typing import TYPE_CHECKING, Literal

from sopan.audit.measures import CONFIDENCE, Estimate, Moments, difference, moments

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Outcome = Literal["score", "missing_magic", "delay"]
SIGNIFICANT = 0.05
NOTABLE = 0.2
MOST_GROUPS = 50


@dataclass(frozen=True, slots=True)
class Comparison:
    """One group of citizens against all others, in one outcome.

    difference: group less others, in points (score), share 0..1 (missing_magic: replies that lack one of the three magic
    words) or working days (delay), with its 95 % interval. effect: Hedges' g for means, Cohen's h for shares; None where
    nothing varies, so that any difference is as large as can be. p: of the
    comparison alone; adjusted: after Benjamini and Hochberg (1995) over all comparisons of the column.
    """

    group: str
    outcome: Outcome
    replies: int
    value: float
    others: float
    difference: Estimate
    effect: float | None
    p: float
    adjusted: float = 1.0
    within_kinds: float | None = None

    @property
    def notable(self) -> bool:
        """Whether the difference is larger than chance explains and large enough to look at."""
        return self.adjusted < SIGNIFICANT and (self.effect is None or abs(self.effect) >= NOTABLE)


@dataclass(frozen=True, slots=True)
class Fairness:
    """Comparisons of one column of citizens. small: groups with too few replies, which are not compared; unknown: rows
    where the column is empty."""

    column: str
    comparisons: tuple[Comparison, ...]
    small: tuple[tuple[str, int], ...]
    unknown: int


def columns(store: DuckDBPyConnection) -> tuple[str, ...]:
    """The columns of citizens that the archive was read with."""
    rows = store.execute(
        "SELECT DISTINCT unnest(json_keys(groups)) FROM replies WHERE groups NOT IN ('', '{}') ORDER BY 1"
    ).fetchall()
    return tuple(name for (name,) in rows)


def compare(store: DuckDBPyConnection, column: str, small: int) -> Fairness:
    """Each group of a column with enough replies against all others."""
    pointer = "/" + column.replace("~", "~0").replace("/", "~1")
    store.execute(
        "CREATE OR REPLACE TEMP TABLE citizens AS SELECT row, trim(coalesce(groups::JSON ->> ?, '')) AS citizens"
        " FROM replies WHERE groups NOT IN ('', '{}')",
        [pointer],
    )
    sizes = store.execute(
        "SELECT citizens, count(*) FROM citizens JOIN judged USING (row) WHERE answered GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    named = [(name, count) for name, count in sizes if name]
    compared = [name for name, count in named if count >= small][:MOST_GROUPS]
    found: list[Comparison] = []
    if len(named) > 1:
        lacking = _sums(store, "(CASE WHEN salam AND maaf AND terima_kasih THEN 0 ELSE 10 END)", "true")
        found = [
            *_means("score", _sums(store, "tenths", "true"), compared),
            *_shares(lacking, compared),
            *_means("delay", _sums(store, "(timed.working_days * 10)", "problem = ''"), compared),
        ]
    return Fairness(
        column, tuple(_adjusted(found)), tuple((n, c) for n, c in named if n not in compared),
        sum(count for name, count in sizes if not name),
    )  # fmt: skip


_Sums = list[tuple[str, str, int, int, int]]


def _sums(store: DuckDBPyConnection, value: str, where: str) -> _Sums:
    """Count, sum and sum of squares of a value in tenths, by group of citizens and kind of message."""
    rows = store.execute(
        f"SELECT citizens, kind, count({value}), sum({value}), sum({value} * {value}) FROM citizens"
        f" JOIN judged USING (row) JOIN timed USING (row) WHERE answered AND citizens <> '' AND {where} GROUP BY ALL"
    ).fetchall()
    return [(name, kind, count, int(total or 0), int(squares or 0)) for name, kind, count, total, squares in rows]


def _means(outcome: Outcome, sums: _Sums, compared: list[str]) -> list[Comparison]:
    found = []
    for group in compared:
        inside, outside = _sides(sums, group)
        if inside is None or outside is None or min(inside.count, outside.count) < 2:
            continue
        found.append(
            Comparison(
                group, outcome, inside.count, inside.mean, outside.mean, difference(inside, outside),
                _hedges(inside, outside), _welch(inside, outside), within_kinds=_within_kinds(sums, group),
            )
        )  # fmt: skip
    return found


def _sides(sums: _Sums, group: str) -> tuple[Moments | None, Moments | None]:
    """The group, and all others."""
    return _total([row for row in sums if row[0] == group]), _total([row for row in sums if row[0] != group])


def _total(rows: _Sums) -> Moments | None:
    return moments(sum(row[2] for row in rows), sum(row[3] for row in rows), sum(row[4] for row in rows))


def _within_kinds(sums: _Sums, group: str) -> float | None:
    """The difference among messages of the same kind, kinds weighted by how much they tell (Mantel and Haenszel's weights)."""
    total = weights = 0.0
    for kind in sorted({row[1] for row in sums}):
        inside, outside = _sides([row for row in sums if row[1] == kind], group)
        if inside and outside:
            weight = inside.count * outside.count / (inside.count + outside.count)
            total += weight * (inside.mean - outside.mean)
            weights += weight
    return total / weights if weights else None


def _hedges(one: Moments, other: Moments) -> float | None:
    """Hedges' g: the difference in pooled standard deviations, corrected for small groups (Hedges 1981)."""
    freedom = one.count + other.count - 2
    pooled = ((one.count - 1) * one.variance + (other.count - 1) * other.variance) / freedom if freedom else 0.0
    return (one.mean - other.mean) / sqrt(pooled) * (1 - 3 / (4 * freedom - 1)) if pooled else None


def _welch(one: Moments, other: Moments) -> float:
    from scipy.stats import ttest_ind_from_stats

    if one.variance + other.variance == 0:
        return 1.0 if one.mean == other.mean else 0.0
    result = ttest_ind_from_stats(
        one.mean, sqrt(one.variance), one.count, other.mean, sqrt(other.variance), other.count, equal_var=False
    )
    return float(result.pvalue)


def _shares(sums: _Sums, compared: list[str]) -> list[Comparison]:
    found = []
    for group in compared:
        inside, outside = _sides(sums, group)
        if inside is None or outside is None:
            continue
        counts = (round(inside.mean * inside.count), inside.count, round(outside.mean * outside.count), outside.count)
        effect = 2 * asin(sqrt(inside.mean)) - 2 * asin(sqrt(outside.mean))
        found.append(
            Comparison(
                group, "missing_magic", inside.count, inside.mean, outside.mean, _newcombe(*counts), effect,
                _pooled(*counts), within_kinds=_within_kinds(sums, group),
            )
        )  # fmt: skip
    return found


def _newcombe(hits: int, count: int, other_hits: int, others: int) -> Estimate:
    """Difference of two shares with the interval of Newcombe (1998), method 10: from the two Wilson intervals."""
    one, other = hits / count, other_hits / others
    (low, high), (other_low, other_high) = _wilson(hits, count), _wilson(other_hits, others)
    value = one - other
    return Estimate(
        value,
        value - sqrt((one - low) ** 2 + (other_high - other) ** 2),
        value + sqrt((high - one) ** 2 + (other - other_low) ** 2),
    )


def _wilson(hits: int, count: int) -> tuple[float, float]:
    from scipy.stats import binomtest

    interval = binomtest(hits, count).proportion_ci(CONFIDENCE, method="wilson")
    return float(interval.low), float(interval.high)


def _pooled(hits: int, count: int, other_hits: int, others: int) -> float:
    """p of two equal shares by the score test, which pools them."""
    from scipy.special import ndtr

    pooled = (hits + other_hits) / (count + others)
    error = sqrt(pooled * (1 - pooled) * (1 / count + 1 / others))
    return 2 * float(ndtr(-abs(hits / count - other_hits / others) / error)) if error else 1.0


def _adjusted(found: list[Comparison]) -> list[Comparison]:
    from scipy.stats import false_discovery_control

    if not found:
        return []
    values = false_discovery_control([comparison.p for comparison in found], method="bh")
    return [replace(comparison, adjusted=float(p)) for comparison, p in zip(found, values, strict=True)]
