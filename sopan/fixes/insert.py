"""Edits that insert what is missing: greeting, thanks, apology and, with a blank to fill in, the next step."""

from __future__ import annotations

import re
from dataclasses import replace

from sopan.fixes.draft import Draft
from sopan.fixes.edits import Edit
from sopan.language import Kind
from sopan.lexicon.model import MISSING
from sopan.lexicon.remedies import PLACES, Template
from sopan.messages import say

_COURTESY = frozenset(("salam", "maaf", "terima-kasih", "empati", "tawaran-bantuan", "terima-kritik"))
_CLOSING = frozenset(("salam", "terima-kasih"))
_SIGNATURE_WORDS = 5
_ITEM = re.compile(r"[ \t]*(?:[-*•#]+|\d+[.)])[ \t]+")


def insertions(draft: Draft) -> list[Edit]:
    """The edits that bring all missing elements; sentences that go to one place are joined in the order of the lexicon."""
    return insert(draft, _wanted(draft))


def insert_for(draft: Draft, rule: str) -> list[Edit]:
    """The edits that answer one finding of a missing element ("kurang-maaf")."""
    element = rule.removeprefix(MISSING)
    template = draft.remedies.insert(frozenset((element,)), element, draft.kind, draft.situation.channel)
    return insert(draft, [template]) if template and rule != element else []


def insert(draft: Draft, templates: list[Template]) -> list[Edit]:
    """One edit for each place that some sentences go to."""
    own = list(draft.sentences())
    if not own:
        return []
    edits: list[Edit] = []
    for place in PLACES:
        here = [t for t in templates if t.place == place]
        texts = [draft.fill(t) for t in here]
        texts = [text for text in texts if text.strip() not in draft.text or place == "sapaan"]
        edit = _placed(draft, own, place, texts, MISSING + here[0].names[0]) if texts else None
        if edit and edits and edits[-1].start == edit.start:
            # What goes there first has closed the sentence already.
            edit = replace(edit, replacement=edit.replacement.removeprefix("."))
        if edit:
            edits.append(edit)
    return edits


def _wanted(draft: Draft) -> list[Template]:
    """The sentences for what the report finds missing, in the order of the lexicon."""
    present = draft.present()
    missing = {f.rule.removeprefix(MISSING) for f in draft.report.findings if f.rule.startswith(MISSING)}
    greeted = "salam" in present
    wanted = []
    for template in draft.remedies.inserts:
        names = set(template.names)
        asked = names <= missing or (template.always and not names & present)
        fits = template.fits(draft.kind, draft.situation.channel) and present.isdisjoint(template.unless)
        if asked and fits and (greeted or template.place != "sapaan") and not (template.empty and _has_content(draft)):
            wanted.append(template)
            missing -= names
            present |= names
            missing -= present
    return wanted


def _has_content(draft: Draft) -> bool:
    """Whether some sentence says more than courtesy."""
    for number in draft.sentences():
        plain = draft.rules_in(number).isdisjoint(_COURTESY) and draft.template_of(number) is None
        if plain and len(draft.words_of(number)) > 1 and not _heads(draft, number):
            return True
    return False


def _placed(draft: Draft, own: list[int], place: str, texts: list[str], rule: str) -> Edit | None:
    text = " ".join(texts)
    why = say("perbaikan-tak-aman-isian" if "[" in text else "perbaikan-tak-aman-sisip")
    body = _body(draft, own)
    if place == "sapaan":
        greeting = next((s for s in draft.report.signals if s.rule == "salam"), None)
        return Edit(greeting.end, greeting.end, text, False, rule, why) if greeting else None
    if place == "penutup":
        return _after(draft, body[-1], text, rule, why)
    if place == "akhir":
        spoken = [n for n in own if n >= body[-1] and not _signs(draft, n)]
        return _after(draft, spoken[-1] if spoken else body[-1], text, rule, why)
    if place == "salam":
        return _before(draft, next((n for n in own if not _heads(draft, n)), own[-1]), text, rule, why)
    return _opening(draft, own, body, text, rule, why)


