"""Store -> time to reply in working days, calendar days or hours, against limits; dates that cannot be used are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sopan.audit.measures import stream
from sopan.audit.settings import Limit, Limits
from sopan.errors import InputError, shorten
from sopan.messages import say

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COUNTRY = "ID"
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
LONGEST_SHOWN = 15
PROBLEMS = ("no_asked", "no_replied", "unreadable", "reversed", "implausible")
_TAKEN = {
    "kerja": "working_days",
    "kalender": "date_diff('day', asked_at, replied_at)",
    "jam": "CASE WHEN has_time THEN date_diff('second', asked_at, replied_at) / 3600.0 END",
}


@dataclass(frozen=True, slots=True)
class WithinLimit:
    """Replies that a limit holds for: how many have usable dates, and how many of them came within it."""

    limit: Limit
    measured: int
    within: int

    @property
    def share(self) -> float | None:
        """Share within the limit, 0..1."""
        return self.within / self.measured if self.measured else None


@dataclass(frozen=True, slots=True)
class Speed:
    """Time to reply of a group in working days, and the share within the main limit."""

    measured: int
    median: float | None
    mean: float | None
    on_time: float | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message without a reply: where it stands, and how many working days it has waited (None: no usable date)."""

    id: str
    officer: str
    unit: str
    asked: datetime | None
    working_days: int | None


@dataclass(frozen=True, slots=True)
class Response:
    """Responsiveness of an archive.

    until: the last date in the archive, to which the age of unanswered messages is counted. problems: answered rows by
    what is wrong with their dates. days: replies by whole working days, the last step holding all longer ones.
    """

    limits: Limits
    until: date
    measured: int
    problems: Mapping[str, int]
    all: Speed
    within: tuple[WithinLimit, ...]
    days: tuple[int, ...]
    by: Mapping[str, Mapping[str, Speed]]
    waiting: int
    waiting_over: int
    waiting_undated: int
    oldest: tuple[Waiting, ...]


def holidays(first: date, last: date, file: Path | None = None) -> dict[date, str]:
    """National holidays and joint leave of Indonesia between two dates, and those of a user's file.

    The file holds one date (2025-04-01) a line, with its name after it if one likes; "#" begins a comment. Raises InputError.
    """
    import holidays as calendar

    years = range(first.year, last.year + 1)
    found = calendar.country_holidays(COUNTRY, years=years, language="id", categories=("public", "government"))
    days = {day: str(name) for day, name in found.items() if first <= day <= last}
    return days | _own_holidays(file) if file else days


def _own_holidays(file: Path) -> dict[date, str]:
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InputError(say("audit-libur-tak-terbaca", name=shorten(str(file)))) from None
    days: dict[date, str] = {}
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        try:
            days[date.fromisoformat(text[:10])] = text[10:].strip(" ,;\t")
        except ValueError:
            raise InputError(say("audit-libur-baris", name=shorten(str(file)), line=number)) from None
    return days


def prepare(store: DuckDBPyConnection, limits: Limits, off: Iterable[date], until: date) -> None:
    """Make the temporary tables `calendar` (working days passed until a day), `main_limit` and `timed` (delay of each row)."""
    store.execute(_CALENDAR, [sorted(set(off)), FIRST, LAST])
    kinds = [(kind, limit) for limit in limits.limits if limit.main for kind in limit.kinds or ("",)]
    store.execute(
        "CREATE OR REPLACE TEMP TABLE main_limit AS"
        " SELECT unnest(?) AS limit_kind, unnest(?) AS amount, unnest(?) AS limit_unit",
        [[kind for kind, _ in kinds], [limit.amount for _, limit in kinds], [limit.unit for _, limit in kinds]],
    )
    store.execute(_TIMED)
    store.execute(_LATE, [until])


