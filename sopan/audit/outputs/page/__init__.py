"""Summary -> one self-contained web page: charts, tables that sort and filter, nothing loaded from elsewhere."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sopan.audit import tables
from sopan.audit.highlights import highlights, verdict
from sopan.audit.measures import DIMENSIONS
from sopan.audit.numbers import count, long_date, shown
from sopan.audit.outputs import charts
from sopan.audit.outputs.charts import Chart
from sopan.audit.summary import Summary
from sopan.audit.tables import PAGE, Column, Figure, Table
from sopan.messages import LANGUAGE, say
from sopan.outputs.safe import page_environment, page_markup

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = Path(__file__).parent
CARDS = frozenset(("risks", "good", "canned", "alarms", "waiting", "limits", "fairness", "forms", "rules"))
HEADLINES = (
    "judged", "score", "grave", "unanswered", "on-time", "median", "bad",
)  # fmt: skip
MOST_ROWS = 300
EXCERPT = 700
HEAT_STEPS = 4
_NUMBERS = frozenset(("count", "score", "change", "share", "rate", "days", "interval", "effect"))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page with its charts and tables; those with nothing to show are left out."""

    key: str
    title: str
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    text: tuple[str, ...] = ()


def page(summary: Summary) -> str:
    """The page as HTML. Every text of the archive is escaped on its way in; scripts and styles other than its own do not run."""
    style, script = ((FOLDER / name).read_text("utf-8") for name in ("laporan.css", "laporan.js"))
    template = page_environment(FOLDER).get_template("laporan.html.j2")
    headline = {figure.key: figure for figure in tables.figures(summary)}
    return template.render(
        summary=summary, language=LANGUAGE, say=say, number=count, css=_css, key=_key, text=_text, heat=_heat, cards=CARDS,
        style=page_markup(style), script=page_markup(script), style_hash=_hash(style), script_hash=_hash(script),
        period=_period(summary), sources=_sources(summary), highlights=highlights(summary),
        figures=[headline[key] for key in HEADLINES if key in headline and _telling(headline[key])],
        sections=[_drawn(section) for section in _sections(summary) if section.charts or section.tables],
    )  # fmt: skip


def _telling(figure: Figure) -> bool:
    return figure.value is not None and (figure.key != "bad" or figure.value > 0)


def _sections(summary: Summary) -> Iterator[Section]:
    group = tables.group_table
    yield _section("kualitas", [charts.grades(summary), charts.months(summary)], [group(summary, "month")])
    yield _section(
        "kelompok",
        [charts.groups(summary, "officer"), charts.groups(summary, "unit")],
        [group(summary, dimension) for dimension in DIMENSIONS if dimension != "month"],
        _group_notes(summary),
    )
    yield _section(
        "sopan",
        [charts.magic(summary), charts.rules(summary)],
        [tables.rules_table(summary), tables.rude_table(summary, "unit"), tables.rude_table(summary, "officer")],
    )
    yield from _response(summary)
    yield from _fairness(summary)
    yield _section("risiko", [], [tables.forms_table(summary), tables.risk_table(summary)])
    yield _section("teladan", [], [tables.good_table(summary)])
    yield _section("berulang", [], [tables.canned_table(summary)])
    yield _section("kamus", [], [tables.alarms_table(summary)])


def _group_notes(summary: Summary) -> list[str]:
    notes = [say("catatan-selang-kolom")]
    if summary.all.change or any(group.change for groups in summary.by.values() for group in groups):
        notes.append(say("catatan-perubahan-" + summary.options.period))
    return [" ".join(notes)]


def _response(summary: Summary) -> Iterator[Section]:
    if summary.response:
        shown = [tables.limits_table, tables.waiting_table, tables.dates_table]
        yield _section("tanggap", [charts.days(summary.response)], [make(summary.response) for make in shown])


def _fairness(summary: Summary) -> Iterator[Section]:
    if summary.fairness:
        text = [say("adil-menurut", column=fair.column, verdict=verdict(fair)) for fair in summary.fairness] + [
            say("adil-batas")
        ]
        drawn = [charts.fairness(fair) for fair in summary.fairness]
        yield _section("adil", drawn, [tables.fairness_table(fair) for fair in summary.fairness], text)


def _section(key: str, drawn: list[Chart | None], listed: list[Table], text: list[str] | None = None) -> Section:
    return Section(
        key, say("bagian-" + key), tuple(chart for chart in drawn if chart),
        tuple(table.shown(PAGE).filled().cut(MOST_ROWS) for table in listed if table.rows), tuple(text or ()),
    )  # fmt: skip


def _drawn(section: Section) -> dict[str, Any]:
    """The section as the template takes it: charts as markup, since the plotting library has escaped what is in them."""
    drawn = [
        {"title": c.title, "meaning": c.meaning, "wide": page_markup(c.wide), "narrow": page_markup(c.narrow)}
        for c in section.charts
    ]
    return {
        "key": section.key, "title": section.title, "text": section.text, "charts": drawn, "tables": section.tables,
    }  # fmt: skip


def _css(column: Column) -> str:
    if column.kind in _NUMBERS:
        return "number"
    if column.kind in ("date", "month"):
        return "date"
    names = {say("kolom-reply"): "reply", say("kolom-entry"): "entry", say("kolom-id"): "id"}
    return names.get(column.title, "") if column.kind == "text" else ""


def _key(value: Any, column: Column) -> str:
    """What a column is sorted by."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return f"{value[0]:.6g}"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.9g}" if column.kind in _NUMBERS and isinstance(value, (int, float)) else str(value)[:60]


def _text(value: Any, column: Column) -> str:
    text = shown(value, column.kind)
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"


def _heat(table: Table, value: Any, column: Column) -> str:
    """A shade for a rate, by its share of the highest in the table."""
    if not table.heat or column.kind != "rate" or not value:
        return ""
    most = max(v for row in table.rows for v in row.values if isinstance(v, float))
    return f" heat-{min(int(value / most * HEAT_STEPS) + 1, HEAT_STEPS)}"


def _period(summary: Summary) -> str:
    if summary.first is None or summary.last is None:
        return say("laporan-tanpa-tanggal")
    return say("laporan-masa", first=long_date(summary.first), last=long_date(summary.last))


def _sources(summary: Summary) -> str:
    return say("laporan-arsip", sources=", ".join(summary.sources[:10])) if summary.sources else ""


def _hash(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def write_page(store: DuckDBPyConnection, summary: Summary, path: Path) -> None:
    """Write the page to a file."""
    path.write_text(page(summary), encoding="utf-8", newline="\n")
