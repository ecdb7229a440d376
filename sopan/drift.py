"""Replies kept with the judgement they once got -> which are judged otherwise now, and why; see docs/kamus.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sopan.audit.comparison import tally
from sopan.audit.judge import Judge
from sopan.errors import InputError, shorten
from sopan.lexicon.loader import load_rule
from sopan.lexicon.model import MISSING, UNANSWERED
from sopan.messages import say
from sopan.near import unknown
from sopan.report import Report
from sopan.textfile import decode, read_bytes, replace_file
from sopan.toml import TOMLDecodeError, error_line, loads

GIVEN = ("balasan", "kanal", "jenis", "pesan")
RECORDED = ("skor", "mutu", "jenis-terbaca", "rincian", "kurang", "tanda", "gugur")


class Mark(NamedTuple):
    """A signal as it is kept: where it stands in the reply does not matter."""

    rule: str
    entry: str
    words: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reply got. points: the terms of the score by rule; missing: rules of findings that are no signal;
    dropped: marks that the context took back, each with the name of the step.
    """

    score: float
    grade: str
    kind: str
    points: Mapping[str, float]
    missing: tuple[str, ...]
    marks: tuple[Mark, ...]
    dropped: tuple[tuple[Mark, str], ...]

    def same(self, other: Judgement) -> bool:
        """Whether the reply is judged alike: what merely explains the judgement may differ."""
        return (self.score, self.grade, self.kind, sorted(self.missing), sorted(self.marks)) == (
            other.score, other.grade, other.kind, sorted(other.missing), sorted(other.marks),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """A mark that came or went, and the sentence that says why."""

    mark: Mark
    why: str


@dataclass(frozen=True, slots=True)
class Drift:
    """A reply that is judged otherwise than the file says. old: None where the file says nothing of it yet."""

    name: str
    reply: str
    old: Judgement | None
    new: Judgement
    came: tuple[Moved, ...]
    went: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The replies of a file: how many there are, those that drifted, and what all of them get now."""

    replies: int
    drifts: tuple[Drift, ...]
    judgements: Mapping[str, Judgement]


def drifted(path: Path, judge: Judge) -> Outcome:
    """Judge the replies of a file again and compare with what it says of them. Raises InputError for a file that is none."""
    drifts = []
    judgements = {}
    replies = _read(path)
    for name, kept in replies.items():
        report = _judged(judge, kept, f"{shorten(str(path))} [{name}]")
        new = judgements[name] = _judgement(report, given_kind="jenis" in kept)
        old = _kept(kept)
        if old is None:
            drifts.append(Drift(name, kept["balasan"], None, new, (), ()))
        elif not old.same(new):
            came, went = _moved(old, new, report, judge)
            drifts.append(Drift(name, kept["balasan"], old, new, came, went))
    return Outcome(len(replies), tuple(drifts), judgements)


def update(path: Path, outcome: Outcome) -> None:
    """Write what the replies get now into their file; comments, order and all that has not changed stay. Raises InputError."""
    import tomlkit

    document: Any = tomlkit.parse(decode(read_bytes(path), shorten(str(path))))
    for name, judgement in outcome.judgements.items():
        table = document[name]
        for key, value in _record(judgement).items():
            if value in ([], {}, ""):
                table.pop(key, None)
            elif key not in table or table[key].unwrap() != value:
                table[key] = _laid_out(value)
    replace_file(path, tomlkit.dumps(document).encode("utf-8"))


def _read(path: Path) -> dict[str, dict[str, Any]]:
    name = shorten(str(path))
    try:
        replies: dict[str, dict[str, Any]] = loads(decode(read_bytes(path), name).replace("\r\n", "\n"))
    except TOMLDecodeError as error:
        raise InputError(say("drift-toml", name=name, line=error_line(error))) from None
    if not replies:
        raise InputError(say("drift-kosong", name=name))
    for reply, kept in replies.items():
        where = f"{name} [{shorten(reply)}]"
        if not isinstance(kept, dict) or not isinstance(kept.get("balasan"), str) or not kept["balasan"].strip():
            raise InputError(say("drift-tanpa-balasan", where=where))
        for key in kept.keys() - {*GIVEN, *RECORDED}:
            raise InputError(unknown("drift-kunci", key, (*GIVEN, *RECORDED), where=where))
        for key in GIVEN:
            if not isinstance(kept.get(key, ""), str):
                raise InputError(say("drift-nilai", where=where, key=key))
    return replies


def _judged(judge: Judge, kept: Mapping[str, str], where: str) -> Report:
    channel = judge.channel(kept.get("kanal", ""))
    if kept.get("kanal") and not channel:
        raise InputError(say("drift-kanal", where=where, channel=shorten(kept["kanal"])))
    kind = kept.get("jenis")
    checker = judge.checker_for(channel)
    if kind is not None and kind not in checker.lexicon.needs:
        raise InputError(unknown("drift-jenis", kind, checker.lexicon.needs, where=where))
    return checker.check(kept["balasan"], kind=kind, message=kept.get("pesan") or None)


def _judgement(report: Report, *, given_kind: bool) -> Judgement:
    return Judgement(
        score=report.score.value, grade=report.score.grade, kind="" if given_kind else report.kind.name,
        points={term.rule: term.points for term in report.score.contributions},
        missing=tuple(f.rule for f in report.findings if f.rule.startswith(MISSING) or f.rule == UNANSWERED),
        marks=tuple(Mark(s.rule, s.entry, s.text) for s in report.signals),
        dropped=tuple((Mark(d.signal.rule, d.signal.entry, d.signal.text), d.step) for d in report.dropped),
    )  # fmt: skip


def _kept(kept: Mapping[str, Any]) -> Judgement | None:
    """What the file says of a reply; None where it says nothing that could be compared, so that it is judged anew."""
    try:
        return Judgement(
            score=float(kept["skor"]), grade=str(kept["mutu"]), kind=str(kept.get("jenis-terbaca", "")),
            points={str(rule): float(points) for rule, points in kept.get("rincian", {}).items()},
            missing=tuple(map(str, kept.get("kurang", ()))),
            marks=tuple(Mark(*map(str, mark)) for mark in kept.get("tanda", ())),
            dropped=tuple((Mark(*map(str, mark)), str(step)) for step, *mark in kept.get("gugur", ())),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _record(judgement: Judgement) -> dict[str, Any]:
    """The other way: what is kept of a judgement, in the order of RECORDED."""
    values = (
        judgement.score, judgement.grade, judgement.kind, dict(judgement.points), list(judgement.missing),
        [list(mark) for mark in judgement.marks], [[step, *mark] for mark, step in judgement.dropped],
    )  # fmt: skip
    return dict(zip(RECORDED, values, strict=True))


def _laid_out(value: Any) -> Any:
    """A value as the file shows it: a mark a line, so that changes of one do not touch the others."""
    import tomlkit

    if isinstance(value, dict):
        points = tomlkit.inline_table()
        points.update(value)
        return points
    if isinstance(value, list):
        listed = tomlkit.array().multiline(isinstance(value[0], list))
        listed.extend(value)
        return listed
    return value


def _moved(old: Judgement, new: Judgement, report: Report, judge: Judge) -> tuple[tuple[Moved, ...], tuple[Moved, ...]]:
    """The marks that came and those that went, each with its reason."""
    before, now = Counter(old.marks), Counter(new.marks)
    fell = dict(old.dropped)

    def why_came(mark: Mark) -> str:
        if mark in fell:
            return say("drift-dulu-gugur", step=fell[mark])
        place = _place(judge, mark)
        return say("drift-kini-kena", where=place) if place else ""

    def why_went(mark: Mark) -> str:
        for one in report.dropped:
            if mark == (one.signal.rule, one.signal.entry, one.signal.text):
                return say("drift-kini-gugur", step=one.step, reason=one.reason)
        if any(mark == (s.rule, s.entry, s.text) for s in report.silent):
            return say("drift-kini-diam")
        place = _place(judge, mark)
        return say("drift-kini-luput", where=place) if place else say("drift-entri-hilang")

    return _told(now - before, why_came), _told(before - now, why_went)


def _place(judge: Judge, mark: Mark) -> str:
    """Where the entry of a mark stands; "" where no lexicon file holds it."""
    rule = mark.entry.partition("/")[0]
    if rule not in judge.checker.lexicon.rules:
        return ""
    entries = load_rule(judge.checker.folders, rule).entries
    return next((f"{entry.file}:{entry.line}" for entry in entries if entry.id == mark.entry), "")


def _told(marks: Counter[Mark], why: Callable[[Mark], str]) -> tuple[Moved, ...]:
    return tuple(Moved(mark, why(mark)) for mark in marks.elements())


def points_moved(drift: Drift) -> list[tuple[str, float, float]]:
    """The terms of the score that differ: rule, points before and now (0 where there were none)."""
    before = drift.old.points if drift.old else {}
    now = drift.new.points
    rules = [*now, *(rule for rule in before if rule not in now)]
    return [(r, before.get(r, 0.0), now.get(r, 0.0)) for r in rules if before.get(r, 0.0) != now.get(r, 0.0)]


def causes(drifts: Iterable[Drift]) -> list[tuple[str, int]]:
    """Entries (or rules without any) that came "+" or went "−", with the number of replies: the most first."""

    def names(moved: Iterable[Moved]) -> set[str]:
        return {one.mark.entry or one.mark.rule for one in moved}

    return tally((names(drift.came), names(drift.went), 1) for drift in drifts)
