"""Figures and dates as a reader of the interface's language writes them: 1.234,5 and 7 Agustus 2025."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from sopan.messages import LANGUAGE

Kind = Literal["text", "count", "score", "change", "share", "rate", "days", "date", "month", "interval", "effect"]
NONE = "–"


def shown(value: object, kind: Kind) -> str:
    """A value as text; a dash where there is none. score, change and rate have one decimal, days at most one; share is 0..1;
    interval is a pair of scores.
    """
    if value is None or value == "":
        return NONE
    if isinstance(value, tuple):
        return "–".join(decimal(part) for part in value)
    if isinstance(value, (date, datetime)):
        return format_date(value, "MMM y" if kind == "month" else "d MMM y", locale=LANGUAGE)
    if isinstance(value, (int, float)) and kind != "text":
        return _FORMATS[kind](value)
    return str(value)


def count(value: int) -> str:
    """A whole number with its thousands parted."""
    return format_decimal(value, "#,##0", locale=LANGUAGE)


def decimal(value: float) -> str:
    """A number with one decimal."""
    return format_decimal(value, "#,##0.0", locale=LANGUAGE)


def two_decimals(value: float) -> str:
    """A number with two decimals, for effect sizes and agreement."""
    return format_decimal(round(value, 2) + 0.0, "0.00;−0.00", locale=LANGUAGE)


def percent(share: float) -> str:
    """A share of 0..1 in percent, with one decimal."""
    return format_percent(share, "#,##0.0%", locale=LANGUAGE)


def change(value: float) -> str:
    """A difference with its sign."""
    return format_decimal(round(value, 1) + 0.0, "+#,##0.0;−#,##0.0" if round(value, 1) else "0.0", locale=LANGUAGE)


def long_date(value: date) -> str:
    """A date with the name of its month in full."""
    return format_date(value, "d MMMM y", locale=LANGUAGE)


_FORMATS: dict[str, Callable[[float], str]] = {
    "count": lambda value: count(round(value)), "score": decimal, "change": change, "share": percent, "rate": decimal,
    "days": lambda value: format_decimal(value, "#,##0.#", locale=LANGUAGE), "effect": two_decimals, "date": str, "month": str, "interval": str,
}  # fmt: skip
