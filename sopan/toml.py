"""Reading TOML on every supported Python, and finding the line on which a key stands."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

if sys.version_info >= (3, 11):
    from tomllib import TOMLDecodeError, loads
else:
    from tomli import TOMLDecodeError, loads

__all__ = ["TOMLDecodeError", "error_line", "key_line", "loads"]

_TABLE = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")


def key_line(text: str, path: Sequence[str]) -> int:
    """The line (from 1) of a key by its path of tables; of the innermost table or key around it where it has no line."""
    best, where = 0, 1
    table: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        here = table
        if found := _TABLE.match(line):
            here = table = _parts(found[1])
        elif found := _KEY.match(line):
            here = [*table, *_parts(found[1])]
        if len(here) > best and list(path[: len(here)]) == here:
            best, where = len(here), number
    return where


def error_line(error: Exception) -> int:
    """The line that a TOMLDecodeError speaks of, or 1."""
    found = re.search(r"line (\d+)", str(error))
    return int(found[1]) if found else 1


def _parts(dotted: str) -> list[str]:
    """The names in a dotted key."""
    return [a or b or c for a, b, c in re.findall(r"""([\w-]+)|"([^"]*)"|'([^']*)'""", dotted)]
