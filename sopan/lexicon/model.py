"""Typed shapes of what the lexicon files hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sopan.norm import MailMarks, Spelling

Severity = Literal["galat", "peringatan", "saran"]
SEVERITIES: tuple[Severity, ...] = ("galat", "peringatan", "saran")
GOOD = "baik"
BAD = "buruk"
LACKING = "kurang"
MISSING = LACKING + "-"
UNANSWERED = "belum-terjawab"
WEIGHED = "timbangan"


class LexiconError(ValueError):
    """A lexicon file that cannot be used; the message names file, line and what to do."""

    def __init__(self, file: Path | str, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}")
        self.file, self.line, self.problem = file, line, problem


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a rule: its patterns and the examples that must and must not fire.

    exceptions: patterns that exempt their whole sentence; others: patterns that exempt only a match that they overlap;
    conditions: patterns of which one must stand in the sentence.

    sure: 1 (unsure, shown only on request) to 3 (sure). silent: counted but not shown. safe: the replacement may stand
    in place of the matched words as it is. sentence: what `fix` may write in place of the whole sentence of a match.
    weighed: has no patterns; stands for what the words of a sentence amount to together (see Scales).
    """

    id: str
    rule: str
    patterns: tuple[str, ...]
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    sure: int = 3
    silent: bool = False
    replacement: str = ""
    safe: bool = False
    sentence: str = ""
    variety: str = ""
    weighed: bool = False
    file: str = ""
    line: int = 0


class Entries:
    """Entries in the order in which they were read, found by their id."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._made = {entry.id: entry for entry in entries}

    def add(self, entry: Entry) -> None:
        """Put an entry behind the others."""
        self._made[entry.id] = entry

    def get(self, key: str) -> Entry | None:
        """The entry with an id, or None."""
        return self._made.get(key)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._made.values())

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, how grave it is, why it matters and on what basis. All texts are Indonesian."""

    name: str
    title: str
    group: str
    severity: Severity
    message: str
    reason: str
    advice: str
    law: tuple[str, ...]
    maladministration: tuple[str, ...]
    strategy: str
    right: str
    wrong: str

    @property
    def bad(self) -> bool:
        """Whether the rule names a discourtesy."""
        return self.group == BAD


@dataclass(frozen=True, slots=True)
class Step:
    """Parameters of one context step, as konteks.toml gives them: free-form, read by the step of that name."""

    name: str
    title: str
    reason: str
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cues: dict[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    series: dict[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weights:
    """Numbers of the score: see bobot.toml. waived: courteous rules that count as if they were there."""

    base: float
    points: dict[str, float]
    repeat: float
    shadow: float
    grades: tuple[tuple[str, float], ...]
    waived: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CourtesyScale:
    """What makes a sentence a courtesy of one rule.

    base and weights add up to what a sentence weighs: from the threshold on it is such a courtesy without any match. Where
    the weights alone stay below `least`, it is none in spite of a match (minus infinity: never).
    """

    base: float
    threshold: float
    least: float


@dataclass(frozen=True, slots=True)
class Scales:
    """What words weigh: see timbangan.toml, timbangan.tsv and timbangan-baik.tsv.

    A sentence whose `base` and weights add up to the threshold is discourteous, from `firm` on so clearly that it backs other
    marks, and from `faint` on where the reply is discourteous anyway; the rule whose weights add up to the most says how. Beside a
    pattern a rule counts that leads the others by `lead`. weights: a number for each phrase; rules: "rule:number" for
    each phrase, parted by blanks; both are numbers in letters, read when they are first needed. stand_ins: words that one
    word of the phrases stands for. courtesies: by rule; good: what a phrase weighs for each of them, written as in `rules`.
    """

    threshold: float
    firm: float
    faint: float
    lead: float
    base: float
    stand_ins: dict[str, str]
    weights: dict[str, str]
    rules: dict[str, str]
    courtesies: dict[str, CourtesyScale] = field(default_factory=dict)
    good: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KindNeeds:
    """What a reply should hold for one kind of message: groups of rules of which one must be there."""

    needed: tuple[tuple[str, ...], ...]
    expected: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Texts of the finding that asks for a missing element; its severity, where the kind of message does not set it."""

    message: str
    reason: str
    suggestion: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Texts of the hint that a question was left open, and the words too common to tell what a question is about."""

    message: str
    reason: str
    suggestion: str
    common: frozenset[str]


@dataclass(slots=True)
class Lexicon:
    """Everything that the lexicon folders hold, checked and typed. rule_misses: replies that no entry of a rule may mark."""

    version: str
    rules: dict[str, Rule] = field(default_factory=dict)
    entries: Entries = field(default_factory=Entries)
    rule_exceptions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rule_others: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rule_misses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    local_classes: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    spelling: Spelling = field(default_factory=Spelling)
    steps: dict[str, Step] = field(default_factory=dict)
    kinds: dict[str, dict[str, tuple[tuple[str, float], ...]]] = field(default_factory=dict)
    kind_examples: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    needs: dict[str, KindNeeds] = field(default_factory=dict)
    missing: dict[str, Missing] = field(default_factory=dict)
    unanswered: Unanswered | None = None
    scales: Scales | None = None
    weights: Weights = field(default_factory=lambda: Weights(0, {}, 0, 0, ()))
    mail: MailMarks = field(default_factory=MailMarks)
    lists: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
