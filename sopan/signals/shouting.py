"""Shouting: runs of capitals that are no acronyms or titles, and heaped exclamation or question marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sopan.document import Document
from sopan.language import Kind
from sopan.signals.model import Candidate

RULE = "nada-tinggi"
CAPITALS, MARKS = f"{RULE}/huruf-besar", f"{RULE}/tanda-bertubi"
_HEAPED = re.compile(r"[!?]*(?:!{2,}|\?{2,}|\?!|!\?)[!?]*")
_CAPITAL_KINDS = frozenset((Kind.SHOUT, Kind.CAPITAL))


def find(document: Document, titles: Sequence[str], friendly: Sequence[str]) -> Iterator[Candidate]:
    """Candidates of shouting. titles: words normal in capitals in headings; friendly: words that may be stressed kindly."""
    yield from _capitals(document, frozenset(titles), frozenset(friendly))
    yield from _marks(document, frozenset(friendly))


def _capitals(document: Document, titles: frozenset[str], friendly: frozenset[str]) -> Iterator[Candidate]:
    for first, last in _runs(document):
        shouted = [document.words[n] for n in range(first, last) if document.kinds[n] == Kind.SHOUT]
        if (
            len(shouted) < 2
            or _is_title(document, first, last, titles)
            or all(_kind(word, friendly) for word in shouted)
        ):
            continue
        yield Candidate(RULE, CAPITALS, first, last, document.starts[first], document.ends[last - 1])


def _kind(word: str, friendly: frozenset[str]) -> bool:
    return word in friendly or any(word in phrase.split() for phrase in friendly)


def _runs(document: Document) -> Iterator[tuple[int, int]]:
    """Stretches of words in capitals inside one sentence that hold at least one ordinary word."""
    position, count = 0, len(document.words)
    while position < count:
        if document.kinds[position] not in _CAPITAL_KINDS:
            position += 1
            continue
        last = position
        while (
            last < count
            and document.sentence[last] == document.sentence[position]
            and (document.kinds[last] in _CAPITAL_KINDS or document.kinds[last] == Kind.NUMBER)
        ):
            last += 1
        yield position, last
        position = max(last, position + 1)


def _is_title(document: Document, first: int, last: int, titles: frozenset[str]) -> bool:
    """Whether the capitals name a document or office, or stand alone on a line that no mark of the sentence closes."""
    words = [document.words[n] for n in range(first, last)]
    if words[0] in titles:
        return True
    sentence = document.sentence[first]
    alone = document.sentence_start[sentence] == first and document.sentence_end[sentence] == last
    return alone and not document.marks[sentence][0] and any(word in titles for word in words)


def _marks(document: Document, friendly: frozenset[str]) -> Iterator[Candidate]:
    for sentence, (mark, start) in enumerate(document.marks):
        if not _HEAPED.fullmatch(mark.rstrip(".…")):
            continue
        last = document.sentence_end[sentence]
        words = document.words[document.sentence_start[sentence] : last]
        if mark.count("?") == 0 and any(_kind(word, friendly) for word in words):
            continue
        yield Candidate(RULE, MARKS, last - 1, last, start, start + len(mark))
