"""Store -> a stratified sample of replies on sheets for people to rate, with no trace of Sopan's verdict."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sopan.audit.measures import MAGIC
from sopan.audit.settings import rater_scale
from sopan.lexicon.model import Lexicon
from sopan.messages import say
from sopan.outputs.safe import cell, terminal
from sopan.textfile import written_aside

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOT_RATED = frozenset(("berbelit",))
_SAMPLE = """
WITH gravest AS (SELECT text_id, arg_min(rule, (severity, rule)) AS rule FROM rude GROUP BY text_id),
patterns AS (
    SELECT min(row) AS row, first(text_id ORDER BY row) AS text_id FROM judged WHERE answered GROUP BY template
),
placed AS (
    SELECT patterns.row, texts.*, md5(concat(?::VARCHAR, '/', patterns.row)) AS lot,
        row_number() OVER (PARTITION BY grade, gravest.rule ORDER BY md5(concat(?::VARCHAR, '/', patterns.row))) AS place
    FROM patterns JOIN texts USING (text_id) LEFT JOIN gravest USING (text_id)
)
SELECT row, message, reply FROM (SELECT * FROM placed ORDER BY place, lot LIMIT ?) ORDER BY lot
"""


@dataclass(frozen=True, slots=True)
class Sampled:
    """One reply to rate. number: its row in the archive, by which the sheets are put together again."""

    number: int
    message: str
    reply: str


def draw(store: DuckDBPyConnection, size: int, seed: int) -> tuple[Sampled, ...]:
    """At most `size` replies, each pattern of words once, taken in turn from every grade and every gravest rule.

    Rare discourtesies are thus well represented, which agreement by rule needs; the sample does not tell how frequent they
    are. The same seed draws the same sample.
    """
    return tuple(Sampled(*row) for row in store.execute(_SAMPLE, [seed, seed, size]).fetchall())


def rated_rules(lexicon: Lexicon, *, all_rules: bool) -> tuple[str, ...]:
    """The rules that people mark: the magic words and every discourtesy, or all."""
    bad = [rule.name for rule in lexicon.rules.values() if rule.bad and rule.name not in NOT_RATED]
    good = [rule.name for rule in lexicon.rules.values() if not rule.bad and rule.name not in MAGIC]
    return (*MAGIC, *(good if all_rules else ()), *bad)


def write_sheets(
    sample: Sequence[Sampled], rules: Sequence[str], lexicon: Lexicon, target: Path, raters: int
) -> list[Path]:
    """One sheet (.xlsx or .csv) a rater, each in an order of its own; gives back their names. Raises OSError."""
    write = _write_csv if target.suffix.lower() == ".csv" else _write_workbook
    written = []
    for rater in range(1, raters + 1):
        path = target.with_name(f"{target.stem}-{rater}{target.suffix}")
        turn = len(sample) * (rater - 1) // raters
        with written_aside(path) as beside:
            write(beside, [*sample[turn:], *sample[:turn]], rules, lexicon)
        written.append(path)
    return written


def _head(rules: Sequence[str]) -> list[str]:
    return [say("kolom-id"), say("kolom-message"), say("kolom-reply"), say("nilai-kolom"), *rules, say("nilai-catatan")]


def _write_csv(path: Path, sample: Sequence[Sampled], rules: Sequence[str], lexicon: Lexicon) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_head(rules))
        for item in sample:
            writer.writerow([item.number, cell(item.message), cell(item.reply), *[""] * (len(rules) + 2)])


def _write_workbook(path: Path, sample: Sequence[Sampled], rules: Sequence[str], lexicon: Lexicon) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    _rating_sheet(book, sample, rules)
    _guide_sheet(book, rules, lexicon)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from None


def _rating_sheet(book: Any, sample: Sequence[Sampled], rules: Sequence[str]) -> None:
    sheet = book.add_worksheet(say("lembar-penilaian"))
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "top", "bg_color": "#EEF2F6"})
    upright = book.add_format({"bold": True, "bottom": 1, "rotation": 90, "bg_color": "#EEF2F6"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    top = book.add_format({"valign": "top", "align": "center"})
    first_rule, last = 4, 4 + len(rules)
    for place, title in enumerate(_head(rules)):
        sheet.write_string(0, place, title, upright if first_rule <= place < last else bold)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 2, 70)
    sheet.set_column(3, 3, 8)
    sheet.set_column(first_rule, last - 1, 5)
    sheet.set_column(last, last, 30)
    for row, item in enumerate(sample, 1):
        sheet.write_number(row, 0, item.number, top)
        sheet.write_string(row, 1, terminal(item.message), wrapped)
        sheet.write_string(row, 2, terminal(item.reply), wrapped)
    scale = [str(step) for step in range(1, len(rater_scale().steps) + 1)]
    marks = [say("ya"), say("tidak"), "?"]
    sheet.data_validation(1, 3, len(sample), 3, {"validate": "list", "source": [*scale, "?"]})
    sheet.data_validation(1, first_rule, len(sample), last - 1, {"validate": "list", "source": marks})
    sheet.freeze_panes(1, 1)


def _guide_sheet(book: Any, rules: Sequence[str], lexicon: Lexicon) -> None:
    sheet = book.add_worksheet(say("lembar-petunjuk"))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 2, 80, book.add_format({"text_wrap": True, "valign": "top"}))
    for row, cells in enumerate(_guide(rules, lexicon)):
        sheet.write_row(row, 0, cells)


def _guide(rules: Sequence[str], lexicon: Lexicon) -> Iterator[tuple[str, ...]]:
    for number in range(1, 6):
        yield str(number), say(f"petunjuk-{number}")
    yield ()
    yield (say("nilai-kolom"),)
    yield from ((str(step), meaning) for step, meaning in enumerate(rater_scale().steps, 1))
    yield ()
    yield (say("kolom-rule"),)
    for rule in map(lexicon.rules.__getitem__, rules):
        example = say("petunjuk-contoh", example=rule.wrong if rule.bad else rule.right)
        yield rule.name, f"{rule.title}. {rule.message}", example
