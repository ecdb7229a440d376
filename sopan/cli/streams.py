"""Standard output and error: UTF-8 on every machine, or the code page that the user asks for, with signs that it has."""

from __future__ import annotations

import codecs
import os
import sys

_HANDLER = "sopan"
_PLAIN = str.maketrans({
    "✖": "x", "▲": "!", "•": "-", "✔": "v", "✘": "x", "→": "->", "█": "#", "░": ".", "−": "-", "–": "-", "—": "-", "…": "...",
    "“": '"', "”": '"', "‘": "'", "’": "'", "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "━": "-",
})  # fmt: skip


def prepare() -> None:
    """Make both streams write UTF-8, or what PYTHONIOENCODING names; nothing that is printed can raise afterwards."""
    codecs.register_error(_HANDLER, _replacement)
    encoding = None if os.environ.get("PYTHONIOENCODING") else "utf-8"
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=encoding, errors=_HANDLER)


def utf8_output() -> None:
    """Make standard output UTF-8 whatever the user asked for: forms for programs are always so."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")


def _replacement(error: UnicodeError) -> tuple[str, int]:
    """A sign that the code page has, a question mark for others, the number of a lone surrogate."""
    assert isinstance(error, UnicodeEncodeError)
    lost = error.object[error.start : error.end]
    return "".join(_shown(character) for character in lost), error.end


def _shown(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return f"\\u{ord(character):04x}"
    plain = character.translate(_PLAIN)
    return plain if plain.isascii() else "?"
