"""OpenDocument texts (.odt) through odfdo: headings and paragraphs as they read with all changes accepted."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from odfdo import Document

from sopan.reading.archive import check_unpacked
from sopan.reading.draft import Draft, joined

_PARTS = (
    "//office:text//*[self::text:p or self::text:h or self::text:soft-page-break]"
    "[not(ancestor::text:tracked-changes) and not(ancestor::office:annotation)]"
)


def extract(data: bytes, name: str) -> Draft:
    """The draft in an OpenDocument text. Raises whatever a broken file makes the reader meet."""
    check_unpacked(data, name)
    return joined(name, _parts(Document(BytesIO(data))))


def _parts(document: Document) -> Iterator[tuple[str, int]]:
    page = 1
    for element in document.body.get_elements(_PARTS):
        if element.tag == "text:soft-page-break":
            page += 1
        else:
            yield element.inner_text, page
