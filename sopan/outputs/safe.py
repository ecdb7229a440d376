"""The places where untrusted text becomes safe: for terminals and for spreadsheets."""

from __future__ import annotations

import unicodedata

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def terminal(text: str) -> str:
    """Text that cannot steer a terminal: control and direction characters become a visible mark, one for one."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if _steers(c) else c for c in text)


def one_line(text: str) -> str:
    """Text for one line of output: as `terminal`, with line breaks and tabs as spaces."""
    return " ".join(terminal(text).split())


def cell(value: object) -> object:
    """A value for a spreadsheet cell: text that a spreadsheet would run as a formula gets an apostrophe before it.

    Source: OWASP, CSV Injection.
    """
    if isinstance(value, str) and value.lstrip(" \n").startswith(_FORMULA):
        return "'" + value
    return value


def _steers(character: str) -> bool:
    return character in _BIDI or (unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t")
