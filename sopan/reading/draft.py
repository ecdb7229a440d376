"""A draft as it is judged, able to say where in its file a code point stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath

_PAGES = (".html", ".htm")
_PARAGRAPH = re.compile(r"\S(?:.*\S)?(?:\n[^\S\n]*\S(?:.*\S)?)*")


class Lines:
    """Line and column of code points; both count from 1, columns in code points."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(position + 1 for position, character in enumerate(text) if character == "\n")]

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: its code points, half open, and its page (from 1) where the file has pages."""

    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands, all counted from 1; line and column are None where the file has no lines."""

    paragraph: int
    page: int | None
    line: int | None
    column: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft.

    text is what is judged. source is the file's text as it stands: of the same length as text, code point by code point,
    so that offsets hold for both; None where the text was taken out of a file that is no text (Word, PDF, mail).
    """

    name: str
    text: str
    source: str | None
    blocks: tuple[Block, ...]
    _lines: list[Lines] = field(default_factory=list, repr=False, compare=False)

    @property
    def display(self) -> str:
        """The text to show a reader, of the same length as `text`: the source, but for a page of HTML."""
        return self.text if self.source is None or PurePath(self.name).suffix.lower() in _PAGES else self.source

    def place(self, offset: int) -> Place:
        """The place of a code point of the text."""
        number = max(bisect_right(self.blocks, offset, key=lambda block: block.start), 1)
        page = self.blocks[number - 1].page if self.blocks else None
        if self.source is None:
            return Place(number, page, None, None)
        if not self._lines:
            self._lines.append(Lines(self.source))
        return Place(number, page, *self._lines[0].at(offset))


def paragraphs(text: str) -> tuple[Block, ...]:
    """The paragraphs of a text: what blank lines part."""
    return tuple(Block(found.start(), found.end()) for found in _PARAGRAPH.finditer(text))


def joined(name: str, parts: Iterable[tuple[str, int | None]]) -> Draft:
    """A draft from the paragraphs of a file that is no text, each with its page; empty ones are left out."""
    blocks: list[Block] = []
    texts: list[str] = []
    start = 0
    for text, page in parts:
        if text.strip():
            texts.append(text)
            blocks.append(Block(start, start + len(text), page))
            start += len(text) + 2
    return Draft(name, "\n\n".join(texts), None, tuple(blocks))
