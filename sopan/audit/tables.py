"""Summary -> tables of typed values, which the terminal, the web page and the workbook show each in its way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sopan.audit.fairness import Comparison, Fairness
from sopan.audit.highlights import signed
from sopan.audit.measures import GRADES, MAGIC, Dimension, Measures
from sopan.audit.numbers import Kind, count, decimal, percent, shown
from sopan.audit.response import Response, Speed, Waiting
from sopan.audit.summary import Summary
from sopan.messages import say

TERMINAL, PAGE, BOOK = "t", "h", "x"
EVERYWHERE = TERMINAL + PAGE + BOOK
ON_PAPER = PAGE + BOOK


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, the kind of its values, and the outputs that show it (letters t, h, x)."""

    title: str
    kind: Kind
    where: str = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Row:
    """A line of values; small: a group with too few replies to compare."""

    values: tuple[Any, ...]
    small: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading and a note under it (Indonesian).

    heat: rates that a page may shade. left_out: rows that were cut off its end.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    heat: bool = False
    left_out: int = 0

    def shown(self, where: str) -> Table:
        """The table with the columns of one output only."""
        places = [n for n, column in enumerate(self.columns) if where in column.where]
        rows = tuple(Row(tuple(row.values[n] for n in places), row.small) for row in self.rows)
        return replace(self, columns=tuple(self.columns[n] for n in places), rows=rows)

    def filled(self) -> Table:
        """The table without columns that are empty throughout."""
        places = [n for n in range(len(self.columns)) if any(row.values[n] not in (None, "") for row in self.rows)]
        rows = tuple(Row(tuple(row.values[n] for n in places), row.small) for row in self.rows)
        return replace(self, columns=tuple(self.columns[n] for n in places), rows=rows)

    def cut(self, most: int) -> Table:
        """The table with its first rows only."""
        return replace(self, rows=self.rows[:most], left_out=self.left_out + max(len(self.rows) - most, 0))


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the overview with its label, and a few words that explain it."""

    key: str
    label: str
    value: Any
    kind: Kind
    note: str = ""

    @property
    def text(self) -> str:
        """The figure as a reader writes it."""
        return shown(self.value, self.kind)


def figures(summary: Summary) -> tuple[Figure, ...]:
    """The overview: what was read, the mean score, grades, magic words, discourtesy, speed."""
    total = summary.all
    found: list[tuple[str, Any, Kind, str]] = [
        ("rows", summary.rows, "count", ""),
        ("judged", summary.judged, "count", ""),
        ("unanswered", summary.unanswered, "count", _waiting_note(summary.response)),
        ("bad", summary.bad, "count", ""),
        ("score", total.score.value if total.score else None, "score", _interval_note(total)),
    ]
    found += [(f"grade-{g}", total.share(total.grades[g]), "share", _replies(total.grades[g])) for g in GRADES]
    found += [(f"magic-{rule}", total.share(n), "share", _replies(n)) for rule, n in total.magic.items()]
    found += [
        ("grave", total.share(total.grave), "share", _replies(total.grave)),
        ("canned", _share(summary.canned_share.canned, summary.canned_share.replies), "share", _replies(summary.canned_share.canned)),
        ("texts", summary.canned_share.texts, "count", ""),
        ("contested", total.share(total.contested), "share", _replies(total.contested)),
    ]  # fmt: skip
    if summary.response:
        found += [
            ("median", summary.response.all.median, "days", ""),
            ("on-time", summary.response.all.on_time, "share", summary.response.limits.title),
            ("waiting-over", summary.response.waiting_over, "count", ""),
        ]
    return tuple(Figure(key, say("angka-" + key), value, kind, note) for key, value, kind, note in found)


def _replies(number: int) -> str:
    return say("catatan-balasan", count=count(number))


def _waiting_note(response: Response | None) -> str:
    return say("catatan-menunggu", count=count(response.waiting_over)) if response and response.waiting else ""


def _interval_note(total: Measures) -> str:
    score = total.score
    if score is None or score.low is None or score.high is None:
        return ""
    return say("catatan-selang", low=decimal(score.low), high=decimal(score.high))


def group_table(summary: Summary, dimension: Dimension) -> Table:
    """The measures of each group of a dimension; empty where the archive does not tell the groups."""
    groups = summary.by[dimension]
    speeds = summary.response.by.get(dimension, {}) if summary.response else {}
    columns = [*_measure_columns(summary, groups, dimension, speeds), *_rule_columns(summary)]
    small = any(group.small for group in groups)
    note = say("catatan-kecil", least=count(summary.options.small)) if small else ""
    rows = [Row(tuple(value(group) for _, value in columns), group.small) for group in groups]
    return Table(dimension, say("tabel-" + dimension), tuple(column for column, _ in columns), tuple(rows), note)


_Columns = list[tuple[Column, Callable[[Measures], Any]]]


def _measure_columns(
    summary: Summary, groups: Iterable[Measures], dimension: Dimension, speeds: dict[str, Speed] | Any
) -> _Columns:
    none = Speed(0, None, None, None)
    groups = tuple(groups)
    name_kind: Kind = "month" if dimension == "month" else "text"
    columns: _Columns = [
        (Column(say("kolom-" + dimension), name_kind), lambda g: g.month or g.name or say("tanpa-nama")),
        (Column(say("kolom-replies"), "count"), lambda g: g.replies),
        (Column(say("kolom-score"), "score"), lambda g: g.score.value if g.score else None),
        (Column(say("kolom-interval"), "interval", PAGE), _interval),
        (Column(say("kolom-low"), "score", BOOK), lambda g: g.score.low if g.score else None),
        (Column(say("kolom-high"), "score", BOOK), lambda g: g.score.high if g.score else None),
    ]
    if any(group.change for group in groups):
        columns.append((Column(say("kolom-change"), "change"), lambda g: g.change.value if g.change else None))
    if any(group.small for group in groups):
        columns.append((Column(say("kolom-small"), "text", BOOK), lambda g: say("ya") if g.small else ""))
    columns.append((Column(say("kolom-ab"), "share", PAGE), lambda g: g.share(g.grades["A"] + g.grades["B"])))
    columns += [(Column(say("kolom-mutu", grade=g), "share", BOOK), _grade(g)) for g in GRADES]
    columns += [(Column(say("nama-" + rule), "share"), _magic(rule)) for rule in MAGIC]
    columns.append((Column(say("kolom-grave"), "share"), lambda g: g.share(g.grave)))
    if any(group.unanswered for group in groups):
        columns.append((Column(say("kolom-unanswered"), "count"), lambda g: g.unanswered))
    if any(speed.measured for speed in speeds.values()):
        columns += [
            (Column(say("kolom-median"), "days", ON_PAPER), lambda g: speeds.get(g.name, none).median),
            (Column(say("kolom-on-time"), "share", ON_PAPER), lambda g: speeds.get(g.name, none).on_time),
        ]
    if any(group.contested for group in groups):
        columns.append((Column(say("kolom-contested"), "share", ON_PAPER), lambda g: g.share(g.contested)))
    return columns


def _rule_columns(summary: Summary) -> _Columns:
    return [(Column(say("kolom-per-seribu", rule=rule), "rate", BOOK), _rate(rule)) for rule in _bad_rules(summary)]


def _interval(group: Measures) -> tuple[float, float] | None:
    score = group.score
    return None if score is None or score.low is None or score.high is None else (score.low, score.high)


def _grade(grade: str) -> Callable[[Measures], float | None]:
    return lambda group: group.share(group.grades[grade])


def _magic(rule: str) -> Callable[[Measures], float | None]:
    return lambda group: group.share(group.magic[rule])


def _rate(rule: str) -> Callable[[Measures], float | None]:
    return lambda group: group.rate(rule)


def _bad_rules(summary: Summary) -> list[str]:
    """Discourtesies by how often they occur, then by name."""
    names = [name for name, rule in summary.rules.items() if rule.bad]
    return sorted(names, key=lambda name: (-summary.all.rude.get(name, 0), name))


def rude_table(summary: Summary, dimension: Dimension) -> Table:
    """Discourtesies per 1,000 replies by group, those that occur at all; small groups are left out."""
    rules = [rule for rule in _bad_rules(summary) if summary.all.rude.get(rule)]
    groups = [group for group in summary.by[dimension] if not group.small]
    rows = [Row((group.name or say("tanpa-nama"), *(group.rate(rule) for rule in rules))) for group in groups]
    columns = (Column(say("kolom-" + dimension), "text"), *(Column(rule, "rate") for rule in rules))
    title = say("tabel-rude", group=say("kolom-" + dimension))
    return Table(f"rude-{dimension}", title, columns, tuple(rows) if rules else (), say("catatan-rude"), heat=True)


def rules_table(summary: Summary) -> Table:
    """Each discourtesy: replies with it, and per 1,000."""
    columns = (
        Column(say("kolom-rule"), "text"), Column(say("kolom-title"), "text"), Column(say("kolom-severity"), "text"),
        Column(say("kolom-replies"), "count"), Column(say("kolom-rate"), "rate"),
    )  # fmt: skip
    found = [rule for rule in _bad_rules(summary) if summary.all.rude.get(rule)]
    rows = [
        Row((n, summary.rules[n].title, summary.rules[n].severity, summary.all.rude[n], summary.all.rate(n)))
        for n in found
    ]
    return Table("rules", say("tabel-rules"), columns, tuple(rows))


def forms_table(summary: Summary) -> Table:
    """Forms of maladministration at risk, the most reported to the Ombudsman first."""
    columns = (
        Column(say("kolom-form"), "text"), Column(say("kolom-form-share"), "share"),
        Column(say("kolom-form-words"), "count"), Column(say("kolom-form-late"), "count"),
        Column(say("kolom-form-unanswered"), "count"),
    )  # fmt: skip
    rows = [Row((f.form, f.share, f.words, f.late, f.unanswered)) for f in summary.at_risk]
    return Table("forms", say("tabel-forms"), columns, tuple(rows), say("catatan-forms", source=summary.forms.source))


def risk_columns() -> tuple[Column, ...]:
    """The columns of the risk list."""
    return (
        Column(say("kolom-form"), "text", ON_PAPER), Column(say("kolom-id"), "text"), Column(say("kolom-date"), "date", ON_PAPER),
        Column(say("kolom-officer"), "text"), Column(say("kolom-unit"), "text", ON_PAPER), Column(say("kolom-skor"), "score"),
        Column(say("kolom-grade"), "text", BOOK), Column(say("kolom-rules"), "text"), Column(say("kolom-words"), "text", BOOK),
        Column(say("kolom-reply"), "text"), Column(say("kolom-times"), "count", PAGE), Column(say("kolom-keberatan"), "text", BOOK),
    )  # fmt: skip


def risk_values(risk: Any) -> tuple[Any, ...]:
    """A line of the risk list."""
    return (
        risk.form, risk.id, risk.date, risk.officer, risk.unit, risk.score, risk.grade, ", ".join(risk.rules),
        "; ".join(risk.words), risk.reply, risk.times, say("ya") if risk.contested else "",
    )  # fmt: skip


def risk_table(summary: Summary) -> Table:
    """The gravest replies of each form, one of each pattern."""
    rows = tuple(Row(risk_values(risk)) for risk in summary.risks)
    return Table("risks", say("tabel-risks"), risk_columns(), rows, say("catatan-risks", each=summary.options.listed))


def good_table(summary: Summary) -> Table:
    """Replies to learn from."""
    columns = (
        Column(say("kolom-kind"), "text"),
        Column(say("kolom-skor"), "score"),
        Column(say("kolom-reply"), "text"),
    )
    rows = tuple(Row((example.kind, example.score, example.reply)) for example in summary.good)
    return Table("good", say("tabel-good"), columns, rows)


def canned_table(summary: Summary) -> Table:
    """Answers given often, each with its score once."""
    columns = (
        Column(say("kolom-times"), "count"), Column(say("kolom-variants"), "count"), Column(say("kolom-officers"), "count"),
        Column(say("kolom-skor"), "score"), Column(say("kolom-grade"), "text"), Column(say("kolom-reply"), "text"),
    )  # fmt: skip
    rows = tuple(Row((c.times, c.variants, c.officers, c.score, c.grade, c.reply)) for c in summary.canned)
    return Table("canned", say("tabel-canned"), columns, rows, say("catatan-canned"))


def alarms_table(summary: Summary) -> Table:
    """Entries of the lexicon that fire most, and how often that is contested."""
    columns = (
        Column(say("kolom-rule"), "text"), Column(say("kolom-words"), "text"), Column(say("kolom-replies"), "count"),
        Column(say("kolom-texts"), "count"), Column(say("kolom-objections"), "count"), Column(say("kolom-contested"), "share"),
        Column(say("kolom-entry"), "text"),
    )  # fmt: skip
    rows = tuple(
        Row((a.rule, a.words, a.replies, a.texts, a.contested, _share(a.contested, a.replies), a.entry))
        for a in summary.alarms
    )
    return Table("alarms", say("tabel-alarms"), columns, rows, say("catatan-alarms"))


def limits_table(response: Response) -> Table:
    """Share of replies within each limit of the preset."""
    columns = (
        Column(say("kolom-limit"), "text"), Column(say("kolom-amount"), "text"), Column(say("kolom-measured"), "count"),
        Column(say("kolom-within"), "count"), Column(say("kolom-within-share"), "share"),
    )  # fmt: skip
    rows = tuple(
        Row((w.limit.name, say("lama-" + w.limit.unit, amount=w.limit.amount), w.measured, w.within, w.share))
        for w in response.within
    )
    note = say("catatan-limits", title=response.limits.title, source=response.limits.source)
    return Table("limits", say("tabel-limits"), columns, rows, note)


def dates_table(response: Response) -> Table:
    """Replies whose dates are missing or wrong."""
    columns = (Column(say("kolom-problem"), "text"), Column(say("kolom-replies"), "count"))
    rows = [Row((say("tanggal-" + name), n)) for name, n in response.problems.items() if n]
    return Table("dates", say("tabel-dates"), columns, tuple(rows), say("catatan-dates"))


def waiting_columns() -> tuple[Column, ...]:
    """The columns of the list of messages without a reply."""
    return (
        Column(say("kolom-id"), "text"), Column(say("kolom-asked"), "date"), Column(say("kolom-waited"), "count"),
        Column(say("kolom-officer"), "text"), Column(say("kolom-unit"), "text"),
    )  # fmt: skip


def waiting_values(waiting: Waiting) -> tuple[Any, ...]:
    """A line of that list."""
    return waiting.id, waiting.asked, waiting.working_days, waiting.officer, waiting.unit


def waiting_table(response: Response) -> Table:
    """Messages without a reply, the oldest first."""
    rows = tuple(Row(waiting_values(waiting)) for waiting in response.oldest)
    note = say("catatan-waiting", date=shown(response.until, "date"))
    return Table(
        "waiting", say("tabel-waiting"), waiting_columns(), rows, note, left_out=response.waiting - len(rows)
    )  # fmt: skip


def fairness_table(fair: Fairness) -> Table:
    """Comparisons of groups of citizens."""
    columns = (
        Column(say("kolom-citizens"), "text"), Column(say("kolom-outcome"), "text"), Column(say("kolom-replies"), "count"),
        Column(say("kolom-value"), "text"), Column(say("kolom-others"), "text"), Column(say("kolom-difference"), "text"),
        Column(say("kolom-same-kind"), "text"), Column(say("kolom-effect"), "effect"), Column(say("kolom-verdict"), "text"),
    )  # fmt: skip
    rows = tuple(Row(_comparison(c)) for c in fair.comparisons)
    note = []
    if fair.small:
        note.append(say("catatan-fairness-kecil", groups=", ".join(f"{n} ({count(c)})" for n, c in fair.small[:10])))
    if fair.unknown:
        note.append(say("catatan-fairness-kosong", count=count(fair.unknown)))
    return Table("fairness", say("tabel-fairness", column=fair.column), columns, rows, " ".join(note))


def _comparison(c: Comparison) -> tuple[Any, ...]:
    low, high = c.difference.low, c.difference.high
    value: Callable[[float], str] = percent if c.outcome == "missing_magic" else decimal
    interval = ""
    if low is not None and high is not None:
        interval = say("selang-selisih", low=signed(c, low), high=signed(c, high))
    return (
        c.group, say("hasil-" + c.outcome), c.replies, value(c.value), value(c.others),
        " ".join((signed(c, c.difference.value), interval)), None if c.within_kinds is None else signed(c, c.within_kinds),
        c.effect, say("beda-" + ("nyata" if c.notable else "tidak")),
    )  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
