"""Store -> canned answers with their score and count, and how often each entry of the lexicon fires and is contested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CANNED = 3


@dataclass(frozen=True, slots=True)
class Canned:
    """The same or nearly the same reply given at least three times. variants: distinct texts; score: mean over the times."""

    reply: str
    times: int
    variants: int
    officers: int
    score: float
    grade: str


@dataclass(frozen=True, slots=True)
class CannedShare:
    """Replies in all, distinct texts among them (each judged once), and replies that are canned."""

    replies: int
    texts: int
    canned: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """An entry of the lexicon that names a discourtesy: replies in which it fires, distinct texts, contested replies."""

    rule: str
    entry: str
    replies: int
    texts: int
    contested: int
    words: str


def canned(store: DuckDBPyConnection, listed: int) -> tuple[Canned, ...]:
    """The answers given most often, and the text of each that was given most."""
    rows = store.execute(
        "WITH times AS (SELECT text_id, template, tenths, grade, officer FROM judged WHERE answered),"
        " patterns AS (SELECT template, count(*) AS times, count(DISTINCT text_id) AS variants,"
        " count(DISTINCT officer) AS officers, sum(tenths) / count(*) / 10 AS score, min(text_id) AS text_id FROM times"
        f" GROUP BY template HAVING count(*) >= {CANNED})"
        " SELECT reply, times, variants, officers, patterns.score, texts.grade FROM patterns JOIN texts USING (text_id)"
        " ORDER BY times DESC, text_id LIMIT ?",
        [listed],
    ).fetchall()
    return tuple(Canned(*row) for row in rows)


def canned_share(store: DuckDBPyConnection) -> CannedShare:
    """How much of the archive is canned."""
    row = store.execute(
        "WITH patterns AS (SELECT template, count(*) AS times FROM judged WHERE answered GROUP BY template)"
        " SELECT coalesce(sum(times), 0)::BIGINT, (SELECT count(*) FROM texts),"
        f" coalesce(sum(times) FILTER (times >= {CANNED}), 0)::BIGINT FROM patterns"
    ).fetchone()
    assert row is not None
    return CannedShare(*row)


def alarms(store: DuckDBPyConnection, listed: int) -> tuple[Alarm, ...]:
    """The entries that fire most. An objection that names rules contests those rules only, else every finding of its reply."""
    rows = store.execute(
        "WITH contested AS (SELECT row, list_intersect(regexp_extract_all(lower(objection), '[a-z]+(?:-[a-z]+)*'),"
        " (SELECT list(rule) FROM rule_info)) AS named FROM judged WHERE contested),"
        " fired AS (SELECT DISTINCT text_id, rule, entry, first(words ORDER BY start) OVER (PARTITION BY text_id, entry)"
        " AS words FROM findings WHERE entry <> '' AND rule IN (SELECT rule FROM rule_info WHERE bad))"
        " SELECT rule, entry, count(*) AS replies, count(DISTINCT text_id), count(*) FILTER"
        " (named IS NOT NULL AND (len(named) = 0 OR list_contains(named, rule))), arg_min(words, text_id)"
        " FROM fired JOIN judged USING (text_id) LEFT JOIN contested USING (row)"
        " GROUP BY rule, entry ORDER BY replies DESC, entry LIMIT ?",
        [listed],
    ).fetchall()
    return tuple(Alarm(*row) for row in rows)
