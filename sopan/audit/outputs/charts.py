"""Summary -> charts as SVG text, drawn by Vega-Lite in this process; each in a width for a desk and one for a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sopan.audit.fairness import Fairness
from sopan.audit.measures import GRADES, MAGIC, Dimension, Measures
from sopan.audit.numbers import decimal, percent
from sopan.audit.response import LONGEST_SHOWN, Response
from sopan.audit.summary import Summary
from sopan.messages import LANGUAGE, say
from sopan.outputs.safe import one_line

WIDE, NARROW = 540, 340
INK, QUIET, GRID = "#1f2a37", "#5b6775", "#e3e7ec"
ACCENT, SOFT, ALARM = "#0b5c8a", "#b9d3e3", "#b3402e"
GRADE_COLOURS = ("#1d6f5c", "#86c0aa", "#eab54d", "#b3402e")
MOST_GROUPS = 20
ROW = 26
LEAST_LABELLED = 0.1
FEWEST_DAYS = 5

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in two widths: SVG elements made by the plotting library, every text in them escaped by it."""

    title: str
    meaning: str
    wide: str
    narrow: str


def grades(summary: Summary) -> Chart | None:
    """Shares of the grades: of all, and of each unit with enough replies."""
    named = [(say("audit-semua"), summary.all)]
    named += [(group.name, group) for group in summary.by["unit"] if not group.small and group.name][:MOST_GROUPS]
    values = [
        {
            "name": name, "grade": grade, "share": share, "place": place, "text": f"{share:.0%}" if share >= LEAST_LABELLED else "",
        }
        for name, group in named
        for place, grade in enumerate(GRADES)
        for share in (group.share(group.grades[grade]) or 0,)
    ]  # fmt: skip
    if not summary.judged:
        return None
    x = {
        "field": "share", "type": "quantitative", "stack": "zero", "scale": {"domain": [0, 1]},
        "axis": {**_AXIS, "format": ".0%", "title": None, "tickCount": 5},
    }  # fmt: skip
    base: Spec = {"encoding": {"y": _names(named), "order": {"field": "place"}}}
    bars = {
        "mark": {"type": "bar", "height": 18},
        "encoding": {
            "x": x,
            "color": {
                "field": "grade",
                "type": "nominal",
                "scale": {"domain": list(GRADES), "range": list(GRADE_COLOURS)},
                "legend": {
                    "title": None,
                    "orient": "top",
                    "direction": "horizontal",
                    "symbolType": "square",
                    "offset": 4,
                },
            },
        },
    }
    texts = {
        "mark": {"type": "text", "fontSize": 11},
        "encoding": {
            "x": {**x, "bandPosition": 0.5},
            "text": {"field": "text"},
            "color": {
                "condition": {"test": "datum.grade === 'B' || datum.grade === 'C'", "value": INK},
                "value": "#ffffff",
            },
        },
    }
    return _chart(
        say("grafik-mutu"),
        say("grafik-mutu-arti"),
        values,
        lambda _: {**base, "layer": [bars, texts]},
        ROW * len(named),
    )


