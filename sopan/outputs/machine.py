"""Sopan's own JSON: one document, or one record a line. docs/json.md and docs/skema/ describe them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sopan import __version__
from sopan.outputs.record import Checked, Context, wire
from sopan.outputs.safe import json_text
from sopan.report import SCHEMA_VERSION


def as_json(results: Sequence[Checked], context: Context) -> Iterator[str]:
    """One JSON document with all results."""
    version = context.lexicon.version
    kept = ("file", "result", "error")
    records = [wire(checked, version, verbose=context.verbose) for checked in results]
    yield json_text(
        {
            "schema": SCHEMA_VERSION, "sopan": __version__, "lexicon": version,
            "results": [{key: value for key, value in record.items() if key in kept} for record in records],
        },
        indent=1,
    )  # fmt: skip


def as_jsonl(results: Sequence[Checked], context: Context) -> Iterator[str]:
    """One JSON record a draft, each with all versions."""
    for checked in results:
        yield json_text(wire(checked, context.lexicon.version, verbose=context.verbose))
