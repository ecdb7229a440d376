"""Standard streams: UTF-8 or the code page that the user asks for; an end of the program for each way that output can fail."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable

from sopan.messages import say

_HANDLER = "sopan"
_PLAIN = str.maketrans({
    "✖": "x", "▲": "!", "•": "-", "✔": "v", "✘": "x", "→": "->", "█": "#", "░": ".", "−": "-", "–": "-", "—": "-", "…": "...",
    "“": '"', "”": '"', "‘": "'", "’": "'", "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "━": "-",
})  # fmt: skip


def prepare() -> None:
    """Make both streams write UTF-8, or what PYTHONIOENCODING names; nothing that is printed can raise afterwards."""
    codecs.register_error(_HANDLER, _replacement)
    sys.stdin, sys.stdout, sys.stderr = (
        stream or open(os.devnull, mode)  # noqa: SIM115 - a parent may start us with a stream closed
        for stream, mode in ((sys.stdin, "r"), (sys.stdout, "w"), (sys.stderr, "w"))
    )
    encoding = None if os.environ.get("PYTHONIOENCODING") else "utf-8"
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=encoding, errors=_HANDLER)


def ended(program: Callable[[], object]) -> int:
    """Run a program and give back its exit code once all that it printed is through.

    A reader that closes the pipe has what it wants: that ends with 0. Output that cannot be written ends with 2.
    """
    try:
        code = _code(program)
        if not sys.stdout.closed:  # as a language server leaves it
            sys.stdout.flush()
    except BrokenPipeError:
        code = 0
        _discard()
    except OSError as error:
        print("sopan:", say("keluaran-tak-tertulis", reason=error.strerror or str(error)), file=sys.stderr)
        code = 2
        _discard()
    return code


def _code(program: Callable[[], object]) -> int:
    try:
        program()
    except SystemExit as end:
        if hasattr(sys.stdout, "wrapped"):  # Click wraps it, and says 1, where the reader closed the pipe
            raise BrokenPipeError from None
        return end.code if isinstance(end.code, int) else 0
    return 0


def _discard() -> None:
    """Send what is still to be written to nowhere, or the interpreter would fail on it once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)


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
