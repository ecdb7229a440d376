"""Signals and kind of message -> findings: each discourtesy, and each element that is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sopan.document import Document
from sopan.errors import shorten
from sopan.lexicon.model import MISSING, SEVERITIES, UNANSWERED, KindNeeds, Lexicon, Severity
from sopan.messages import say
from sopan.report import Finding
from sopan.signals.model import Signal
from sopan.signals.weighing import heaviest
from sopan.stems import stem

_AT_START = frozenset(("salam", "sapaan"))
_NEEDED: Severity = "peringatan"
_EXPECTED: Severity = "saran"


def findings(
    lexicon: Lexicon,
    document: Document,
    signals: Sequence[Signal],
    kind: str,
    message: Document | None = None,
) -> tuple[Finding, ...]:
    """Findings in the order of the text, the gravest first where several begin at one place.

    message: the citizen's message, whose questions the reply should take up.
    """
    found = [_discourtesy(lexicon, document, signal) for signal in signals if lexicon.rules[signal.rule].bad]
    if not document.empty:
        needs = lexicon.needs.get(kind, KindNeeds((), ()))
        present = {signal.rule for signal in signals}
        found += _missing(lexicon, document, present, needs.needed, _NEEDED)
        found += _missing(lexicon, document, present, needs.expected, _EXPECTED)
        if message is not None:
            found += _unanswered(lexicon, document, message)
    return tuple(sorted(found, key=lambda f: (f.start, SEVERITIES.index(f.severity), f.rule, f.end)))


def _discourtesy(lexicon: Lexicon, document: Document, signal: Signal) -> Finding:
    rule = lexicon.rules[signal.rule]
    entry = lexicon.entries.get(signal.entry)
    replacement = entry.replacement if entry else ""
    why = rule.reason
    if entry and entry.weighed and lexicon.scales:
        words = heaviest(lexicon.scales, document, document.sentence_at(signal.start))
        why = f"{why} {say('timbangan-alasan', words=', '.join(f'«{text}»' for text in words))}"
    return Finding(
        rule=rule.name, severity=rule.severity, message=rule.message, why=why, start=signal.start, end=signal.end,
        suggestions=tuple(text for text in (replacement, rule.advice) if text), law=rule.law,
        maladministration=rule.maladministration, entry=signal.entry, sure=entry.sure if entry else 3,
        replacement=replacement, safe=entry.safe if entry else False, sentence=entry.sentence if entry else "",
    )  # fmt: skip


def _missing(
    lexicon: Lexicon, document: Document, present: set[str], groups: Iterable[tuple[str, ...]], severity: Severity
) -> Iterable[Finding]:
    for group in groups:
        if present.isdisjoint(group):
            name = group[0]
            texts = lexicon.missing[name]
            place = document.extent[0 if name in _AT_START else 1]
            yield Finding(
                rule=MISSING + name, severity=texts.severity or severity, message=texts.message, why=texts.reason,
                start=place, end=place, suggestions=(texts.suggestion,), law=lexicon.rules[name].law if name in lexicon.rules else (),
            )  # fmt: skip


def _unanswered(lexicon: Lexicon, document: Document, message: Document) -> Iterable[Finding]:
    """A hint for each question of the message of whose subject the reply holds no word."""
    texts = lexicon.unanswered
    if texts is None:
        return
    taken_up: set[str] = set()
    place = document.extent[1]
    for first, last, (mark, _) in zip(message.sentence_start, message.sentence_end, message.marks, strict=True):
        if "?" not in mark:
            continue
        subject = {
            stem(word)
            for word in message.words[first:last]
            if word.isalpha() and len(word) > 2 and word not in texts.common
        }
        if len(subject) < 2:
            continue
        taken_up = taken_up or {stem(word) for word in document.words}
        if subject.isdisjoint(taken_up):
            question = shorten(message.text[message.starts[first] : message.ends[last - 1]])
            yield Finding(
                rule=UNANSWERED, severity=_EXPECTED, message=texts.message.format(question=question), why=texts.reason,
                start=place, end=place, suggestions=(texts.suggestion,),
            )  # fmt: skip