_CALENDAR = """
CREATE OR REPLACE TEMP TABLE calendar AS
WITH closed AS (SELECT unnest(?::DATE[]) AS day)
SELECT days.day::DATE AS day,
    (sum((isodow(days.day) < 6 AND closed.day IS NULL)::INT) OVER (ORDER BY days.day))::BIGINT AS passed
FROM generate_series(?::DATE, ?::DATE, INTERVAL 1 DAY) AS days(day) LEFT JOIN closed ON closed.day = days.day::DATE
"""
_TIMED = f"""
CREATE OR REPLACE TEMP VIEW delays AS
SELECT judged.*, reply_day.passed - ask_day.passed AS working_days,
    contains(asked_raw, ':') AND contains(replied_raw, ':') AS has_time,
    CASE
        WHEN NOT answered THEN NULL
        WHEN (asked_at IS NULL AND asked_raw <> '') OR (replied_at IS NULL AND replied_raw <> '') THEN 'unreadable'
        WHEN asked_at IS NULL THEN 'no_asked'
        WHEN replied_at IS NULL THEN 'no_replied'
        WHEN ask_day.day IS NULL OR reply_day.day IS NULL THEN 'implausible'
        WHEN replied_at < asked_at AND NOT (replied_at::DATE = asked_at::DATE AND NOT has_time) THEN 'reversed'
        ELSE ''
    END AS problem,
    {_TAKEN["kerja"]} AS days_kerja, {_TAKEN["kalender"]} AS days_kalender, {_TAKEN["jam"]} AS days_jam
FROM judged
LEFT JOIN calendar AS ask_day ON ask_day.day = asked_at::DATE
LEFT JOIN calendar AS reply_day ON reply_day.day = replied_at::DATE
"""
_LATE = """
CREATE OR REPLACE TEMP TABLE timed AS
SELECT delays.row, working_days, problem, days_kalender, days_jam,
    CASE WHEN problem = '' THEN
        CASE limit_unit WHEN 'kerja' THEN working_days WHEN 'kalender' THEN days_kalender ELSE days_jam END > amount
    END AS late,
    CASE WHEN NOT answered THEN now_day.passed - ask_day.passed END AS waited,
    CASE WHEN NOT answered THEN
        CASE limit_unit
            WHEN 'kerja' THEN now_day.passed - ask_day.passed
            WHEN 'kalender' THEN date_diff('day', asked_at::DATE, now_day.day)
            ELSE 24 * date_diff('day', asked_at::DATE, now_day.day)
        END > amount
    END AS waited_over
FROM (
    SELECT *, coalesce(
        kind, (SELECT any_value(limit_kind) FROM main_limit WHERE limit_kind = lower(kind_given)), 'umum'
    ) AS kind_limited
    FROM delays
) AS delays
LEFT JOIN main_limit ON limit_kind = '' OR limit_kind = kind_limited
LEFT JOIN calendar AS ask_day ON ask_day.day = asked_at::DATE
CROSS JOIN (SELECT * FROM calendar WHERE day = ?::DATE) AS now_day
"""


def respond(
    store: DuckDBPyConnection, limits: Limits, until: date, dimensions: Iterable[str], listed: int
) -> Response | None:
    """Responsiveness of the archive; None where it holds no date of message or reply at all."""
    counts = dict(
        store.execute("SELECT problem, count(*) FROM timed WHERE problem IS NOT NULL GROUP BY 1 ORDER BY 1").fetchall()
    )
    waiting, over, undated = _one(
        store,
        "SELECT count(*), count(*) FILTER (waited_over), count(*) FILTER (waited IS NULL)"
        " FROM timed JOIN judged USING (row) WHERE NOT answered",
    )
    measured = counts.get("", 0)
    if not measured and waiting == undated:
        return None
    return Response(
        limits=limits, until=until, measured=measured, problems={name: counts.get(name, 0) for name in PROBLEMS},
        all=_speeds(store, "''").get("", Speed(0, None, None, None)),
        within=tuple(_within(store, limit) for limit in limits.limits), days=_days(store),
        by={dimension: _speeds(store, dimension) for dimension in dimensions},
        waiting=waiting, waiting_over=over, waiting_undated=undated, oldest=_oldest(store, listed),
    )  # fmt: skip


def _one(store: DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row = store.execute(query).fetchone()
    assert row is not None
    return row


def _speeds(store: DuckDBPyConnection, dimension: str) -> dict[str, Speed]:
    rows = store.execute(
        f"SELECT coalesce({dimension}::VARCHAR, ''), count(*), median(timed.working_days), avg(timed.working_days),"
        " count(*) FILTER (NOT late), count(late) FROM timed JOIN judged USING (row) WHERE problem = '' GROUP BY 1"
    ).fetchall()
    return {
        name: Speed(count, median, mean, in_time / known if known else None)
        for name, count, median, mean, in_time, known in rows
    }


def _within(store: DuckDBPyConnection, limit: Limit) -> WithinLimit:
    taken = {"kerja": "timed.working_days", "kalender": "days_kalender", "jam": "days_jam"}[limit.unit]
    measured, within = _one_with(
        store,
        f"SELECT count({taken}), count(*) FILTER ({taken} <= ?) FROM timed JOIN judged USING (row)"
        " WHERE problem = '' AND (len(?::VARCHAR[]) = 0 OR list_contains(?::VARCHAR[], kind))",
        [limit.amount, list(limit.kinds), list(limit.kinds)],
    )
    return WithinLimit(limit, measured, within)


def _one_with(store: DuckDBPyConnection, query: str, values: list[object]) -> tuple[int, ...]:
    row = store.execute(query, values).fetchone()
    assert row is not None
    return row


def _days(store: DuckDBPyConnection) -> tuple[int, ...]:
    counts = dict(
        store.execute(
            f"SELECT least(working_days, {LONGEST_SHOWN}), count(*) FROM timed WHERE problem = '' GROUP BY 1"
        ).fetchall()
    )
    return tuple(counts.get(day, 0) for day in range(LONGEST_SHOWN + 1)) if counts else ()


_WAITING = (
    "SELECT id, officer, unit, asked_at, waited FROM timed JOIN judged USING (row) WHERE NOT answered"
    " ORDER BY waited DESC NULLS LAST, asked_at, row"
)


def _oldest(store: DuckDBPyConnection, listed: int) -> tuple[Waiting, ...]:
    return tuple(Waiting(*row) for row in store.execute(f"{_WAITING} LIMIT {listed}").fetchall())


def all_waiting(store: DuckDBPyConnection) -> Iterator[Waiting]:
    """Every message without a reply, the oldest first."""
    return (Waiting(*row) for row in stream(store, _WAITING))
