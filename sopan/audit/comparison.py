"""Results of an earlier audit, judged again -> which grades changed, and by which entries of the lexicon."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sopan.audit.judge import Judge
from sopan.audit.opening import is_work_file
from sopan.audit.store import open_store, quoted
from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.textfile import owner_only

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CHUNK = 2_000
_FROM_STORE = (
    "SELECT reply, message, kind, score, grade, (SELECT list(DISTINCT entry ORDER BY entry) FROM signals"
    " WHERE signals.text_id = texts.text_id AND entry <> ''), channel, times FROM texts"
    " JOIN (SELECT text_id, any_value(channel) AS channel, count(*) AS times FROM replies GROUP BY text_id) USING (text_id) ORDER BY text_id"
)
_LINES = (
    "format = 'newline_delimited', columns = {reply: 'VARCHAR', message: 'VARCHAR', kind: 'VARCHAR', channel: 'VARCHAR', score: 'DOUBLE',"
    " grade: 'VARCHAR', lexicon: 'VARCHAR', signals: 'STRUCT(entry VARCHAR)[]'}"
)
_FROM_LINES = (
    "SELECT reply, message, kind, score, grade, list_sort(list_distinct(list_transform(signals, lambda s: s.entry))), channel, count(*)"
    " FROM {source} WHERE score IS NOT NULL GROUP BY ALL ORDER BY ALL"
)


@dataclass(frozen=True, slots=True)
class Changed:
    """A text whose grade is another now. gained, lost: entries that fire now and did not, and the other way round. times: replies with the text."""

    reply: str
    old_grade: str
    grade: str
    old_score: float
    score: float
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    times: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What judging again changed. texts: distinct texts judged; means: over all replies."""

    old_lexicon: str
    lexicon: str
    texts: int
    old_mean: float
    mean: float
    changed: tuple[Changed, ...]


def compare(path: Path, judge: Judge) -> Comparison:
    """Judge the texts of earlier results (work file, .jsonl, .parquet, .csv) with today's lexicon. Raises InputError."""
    import duckdb

    if not path.is_file():
        raise InputError(say("kerja-tidak-ada", name=shorten(str(path))))
    store = open_store(path) if is_work_file(str(path)) else duckdb.connect(config={"memory_limit": "384MB"})
    try:
        lexicon, query = _query(store, path)
        with owner_only():
            return _compare(_rows(store, query), lexicon, judge)
    except duckdb.Error:
        raise InputError(say("banding-bukan-hasil", name=shorten(str(path)))) from None
    finally:
        store.close()


def _query(store: DuckDBPyConnection, path: Path) -> tuple[str, str]:
    """The version of the old lexicon, and the query for the old texts with what was found in them."""
    if is_work_file(str(path)):
        return _one(store, "SELECT value FROM meta WHERE key = 'lexicon'"), _FROM_STORE
    name = "'" + glob.escape(str(path)).replace("'", "''") + "'"
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return _csv_query(store, f"read_csv({name}, all_varchar = true, header = true)")
    readers = {".parquet": f"read_parquet({name})", ".jsonl": f"read_json({name}, {_LINES})"}
    if suffix not in readers:
        raise InputError(say("banding-bukan-hasil", name=shorten(str(path))))
    source = readers[suffix]
    return _one(store, f"SELECT any_value(lexicon) FROM {source}"), _FROM_LINES.format(source=source)


def _csv_query(store: DuckDBPyConnection, source: str) -> tuple[str, str]:
    """A CSV marks what a spreadsheet would run with an apostrophe, which is no part of the text."""
    heads = say("hasil-kolom-csv").split(",")
    channel, kind, score, grade, entries, message, reply, version = (
        quoted(heads[place]) for place in (5, 8, 9, 10, 16, 18, 19, 20)
    )
    texts = ", ".join(
        f"regexp_replace(coalesce({column}, ''), '^''([ \\n]*[=+\\-@\\t\\r＝＋－＠])', '\\1')"
        for column in (reply, message)
    )
    return _one(store, f"SELECT any_value({version}) FROM {source}"), (
        f"SELECT {texts}, {kind}, {score}::DOUBLE, {grade}, list_sort(string_split(coalesce({entries}, ''), ' ')), {channel}, count(*)"
        f" FROM {source} WHERE {score} IS NOT NULL AND {score} <> '' GROUP BY ALL ORDER BY ALL"
    )


def _one(store: DuckDBPyConnection, query: str) -> str:
    row = store.execute(query).fetchone()
    return str(row[0]) if row and row[0] is not None else ""


def _rows(store: DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    store.execute(query)
    while rows := store.fetchmany(CHUNK):
        yield from rows


def _compare(rows: Iterable[tuple[Any, ...]], old_lexicon: str, judge: Judge) -> Comparison:
    changed: list[Changed] = []
    texts = replies = 0
    old_total = total = 0.0
    for reply, message, kind, old_score, old_grade, old_entries, channel, times in rows:
        if reply is None:
            raise InputError(say("banding-tanpa-teks"))
        checker = judge.checker_for(judge.channel(channel or ""))
        report = checker.check(reply, message=message or None, kind=kind if kind in checker.lexicon.needs else None)
        score = report.score
        texts, replies = texts + 1, replies + times
        old_total, total = old_total + times * old_score, total + times * score.value
        if score.grade != old_grade:
            before = {entry for entry in old_entries or () if entry}
            now = {signal.entry for signal in report.signals if signal.entry}
            changed.append(
                Changed(
                    reply, old_grade, score.grade, old_score, score.value, _only(now, before), _only(before, now), times
                )
            )
    changed.sort(key=lambda one: (-one.times, one.score - one.old_score, one.reply))
    return Comparison(
        old_lexicon, judge.version, texts, old_total / replies if replies else 0.0,
        total / replies if replies else 0.0, tuple(changed),
    )  # fmt: skip


def _only(entries: set[str], others: set[str]) -> tuple[str, ...]:
    return tuple(sorted(entries - others))


def causes(changed: Sequence[Changed]) -> list[tuple[str, int]]:
    """Entries that changed grades, with the replies that they changed: the most first; "+" fires now, "−" no longer."""
    return tally((one.gained, one.lost, one.times) for one in changed)


def tally(changes: Iterable[tuple[Iterable[str], Iterable[str], int]]) -> list[tuple[str, int]]:
    """Names gained ("+") and lost ("−"), with how many times in all: the most first. changes: gained, lost, times."""
    counts: Counter[str] = Counter()
    for gained, lost, times in changes:
        for name in (*(f"+{one}" for one in gained), *(f"−{one}" for one in lost)):
            counts[name] += times
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
