"""The one kind of error that reaches a user: a sentence in Indonesian, exit code 2."""

from __future__ import annotations

SHOWN = 80
_HEAD = 26


class InputError(Exception):
    """Input that cannot be judged; the message says what is wrong, where, and what to do."""


def shorten(text: str) -> str:
    """A text for an error message: one line, at most 80 characters, no control characters.

    What is left out stands in the middle: the end of a path names the file.
    """
    parts = (text,) if len(text) <= 8 * SHOWN else (text[: 4 * SHOWN], text[-4 * SHOWN :])
    flat = " ".join("".join(c if c.isprintable() else " " for c in "".join(parts)).split())
    return flat if len(flat) <= SHOWN else f"{flat[:_HEAD]}…{flat[_HEAD + 1 - SHOWN :]}"
