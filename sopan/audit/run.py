"""An audit from archive to work file: records in chunks, each distinct text judged once, chunk after chunk made safe.

The work file takes a chunk whole or not at all, together with how many records it ends at; an audit taken up again reads
the archive from its start, passes over that many records, and goes on as if nothing had happened.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from sopan import __version__
from sopan.audit.archive import Archive, BadRecord, Record
from sopan.audit.judge import Judge, Judges, Key, Text, Verdict
from sopan.audit.privacy import Mask, Pseudonyms, own_name
from sopan.audit.store import (
    FINISHED,
    INTERRUPTED,
    RUNNING,
    Chunk,
    finish,
    give_room,
    known_texts,
    open_store,
    read_meta,
    remove_store,
    write_chunk,
    write_meta,
)
from sopan.errors import InputError, shorten
from sopan.messages import say

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS, CHARACTERS = 2_000, 4_000_000
WAITING = 2
Tick = Callable[[int, "float | None"], None]  # records that are safe; their share of the archive, where that is known
Part = list[Record | BadRecord]


@dataclass(frozen=True, slots=True)
class Privacy:
    """What hides people: a mask for texts, pseudonyms for officers; None for neither."""

    mask: Mask | None = None
    pseudonyms: Pseudonyms | None = None

    def to_dict(self) -> dict[str, Any]:
        """What must be the same for an audit to be taken up again."""
        return {"mask": self.mask is not None, "pseudonyms": self.pseudonyms.mark() if self.pseudonyms else None}

    def officer(self, name: str) -> str:
        """An officer's name as it may be stored."""
        return self.pseudonyms(name) if self.pseudonyms else self.hidden(name)

    def hidden(self, text: str) -> str:
        """A text as it may be stored."""
        return self.mask(text) if self.mask and text else text

    def text(self, record: Record, channel: str) -> Text:
        """What is judged of a record, by the profile of a channel. An officer's own name belongs to it only where it stands in the texts."""
        name = record.officer
        if self.pseudonyms and (own_name(record.reply, name) or own_name(record.message, name)):
            return Text(record.reply, record.message, record.kind, channel, name, self.pseudonyms(name))
        return Text(record.reply, record.message, record.kind, channel)


