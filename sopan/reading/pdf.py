"""PDF files that hold text, through pypdf: paragraphs by page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader

from sopan.reading.draft import Draft, joined

_FULL_LINE = 0.75


def extract(data: bytes, name: str) -> Draft:
    """The draft in a PDF file; a file with an empty password is opened. Raises whatever a broken file makes the reader meet."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(BytesIO(data))
    return joined(
        name,
        ((part, number) for number, page in enumerate(reader.pages, 1) for part in _paragraphs(page.extract_text())),
    )


def _paragraphs(text: str) -> Iterator[str]:
    """Lines put together: a paragraph ends at an empty line, and where a line ends a sentence well before the margin."""
    lines = [line.strip() for line in text.splitlines()]
    margin = max(map(len, lines), default=0)
    open_lines: list[str] = []
    for line in lines:
        if line:
            open_lines.append(line)
        if open_lines and (not line or (line[-1] in ".:!?,;" and len(line) < _FULL_LINE * margin)):
            yield "\n".join(open_lines)
            open_lines = []
    if open_lines:
        yield "\n".join(open_lines)
