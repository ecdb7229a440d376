"""Forms in which a check is shown for programs: one function each, loaded when it is asked for.

A form is a function of the drafts that were checked and a `Context`; it yields lines without their line breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sopan.outputs.record import Context
    from sopan.review import Checked

FORMS = {
    "text": "plain",
    "json": "machine:as_json",
    "jsonl": "machine:as_jsonl",
    "sarif": "sarif",
    "github": "github",
    "junit": "junit",
    "rdjson": "rdjson",
    "checkstyle": "checkstyle",
}


def form(name: str) -> Callable[[Sequence[Checked], Context], Iterator[str]]:
    """The form of a name in `FORMS`: `lines` of its module unless another function is named."""
    module, _, function = FORMS[name].partition(":")
    found: Callable[[Sequence[Checked], Context], Iterator[str]] = getattr(
        import_module(f"sopan.outputs.{module}"), function or "lines"
    )
    return found
