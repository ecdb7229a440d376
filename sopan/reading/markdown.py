"""Markdown: code, front matter and the signs of markup are blanked, code point for code point; quoted lines stay marked."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt

_CODE = ("fence", "code_block")
_FRONT = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)(?:\n|\Z)", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![\w*_~])(\*{1,3}|_{1,3}|~~)(?=\S)([^\n]{1,200}?)(?<=\S)\1(?![\w*_~])")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\](\([^()\s]*(?:\s+\"[^\"\n]*\")?\)|\[[^\[\]\n]*\])")
_SIGNS = re.compile(r"^[ \t]{0,3}(?:#{1,6}(?=\s)|[-*+](?=\s))", re.MULTILINE)


def plain(source: str) -> str:
    """The text without its markup, as long as its source."""
    view = _FRONT.sub(_blank, source)
    lines = view.splitlines(keepends=True)
    for token in _blocks().parse(view):
        if token.type in _CODE and token.map:
            for number in range(*token.map):
                lines[number] = re.sub(r"[^\n]", " ", lines[number])
    view = _SIGNS.sub(_blank, "".join(lines))
    view = _LINK.sub(lambda m: _blank(m, m.span(1)), view)
    for _ in range(3):  # bold inside italic inside struck out
        view = _EMPHASIS.sub(lambda m: _blank(m, m.span(2)), view)
    return view


@lru_cache(maxsize=1)
def _blocks() -> MarkdownIt:
    """A parser that looks for blocks alone: what stands inside them is not asked for."""
    parser = MarkdownIt("commonmark")
    parser.core.ruler.disable("inline")
    return parser


def _blank(match: re.Match[str], keep: tuple[int, int] | None = None) -> str:
    """Spaces for a match, but for line breaks and the part to keep."""
    first, last = keep or (match.end(), match.end())
    text = match[0]
    shown = range(first - match.start(), last - match.start())
    return "".join(c if number in shown or c == "\n" else " " for number, c in enumerate(text))
