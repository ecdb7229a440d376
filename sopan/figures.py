"""Numbers as the sentences and views of Sopan write them: 1.234 and 74,5. Reports of an audit write theirs with Babel."""

from __future__ import annotations


def number(value: float, *, signed: bool = False) -> str:
    """A number with a decimal comma and no more digits than it needs; signed: with its sign, minus as a minus sign."""
    return (f"{value:+g}".replace("-", "−") if signed else f"{value:g}").replace(".", ",")


def count(value: float) -> str:
    """A whole number with its thousands parted."""
    return f"{value:,.0f}".replace(",", ".")
