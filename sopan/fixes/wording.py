"""Safe edits: spelling of set phrases, disrespectful pronouns, shouting. They change the form of words and no meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sopan.fixes.draft import Draft
from sopan.fixes.edits import Edit, apart, apply
from sopan.language import Kind
from sopan.messages import say
from sopan.norm import clean
from sopan.report import Finding
from sopan.signals.shouting import CAPITALS, MARKS, RULE

PRONOUN = "sapaan-kasar"
SPELLING = "ejaan"
_SUFFIX = "mu"
_MARKS = re.compile(r"[!?.…\s]+")


def safe_edits(draft: Draft) -> list[Edit]:
    """All safe edits of a draft, none overlapping another."""
    edits = list(_spelling(draft))
    for finding in draft.report.findings:
        edits += safe_for(draft, finding)
    return apart(edits)


def safe_for(draft: Draft, finding: Finding) -> list[Edit]:
    """The safe edits that answer one finding."""
    if draft.sealed(finding.start, finding.end):
        return []
    if finding.rule == PRONOUN:
        return list(_pronouns(draft, finding))
    if finding.entry == CAPITALS:
        return list(_capitals(draft, finding))
    if finding.entry == MARKS:
        return list(_marks(draft, finding))
    if finding.replacement and finding.safe:
        return [_edit(finding.start, finding.end, finding.replacement, finding.rule, "perbaikan-aman-kamus")]
    return []


def _edit(start: int, end: int, replacement: str, rule: str, why: str) -> Edit:
    return Edit(start, end, replacement, True, rule, say(why))


def _spelling(draft: Draft) -> Iterator[Edit]:
    """Set phrases put right; after a phrase its second word may come once more by itself."""
    document, spelling = draft.document, draft.spelling
    pairs = {tuple(phrase.split()): phrase for phrase in draft.remedies.spelling if phrase.count(" ") == 1}
    for position in range(len(document.words)):
        start, end = document.starts[position], document.ends[position]
        written = draft.text[start:end]
        target = spelling.forms.get(clean(written))
        after = position + 1
        if target not in draft.remedies.spelling and after < len(document.words):
            target = pairs.get((document.words[position], document.words[after]))
            second = draft.text[document.starts[after] : document.ends[after]]
            joined = draft.text[end : document.starts[after]] == " "
            listed = all(
                _listed(spelling.forms, w, n) for w, n in zip((written, second), (target or "").split(), strict=False)
            )
            if not target or not joined or not listed or not draft.own(after):
                target = None
            else:
                end, written = document.ends[after], f"{written} {second}"
        if (
            target in draft.remedies.spelling
            and target != written.lower()
            and draft.own(position)
            and not (draft.text[end : end + 1] == "." and clean(written) in spelling.abbreviations)
        ):
            assert target is not None
            yield _edit(start, end, _cased(target, written), SPELLING, "perbaikan-aman-ejaan")


def _listed(forms: Mapping[str, str], written: str, normal: str) -> bool:
    """Whether a word is the normal form or a listed misspelling of it, and no derived word."""
    cleaned = clean(written)
    return cleaned == normal or forms.get(cleaned) == normal


def _cased(target: str, written: str) -> str:
    if len(written) > 3 and written.isupper():
        return target.upper()
    return target[0].upper() + target[1:] if written[0].isupper() else target


def _pronouns(draft: Draft, finding: Finding) -> Iterator[Edit]:
    """The pronouns of a finding replaced, unless a respectful address stands beside one and would be doubled."""
    document = draft.document
    for word, (start, end) in enumerate(zip(document.starts, document.ends, strict=True)):
        if start < finding.start or end > finding.end or not draft.own(word):
            continue
        written = draft.text[start:end]
        pronoun = draft.remedies.pronouns.get(document.words[word])
        if pronoun is None and written.lower().endswith(_SUFFIX) and end - start == finding.end - finding.start:
            pronoun = written[: -len(_SUFFIX)] + " {warga}"
        beside = [n for n in (word - 1, word + 1) if 0 <= n < len(document.words)]
        near = (document.words[n] for n in beside if document.clause[n] == document.clause[word])
        if pronoun is not None and not any(n in draft.remedies.address_forms for n in near):
            yield _edit(start, end, pronoun.replace("{warga}", draft.address), finding.rule, "perbaikan-aman-sapaan")


def _capitals(draft: Draft, finding: Finding) -> Iterator[Edit]:
    """The capitals of a finding as one edit; acronyms, names and what must not be touched stay as they are inside it."""
    document = draft.document
    edits = []
    for word, (start, end) in enumerate(zip(document.starts, document.ends, strict=True)):
        lowered = draft.text[start:end].lower()
        pair = f"{document.words[word - 1] if word else ''} {lowered}"
        shouted = document.kinds[word] == Kind.SHOUT or {lowered, pair} & draft.remedies.lower_case
        if start < finding.start or end > finding.end or not shouted or not draft.own(word):
            continue
        opens = document.sentence_start[document.sentence[word]] == word
        if opens or document.words[word] in draft.remedies.capitalised or lowered in draft.remedies.capitalised:
            lowered = lowered[0].upper() + lowered[1:]
        edits.append(_edit(start, end, lowered, RULE, "perbaikan-aman-huruf"))
    if edits:
        first, last = edits[0].start, edits[-1].end
        shifted = (replace(edit, start=edit.start - first, end=edit.end - first) for edit in edits)
        yield _edit(first, last, apply(draft.text[first:last], shifted), RULE, "perbaikan-aman-huruf")


def _marks(draft: Draft, finding: Finding) -> Iterator[Edit]:
    marks = draft.text[finding.start : finding.end]
    if _MARKS.fullmatch(marks):
        yield _edit(finding.start, finding.end, "?" if "?" in marks else ".", RULE, "perbaikan-aman-tanda")
