"""HTML: everything but the text that a reader sees is blanked, code point for code point."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_STRAY = re.compile(r"<(?=[^<>]*(?:<|\Z))")
_MOST_STRAY = 100  # the standard parser needs the square of their number in time
_UNSEEN = frozenset(("head", "noscript", "script", "style", "template", "title"))
_BREAKS = {"br": "\n"} | dict.fromkeys(
    ("address", "article", "blockquote", "body", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
     "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"), "\n\n",
)  # fmt: skip


def plain(source: str) -> str:
    """The text of a page, as long as its source; tags that part paragraphs become line breaks."""
    parser = _Parser(source)
    parser.feed(_STRAY.sub(" ", source) if source.count("<") > source.count(">") + _MOST_STRAY else source)
    parser.close()
    return "".join(parser.view)


class _Parser(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.view = [" "] * len(source)
        self._source = source
        self._starts = [0, *(position + 1 for position, character in enumerate(source) if character == "\n")]
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "body":
            self._unseen = 0
        self._unseen += tag in _UNSEEN
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(self._unseen - (tag in _UNSEEN), 0)
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self._break(tag)

    def handle_data(self, data: str) -> None:
        self._keep(len(data))

    def handle_entityref(self, name: str) -> None:
        self._keep(len(name) + 1)

    def handle_charref(self, name: str) -> None:
        self._keep(len(name) + 2)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Skip `<![...>` as browsers do; the standard parser gives up where no name follows."""
        return self.parse_bogus_comment(i, report)

    def _break(self, tag: str) -> None:
        start = self._offset()
        mark = _BREAKS.get(tag, "")
        self.view[start : start + len(mark)] = mark

    def _keep(self, length: int) -> None:
        """Show some characters of the source; an entity keeps its semicolon."""
        if self._unseen:
            return
        start = self._offset()
        end = start + length
        if self._source[start] == "&" and self._source[end : end + 1] == ";":
            end += 1
        self.view[start:end] = self._source[start:end]

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column
