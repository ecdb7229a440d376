"""Shouting: runs of capitals that are no acronyms or titles, and heaped exclamation or question marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sopan.language import Kind
from sopan.passage import Passage
from sopan.signals.model import Candidate

RULE = "nada-tinggi"
CAPITALS, MARKS = f"{RULE}/huruf-besar", f"{RULE}/tanda-bertubi"
_HEAPED = re.compile(r"[!?]*(?:!{2,}|\?{2,}|\?!|!\?)[!?]*")
_CITED_BEFORE, _CITED_AFTER = 6, 2
_CAPITAL_KINDS = frozenset((Kind.SHOUT, Kind.CAPITAL))


class Shouting:
    """Finds shouting by the lists of its rule.

    judul_dokumen: first words of titles and letterheads; bukan_judul: words that no title holds; ramah: what may be
    stressed kindly; tunggal: words that shout even where they alone are in capitals; pengantar_nama: words that a name
    follows ("aplikasi JALAN KITA"); sebutan_depan, sebutan_belakang: words up to six before or two after
    capitals that are cited, not said ("DILARANG PARKIR adalah rambu").
    """

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._titles = frozenset(lists.get("judul_dokumen", ()))
        self._spoken = frozenset(lists.get("bukan_judul", ()))
        self._friendly = frozenset(word for phrase in lists.get("ramah", ()) for word in (phrase, *phrase.split()))
        self._single = frozenset(lists.get("tunggal", ()))
        self._introducing = frozenset(lists.get("pengantar_nama", ()))
        self._citing = frozenset(lists.get("sebutan_depan", ())), frozenset(lists.get("sebutan_belakang", ()))

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Candidates of shouting in a passage."""
        if Kind.SHOUT in passage.kinds:
            yield from self._capitals(passage)
        yield from self._marks(passage)

    def _capitals(self, passage: Passage) -> Iterator[Candidate]:
        for first, last in _runs(passage):
            shouted = [passage.words[n] for n in range(first, last) if passage.kinds[n] == Kind.SHOUT]
            if (
                (len(shouted) < 2 and self._single.isdisjoint(shouted))
                or self._is_title(passage, first, last)
                or all(word in self._friendly for word in shouted)
            ):
                continue
            yield Candidate(RULE, CAPITALS, first, last, passage.starts[first], passage.ends[last - 1])

    def _marks(self, passage: Passage) -> Iterator[Candidate]:
        for sentence, (mark, start) in enumerate(passage.marks):
            if len(mark) < 2 or not _HEAPED.fullmatch(mark.rstrip(".…")):
                continue
            last = passage.sentence_end[sentence]
            words = passage.words[passage.sentence_start[sentence] : last]
            if mark.count("?") == 0 and any(word in self._friendly for word in words):
                continue
            yield Candidate(RULE, MARKS, last - 1, last, start, start + len(mark))

    def _is_title(self, passage: Passage, first: int, last: int) -> bool:
        """Whether the capitals name something, or stand alone on a line that no mark of the sentence closes."""
        if first and passage.words[first - 1] in self._introducing:
            return True
        words = [passage.words[n] for n in range(first, last)]
        if not self._spoken.isdisjoint(words):
            return False
        if words[0] in self._titles or self._is_cited(passage, first, last):
            return True
        sentence = passage.sentence[first]
        alone = passage.sentence_start[sentence] == first and passage.sentence_end[sentence] == last
        return alone and not passage.marks[sentence][0] and any(word in self._titles for word in words)

    def _is_cited(self, passage: Passage, first: int, last: int) -> bool:
        """Whether words shortly before or after the capitals say that these are cited."""
        sentence = passage.sentence[first]
        start = max(first - _CITED_BEFORE, passage.sentence_start[sentence])
        end = min(last + _CITED_AFTER, passage.sentence_end[sentence])
        before, after = self._citing
        return not (before.isdisjoint(passage.words[start:first]) and after.isdisjoint(passage.words[last:end]))


def _runs(passage: Passage) -> Iterator[tuple[int, int]]:
    """Stretches of words in capitals inside one sentence that hold at least one ordinary word."""
    position, count = 0, len(passage.words)
    while position < count:
        if passage.kinds[position] not in _CAPITAL_KINDS:
            position += 1
            continue
        last = position
        while (
            last < count
            and passage.sentence[last] == passage.sentence[position]
            and (passage.kinds[last] in _CAPITAL_KINDS or passage.kinds[last] == Kind.NUMBER)
        ):
            last += 1
        yield position, last
        position = max(last, position + 1)