def months(summary: Summary) -> Chart | None:
    """Mean score by month with its interval."""
    groups = [g for g in summary.by["month"] if not g.small and g.score and g.score.low is not None]
    if len(groups) < 2:
        return None
    values = [
        {"month": str(g.month), "score": g.score.value, "low": g.score.low, "high": g.score.high}
        for g in groups
        if g.score
    ]
    x = {
        "field": "month", "type": "temporal",
        "axis": {**_AXIS, "format": "%b %y", "title": None, "labelOverlap": "parity", "labelFlush": False, "tickCount": {"interval": "month", "step": 1}},
    }  # fmt: skip
    scale = {"zero": False, "domain": _domain(values), "nice": True}
    y = {"field": "score", "type": "quantitative", "scale": scale, "axis": {**_AXIS, "grid": True, "title": None}}
    layers = [
        {"mark": {"type": "area", "color": SOFT, "opacity": 0.7}, "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
        {"mark": {"type": "line", "color": ACCENT, "strokeWidth": 2.5, "point": {"color": ACCENT, "size": 40, "filled": True}}, "encoding": {"x": x, "y": y}},
    ]  # fmt: skip
    return _chart(say("grafik-bulan"), say("grafik-bulan-arti"), values, lambda _: {"layer": layers}, 200)


def groups(summary: Summary, dimension: Dimension) -> Chart | None:
    """Mean score of each group with its interval, beside the mean of all."""
    known = [g for g in summary.by[dimension] if not g.small and g.name and g.score and g.score.low is not None]
    chosen = {g.name for g in sorted(known, key=lambda g: -g.replies)[:MOST_GROUPS]}
    shown = [g for g in known if g.name in chosen]
    if len(shown) < 2 or summary.all.score is None:
        return None
    values = [
        {"name": g.name, "score": g.score.value, "low": g.score.low, "high": g.score.high} for g in shown if g.score
    ]
    meaning = say("grafik-kelompok-arti")
    if len(shown) < len(known):
        meaning += " " + say("grafik-kelompok-sebagian", shown=len(shown), all=len(known))
    mean = {
        "data": {"values": [{"mean": summary.all.score.value}]},
        "mark": {"type": "rule", "color": QUIET, "strokeDash": [4, 3]},
        "encoding": {"x": {"field": "mean", "type": "quantitative"}},
    }
    names = _names([(g.name, g) for g in shown])
    scale = {"zero": False, "domain": _domain(values), "nice": True}
    layers = [mean, *_intervals(names, "score", scale, "grafik-skor-sumbu")]
    return _chart(say("grafik-petugas" if dimension == "officer" else "grafik-unit"), meaning, values, lambda _: {"layer": layers},
        ROW * len(shown),
    )  # fmt: skip


def fairness(fair: Fairness) -> Chart | None:
    """Differences of score between groups of citizens and all others."""
    found = [c for c in fair.comparisons if c.outcome == "score" and c.difference.low is not None][:MOST_GROUPS]
    if not found:
        return None
    values = [
        {"name": c.group, "score": c.difference.value, "low": c.difference.low, "high": c.difference.high}
        for c in found
    ]
    zero = {
        "data": {"values": [{"zero": 0}]},
        "mark": {"type": "rule", "color": QUIET, "strokeDash": [4, 3]},
        "encoding": {"x": {"field": "zero", "type": "quantitative"}},
    }
    names = _names([(c.group, None) for c in found])
    layers = [zero, *_intervals(names, "score", {"zero": True, "nice": True}, "grafik-adil")]
    return _chart(
        say("grafik-adil-judul", column=fair.column),
        say("grafik-adil-arti"),
        values,
        lambda _: {"layer": layers},
        ROW * len(found),
    )


def magic(summary: Summary) -> Chart | None:
    """Shares of replies with each magic word."""
    if not summary.judged:
        return None
    values = [
        {
            "name": say("nama-" + r),
            "value": summary.all.share(summary.all.magic[r]),
            "text": percent(summary.all.share(summary.all.magic[r]) or 0),
        }
        for r in MAGIC
    ]
    return _bars("grafik-kata", values, ACCENT, {"domain": [0, 1]}, ".0%")


def rules(summary: Summary) -> Chart | None:
    """Discourtesies per 1,000 replies."""
    found = sorted(summary.all.rude, key=lambda rule: (-summary.all.rude[rule], rule))
    if not found:
        return None
    values = [{"name": r, "value": summary.all.rate(r), "text": decimal(summary.all.rate(r) or 0)} for r in found]
    return _bars("grafik-aturan", values, ALARM, {"nice": True}, ",.0f")


def days(response: Response) -> Chart | None:
    """How many working days replies took."""
    if not response.measured:
        return None
    last = max(day for day, n in enumerate(response.days) if n)
    values = [
        {"day": f"{day}+" if day == LONGEST_SHOWN else str(day), "count": n, "place": day}
        for day, n in enumerate(response.days[: max(last, FEWEST_DAYS) + 1])
    ]
    spec: Spec = {
        "mark": {"type": "bar", "color": ACCENT},
        "encoding": {
            "x": {
                "field": "day",
                "type": "nominal",
                "sort": None,
                "axis": {**_AXIS, "labelAngle": 0, "title": say("grafik-hari-sumbu")},
            },
            "y": {
                "field": "count",
                "type": "quantitative",
                "axis": {**_AXIS, "grid": True, "format": ",d", "title": say("grafik-balasan-sumbu"), "tickMinStep": 1},
            },
        },
    }
    return _chart(say("grafik-hari"), "", values, lambda _: spec, 180)


def _bars(key: str, values: Sequence[Spec], colour: str, scale: Spec, form: str) -> Chart:
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": scale,
        "axis": {**_AXIS, "format": form, "title": None, "tickCount": 5, "grid": True},
    }
    names = _names([(str(v["name"]), None) for v in values])
    layers = [
        {
            "mark": {"type": "bar", "color": colour, "height": 16},
            "encoding": {"x": x, "y": names},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 5, "color": INK, "fontSize": 12},
            "encoding": {"x": x, "y": names, "text": {"field": "text"}},
        },
    ]
    return _chart(say(key), "", values, lambda _: {"layer": layers}, ROW * len(values))


