"""Store -> measures: replies, scores with intervals, grades, magic words, discourtesies, by any group of replies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt
from typing import TYPE_CHECKING, Any, Literal

from sopan.audit.settings import no_objection
from sopan.lexicon.model import SEVERITIES, Lexicon

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

GRADES = ("A", "B", "C", "D")
MAGIC = {"salam": "salam", "maaf": "maaf", "terima-kasih": "terima_kasih"}
CONFIDENCE = 0.95
CHUNK = 2_000
Dimension = Literal["officer", "unit", "channel", "kind", "month"]
DIMENSIONS: tuple[Dimension, ...] = ("officer", "unit", "channel", "kind", "month")
Period = Literal["month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval; the interval is None where there are too few cases for one."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Measures:
    """What is known of a group of replies. Shares are 0..1; rates are replies with the rule per 1,000 replies.

    small: too few replies to compare or rank. change: mean score of the last period less that of the period before.
    grave: replies with a finding of the gravest severity. contested: replies to which the officer objected.
    """

    name: str
    replies: int
    unanswered: int
    score: Estimate | None
    grades: Mapping[str, int]
    magic: Mapping[str, int]
    rude: Mapping[str, int]
    grave: int
    contested: int
    change: Estimate | None
    small: bool
    month: date | None = None

    def share(self, count: int) -> float | None:
        """A count as a share of the replies."""
        return count / self.replies if self.replies else None

    def rate(self, rule: str) -> float | None:
        """Replies with a discourtesy per 1,000 replies."""
        return 1000 * self.rude.get(rule, 0) / self.replies if self.replies else None


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, mean and variance of a value in a group, exact whatever the order in which rows were read."""

    count: int
    mean: float
    variance: float


def prepare(store: DuckDBPyConnection, lexicon: Lexicon) -> None:
    """Make the temporary tables that all measures read: `rule_info`, `rude` (discourtesies of a text) and `judged`."""
    store.execute(
        "CREATE OR REPLACE TEMP TABLE rule_info AS SELECT unnest(?) AS rule, unnest(?) AS title, unnest(?) AS bad,"
        " unnest(?) AS severity, unnest(?) AS forms",
        [
            list(lexicon.rules),
            [rule.title for rule in lexicon.rules.values()],
            [rule.bad for rule in lexicon.rules.values()],
            [SEVERITIES.index(rule.severity) for rule in lexicon.rules.values()],
            [list(rule.maladministration) for rule in lexicon.rules.values()],
        ],
    )
    store.execute(
        "CREATE OR REPLACE TEMP TABLE rude AS SELECT DISTINCT text_id, findings.rule, rule_info.severity, forms"
        " FROM findings JOIN rule_info USING (rule) WHERE bad"
    )
    store.execute(
        "CREATE OR REPLACE TEMP TABLE judged AS SELECT replies.* EXCLUDE (groups), texts.score, texts.grade, texts.salam, texts.maaf,"
        " texts.terima_kasih, texts.kind, texts.template, round(texts.score * 10)::BIGINT AS tenths, texts.text_id IS NOT NULL AS answered,"
        " coalesce(texts.text_id IN (SELECT text_id FROM rude WHERE severity = 0), false) AS grave,"
        f" texts.text_id IS NOT NULL AND {objects('objection')} AS contested,"
        " date_trunc('month', coalesce(replied_at, asked_at))::DATE AS month"
        " FROM replies LEFT JOIN texts USING (text_id)"
    )


def objects(column: str) -> str:
    """SQL that says whether a column of objections holds one."""
    empty = ", ".join(f"'{word}'" for word in no_objection())
    return f"coalesce(lower(trim({column})) NOT IN ({empty}), false)"


def overall(store: DuckDBPyConnection, period: Period, small: int) -> Measures:
    """The measures of the whole archive."""
    return _measure(store, "''", period, small)[0]


def by(store: DuckDBPyConnection, dimension: Dimension, period: Period, small: int) -> tuple[Measures, ...]:
    """The measures of each group of a dimension: by mean score, then the small ones by name; months by time.

    Groups without a name come as one with the name "". Empty where no row has a name.
    """
    groups = _measure(store, dimension, period, small)
    if dimension == "month":
        return tuple(sorted((g for g in groups if g.month), key=lambda g: g.month or date.min))
    if dimension == "kind":
        groups = [group for group in groups if group.name]
    if not any(group.name for group in groups):
        return ()
    return tuple(sorted(groups, key=_rank))


def _rank(group: Measures) -> tuple[bool, float, str]:
    return group.small, -group.score.value if group.score and not group.small else 0, group.name


