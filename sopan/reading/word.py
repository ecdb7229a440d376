"""Word files (.docx) through python-docx: the paragraphs of the body, of its tables and text boxes, as they read with all
changes accepted."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from sopan.reading.archive import check_unpacked
from sopan.reading.draft import Draft, joined

_PARAGRAPH, _TEXT, _BREAK, _RENDERED = qn("w:p"), qn("w:t"), qn("w:br"), qn("w:lastRenderedPageBreak")
_SPACES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_LEFT_OUT = frozenset(
    (
        qn("w:del"),
        qn("w:moveFrom"),
        qn("w:pPr"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
)


def extract(data: bytes, name: str) -> Draft:
    """The draft in a Word file. Raises whatever a broken file makes the reader meet."""
    check_unpacked(data, name)
    parts: list[tuple[list[str], int]] = []
    page = 1
    for node in _nodes(Document(BytesIO(data)).element.body):
        if node.tag == _RENDERED or (node.tag == _BREAK and node.get(qn("w:type")) == "page"):
            page += 1
        elif node.tag == _PARAGRAPH:
            parts.append(([], page))
        elif parts:
            parts[-1][0].append(node.text or "" if node.tag == _TEXT else _SPACES[node.tag])
            if len(parts[-1][0]) == 1:
                parts[-1] = (parts[-1][0], page)
    return joined(name, (("".join(texts), number) for texts, number in parts))


def _nodes(element: Any) -> Iterator[Any]:
    """Paragraphs, texts, spaces and page breaks below an element in the order of reading."""
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag in (_PARAGRAPH, _TEXT, _RENDERED) or child.tag in _SPACES:
            yield child
        yield from _nodes(child)
