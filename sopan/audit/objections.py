"""Objections of officers -> the sentences that they are about, and counterexamples for the lexicon of the office."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sopan.audit.archive import Archive, BadRecord, Request
from sopan.audit.measures import prepare
from sopan.audit.settings import no_objection
from sopan.checker import Checker
from sopan.counterexample import Exempted, exempt
from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.outputs.safe import cell
from sopan.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CONTESTED = """
SELECT judged.id, findings.rule, findings.entry, words, reply, start, objection
FROM judged JOIN texts USING (text_id) JOIN findings USING (text_id) JOIN rule_info USING (rule)
WHERE contested AND bad AND (len(named(objection)) = 0 OR list_contains(named(objection), rule))
ORDER BY judged.row, start, findings.rule
"""
_NAMED = (
    "CREATE OR REPLACE TEMP MACRO named(objection) AS list_intersect("
    "regexp_extract_all(lower(objection), '[a-z]+(?:-[a-z]+)*'), (SELECT list(rule) FROM rule_info))"
)


@dataclass(frozen=True, slots=True)
class Objection:
    """A finding that an officer contests, with the whole sentence that it stands in."""

    id: str
    rule: str
    entry: str
    words: str
    sentence: str
    reply: str
    reason: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting objections did: how many were put right, how many the lexicon of the office had put right before,
    and the file that keeps the trace."""

    new: int
    known: int
    trace: Path


TRACE = "keberatan.csv"
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def from_store(store: DuckDBPyConnection, checker: Checker) -> tuple[Objection, ...]:
    """The objections of an archive with a column for them; one that names rules is about those, else about all findings."""
    prepare(store, checker.lexicon)
    store.execute(_NAMED)
    rows = store.execute(_CONTESTED).fetchall()
    return tuple(
        Objection(number, rule, entry, words, sentence_of(checker, reply, start), reply, reason)
        for number, rule, entry, words, reply, start, reason in rows
    )


def is_sheet_of_findings(path: str) -> bool:
    """Whether a file has a sheet of findings, as the workbook of an audit has."""
    try:
        with Archive(_request(path)) as archive:
            next(iter(archive.records()), None)
            return bool(archive.layouts)
    except InputError:
        return False


def from_sheet(path: str, checker: Checker) -> tuple[Objection, ...]:
    """The objections written into the sheet of findings of a workbook. Raises InputError where a line cannot be read."""
    return tuple(_sheet_objections(path, checker))


def _request(path: str) -> Request:
    columns = {"reply": say("kolom-reply"), "id": say("kolom-id"), "objection": say("kolom-keberatan")}
    groups = (say("kolom-rule"), say("kolom-words"), say("kolom-entry"))
    return Request((path,), columns, groups, sheet=say("lembar-temuan"))


def _sheet_objections(path: str, checker: Checker) -> Iterator[Objection]:
    rule, words, entry = _request(path).groups
    with Archive(_request(path)) as archive:
        for record in archive.records():
            if isinstance(record, BadRecord):
                raise InputError(record.problem)
            name = record.groups.get(rule, "")
            if record.objection.strip().lower() in no_objection() or name not in checker.lexicon.rules:
                continue
            about = set(_WORD.findall(record.objection.lower())) & checker.lexicon.rules.keys()
            if about and name not in about:
                continue
            quoted = record.groups.get(words, "")
            start = max(record.reply.find(quoted), 0)
            yield Objection(
                str(record.id), name, record.groups.get(entry, ""), quoted,
                sentence_of(checker, record.reply, start), record.reply, record.objection.strip(),
            )  # fmt: skip


def sentence_of(checker: Checker, text: str, offset: int) -> str:
    """The sentence of a text that a code point stands in, as it is written."""
    document = checker.document(text)
    if not document.words:
        return text.strip()
    sentence = document.sentence_at(offset)
    start = document.starts[document.sentence_start[sentence]]
    end = document.ends[document.sentence_end[sentence] - 1]
    after = len(text)
    if sentence + 1 < len(document.sentence_start):
        after = document.starts[document.sentence_start[sentence + 1]]
    return " ".join((text[start:end] + text[end:after].rstrip()[:1]).split())


def chosen(objections: Sequence[Objection], accept: str) -> list[Objection]:
    """The objections that `accept` names: "all", or numbers from 1 parted by commas. Raises InputError."""
    if accept.strip().lower() == "all":
        return list(objections)
    found = []
    for part in accept.split(","):
        number = part.strip()
        if not number.isdecimal() or not 1 <= int(number) <= len(objections):
            raise InputError(say("keberatan-nomor", number=shorten(number), most=len(objections)))
        found.append(objections[int(number) - 1])
    return found


def accept(objections: Sequence[Objection], folder: Path, settings: Settings, day: str) -> Accepted:
    """Make each objection a tested counter-example in a lexicon folder, with its trace in `keberatan.csv` there.

    day: when they were accepted (2025-03-04). Raises InputError where one cannot be put right; those before it stay.
    """
    new = known = 0
    trace = folder / TRACE
    for objection in objections:
        text = _marked(objection, folder, settings)
        if not text:
            known += 1
            continue
        outcome = exempt(text, folder, rule=objection.entry or objection.rule, settings=settings)
        _note(trace, objection, outcome.exempted, day)
        new += 1
    return Accepted(new, known, trace)


def _marked(objection: Objection, folder: Path, settings: Settings) -> str:
    """The sentence where it is marked by itself, else the reply where only that is, else nothing."""
    own = (folder,) if folder.is_dir() and folder not in settings.lexicons else ()
    checker = Checker(settings=replace(settings, lexicons=(*settings.lexicons, *own)))
    meant = objection.entry or objection.rule
    for text in (objection.sentence, objection.reply):
        if any(meant in (signal.entry, signal.rule) for signal in checker.check(text).signals):
            return text
    return ""


def _note(trace: Path, objection: Objection, exempted: Sequence[Exempted], day: str) -> None:
    begun = trace.is_file()
    with trace.open("a", encoding="utf-8" if begun else "utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        if not begun:
            writer.writerow(say("keberatan-jejak").split(","))
        for one in exempted:
            line = (
                day,
                objection.id,
                objection.rule,
                one.entry,
                one.text,
                objection.sentence,
                objection.reason,
                one.pattern,
            )
            writer.writerow([cell(value) for value in line])
