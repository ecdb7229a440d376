"""All that is known of a rule in one place: its texts, examples, points and fixes. What teaches a rule reads it here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sopan.lexicon.loader import load_rule, load_rules
from sopan.lexicon.model import LACKING, MISSING, SEVERITIES, UNANSWERED, Entry, Lexicon, Rule, Severity
from sopan.lexicon.remedies import Remedies, Template, load_remedies

_EXAMPLES = 8
_NEEDED: Severity = "peringatan"
_EXPECTED: Severity = "saran"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One rule as it is taught. `group` is baik, buruk, or kurang (an element that is missing).

    hits and misses: short replies that the rule marks and does not mark; points: what it adds to the score; needs: kinds of
    message by how much they need the element; sentences: what `fix` writes, by kind of message ("" for all).
    """

    name: str
    title: str
    group: str
    severity: Severity
    message: str
    reason: str
    advice: str
    law: tuple[str, ...] = ()
    maladministration: tuple[str, ...] = ()
    strategy: str = ""
    right: str = ""
    wrong: str = ""
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    points: float = 0.0
    needs: dict[Severity, tuple[str, ...]] = field(default_factory=dict)
    sentences: tuple[tuple[str, str], ...] = ()

    @property
    def shown_severity(self) -> str:
        """The severity of its findings; empty for a rule that only marks courtesy."""
        return "" if self.group == "baik" else self.severity


def chapter(folders: Sequence[Path], name: str) -> Chapter | None:
    """What is known of one rule or missing element, or None where there is none of that name. Raises LexiconError."""
    remedies = load_remedies(folders)
    if name.startswith(MISSING) or name == UNANSWERED:
        return next((c for c in _lacking(folders, load_rule(folders, ""), remedies) if c.name == name), None)
    lexicon = load_rule(folders, name)
    return _chapter(lexicon.rules[name], lexicon, remedies) if name in lexicon.rules else None


def chapters(folders: Sequence[Path]) -> list[Chapter]:
    """All rules: discourtesies from the gravest on, then missing elements, then courtesies. Raises LexiconError."""
    remedies = load_remedies(folders)
    found = [_chapter(rule, load_rule(folders, rule.name), remedies) for rule in load_rules(folders).values()]
    found += _lacking(folders, load_rule(folders, ""), remedies)
    order = ("buruk", LACKING, "baik")
    return sorted(found, key=lambda c: (order.index(c.group), SEVERITIES.index(c.severity), c.name))


def names(folders: Sequence[Path]) -> list[str]:
    """The names of all rules and of all elements that can be missing. Raises LexiconError."""
    return [*load_rules(folders), *(MISSING + name for name in load_rule(folders, "").missing), UNANSWERED]


def _chapter(rule: Rule, lexicon: Lexicon, remedies: Remedies) -> Chapter:
    return Chapter(
        name=rule.name, title=rule.title, group=rule.group, severity=rule.severity, message=rule.message,
        reason=rule.reason, advice=rule.advice, law=rule.law, maladministration=rule.maladministration,
        strategy=rule.strategy, right=rule.right, wrong=rule.wrong,
        hits=_some(entry.hits for entry in _shown(lexicon.entries)), misses=_some(e.misses for e in _shown(lexicon.entries)),
        points=lexicon.weights.points.get(rule.name, 0.0), sentences=_sentences(remedies.sentences, rule.name),
    )  # fmt: skip


def _lacking(folders: Sequence[Path], lexicon: Lexicon, remedies: Remedies) -> Iterator[Chapter]:
    """A chapter for each element that can be missing, with the law of the rule that finds it."""
    rules = load_rules(folders)
    for name, texts in lexicon.missing.items():
        needed = tuple(kind for kind, need in lexicon.needs.items() if any(group[0] == name for group in need.needed))
        expected = tuple(
            kind for kind, need in lexicon.needs.items() if any(group[0] == name for group in need.expected)
        )
        base = rules.get(name)
        yield Chapter(
            name=MISSING + name, title=texts.message.rstrip("."), group=LACKING, severity=_NEEDED if needed else _EXPECTED,
            message=texts.message, reason=texts.reason, advice=texts.suggestion, law=base.law if base else (),
            strategy=base.strategy if base else "", right=base.right if base else "", wrong=base.wrong if base else "",
            points=lexicon.weights.points.get(name, 0.0), needs={_NEEDED: needed, _EXPECTED: expected},
            sentences=_sentences(remedies.inserts, name),
        )  # fmt: skip
    if lexicon.unanswered:
        texts_of = lexicon.unanswered
        yield Chapter(
            name=UNANSWERED, title=texts_of.message.partition(":")[0], group=LACKING, severity=_EXPECTED,
            message=texts_of.message.partition(":")[0] + ".", reason=texts_of.reason, advice=texts_of.suggestion,
        )  # fmt: skip


def _shown(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.sure > 1 and not entry.silent]


def _some(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """A few different examples, the first of each entry."""
    return tuple(dict.fromkeys(examples[0] for examples in lists if examples))[:_EXAMPLES]


def _sentences(templates: Iterable[Template], name: str) -> tuple[tuple[str, str], ...]:
    """The sentences for a rule or element, each with the kinds of message it is for."""
    return tuple((", ".join(sorted(t.kinds)), t.text.strip()) for t in templates if name in t.names and not t.channels)
