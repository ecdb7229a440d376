"""The one kind of error that reaches a user: a sentence in Indonesian, exit code 2."""

from __future__ import annotations

SHOWN = 80


class InputError(Exception):
    """Input that cannot be judged; the message says what is wrong, where, and what to do."""


def shorten(text: str) -> str:
    """A text for an error message: one line, at most 80 characters, no control characters."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * SHOWN]).split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"
