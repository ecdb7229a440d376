"""Texts -> verdicts, in this process or in several; what goes to and fro is plain values."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from struct import Struct
from types import TracebackType
from typing import NamedTuple

from sopan.audit.privacy import Mask
from sopan.audit.template import template
from sopan.checker import MAGIC, Checker
from sopan.errors import InputError
from sopan.messages import say
from sopan.profiles import ChannelNames
from sopan.settings import Settings

COLLECTED_EVERY = 50_000
MOST_CHANNELS = 10_000
Span = tuple[int, int]
Key = tuple[int, int]
_HALVES = Struct(">qq")


class Text(NamedTuple):
    """What is judged: a reply, the message it answers ("" where unknown), the kind that the archive says ("" where none).

    channel: by whose profile ("" for none). own: names of the officer that are to be replaced in it ("" for none), with what stands for them.
    """

    reply: str
    message: str
    kind: str
    channel: str = ""
    own: str = ""
    alias: str = ""

    def key(self, salt: bytes) -> Key:
        """A digest that tells texts apart and does not give them away."""
        digest = blake2b(key=salt, digest_size=16)
        for part in self:
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(4, "big") + data)
        return _HALVES.unpack(digest.digest())


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judged text as the store keeps it: texts masked where that was asked for, spans in the masked reply.

    signals: (rule, start, end, entry); findings: (rule, severity, start, end, entry, sure, words).
    """

    reply: str
    message: str
    kind: str
    score: float
    grade: str
    magic: tuple[bool, ...]
    template: str
    signals: tuple[tuple[str, int, int, str], ...]
    findings: tuple[tuple[str, str, int, int, str, int, str], ...]


class Judge:
    """Judges texts with a Checker, whose memory of words and passages is bounded, and one of the same lexicon per channel."""

    def __init__(self, settings: Settings, mask: Mask | None) -> None:
        self.checker = Checker(settings=settings)
        self._mask = mask
        self._of_channel: dict[str, Checker] = {}
        self._named = ChannelNames(self.checker.folders)
        self._channels: dict[str, str] = {}

    @property
    def version(self) -> str:
        """The version of the lexicon, which differs where settings for channels do."""
        version, channels = self.checker.lexicon.version, self.checker.settings.channels
        if not channels:
            return version
        told = repr([(name, _decisive(one)) for name, one in sorted(channels.items())])
        return f"{version}+{blake2b(told.encode(), digest_size=3).hexdigest()}"

    def channel(self, written: str) -> str:
        """The channel by whose profile a row is judged, from what its archive calls it; "" where one is set for all."""
        if not written or self.checker.settings.channel:
            return ""
        if written not in self._channels:
            if len(self._channels) >= MOST_CHANNELS:
                self._channels.clear()
            self._channels[written] = self._named(written)
        return self._channels[written]

    def checker_for(self, channel: str) -> Checker:
        """The Checker for the rows of a channel."""
        if channel not in self._of_channel:
            settings = self.checker.settings
            other = settings.for_channel(channel)
            self._of_channel[channel] = self.checker if other is settings else self.checker.with_settings(other)
        return self._of_channel[channel]

    def to_dict(self) -> dict[str, object]:
        """The settings that decide a verdict, beside the lexicon: the same where an audit is taken up again."""
        settings = self.checker.settings
        return _decisive(settings) | {"channels": {name: _decisive(one) for name, one in settings.channels.items()}}

    def __call__(self, texts: Sequence[Text]) -> list[Verdict | None]:
        """A verdict for each text; None where the engine failed on one, which is then reported and not lost."""
        return [self._safely(text) for text in texts]

    def _safely(self, text: Text) -> Verdict | None:
        try:
            return self.verdict(text)
        except (ValueError, RecursionError, LookupError, ArithmeticError, TypeError, AttributeError):
            return None

    def verdict(self, text: Text) -> Verdict:
        """The verdict on one text."""
        kind = text.kind.lower() if text.kind.lower() in self.checker.lexicon.needs else None
        report = self.checker_for(text.channel).check(text.reply, kind=kind, message=text.message or None)
        shown, message, moved = text.reply, text.message, _unmoved
        if self._mask is not None or text.own:
            masked = (self._mask or Mask(kinds=())).masked(text.reply, own=text.own, alias=text.alias)
            shown, moved = masked.text, masked.moved
            message = (self._mask or Mask(kinds=())).masked(text.message, own=text.own, alias=text.alias).text
        findings = []
        for f in report.findings:
            start, end = moved(f.start, f.end)
            findings.append((f.rule, f.severity, start, end, f.entry, f.sure, shown[start:end]))
        return Verdict(
            reply=shown, message=message, kind=report.kind.name, score=report.score.value, grade=report.score.grade,
            magic=tuple(report.magic[rule] for rule in MAGIC), template=template(text.reply),
            signals=tuple((s.rule, *moved(s.start, s.end), s.entry) for s in report.signals), findings=tuple(findings),
        )  # fmt: skip


def _decisive(settings: Settings) -> dict[str, object]:
    return {
        "channel": settings.channel, "follow_up": settings.follow_up, "kind": settings.kind, "sure": settings.sure,
        "off": list(settings.off), "severity": dict(settings.severity), "weights": dict(settings.weights),
    }  # fmt: skip


def _unmoved(start: int, end: int) -> Span:
    return start, end


class Judges:
    """One or several judges at work; verdicts come back in the order of asking. Use as a context manager."""

    def __init__(self, judge: Judge, jobs: int) -> None:
        """jobs: processes; with 1, texts are judged in this one when their verdicts are asked for."""
        self.jobs = jobs
        self._judge = judge
        self._pool: ProcessPoolExecutor | None = None
        self._rounds = gc.get_threshold()
        _settle()
        if jobs > 1:
            self._pool = _pool(judge, jobs)

    def __enter__(self) -> Judges:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)
        gc.unfreeze()
        gc.set_threshold(*self._rounds)

    def submit(self, texts: Sequence[Text]) -> Callable[[], list[Verdict | None]]:
        """Begin to judge some texts; calling the result waits for the verdicts. Raises InputError where a judge died."""
        if self._pool is None or not texts:
            return lambda: self._judge(texts)
        future = self._pool.submit(_judge, texts)
        return lambda: _result(future)


def _result(future: Future[list[Verdict | None]]) -> list[Verdict | None]:
    try:
        return future.result()
    except BrokenExecutor:
        raise InputError(say("proses-mati")) from None


def _settle() -> None:
    """Spare the lexicon the garbage collector's rounds, which cost an eighth of the time and, after a fork, shared memory."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_EVERY, *gc.get_threshold()[1:])


_own: Judge | None = None


def _pool(judge: Judge, jobs: int) -> ProcessPoolExecutor:
    """Processes that share the parent's lexicon where the system can fork, else load it each once.

    They are all begun here, before the parent opens a database: a process with threads must not fork.
    """
    global _own
    method = "fork" if sys.platform == "linux" else "spawn"
    _own = judge
    forked = method == "fork"
    pool = ProcessPoolExecutor(
        jobs, multiprocessing.get_context(method), _begin, (None if forked else (judge.checker.settings, judge._mask),)
    )
    for ready in [pool.submit(_judge, ()) for _ in range(jobs)]:
        _result(ready)
    return pool


def _begin(parts: tuple[Settings, Mask | None] | None) -> None:
    """In a new process: leave Ctrl-C to the parent, end when the parent is gone, and have a judge."""
    global _own
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if parts is not None:
        _own = Judge(*parts)
        _settle()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _judge(texts: Sequence[Text]) -> list[Verdict | None]:
    assert _own is not None
    return _own(texts)
