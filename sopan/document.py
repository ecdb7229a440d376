"""Text of a reply -> Document: passages of sentences, quotations, and what is not the officer's own.

All positions are code points of the text exactly as given: markup is blanked, never removed, so nothing shifts.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sopan.language import create_tokenizer
from sopan.memory import Memory
from sopan.norm import MailMarks, Normalizer
from sopan.passage import WRAPPED_LINE, Passage, PassageReader

LONGEST_REMEMBERED = 400
MOST_LEXEMES = 150_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]{0,400}>|<!--[^<>]{0,400}-->")
_BLOCK_TAGS = frozenset(("br", "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "blockquote"))
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,10}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_NUMBER_IN_WORDS = re.compile(r"(?<=\d)\s{0,2}\([a-zA-Z]+(?: [a-zA-Z]+){0,4}\)")
_CHAT_PREFIX = re.compile(
    r"^[ \t]*(?:\[\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?,?\s+\d{1,2}[.:]\d{2}(?:[.:]\d{2})?\]|"
    r"\d{1,2}/\d{1,2}/\d{2,4},?\s+\d{1,2}[.:]\d{2}\s+-)\s*[^:\n]{1,40}:(?=\s)",
    re.MULTILINE,
)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_QUOTATION = re.compile(
    r"“([^“”\n]{1,400})[”\"]|\"([^\"\n]{1,400})\"|«([^«»\n]{1,400})»|„([^„“”\n]{1,400})[“”]"
    r"|(?<!\w)[‘']([^‘’'\n]{1,400}(?:['’](?=\w)[^‘’'\n]{1,400})*)[’'](?!\w)"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTE = re.compile("[\"“«'„‘]")
_CUT = re.compile(r"[.!?] +(?=[A-Z])|\n\s*")
_LAST_LETTERS = re.compile(r"[a-z]+\Z", re.IGNORECASE | re.ASCII)
_LONGEST_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the text that the officer did not write: `kind` says what it is."""

    start: int
    end: int
    kind: str


class Placed(NamedTuple):
    """A passage where it stands in a text: at which code point, word, sentence and clause it begins."""

    passage: Passage
    offset: int
    word: int
    sentence: int
    clause: int


