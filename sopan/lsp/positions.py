"""Code points of a text <-> lines and columns in the units that editor and server agreed on."""

from __future__ import annotations

import re
from bisect import bisect_right

UTF8, UTF16, UTF32 = "utf-8", "utf-16", "utf-32"
_BREAK = re.compile(r"\r\n|\n|\r")


class Positions:
    """Places in one text. Lines and columns count from 0; columns count units of `encoding`.

    Lines end as the protocol says (LSP 3.17, "Text Documents"): at CR LF, LF or CR, and nowhere else.
    """

    def __init__(self, text: str, encoding: str = UTF16) -> None:
        self._text = text
        self._encoding = encoding
        ends = [match.end() for match in _BREAK.finditer(text)]
        self._starts = [0, *ends]

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point."""
        line = bisect_right(self._starts, offset) - 1
        return line, self._units(self._text[self._starts[line] : offset])

    def offset(self, line: int, column: int) -> int:
        """The code point at a place; beyond the end of a line or text, their end."""
        if line >= len(self._starts):
            return len(self._text)
        start = self._starts[line]
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self._text)
        content = self._text[start:end].rstrip("\r\n")
        position = 0
        for number, character in enumerate(content):
            if position >= column:
                return start + number
            position += self._units(character)
        return start + len(content)

    def _units(self, text: str) -> int:
        if self._encoding == UTF32:
            return len(text)
        if self._encoding == UTF8:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(character > "\uffff" for character in text)
