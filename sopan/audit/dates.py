"""Dates as archives write them -> datetime: strict forms only, so that a wrong date is counted and never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Any

from sopan.paths import lexicon_folder
from sopan.toml import loads

_FIRST, _LAST = datetime(1990, 1, 1), datetime(2100, 1, 1)
_SERIAL_START = datetime(1899, 12, 30)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?")
_NAMED_MONTH = re.compile(
    r"^(?:(?P<day>\d{1,2})[-./ ]{1,2}(?P<month>[a-z]+)|(?P<month2>[a-z]+)[-. ]{1,2}(?P<day2>\d{1,2}))[-./ ]{1,2}"
    r"(?P<year>\d{4}|\d\d(?!\d|:|\.\d))"
)
_HALVES = re.compile(r"(\d{1,4}/\d{1,2}/\d{1,4})(?: (.+))?")


class DateReader:
    """Reads the dates of one column: day first, unless the column itself shows that the month comes first."""

    def __init__(self, sample: Iterable[object] = ()) -> None:
        self.month_first = _month_first(sample)
        self._day_first = not self.month_first
        self._likely: str | None = None

    def __call__(self, value: object) -> datetime | None:
        """The date in local time without zone; None where there is none or it is written in no known form.

        Takes dates as spreadsheets and databases give them, ISO 8601, Indonesian and English dates, RFC 2822, seconds
        or milliseconds since 1970, days since 1900 as spreadsheets count. Years outside 1990-2100 are no dates.
        """
        found = self._read(value)
        return found if found is not None and _FIRST <= found < _LAST else None

    def _read(self, value: object) -> datetime | None:
        if isinstance(value, datetime):
            return _local(value)
        if isinstance(value, date):
            return datetime.combine(value, time())
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return _counted(float(value))
        if not isinstance(value, str) or not value.strip():
            return None
        text = value.strip()
        if _NUMBER.fullmatch(text):
            return _compact(text) or _counted(float(text))
        if _ISO.fullmatch(text):
            return _iso(text)
        return self._written(text)

    def _written(self, text: str) -> datetime | None:
        plain, zone = _uniform(text)
        likely = self._likely
        for form in (likely, *_forms(self.month_first)) if likely else _forms(self.month_first):
            try:
                found = datetime.strptime(plain, form)
            except ValueError:
                continue
            self._likely = form
            return _local(found.replace(tzinfo=zone)) if zone else found
        return None


def _month_first(sample: Iterable[object]) -> bool:
    """Whether some dates are possible only with the month in front, and none only with the day in front."""
    day = month = False
    for value in sample:
        match = re.match(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}", value) if isinstance(value, str) else None
        if match:
            first, second = int(match[1]), int(match[2])
            day |= first > 12 >= second
            month |= second > 12 >= first
    return month and not day


def _in_order(match: re.Match[str], months: dict[str, int]) -> str:
    """A date whose month is a word, as year/month/day: there is nothing to guess about its order."""
    day, month = match["day"] or match["day2"], months.get(match["month"] or match["month2"])
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
    return f"{year}/{month}/{day}" if month else match[0]


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    table: dict[str, Any] = loads((lexicon_folder() / "tanggal.toml").read_text("utf-8"))
    return table


@lru_cache(maxsize=2)
def _forms(month_first: bool) -> tuple[str, ...]:
    forms = _table()["bentuk"]
    return tuple(day + clock for day in forms["bulan-dahulu" if month_first else "tanggal"] for clock in forms["jam"])


@lru_cache(maxsize=1)
def _zone() -> timezone:
    sign, hours, minutes = re.fullmatch(r"([+-])(\d\d):(\d\d)", _table()["zona"]).groups()  # type: ignore[union-attr]
    return timezone((1 if sign == "+" else -1) * timedelta(hours=int(hours), minutes=int(minutes)))


def _local(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(_zone()).replace(tzinfo=None)


def _iso(text: str) -> datetime | None:
    """ISO 8601; Z and fractions of any length too, which Python reads from 3.11 on only."""
    text = re.sub(r"\.(\d{1,6})\d*", lambda m: "." + m[1].ljust(6, "0"), text.replace("Z", "+00:00"))
    text = re.sub(
        r"([+-]\d\d)(\d\d)?$", lambda m: f"{m[1]}:{m[2] or '00'}" if ":" in text else m[0], text.replace(" +", "+")
    )
    try:
        return _local(datetime.fromisoformat(text))
    except ValueError:
        return None


def _compact(text: str) -> datetime | None:
    """20240131 and 20240131093000."""
    form = {8: "%Y%m%d", 14: "%Y%m%d%H%M%S"}.get(len(text))
    try:
        return datetime.strptime(text, form) if form else None
    except ValueError:
        return None


def _counted(number: float) -> datetime | None:
    """Milliseconds or seconds since 1970, or days since 1900 as spreadsheets count them."""
    if 6e11 <= number < 4.2e12:
        number /= 1000
    if 6e8 <= number < 4.2e9:
        return _local(datetime.fromtimestamp(round(number, 3), timezone.utc))
    if 33_000 <= number < 73_050:
        return _SERIAL_START + timedelta(seconds=round(number * 86_400))
    return None


def _uniform(text: str) -> tuple[str, timezone | None]:
    """A written date with month names as numbers, "/" in the day and ":" in the clock, and its zone where it names one."""
    table = _table()
    zone = None
    offset = re.search(r"(?<=\d)\s*(?:GMT|UTC)?\s*([+-])(\d\d):?(\d\d)\b(?:\s*\([^)]*\))?\s*$", text)
    if offset and ":" in text[: offset.start()]:
        zone = timezone((1 if offset[1] == "+" else -1) * timedelta(hours=int(offset[2]), minutes=int(offset[3])))
        text = text[: offset.start()]
    elif re.search(r"\b(?:GMT|UTC)\s*$", text):
        zone, text = timezone.utc, re.sub(r"\s*\b(?:GMT|UTC)\s*$", "", text)
    words = re.sub(r"[,()]", " ", text.lower()).split()
    plain = " ".join(word for word in words if word.strip(".") not in table["hiasan"]["kata"] and word != "-")
    plain = _NAMED_MONTH.sub(lambda m: _in_order(m, table["bulan"]), plain, count=1)
    plain = re.sub(r"^(\d{1,4})[-./](\d{1,2})[-./](\d{2,4})", r"\1/\2/\3", plain)
    match = _HALVES.fullmatch(plain)
    return (f"{match[1]} {match[2].replace('.', ':')}" if match and match[2] else plain), zone