def _measure(store: DuckDBPyConnection, group: str, period: Period, small: int) -> list[Measures]:
    columns = ["count(*) FILTER (answered)", "count(*) FILTER (NOT answered)", "sum(tenths)", "sum(tenths * tenths)"]
    columns += [f"count(*) FILTER (grade = '{grade}')" for grade in GRADES]
    columns += [f"count(*) FILTER ({column})" for column in MAGIC.values()]
    columns += ["count(*) FILTER (grave)", "count(*) FILTER (contested)"]
    name = f"coalesce({group}::VARCHAR, '')"
    rows = store.execute(f"SELECT {name} AS name, {', '.join(columns)} FROM judged GROUP BY ALL").fetchall()
    rude = _rude(store, name)
    changes = _changes(store, name, period, small)
    return [_measures(row, rude.get(row[0], {}), changes.get(row[0]), small, group == "month") for row in rows]


def _measures(
    row: tuple[Any, ...], rude: Mapping[str, int], change: Estimate | None, small: int, month: bool
) -> Measures:
    name, replies, unanswered, total, squares, *counts = row
    grades, magic, (grave, contested) = counts[:4], counts[4:7], counts[7:]
    return Measures(
        name=name, replies=replies, unanswered=unanswered, score=mean_estimate(moments(replies, total, squares)),
        grades=dict(zip(GRADES, grades, strict=True)), magic=dict(zip(MAGIC, magic, strict=True)), rude=rude,
        grave=grave, contested=contested, change=change, small=replies < small,
        month=date.fromisoformat(name) if month and name else None,
    )  # fmt: skip


def _rude(store: DuckDBPyConnection, name: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rows = store.execute(
        f"SELECT {name}, rule, count(*) FROM judged JOIN rude USING (text_id) GROUP BY ALL ORDER BY 1, 3 DESC, 2"
    )
    for group, rule, count in rows.fetchall():
        found.setdefault(group, {})[rule] = count
    return found


def _changes(store: DuckDBPyConnection, name: str, period: Period, small: int) -> dict[str, Estimate | None]:
    """Change of the mean from the period before the last to the last, where both hold enough replies."""
    last = store.execute("SELECT max(month) FROM judged WHERE answered").fetchone()
    if last is None or last[0] is None:
        return {}
    rows = store.execute(
        f"SELECT {name}, start = date_trunc('{period}', ?::DATE), count(*), sum(tenths), sum(tenths * tenths)"
        f" FROM (SELECT *, date_trunc('{period}', month) AS start FROM judged WHERE answered)"
        f" WHERE start IN (date_trunc('{period}', ?::DATE), date_trunc('{period}', ?::DATE) - INTERVAL 1 {period})"
        " GROUP BY ALL",
        [last[0]] * 3,
    ).fetchall()
    sides: dict[str, dict[bool, Moments]] = {}
    for group, recent, *sums in rows:
        found = moments(*sums)
        if found is not None and found.count >= small:
            sides.setdefault(group, {})[recent] = found
    return {group: difference(side[True], side[False]) for group, side in sides.items() if len(side) == 2}


def moments(count: int, total: int | None, squares: int | None) -> Moments | None:
    """Moments of scores summed in tenths of a point; None where there are none."""
    if not count or total is None or squares is None:
        return None
    variance = (int(squares) * count - int(total) ** 2) / (count * (count - 1)) / 100 if count > 1 else 0.0
    return Moments(count, int(total) / count / 10, variance)


def mean_estimate(found: Moments | None) -> Estimate | None:
    """The mean with its interval by Student's t, kept within 0..100."""
    if found is None:
        return None
    if found.count < 2 or found.variance == 0:
        return Estimate(found.mean, None, None)
    around = _around(found.mean, sqrt(found.variance / found.count), found.count - 1)
    if around.low is None or around.high is None:
        return around
    return Estimate(found.mean, max(around.low, 0.0), min(around.high, 100.0))


def difference(one: Moments, other: Moments) -> Estimate:
    """Difference of two means with Welch's interval, which does not ask for equal variances."""
    value = one.mean - other.mean
    if min(one.count, other.count) < 2:
        return Estimate(value, None, None)
    a, b = one.variance / one.count, other.variance / other.count
    if a + b == 0:
        return Estimate(value, value, value)
    freedom = (a + b) ** 2 / (a**2 / (one.count - 1) + b**2 / (other.count - 1))
    return _around(value, sqrt(a + b), freedom)


def _around(value: float, error: float, freedom: float) -> Estimate:
    """A value with its interval by Student's t; without one where scipy, of the extra `sopan[audit]`, is not installed."""
    try:
        from scipy.special import stdtrit
    except ImportError:
        return Estimate(value, None, None)
    half = float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) * error
    return Estimate(value, value - half, value + half)


def stream(store: DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, some at a time. Nothing else may be asked of the connection until all are read: the temporary
    tables belong to it alone."""
    store.execute(query)
    while rows := store.fetchmany(CHUNK):
        yield from rows


def span(store: DuckDBPyConnection) -> tuple[datetime, datetime] | None:
    """The first and the last moment in the archive that can be read; None where there is none."""
    row = store.execute(
        "SELECT min(least(asked_at, replied_at)), max(greatest(asked_at, replied_at)) FROM replies"
    ).fetchone()
    return None if row is None or row[0] is None else (row[0], row[1])
