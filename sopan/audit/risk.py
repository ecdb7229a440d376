"""Store -> replies that can become a complaint to the Ombudsman, by form of maladministration, and replies to learn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sopan.audit.measures import stream
from sopan.audit.settings import Forms

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PER_KIND = 2
SUBSTANCE = ("solusi", "penjelasan", "tenggat")


@dataclass(frozen=True, slots=True)
class Risk:
    """A reply whose words risk a complaint. form: the most reported one that it risks; times: replies of the same pattern."""

    form: str
    id: str
    officer: str
    unit: str
    date: datetime | None
    score: float
    grade: str
    grave: bool
    rules: tuple[str, ...]
    words: tuple[str, ...]
    contested: bool
    reply: str
    times: int


@dataclass(frozen=True, slots=True)
class FormCount:
    """A form of maladministration: replies that risk it by their words, by coming late, or by not coming at all."""

    form: str
    share: float | None
    words: int
    late: int
    unanswered: int

    @property
    def any(self) -> bool:
        """Whether anything in the archive risks this form."""
        return bool(self.words or self.late or self.unanswered)


@dataclass(frozen=True, slots=True)
class Example:
    """A reply to learn from."""

    kind: str
    score: float
    grade: str
    reply: str


def prepare(store: DuckDBPyConnection, forms: Forms) -> None:
    """Make the temporary tables `form_of` (forms by place in the list) and `risky` (texts with what they risk)."""
    store.execute(
        "CREATE OR REPLACE TEMP TABLE form_of AS SELECT unnest(?) AS form, unnest(?) AS place",
        [[form.name for form in forms.order], list(range(len(forms.order)))],
    )
    store.execute(
        "CREATE OR REPLACE TEMP TABLE risky AS SELECT text_id, min(place) AS place, min(severity) AS severity,"
        " list(DISTINCT rule ORDER BY rule) AS rules"
        " FROM (SELECT text_id, rule, severity, unnest(forms) AS form FROM rude) JOIN form_of USING (form) GROUP BY text_id"
    )


def forms_at_risk(store: DuckDBPyConnection, forms: Forms, late: int, unanswered: int) -> tuple[FormCount, ...]:
    """How many replies risk each form, in the order of the list; forms that nothing risks are left out.

    late, unanswered: replies and messages beyond the limit of time, which risk the forms named for that.
    """
    counts = dict(
        store.execute(
            "SELECT form, count(DISTINCT row) FROM (SELECT text_id, unnest(forms) AS form FROM rude)"
            " JOIN judged USING (text_id) GROUP BY form"
        ).fetchall()
    )
    found = (
        FormCount(
            form.name, form.share, counts.get(form.name, 0), late if form.name == forms.late else 0,
            unanswered if form.name == forms.unanswered else 0,
        )
        for form in forms.order
    )  # fmt: skip
    return tuple(count for count in found if count.any)


_RISKS = """
SELECT form, judged.id, officer, unit, coalesce(replied_at, asked_at) AS date, judged.score, judged.grade, severity = 0,
    rules, (SELECT list(DISTINCT words ORDER BY words) FROM findings WHERE findings.text_id = judged.text_id AND entry <> ''),
    contested, reply, {times}
FROM judged JOIN risky USING (text_id) JOIN texts USING (text_id) JOIN form_of USING (place)
{rest}
"""


def worst_of_each_form(store: DuckDBPyConnection, each: int) -> tuple[Risk, ...]:
    """The gravest replies of each form, one of each pattern of words."""
    chosen = (
        "chosen AS (SELECT first(row ORDER BY severity, judged.score, row) AS row, count(*) AS times"
        " FROM judged JOIN risky USING (text_id) GROUP BY place, template)"
    )
    rest = (
        "JOIN chosen USING (row) QUALIFY row_number() OVER (PARTITION BY place ORDER BY severity, judged.score, row)"
        f" <= {each} ORDER BY place, severity, judged.score, row"
    )
    rows = store.execute(f"WITH {chosen} " + _RISKS.format(times="times", rest=rest)).fetchall()
    return tuple(map(_risk, rows))


def all_risks(store: DuckDBPyConnection) -> Iterator[Risk]:
    """Every reply at risk, the most reported form and the gravest first."""
    return map(_risk, stream(store, _RISKS.format(times="1", rest="ORDER BY place, severity, judged.score, row")))


def _risk(row: tuple[Any, ...]) -> Risk:
    form, number, officer, unit, date, score, grade, grave, rules, words, contested, reply, times = row
    return Risk(
        form,
        number,
        officer,
        unit,
        date,
        score,
        grade,
        grave,
        tuple(rules),
        tuple(words or ()),
        contested,
        reply,
        times,
    )


def good_examples(store: DuckDBPyConnection, listed: int) -> tuple[Example, ...]:
    """The best replies for each kind of message without any discourtesy, each pattern of words once.

    They are of grade A, or of grade B with a greeting, thanks or apology, and something that helps.
    """
    rows = store.execute(
        "WITH best AS (SELECT text_id, kind, score, grade, reply, template FROM texts"
        " WHERE text_id NOT IN (SELECT text_id FROM rude) AND (grade = 'A' OR (grade = 'B' AND salam"
        " AND (maaf OR terima_kasih) AND text_id IN (SELECT text_id FROM signals WHERE list_contains(?, rule))))"
        " QUALIFY row_number() OVER (PARTITION BY template ORDER BY score DESC, text_id) = 1)"
        " SELECT kind, score, grade, reply FROM best"
        f" QUALIFY row_number() OVER (PARTITION BY kind ORDER BY score DESC, length(reply), text_id) <= {PER_KIND}"
        " ORDER BY score DESC, kind, text_id LIMIT ?",
        [list(SUBSTANCE), listed],
    ).fetchall()
    return tuple(Example(*row) for row in rows)
