"""The figures of an audit in one value: every output is rendered from it, so that their numbers agree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sopan.audit import fairness, measures, repeats, response, risk
from sopan.audit.fairness import Fairness
from sopan.audit.measures import DIMENSIONS, Dimension, Measures, Period
from sopan.audit.repeats import Alarm, Canned, CannedShare
from sopan.audit.response import Response
from sopan.audit.risk import Example, FormCount, Risk
from sopan.audit.settings import DEFAULT_LIMITS, Forms, forms, limits
from sopan.audit.store import read_meta
from sopan.lexicon.model import Lexicon, Rule

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SMALL = 20


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader of the report may choose.

    small: groups with fewer replies are marked, not ranked. ranked: groups by mean score, else by name.
    period: what a trend compares. limits: preset of limits of time; holidays: file of further holidays.
    listed: most replies shown of each form of risk; longest: most rows of a list.
    """

    small: int = SMALL
    ranked: bool = True
    period: Period = "month"
    limits: str = DEFAULT_LIMITS
    holidays: Path | None = None
    listed: int = 5
    longest: int = 15


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of an archive. rows = judged + unanswered + bad."""

    options: Options
    sources: tuple[str, ...]
    version: str
    lexicon: str
    partial: bool
    rows: int
    judged: int
    unanswered: int
    bad: int
    first: date | None
    last: date | None
    rules: Mapping[str, Rule]
    all: Measures
    by: Mapping[Dimension, tuple[Measures, ...]]
    response: Response | None
    fairness: tuple[Fairness, ...]
    forms: Forms
    at_risk: tuple[FormCount, ...]
    risks: tuple[Risk, ...]
    good: tuple[Example, ...]
    canned: tuple[Canned, ...]
    canned_share: CannedShare
    alarms: tuple[Alarm, ...]


def summarize(store: DuckDBPyConnection, lexicon: Lexicon, options: Options) -> Summary:
    """Measure a work file. Raises InputError where a preset or a file of the options cannot be used."""
    meta = read_meta(store)
    measures.prepare(store, lexicon)
    span = measures.span(store)
    order = forms()
    risk.prepare(store, order)
    answer = _respond(store, options, span[1].date() if span else None)
    by = {d: _ordered(measures.by(store, d, options.period, options.small), d, options) for d in DIMENSIONS}
    total = measures.overall(store, options.period, options.small)
    bad = _count(store, "SELECT count(*) FROM bad")
    late = _count(store, "SELECT count(*) FROM timed WHERE late") if answer else 0
    return Summary(
        options=options, sources=_sources(meta), version=meta.get("sopan", ""), lexicon=meta.get("lexicon", lexicon.version),
        partial=meta.get("state", "selesai") != "selesai", rows=total.replies + total.unanswered + bad,
        judged=total.replies, unanswered=total.unanswered, bad=bad,
        first=span[0].date() if span else None, last=span[1].date() if span else None,
        rules=lexicon.rules, all=total, by=by, response=answer,
        fairness=tuple(fairness.compare(store, column, options.small) for column in fairness.columns(store)),
        forms=order, at_risk=risk.forms_at_risk(store, order, late, answer.waiting_over if answer else 0),
        risks=risk.worst_of_each_form(store, options.listed), good=risk.good_examples(store, options.listed),
        canned=repeats.canned(store, options.longest), canned_share=repeats.canned_share(store),
        alarms=repeats.alarms(store, options.longest),
    )  # fmt: skip


def _respond(store: DuckDBPyConnection, options: Options, until: date | None) -> Response | None:
    preset = limits(options.limits)
    until = until or response.FIRST
    first = _count(store, "SELECT coalesce(year(min(least(asked_at, replied_at))), 0) FROM replies")
    off = response.holidays(date(max(first, response.FIRST.year), 1, 1), until, options.holidays)
    response.prepare(store, preset, off, until)
    return response.respond(store, preset, until, DIMENSIONS, options.longest)


def _ordered(groups: tuple[Measures, ...], dimension: Dimension, options: Options) -> tuple[Measures, ...]:
    return groups if options.ranked or dimension == "month" else tuple(sorted(groups, key=lambda group: group.name))


def _count(store: DuckDBPyConnection, query: str) -> int:
    row = store.execute(query).fetchone()
    return int(row[0]) if row else 0


def _sources(meta: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the files read, without their folders."""
    found = json.loads(meta.get("sources", "[]"))
    names = [item if isinstance(item, str) else str(item.get("name", "")) for item in found]
    return tuple(Path(name).name or name for name in names)
