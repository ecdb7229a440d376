"""Text of a reply -> Document: its words with normal forms, sentences, clauses, quotations, and what is not the officer's own.

All positions are code points of the text exactly as given: markup is blanked, never removed, so nothing shifts.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass, field

from spacy.attrs import IDX, LENGTH, NORM, ORTH, SHAPE
from spacy.tokens import Doc

from sopan.language import Indonesian, Kind
from sopan.norm import MailMarks, Normalizer, clean

WRAPPED_LINE = 60
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


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the text that the officer did not write: `kind` says what it is."""

    start: int
    end: int
    kind: str


@dataclass(slots=True)
class Document:
    """A reply as the matcher sees it.

    words, starts, ends, kinds, sentence, clause run in parallel, one item for each word (punctuation is left out).
    starts and ends are code points of `text`. sentence_start and sentence_end are word positions, half open.
    norms holds the hashes of the words. marks holds the punctuation that closes each sentence ("" where there is none).
    """

    text: str
    doc: Doc
    norms: set[int] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    clause: list[int] = field(default_factory=list)
    sentence_start: list[int] = field(default_factory=list)
    sentence_end: list[int] = field(default_factory=list)
    marks: list[tuple[str, int]] = field(default_factory=list)
    regions: tuple[Region, ...] = ()
    quotations: tuple[tuple[int, int], ...] = ()

    def sentence_at(self, offset: int) -> int:
        """Number of the sentence that the code point `offset` stands in (0 where there are no words)."""
        word = bisect_right(self.starts, offset) - 1
        return self.sentence[max(word, 0)] if self.words else 0

    def word_at(self, offset: int) -> int:
        """Number of the last word that starts at or before the code point `offset`, or -1."""
        return bisect_right(self.starts, offset) - 1


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
    """Makes Documents; holds the Language, so build it once."""

    def __init__(self, language: Indonesian, normalizer: Normalizer, marks: MailMarks) -> None:
        self._language = language
        self._normalizer = normalizer
        self._marks = marks
        strings = language.vocab.strings
        self._strings = strings
        self._words: dict[int, str] = {}
        self._kinds: dict[int, str] = {
            strings.add(value): value for name, value in vars(Kind).items() if name.isupper() and isinstance(value, str)
        }

    def build(self, text: str) -> Document:
        """The Document of a text; any string is accepted."""
        view = plain_view(text)
        tokens = self._language.tokenizer(view)
        rows = tokens.to_array([ORTH, SHAPE, IDX, LENGTH, NORM]).tolist()
        document = Document(text, tokens)
        orths = self._read(document, view, rows)
        document.doc = Doc(self._language.vocab, words=orths)
        if "\n" in view or ">" in view:
            document.regions = foreign_regions(view, self._marks)
        if any(mark in view for mark in "\"“«'„‘"):
            document.quotations = tuple((m.start(), m.end()) for m in _QUOTATION.finditer(view))
        return document

    def _read(self, document: Document, view: str, rows: list[list[int]]) -> list[str]:
        """Fill the parallel lists from the token rows and return the words as written."""
        orths: list[str] = []
        sentence = clause = 0
        opened = False
        line_start = 0
        words = self._words
        for number, (_, shape, start, length, norm) in enumerate(rows):
            kind = self._kinds.get(shape, Kind.WORD)
            end = start + length
            if kind in Kind.WORDS or (kind == Kind.EMOJI and self._normalizer.known(view[start:end])):
                if not opened:
                    document.sentence_start.append(len(orths))
                    opened = True
                word = words.get(norm)
                if word is None:
                    word = words[norm] = self._strings[norm]
                orths.append(view[start:end])
                document.words.append(word)
                document.norms.add(norm)
                document.starts.append(start)
                document.ends.append(end)
                document.kinds.append(kind)
                document.sentence.append(sentence)
                document.clause.append(clause)
            elif kind == Kind.PAUSE:
                if not self._joins(view, rows, number):
                    clause += 1
            elif self._ends_sentence(kind, orths, view, rows, number, line_start):
                clause += 1
                if opened:
                    document.sentence_end.append(len(orths))
                    document.marks.append((view[start:end] if kind == Kind.END else "", start))
                    sentence += 1
                    opened = False
                elif kind == Kind.END and document.marks:
                    document.marks[-1] = (document.marks[-1][0] + view[start:end], document.marks[-1][1])
            if kind in (Kind.LINE, Kind.PARAGRAPH):
                line_start = end
        if opened:
            document.sentence_end.append(len(orths))
            document.marks.append(("", len(view)))
        return orths

    def _joins(self, view: str, rows: list[list[int]], number: int) -> bool:
        """Whether a dash only joins a reduplicated word ("hati - hati")."""
        start, length = rows[number][2:4]
        if length > 1 or view[start] not in "-–—" or not 0 < number < len(rows) - 1:
            return False
        return bool(
            rows[number - 1][0] == rows[number + 1][0]
            or self._word(view, rows[number - 1]) == self._word(view, rows[number + 1])
        )

    @staticmethod
    def _word(view: str, row: list[int]) -> str:
        return view[row[2] : row[2] + row[3]].lower()

    def _ends_sentence(
        self, kind: str, orths: list[str], view: str, rows: list[list[int]], number: int, line_start: int
    ) -> bool:
        if kind == Kind.PARAGRAPH:
            return True
        following = next((row for row in rows[number + 1 : number + 3] if self._kinds.get(row[1]) != Kind.SPACE), None)
        if kind == Kind.LINE:
            return following is not None and self._new_item(view, rows, number, following, line_start)
        if kind != Kind.END or not orths:
            return kind == Kind.END
        return not self._abbreviates(view, rows, number, orths[-1], following)

    def _new_item(self, view: str, rows: list[list[int]], number: int, following: list[int], line_start: int) -> bool:
        """Whether a single line break starts something new, rather than wrapping a long line."""
        first = view[following[2]]
        if rows[number][2] - line_start >= WRAPPED_LINE and first.isalpha():
            return False
        return first.isupper() or first.isdigit() or not first.isalpha()

    def _abbreviates(
        self, view: str, rows: list[list[int]], number: int, last: str, following: list[int] | None
    ) -> bool:
        """Whether the stop belongs to the word before it (Yth., Jl., 1., LAPOR!) and ends no sentence."""
        start, length = rows[number][2:4]
        mark = view[start : start + length]
        if following is None or number == 0 or rows[number - 1][2] + rows[number - 1][3] != start:
            return False
        lowered = clean(last)
        starts_lower = view[following[2]].islower()
        if mark == "!":
            return starts_lower and lowered.rpartition("-")[2] in self._normalizer.spelling.acronyms
        if mark == ".":
            if lowered in self._normalizer.spelling.abbreviations or (len(last) == 1 and last.isalpha()):
                return True
            listed = number == 1 or self._kinds.get(rows[number - 2][1]) in (Kind.LINE, Kind.PARAGRAPH, Kind.PAUSE)
            return last.isdigit() and len(last) < 3 and listed
        return mark in ("...", "…", "..") and starts_lower
