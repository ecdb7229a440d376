"""Checkstyle XML, which most build servers read. Columns are code points, counted from 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement

from sopan.outputs.plain import where
from sopan.outputs.record import Checked, Context, message
from sopan.outputs.safe import xml_document, xml_text
from sopan.report import Finding

_SEVERITIES = {"galat": "error", "peringatan": "warning", "saran": "info"}
_VERSION = "4.3"


def lines(results: Sequence[Checked], context: Context) -> Iterator[str]:
    """One XML document with an element a draft."""
    root = Element("checkstyle", version=_VERSION)
    for checked in results:
        file = SubElement(root, "file", name=xml_text(checked.file))
        if checked.report is None:
            SubElement(file, "error", line="1", severity="error", message=xml_text(checked.error), source="sopan")
        for finding in checked.findings:
            SubElement(file, "error", _attributes(checked, finding))
    yield xml_document(root)


def _attributes(checked: Checked, finding: Finding) -> dict[str, str]:
    assert checked.draft is not None
    place = checked.draft.place(finding.start)
    text = message(finding)
    spot = {"line": str(place.line), "column": str(place.column)}
    if place.line is None:
        spot = {"line": "1"}
        text = f"{where(place)}: {text}"
    return {
        **spot, "severity": _SEVERITIES[finding.severity], "message": xml_text(text), "source": f"sopan.{finding.rule}"
    }  # fmt: skip