def _opening(draft: Draft, own: list[int], body: list[int], text: str, rule: str, why: str) -> Edit:
    """After the greeting: before the first other sentence, or inside it where the greeting opens that sentence."""
    document = draft.document
    words = draft.words_of(body[0])
    if _greets(draft, body[0]):
        return _after(draft, body[0], text, rule, why)
    greeting = [s.end for s in draft.report.signals if s.rule == "salam" and s.start == document.starts[words[0]]]
    rest = [
        w
        for w in words
        if greeting and document.starts[w] >= greeting[0] and document.clause[w] > document.clause[words[0]]
    ]
    while rest and document.words[rest[0]] in draft.remedies.address_forms:
        rest = rest[1:]
    if len(rest) > 2 and document.kinds[rest[0]] in (Kind.WORD, Kind.NAME):
        before, first = document.ends[rest[0] - 1], document.starts[rest[0]]
        if draft.text[before:first].strip() == ",":
            return Edit(before, first + 1, f". {text} {draft.text[first].upper()}", False, rule, why)
    return _before(draft, body[0], text, rule, why)


def _before(draft: Draft, number: int, text: str, rule: str, why: str) -> Edit:
    """Before a sentence; where that is an item of a list or a heading, on a line of its own above it."""
    start = draft.span(number)[0]
    line = draft.text.rfind("\n", 0, start) + 1
    bullet = _ITEM.match(draft.text, line)
    item = bullet is not None and bullet.end() >= start
    gap = "" if text.endswith("\n") else "\n\n" if item else " "
    place = line if item else start
    return Edit(place, place, text + gap, False, rule, why)


def _after(draft: Draft, number: int, text: str, rule: str, why: str) -> Edit:
    end = draft.span(number)[1]
    stopped = draft.document.marks[number][0] or draft.text[:end].endswith((":", ","))
    return Edit(end, end, f"{'' if stopped else '.'} {text}", False, rule, why)


def _body(draft: Draft, own: list[int]) -> list[int]:
    """The sentences between heading, greeting or first thanks and closing; the last of the others where there are none."""
    first = 0
    while first < len(own) - 1 and (
        _heads(draft, own[first]) or _greets(draft, own[first]) or (_thanks(draft, own[first]) and first < len(own) - 2)
    ):
        first += 1
    last = len(own)
    while last > first + 1 and _closes(draft, own[last - 1]):
        last -= 1
    return own[first:last]


def _heads(draft: Draft, number: int) -> bool:
    """Whether a sentence is an address line or a heading."""
    document = draft.document
    words = draft.words_of(number)
    capitals = all(document.kinds[w] in (Kind.SHOUT, Kind.CAPITAL, Kind.NUMBER) for w in words)
    unmarked = not document.marks[number][0]
    named = document.words[words[0]] in draft.remedies.headings or capitals
    return unmarked and named and draft.text[draft.span(number)[1] :].lstrip(" ,").startswith(("\n", "\r"))


def _greets(draft: Draft, number: int) -> bool:
    """Whether a sentence is a greeting and nothing else."""
    document = draft.document
    start, end = draft.span(number)
    greetings = [s for s in draft.report.signals if s.rule in ("salam", "sapaan") and start <= s.start < end]
    covered = {w for w in draft.words_of(number) for s in greetings if s.start <= document.starts[w] < s.end}
    rest = [
        w for w in draft.words_of(number) if w not in covered and document.words[w] not in draft.remedies.address_forms
    ]
    return any(s.rule == "salam" for s in greetings) and all(draft.named(w) for w in rest)


def _thanks(draft: Draft, number: int) -> bool:
    """Whether a sentence only gives thanks."""
    return "terima-kasih" in draft.rules_in(number) and draft.rules_in(number) <= {"terima-kasih", "sapaan"}


def _closes(draft: Draft, number: int) -> bool:
    """Whether a sentence belongs to the closing: thanks, a last greeting, "Demikian ...", a signature."""
    opening = draft.document.words[draft.words_of(number)[0]]
    return bool(draft.rules_in(number) & _CLOSING) or opening == "demikian" or _signs(draft, number)


def _signs(draft: Draft, number: int) -> bool:
    """Whether a sentence is the last greeting, or a name below the text or behind its last mark."""
    short = not draft.document.marks[number][0] and len(draft.words_of(number)) <= _SIGNATURE_WORDS
    before = draft.text[: draft.span(number)[0]].rstrip(" -–—")
    apart = before.endswith(("\n", ".", "!", "?")) and number > 0
    return apart and (short or _greets(draft, number)) and draft.rules_in(number) <= {"salam", "sapaan"}
