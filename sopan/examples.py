"""Runs the examples that stand beside the lexicon entries: each `kena` must fire, no `luput` may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sopan.checker import Checker
from sopan.lexicon.model import Entry
from sopan.messages import say


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not do what it should: where the entry stands and what to do, in Indonesian."""

    file: str
    line: int
    entry: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.entry}: {self.problem}"


def failures(checker: Checker, entry: Entry) -> Iterator[Failure]:
    """What is wrong with the examples of one entry; nothing where all is well."""
    unseen = set(range(len(entry.patterns)))
    for example in entry.hits:
        trial = checker.trial(entry, example)
        unseen -= trial.patterns
        if trial.kept and (trial.patterns or entry.weighed):
            continue
        if trial.patterns or trial.reason:
            yield _failure(entry, "contoh-gugur", example=example, reason=trial.reason)
        else:
            yield _failure(entry, "contoh-ringan" if entry.weighed else "contoh-tak-kena", example=example)
    for example in entry.misses:
        if checker.trial(entry, example).kept:
            yield _failure(entry, "contoh-tak-luput", example=example)
    for number in sorted(unseen):
        yield _failure(entry, "contoh-pola-belum", pattern=entry.patterns[number])


def rule_failures(checker: Checker, rule: str, misses: Iterable[str]) -> Iterator[Failure]:
    """Those of some replies that an entry of the rule marks though none may."""
    for example in misses:
        for signal in checker.check(example).signals:
            if signal.rule == rule:
                yield Failure(f"{rule}.toml", 1, signal.entry, say("contoh-tak-luput", example=example))


def _failure(entry: Entry, key: str, **values: str) -> Failure:
    return Failure(entry.file, entry.line, entry.id, say(key, **values))
