"""Unsafe edits: a sentence that holds a discourtesy is replaced as a whole by a courteous one of the lexicon."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import groupby

from sopan.fixes.draft import BEFORE_SENTENCE, Draft
from sopan.fixes.edits import Edit
from sopan.lexicon.remedies import Template
from sopan.messages import say
from sopan.report import Finding
from sopan.signals.shouting import RULE as SHOUTING

_OPENERS = frozenset(("salam", "maaf", "sapaan", "terima-kasih"))
_STANDING = frozenset(("salam", "terima-kasih"))
_SHORT = 6
_OPENING = "(*_~"
_CLOSING = str.maketrans("(", ")")
_CONTENT = frozenset(("solusi", "penjelasan", "tenggat", "kanal"))


def rewrite(draft: Draft, finding: Finding, *, whole: bool = False) -> Edit | None:
    """The edit that rewrites the sentence of a finding, or None where there is none that leaves names, numbers and quotations alone.

    Neighbouring sentences that break the same rule go with it. Where only one clause is at fault and another holds content
    or something that must stay, only that clause is replaced; with `whole` content goes too. A greeting, apology or thanks
    that opens the sentence stays.
    """
    template = _template(draft, finding)
    first = draft.document.sentence_at(finding.start)
    if template is None or not finding.entry or finding.rule == SHOUTING or draft.sealed(*draft.span(first)):
        return None
    last = first if template.alone else _alike(draft, first, finding.rule, template)
    office = _office(draft, first, last, template)
    kept = _kept(draft, first, office, whole=whole)
    if kept is None:
        return None
    text = draft.fill(template, " ".join(draft.text[draft.document.starts[w] : draft.document.ends[w]] for w in office))
    begin, end = draft.span(first)[0], draft.span(last)[1]
    start = _within_marks(draft, first, begin, end)
    gone = _needless(draft, template, text, first, last)
    if kept:
        end = draft.span(first)[1]
        return _edit(finding, start, end, _beside(draft, first, kept, "" if gone else text, start, end))
    opening = _opening(draft, first)
    if gone and opening[0] == opening[1]:
        closing = draft.text[begin:start][::-1].translate(_CLOSING)
        if draft.text.startswith(closing, end):
            start, end = begin, end + len(closing)
        return _edit(finding, *_with_gap(draft, start, end), "")
    return _edit(finding, start, end, _opened(draft, opening, "" if gone else text))


def _edit(finding: Finding, start: int, end: int, replacement: str) -> Edit:
    key = "perbaikan-tak-aman-kalimat" if replacement else "perbaikan-tak-aman-hapus"
    return Edit(start, end, replacement, False, finding.rule, say(key, rule=finding.rule))


def _template(draft: Draft, finding: Finding) -> Template | None:
    if finding.sentence:
        return Template((finding.rule,), finding.sentence)
    return draft.remedies.sentence(finding.rule, draft.kind, draft.situation.channel)


def _alike(draft: Draft, first: int, rule: str, template: Template) -> int:
    """The last of the sentences from `first` on, in one paragraph, that all break this rule, no other, and hold nothing to keep."""
    last = first
    for number in range(first + 1, len(draft.document.sentence_start)):
        start, end = draft.span(number)
        broken = {f.rule for f in draft.report.findings if f.entry and start <= f.start < end}
        between = draft.text[draft.span(last)[1] : start]
        if broken != {rule} or "\n" in between or draft.sealed(start, end):
            break
        if _kept(draft, number, _office(draft, first, number, template)) != range(0):
            break
        last = number
    return last


def _needless(draft: Draft, template: Template, text: str, first: int, last: int) -> bool:
    """Whether the reply already says what the new sentence would say, and has something else to say."""
    others = [number for number in draft.sentences() if not first <= number <= last]
    if not others:
        return False
    written = [draft.template_of(number) for number in others]
    filled = any(template.fills in draft.rules_in(number) for number in others)
    return text in draft.text or (
        bool(template.fills) and (filled or any(t and t.fills == template.fills for t in written))
    )


def _opening(draft: Draft, sentence: int) -> tuple[int, int, bool]:
    """Words [first, last) of the short clauses with greeting, thanks or apology that open a sentence; whether they apologise."""
    document = draft.document
    words = draft.words_of(sentence)
    start, end = draft.span(sentence)
    fault = min(f.start for f in draft.report.findings if f.entry and start <= f.start < end)
    last, sorry, stands = words[0], False, False
    for _, group in groupby(words, key=lambda word: document.clause[word]):
        clause = list(group)
        opens = {s.rule for s in draft.report.signals if s.start <= document.starts[clause[0]] < s.end} & _OPENERS
        called = document.words[clause[0]] in draft.remedies.address_forms
        if document.ends[clause[-1]] > fault or len(clause) > _SHORT or not (opens or called):
            break
        sorry, stands, last = sorry or "maaf" in opens, stands or bool(opens & _STANDING), clause[-1] + 1
    return (words[0], last, sorry) if sorry or stands else (words[0], words[0], False)


def _opened(draft: Draft, opening: tuple[int, int, bool], text: str) -> str:
    """The new sentence behind the greeting or apology that stays."""
    first, last, sorry = opening
    if first == last:
        return text
    kept = draft.text[draft.document.starts[first] : draft.document.ends[last - 1]]
    if not text:
        return kept + "."
    return f"{kept}, {text[0].lower()}{text[1:]}" if sorry else f"{kept}. {text}"


def _with_gap(draft: Draft, start: int, end: int) -> tuple[int, int]:
    """The span with the space that would be left over: the one before, else the one after."""
    text = draft.text
    if start and text[start - 1] == " ":
        return start - 1, end
    while end < len(text) and text[end] == " ":
        end += 1
    return start, end


def _office(draft: Draft, first: int, last: int, template: Template) -> tuple[int, ...]:
    """The words of some sentences that name the office in charge, where the template has a slot for it."""
    if "{instansi}" not in template.text:
        return ()
    words = [w for number in range(first, last + 1) for w in draft.words_of(number)]
    opening = {draft.document.sentence_start[number] for number in range(first, last + 1)}
    names = [w for w in words if draft.named(w) and w not in opening and not draft.signed(w)]
    if not names:
        return tuple(w for w in words if draft.document.words[w] in draft.remedies.offices)[:1]
    run = names[:1]
    for word in names[1:]:
        if word == run[-1] + 1:
            run.append(word)
    return tuple(run)


def _kept(draft: Draft, sentence: int, office: tuple[int, ...], *, whole: bool = False) -> range | None:
    """The words beside the clauses at fault that must stay; empty where none must, None where that cannot be done."""
    document = draft.document
    words = draft.words_of(sentence)
    start, end = draft.span(sentence)
    faults = [f for f in draft.report.findings if f.entry and start <= f.start < end]
    blamed = {document.clause[w] for f in faults for w in _words(draft, f.start, f.end) if w in words}
    precious = {w for w in words if w not in office and (not draft.own(w) or draft.named(w))}
    content = [s for s in draft.report.signals if s.rule in _CONTENT and start <= s.start < end and not whole]
    telling = {w for s in content for w in _words(draft, s.start, s.end) if w in words}
    if any(document.clause[w] in blamed for w in precious):
        return None
    if all(document.clause[w] in blamed for w in telling | precious):
        return range(0)
    kept = [w for w in words if document.clause[w] not in blamed]
    at_edge = kept[0] == words[0] or kept[-1] == words[-1]
    in_one = kept[-1] - kept[0] + 1 == len(kept)
    if in_one and at_edge and len(kept) > 2 and document.words[kept[0]] not in draft.remedies.joiners:
        return range(kept[0], kept[-1] + 1)
    return None if precious else range(0)


def _words(draft: Draft, start: int, end: int) -> range:
    """The words that lie, if only in part, in a stretch of the text."""
    return range(bisect_right(draft.document.ends, start), bisect_left(draft.document.starts, end))


def _within_marks(draft: Draft, sentence: int, start: int, end: int) -> int:
    """Where a new sentence begins: behind a bracket and marks of emphasis that close only after the old one."""
    word = draft.document.starts[draft.words_of(sentence)[0]]
    opened = [mark for mark in draft.text[start:word] if mark in _OPENING]
    return start if all(mark.translate(_CLOSING) in draft.text[word:end] for mark in opened) else word


def _beside(draft: Draft, sentence: int, kept: range, text: str, start: int, end: int) -> str:
    """The clauses that stay as a sentence of their own, before or after the new sentence."""
    document = draft.document
    first, last = document.starts[kept[0]], document.ends[kept[-1]]
    if kept[0] == draft.words_of(sentence)[0]:
        return f"{draft.text[start:last]}. {text}".rstrip()
    while draft.text[first - 1] in BEFORE_SENTENCE:
        first -= 1
    rest = draft.text[first:end]
    rest = rest[0].upper() + rest[1:]
    return f"{text} {rest}".lstrip()
