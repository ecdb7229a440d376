"""Which column of an archive holds what: told by the user, else found by its usual names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.paths import lexicon_folder
from sopan.toml import loads

REPLY = "reply"
OPTIONS = {
    "reply": "--text-column", "message": "--message-column", "officer": "--officer-column", "unit": "--unit-column",
    "date": "--date-column", "id": "--id-column", "kind": "--kind-column",
}  # fmt: skip


@lru_cache(maxsize=1)
def usual_names() -> dict[str, tuple[str, ...]]:
    """Usual column names for each role, in order of preference."""
    table = loads((lexicon_folder() / "kolom.toml").read_text("utf-8"))["kolom"]
    return {role: tuple(map(_plain, names)) for role, names in table.items()}


def find_columns(columns: Sequence[str], told: Mapping[str, str | None], name: str) -> dict[str, str]:
    """Role -> column. Raises InputError where a column that was named, or the column of replies, is not there."""
    found: dict[str, str] = {}
    plain = {_plain(column): column for column in reversed(columns)}
    for role, wanted in told.items():
        if wanted is None:
            continue
        if wanted not in columns and _plain(wanted) not in plain:
            raise InputError(
                say("arsip-kolom", name=name, column=shorten(wanted), option=OPTIONS[role], columns=_listed(columns))
            )
        found[role] = wanted if wanted in columns else plain[_plain(wanted)]
    for role, names in usual_names().items():
        if role in found:
            continue
        taken = set(found.values())
        match = next((plain[n] for n in names if n in plain and plain[n] not in taken), None)
        if match is not None:
            found[role] = match
    if REPLY not in found:
        raise InputError(say("arsip-tanpa-balasan", name=name, columns=_listed(columns)))
    return found


def _plain(column: str) -> str:
    """camelCase, underscores and hyphens as spaces, lower case."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    return " ".join(re.split(r"[\s_\-]+", spaced.strip().lower()))


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(shorten(column)[:40] for column in columns[:20])
