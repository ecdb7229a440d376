"""Names that are not known, and the known one that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from sopan.errors import shorten
from sopan.messages import say

_LISTED = 15


def hint(name: str, known: Iterable[str]) -> str:
    """ "Maksud Anda ...?" where a known name is near, else the known names where they are few, else nothing."""
    names = {one.lower(): one for one in known}
    near = difflib.get_close_matches(name.lower().replace("_", "-").replace(" ", "-"), names, 1)
    if near:
        return say("maksud-anda", near=names[near[0]])
    return say("maksud-yang-ada", known=", ".join(names.values())) if len(names) <= _LISTED else ""


def unknown(key: str, name: str, known: Iterable[str], **values: object) -> str:
    """The sentence `key` about a name that is not known, with a hint to the one that was meant."""
    return " ".join(filter(None, (say(key, name=shorten(name), **values), hint(name, known))))