def _intervals(names: Spec, field: str, scale: Spec, title: str) -> list[Spec]:
    axis = {**_AXIS, "grid": True, "title": say(title), "tickCount": 6}
    return [
        {
            "mark": {"type": "rule", "color": ACCENT, "strokeWidth": 2},
            "encoding": {
                "y": names,
                "x": {"field": "low", "type": "quantitative", "scale": scale, "axis": axis},
                "x2": {"field": "high"},
            },
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "color": ACCENT, "opacity": 1},
            "encoding": {"y": names, "x": {"field": field, "type": "quantitative", "scale": scale}},
        },
    ]


def _names(named: Iterable[tuple[str, Measures | None]]) -> Spec:
    """The axis of names, in the order given."""
    order = list(dict.fromkeys(one_line(name) for name, _ in named))
    axis = {"title": None, "domain": False, "ticks": False, "labelColor": INK, "labelFontSize": 12, "labelPadding": 8}
    return {"field": "name", "type": "nominal", "sort": order, "axis": axis}


def _domain(values: Sequence[Spec]) -> list[float]:
    low, high = min(v["low"] for v in values), max(v["high"] for v in values)
    margin = max((high - low) * 0.1, 1)
    return [max(low - margin, 0), min(high + margin, 100)]


_AXIS: Spec = {
    "domainColor": "#aab4bf",
    "tickColor": "#aab4bf",
    "gridColor": GRID,
    "grid": False,
    "labelOverlap": "parity",
}
_CONFIG: Spec = {
    "font": "sans-serif",
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelColor": QUIET,
        "titleColor": QUIET,
        "titleFontWeight": "normal",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titlePadding": 8,
    },
    "legend": {"labelColor": INK, "labelFontSize": 12},
}


def _chart(title: str, meaning: str, values: Sequence[Spec], make: Callable[[int], Spec], height: int) -> Chart:
    wide, narrow = (_draw(title, values, make(width), width, height) for width in (WIDE, NARROW))
    return Chart(title, meaning, wide, narrow)


def _draw(title: str, values: Sequence[Spec], spec: Spec, width: int, height: int) -> str:
    import vl_convert

    names = 230 if width == WIDE else 130
    config = {**_CONFIG, "axisY": {"labelLimit": names}}
    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "description": title, "config": config,
        "width": width, "height": height, "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 2, "right": 34, "top": 6, "bottom": 4}, "data": {"values": [_plain(value) for value in values]}, **spec,
    }  # fmt: skip
    numbers, times = _locale()
    return str(
        vl_convert.vegalite_to_svg(
            whole, vl_version="5.20", format_locale=numbers, time_format_locale=times, allowed_base_urls=[]
        )
    )


def _plain(value: Spec) -> Spec:
    """A value whose texts cannot steer the reading direction; the plotting library escapes the rest."""
    return {key: one_line(part) if isinstance(part, str) else part for key, part in value.items()}


@lru_cache(maxsize=1)
def _locale() -> tuple[Spec, Spec]:
    """How the interface's language writes numbers and months, in the shape that D3 asks for."""
    from babel import Locale
    from babel.numbers import get_decimal_symbol, get_group_symbol

    locale = Locale.parse(LANGUAGE)
    numbers = {
        "decimal": get_decimal_symbol(locale), "thousands": get_group_symbol(locale), "grouping": [3], "currency": ["", ""],
        "minus": "−",
    }  # fmt: skip
    months, days = locale.months["stand-alone"], locale.days["stand-alone"]
    order = (6, 0, 1, 2, 3, 4, 5)
    times = {
        "dateTime": "%A, %e %B %Y %X", "date": "%d/%m/%Y", "time": "%H:%M:%S", "periods": ["AM", "PM"],
        "days": [days["wide"][d] for d in order], "shortDays": [days["abbreviated"][d] for d in order],
        "months": [months["wide"][m] for m in range(1, 13)], "shortMonths": [months["abbreviated"][m] for m in range(1, 13)],
    }  # fmt: skip
    return numbers, times
