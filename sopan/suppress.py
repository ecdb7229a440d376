"""Marks in a draft that ask for silence: which findings they silence, and which marks silence nothing.

A mark is a line of its own that starts with "# sopan: abaikan", or a comment "<!-- sopan: abaikan ... -->" anywhere. Names of
rules, groups or entries may follow, then a reason in brackets; without a name everything but missing elements is meant.
At the end of a line a mark holds for that line; on a line of its own for the paragraph after it; "abaikan-berkas" holds
for the whole draft. A name of a missing element (kurang-salam) holds for the whole draft wherever it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

_WORDS = r"sopan:[ \t]{0,9}(abaikan(?:-berkas)?)(?![\w-])([^\n()<>]{0,300}?)[ \t]{0,9}(?:\(([^()\n<>]{0,300})\))?[ \t\r]{0,9}"
_COMMENT = re.compile(rf"<!--[ \t]*{_WORDS}-->")
_LINE = re.compile(rf"^[ \t]*#[ \t]*{_WORDS}$", re.MULTILINE)
_WHOLE = "abaikan-berkas"
_INK = re.compile(r"\S")
_GAP = re.compile(r"\n(?=[ \t\r]*(?:\n|\Z))")


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its own code points, the names on it, the reason given, and the code points that it holds for."""

    start: int
    end: int
    names: tuple[str, ...]
    reason: str
    first: int
    last: int

    @property
    def whole(self) -> bool:
        """Whether it holds for the whole draft."""
        return self.first < 0


def marks(source: str) -> tuple[Mark, ...]:
    """The marks in the source of a draft, in order."""
    if "sopan:" not in source:
        return ()
    found = sorted((*_COMMENT.finditer(source), *_LINE.finditer(source)), key=lambda match: match.start())
    gaps = [gap.start() for gap in _GAP.finditer(source)] if found else []
    return tuple(_mark(source, match, gaps) for match in found)


def blanked(source: str, *, comments: bool = True) -> str:
    """The source with its marks as spaces. comments: also those in comments, which a reader of HTML blanks by itself."""
    if "sopan:" not in source:
        return source
    view = _LINE.sub(_spaces, source)
    return _COMMENT.sub(_spaces, view) if comments else view


def _mark(source: str, match: re.Match[str], gaps: Sequence[int]) -> Mark:
    names = tuple(re.split(r"[,\s]+", match[2].strip())) if match[2].strip() else ()
    if match[1] == _WHOLE:
        first, last = -1, len(source) + 1
    else:
        first, last = _reach(source, match, gaps)
    return Mark(match.start(), match.end(), names, match[3] or "", first, last)


def _reach(source: str, match: re.Match[str], gaps: Sequence[int]) -> tuple[int, int]:
    """The line that a mark ends, or the paragraph after a mark on a line of its own. gaps: where empty lines begin."""
    line = source.rfind("\n", 0, match.start()) + 1
    end = source.find("\n", match.end())
    end = len(source) if end < 0 else end
    rest = source[line : match.start()] + source[match.end() : end]
    if blanked(rest).strip():
        return line, end
    ink = _INK.search(source, end)
    start = ink.start() if ink else len(source)
    number = bisect_left(gaps, start)
    return start, gaps[number] if number < len(gaps) else len(source)


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])
