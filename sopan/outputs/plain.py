"""One line for each finding, as compilers print them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sopan.messages import say
from sopan.outputs.record import Checked, Context
from sopan.outputs.safe import one_line
from sopan.reading import Place

_WORDS = 60


def lines(results: Sequence[Checked], context: Context) -> Iterator[str]:
    """file:line:column: severity rule message "words"; page and paragraph where the file has no lines."""
    for checked in results:
        if checked.report is None or checked.draft is None:
            continue
        for finding in checked.findings:
            words = one_line(checked.report.text[finding.start : finding.end])
            quoted = f' "{words[:_WORDS]}"' if words else ""
            head = f"{one_line(checked.file)}:{where(checked.draft.place(finding.start))}"
            yield f"{head}: {finding.severity} {finding.rule} {one_line(finding.message)}{quoted}"


def where(place: Place) -> str:
    """A place in few characters: "3:14", or "hlm. 2 par. 5" where the file has no lines."""
    if place.line is not None:
        return f"{place.line}:{place.column}"
    paragraph = say("tempat-paragraf", number=place.paragraph)
    return paragraph if place.page is None else f"{say('tempat-halaman', number=place.page)} {paragraph}"