@dataclass(slots=True)
class Stop:
    """The wish to stop after the chunk at hand: set by the first Ctrl-C; a second one stops at once."""

    wanted: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def on_interrupt(self) -> Iterator[None]:
        """Take the first Ctrl-C as the wish to stop, while inside."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        previous = signal.getsignal(signal.SIGINT)

        def note(number: int, frame: object) -> None:
            self.wanted.set()
            signal.signal(signal.SIGINT, previous)

        signal.signal(signal.SIGINT, note)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, previous)


def chunks(records: Iterable[Record | BadRecord]) -> Iterator[Part]:
    """Records in lists of at most ROWS, fewer where they are long."""
    waiting: Part = []
    size = 0
    for record in records:
        waiting.append(record)
        size += len(record.reply) + len(record.message) if isinstance(record, Record) else 0
        if len(waiting) >= ROWS or size >= CHARACTERS:
            yield waiting
            waiting, size = [], 0
    if waiting:
        yield waiting


def jobs_for(archive: Archive, jobs: int | None) -> tuple[Iterator[Part], int]:
    """The archive in chunks, and how many processes to use: what is asked for, else one where a single chunk is all."""
    parts = chunks(archive.records())
    first = list(islice(parts, 2))
    return chain(first, parts), jobs or (1 if len(first) < 2 else _processors())


def stream(
    parts: Iterator[Part], judge: Judge, jobs: int, privacy: Privacy, stop: Stop
) -> Iterator[tuple[Record, Verdict | None] | BadRecord]:
    """Each record with its verdict (None where unanswered), in order, nothing stored; the same texts of a chunk judged once."""
    waiting: deque[tuple[Part, dict[Text, int], Callable[[], list[Verdict | None]]]] = deque()
    with Judges(judge, jobs) as judges:
        for records in parts:
            asked = dict.fromkeys(_text(record, judge, privacy) for record in records if _answered(record))
            texts = {text: n for n, text in enumerate(asked)}
            waiting.append((records, texts, judges.submit(list(texts))))
            if len(waiting) > jobs * WAITING or jobs == 1:
                yield from _with_verdicts(*waiting.popleft(), judge, privacy)
            if stop.wanted.is_set():
                break
        while waiting:
            yield from _with_verdicts(*waiting.popleft(), judge, privacy)


def _text(record: Record, judge: Judge, privacy: Privacy) -> Text:
    return privacy.text(record, judge.channel(record.channel))


def _answered(record: Record | BadRecord) -> TypeGuard[Record]:
    return isinstance(record, Record) and bool(record.reply.strip())


def _with_verdicts(
    records: Part, texts: Mapping[Text, int], judged: Callable[[], list[Verdict | None]],
    judge: Judge, privacy: Privacy,
) -> Iterator[tuple[Record, Verdict | None] | BadRecord]:  # fmt: skip
    verdicts = judged()
    for record in records:
        if isinstance(record, BadRecord):
            yield record
        elif not record.reply.strip():
            yield record, None
        else:
            verdict = verdicts[texts[_text(record, judge, privacy)]]
            yield (record, verdict) if verdict is not None else _failed(record)


def _failed(record: Record) -> BadRecord:
    problem = say("balasan-gagal", name=shorten(record.source), line=record.line)
    return BadRecord(record.source, record.line, problem)


class Recorder:
    """Writes chunks to a work file; knows which texts it holds. rows: records that are safe in it."""

    def __init__(self, store: DuckDBPyConnection, judge: Judge, privacy: Privacy) -> None:
        self._store = store
        self._judge = judge
        self._privacy = privacy
        meta = read_meta(store)
        self.rows = int(meta["rows"])
        self._next = int(meta["next"])
        self._salt = bytes.fromhex(meta["salt"])
        self._on_the_way: dict[Key, int] = {}
        self._failed: set[int] = set()

    def plan(self, records: Part) -> Plan:
        """Give each text of a chunk its number; those that no chunk before held are new."""
        keys: list[Key | None] = [None] * len(records)
        texts: dict[Key, Text] = {}
        for number, record in enumerate(records):
            if _answered(record):
                text = _text(record, self._judge, self._privacy)
                keys[number] = key = text.key(self._salt)
                texts.setdefault(key, text)
        known = {key: self._on_the_way[key] for key in texts if key in self._on_the_way}
        known |= known_texts(self._store, [key for key in texts if key not in known])
        new = [key for key in texts if key not in known]
        for key in new:
            known[key] = self._on_the_way[key] = self._next
            self._next += 1
        return Plan(records, [known[key] if key else None for key in keys], {k: known[k] for k in new},
                    [texts[key] for key in new], self._next)  # fmt: skip

    def write(self, plan: Plan, verdicts: list[Verdict | None]) -> None:
        """Make a chunk safe."""
        chunk = Chunk(self.rows + len(plan.records), plan.next)
        for (key, number), verdict in zip(plan.new.items(), verdicts, strict=True):
            self._on_the_way.pop(key)
            if verdict is None:
                self._failed.add(number)
            else:
                _add_text(chunk, key, number, verdict)
        for row, (record, text) in enumerate(zip(plan.records, plan.texts, strict=True), self.rows + 1):
            if isinstance(record, Record) and text in self._failed:
                record = _failed(record)
            if isinstance(record, BadRecord):
                chunk.add("bad", row, record.source, record.line, record.problem)
            else:
                chunk.add("replies", *_reply(row, record, text, self._privacy))
        write_chunk(self._store, chunk)
        self.rows = chunk.rows


@dataclass(frozen=True, slots=True)
class Plan:
    """A chunk on its way: the text of each record, and the texts that are to be judged with key and number."""

    records: Part
    texts: list[int | None]
    new: dict[Key, int]
    asked: list[Text]
    next: int


def _add_text(chunk: Chunk, key: Key, number: int, verdict: Verdict) -> None:
    chunk.add("seen", *key, number)
    chunk.add("texts", number, verdict.reply, verdict.message, verdict.kind, verdict.score, verdict.grade,
              *verdict.magic, verdict.template)  # fmt: skip
    for signal_ in verdict.signals:
        chunk.add("signals", number, *signal_)
    for finding in verdict.findings:
        chunk.add("findings", number, *finding)


def _reply(row: int, record: Record, text: int | None, privacy: Privacy) -> tuple[object, ...]:
    hidden = privacy.hidden
    given = record.id
    name = str(row) if given is None else hidden(given if isinstance(given, str) else str(given))
    exact = None if given is None or isinstance(given, str) or name != str(given) else json.dumps(given, default=str)
    groups = {key: hidden(value) for key, value in record.groups.items()}
    return (
        row, record.source, record.line, name, exact, privacy.officer(record.officer), hidden(record.unit),
        hidden(record.channel), hidden(record.kind), record.asked_at, record.replied_at, hidden(record.asked_raw),
        hidden(record.replied_raw), hidden(record.objection), json.dumps(groups, ensure_ascii=False), text,
    )  # fmt: skip


def judge_archive(
    archive: Archive, judge: Judge, store_at: Path, privacy: Privacy, *, jobs: int | None, resume: bool, stop: Stop,
    tick: Tick, strict: bool = False,
) -> DuckDBPyConnection:  # fmt: skip
    """Judge an archive into a work file, or go on with one, and give the open file back, finished or interrupted.

    jobs: processes; None for as many as there are processors, one where the archive is a single chunk. strict: a bad
    record is an error. Raises InputError where files, columns or the work file are not what they should be.
    """
    settings = json.dumps({**archive.request.to_dict(), **privacy.to_dict(), **judge.to_dict()}, sort_keys=True)
    parts, jobs = jobs_for(archive, jobs)
    with Judges(judge, jobs) as judges, stop.on_interrupt():
        store = _begin(archive, judge, store_at, settings, resume=resume)
        recorder = Recorder(store, judge, privacy) if read_meta(store)["state"] != FINISHED else None
        try:
            if recorder is not None:
                _judge(parts, judges, recorder, stop, tick, archive, strict)
                finish(store, INTERRUPTED if stop.wanted.is_set() else FINISHED)
        except BaseException:
            store.close()
            if recorder is not None and recorder.rows == 0:
                remove_store(store_at)
            raise
    give_room(store)
    return store


def _judge(
    parts: Iterator[Part], judges: Judges, recorder: Recorder, stop: Stop, tick: Tick,
    archive: Archive, strict: bool,
) -> None:  # fmt: skip
    waiting: deque[tuple[Plan, Callable[[], list[Verdict | None]]]] = deque()
    read = recorder.rows

    def write_next() -> None:
        plan, verdicts = waiting.popleft()
        recorder.write(plan, verdicts())
        tick(recorder.rows, archive.fraction and archive.fraction * recorder.rows / read)

    tick(read, None)
    for records in _after(parts, read):
        if strict:
            _refuse_bad(records)
        plan = recorder.plan(records)
        read += len(records)
        waiting.append((plan, judges.submit(plan.asked)))
        if len(waiting) > judges.jobs * WAITING:
            write_next()
        if stop.wanted.is_set():
            return
    while waiting and not stop.wanted.is_set():
        write_next()


def _refuse_bad(records: Part) -> None:
    bad = next((record for record in records if isinstance(record, BadRecord)), None)
    if bad is not None:
        raise InputError(say("arsip-ketat", problem=bad.problem))


def _after(parts: Iterator[Part], done: int) -> Iterator[Part]:
    """What follows the first `done` records."""
    for records in parts:
        if done >= len(records):
            done -= len(records)
            continue
        yield records[done:]
        done = 0


def _begin(archive: Archive, judge: Judge, path: Path, settings: str, *, resume: bool) -> DuckDBPyConnection:
    """A new work file, or the one to go on with. Raises InputError where that belongs to another audit."""
    sources = json.dumps(archive.fingerprint())
    expected = {"sopan": __version__, "lexicon": judge.version, "settings": settings, "files": sources}
    if resume:
        store = open_store(path)
        meta = read_meta(store)
        differing = [say("kerja-beda-" + key) for key, value in expected.items() if meta.get(key) != value]
        if differing:
            store.close()
            raise InputError(say("kerja-beda", name=shorten(str(path)), differing=", ".join(differing)))
        if meta["state"] == INTERRUPTED:
            write_meta(store, {"state": RUNNING})
        return store
    store = open_store(path, create=True)
    start = {"next": "1", "salt": secrets.token_hex(16), "sources": json.dumps(list(archive.request.names))}
    write_meta(store, {**expected, **start})
    return store


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