class Document:
    """A reply as the matcher sees it: passages in a row, what the officer did not write, and what stands in quotation marks.

    The lists over the whole text are put together when they are first asked for. words (normal forms), starts, ends,
    kinds, sentence, clause run in parallel, one item for each word (punctuation is left out). starts and ends are code
    points of `text`. sentence_start and sentence_end are word positions, half open. marks holds the punctuation that
    closes each sentence ("" where there is none) and where it stands.
    """

    __slots__ = ("__dict__", "passages", "quotations", "regions", "text")

    def __init__(self, text: str, passages: tuple[Placed, ...]) -> None:
        self.text = text
        self.passages = passages
        self.regions: tuple[Region, ...] = ()
        self.quotations: tuple[tuple[int, int], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the text holds no word."""
        return not self.passages

    @property
    def extent(self) -> tuple[int, int]:
        """Where the first word begins and the last one ends. Raises IndexError where there is none."""
        first, last = self.passages[0], self.passages[-1]
        return first.offset + first.passage.starts[0], last.offset + last.passage.ends[-1]

    @cached_property
    def words(self) -> list[str]:
        return [word for placed in self.passages for word in placed.passage.words]

    @cached_property
    def kinds(self) -> list[str]:
        return [kind for placed in self.passages for kind in placed.passage.kinds]

    @cached_property
    def starts(self) -> list[int]:
        return [offset + start for passage, offset, _, _, _ in self.passages for start in passage.starts]

    @cached_property
    def ends(self) -> list[int]:
        return [offset + end for passage, offset, _, _, _ in self.passages for end in passage.ends]

    @cached_property
    def sentence(self) -> list[int]:
        return [first + number for passage, _, _, first, _ in self.passages for number in passage.sentence]

    @cached_property
    def clause(self) -> list[int]:
        return [first + number for passage, _, _, _, first in self.passages for number in passage.clause]

    @cached_property
    def sentence_start(self) -> list[int]:
        return [word + start for passage, _, word, _, _ in self.passages for start in passage.sentence_start]

    @cached_property
    def sentence_end(self) -> list[int]:
        return [word + end for passage, _, word, _, _ in self.passages for end in passage.sentence_end]

    @cached_property
    def marks(self) -> list[tuple[str, int]]:
        return [(mark, offset + at) for passage, offset, _, _, _ in self.passages for mark, at in passage.marks]

    def passage_of(self, sentence: int) -> tuple[Passage, int]:
        """The passage that a sentence stands in, and its number there. Raises IndexError where there is no such sentence."""
        placed = self.passages[bisect_right(self.passages, sentence, key=lambda placed: placed.sentence) - 1]
        if not 0 <= sentence - placed.sentence < len(placed.passage.sentence_end):
            raise IndexError(sentence)
        return placed.passage, sentence - placed.sentence

    def place(self, first: int, last: int) -> tuple[int, int]:
        """The code points that the words [first, last) of one passage cover."""
        for passage, offset, word, _, _ in reversed(self.passages):
            if word <= first:
                return offset + passage.starts[first - word], offset + passage.ends[last - word - 1]
        raise IndexError(first)

    def sentence_at(self, offset: int) -> int:
        """Number of the sentence that the code point `offset` stands in (0 where there are no words)."""
        word = bisect_right(self.starts, offset) - 1
        return self.sentence[max(word, 0)] if self.words else 0


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _blank_tag(match: re.Match[str]) -> str:
    width = len(match[0])
    return ("\n\n" + " " * (width - 2)) if (match[2] or "").lower() in _BLOCK_TAGS else " " * width


def _entity(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    single = character if len(character) == 1 and character.isprintable() else " "
    return single + " " * (len(match[0]) - 1)


def plain_view(text: str) -> str:
    """The text with HTML, chat prefixes and bracketed number words blanked; as long as the text, code point by code point."""
    if "<" in text:
        text = _TAG.sub(_blank_tag, text)
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    if "(" in text:
        text = _NUMBER_IN_WORDS.sub(_spaces, text)
    if ":" in text:
        text = _CHAT_PREFIX.sub(_spaces, text)
    return text


def foreign_regions(view: str, marks: MailMarks) -> tuple[Region, ...]:
    """Quoted mail and signature blocks of a text, in order."""
    regions = [Region(m.start(), m.end(), "kutipan-surel") for m in _QUOTED_LINE.finditer(view)]
    regions.extend(_headers(view, marks, bool(regions)))
    signature = _SIGNATURE.search(view)
    if signature:
        regions.append(Region(signature.start(), len(view), "penutup-surel"))
    return tuple(sorted(regions, key=lambda region: region.start))


def _headers(view: str, marks: MailMarks, quoted: bool) -> list[Region]:
    """Lines that announce quoted mail; what follows is quoted to the end unless it is marked with '>' line by line."""
    found: list[Region] = []
    position = 0
    for line in view.splitlines(keepends=True):
        lowered = line.strip().lower()
        if any(lowered.startswith(first) and lowered.endswith(last) for first, last in marks.headers):
            return [*found, Region(position, position + len(line) if quoted else len(view), "kutipan-surel")]
        if any(lowered.startswith(footer) for footer in marks.footers):
            found.append(Region(position, position + len(line), "penutup-surel"))
        position += len(line)
    return found


class DocumentBuilder:
    """Makes Documents; holds the tokenizer and remembers short passages, so build it once."""

    def __init__(self, normalizer: Normalizer, marks: MailMarks) -> None:
        self._normalizer = normalizer
        self._marks = marks
        self._uncut = frozenset(
            found[0] for word in normalizer.spelling.abbreviations if (found := _LAST_LETTERS.search(word))
        )
        self._renew()

    def _renew(self) -> None:
        self.tokenizer = create_tokenizer(self._normalizer)
        self._reader = PassageReader(self.tokenizer, self._normalizer)
        self._seen: Memory[Passage] = Memory()

    def build(self, text: str) -> Document:
        """The Document of a text; any string is accepted."""
        # What spaCy's vocabulary has met it keeps for good, so an archive without end needs a new one now and then.
        if len(self._reader) > MOST_LEXEMES:
            self._renew()
        view = plain_view(_encodable(text))
        document = Document(text, tuple(self._passages(view)))
        if "\n" in view or ">" in view:
            document.regions = foreign_regions(view, self._marks)
        if _QUOTE.search(view):
            document.quotations = tuple((m.start(), m.end()) for m in _QUOTATION.finditer(view))
        return document

    def _passages(self, view: str) -> Iterator[Placed]:
        word = sentence = clause = line_start = 0
        for start, end in self._cuts(view):
            stretch = view[start:end]
            lines = "\n" in stretch
            passage = self._passage(stretch, start - line_start if lines else 0)
            if passage.words:
                yield Placed(passage, start, word, sentence, clause)
            word += len(passage.words)
            sentence += len(passage.sentence_end)
            clause += passage.clauses
            if lines:
                tail = stretch[stretch.rindex("\n") :]
                line_start = end - len(tail.lstrip())

    def _cuts(self, view: str) -> Iterator[tuple[int, int]]:
        """Stretches of the view between places where a sentence ends for certain."""
        start = line_start = 0
        for match in _CUT.finditer(view) if view.count("\r") == view.count("\r\n") else ():
            place, end = match.span()
            if view[place] == "\n":
                if _new_line(view[end : end + 1], match[0].count("\n"), place - line_start):
                    yield start, end
                    start = end
                line_start = end
            elif self._stops(view, place):
                yield start, place + 1
                start = end
        if start < len(view):
            yield start, len(view)

    def _stops(self, view: str, place: int) -> bool:
        """Whether the stop at a place follows a word that is no abbreviation, nor hides one behind signs that spelling ignores."""
        before = view[max(0, place - _LONGEST_LETTERS) : place]
        word = before.rpartition(" ")[2]
        if len(word) > 1 and word.isascii() and word.isalpha():
            return word.lower() not in self._uncut
        letters = _LAST_LETTERS.search(before)
        if letters is None or len(letters[0]) < 2 or letters[0].lower() in self._uncut:
            return False
        return view.isascii() or before[: letters.start()].rpartition(" ")[2].isascii()

    def _passage(self, text: str, column: int) -> Passage:
        """The passage of a stretch, from memory where it came before."""
        if len(text) > LONGEST_REMEMBERED:
            return self._reader.read(text, column)
        passage = self._seen.get((text, column))
        if passage is None:
            passage = self._reader.read(text, column)
            self._seen.put((text, column), passage)
        return passage


def _encodable(text: str) -> str:
    """A text with a sign in place of each half of a surrogate pair, which is no character and which spaCy refuses."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _new_line(first: str, breaks: int, column: int) -> bool:
    """Whether a word that follows line breaks begins a sentence for certain."""
    if breaks == 1:
        return column < WRAPPED_LINE and "A" <= first <= "Z"
    return first.isascii() and first.isalnum()
