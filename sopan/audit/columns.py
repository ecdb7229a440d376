"""Which column of an archive holds what: told by the user, told by the form, else found by its usual names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.paths import lexicon_folder
from sopan.toml import loads

REPLY = "reply"
OPTIONS = {
    "reply": "--text-column", "message": "--message-column", "officer": "--officer-column", "unit": "--unit-column",
    "channel": "--channel-column", "kind": "--kind-column", "asked_at": "--asked-column",
    "replied_at": "--replied-column", "id": "--id-column", "objection": "--objection-column",
}  # fmt: skip


@lru_cache(maxsize=1)
def usual_names() -> dict[str, tuple[str, ...]]:
    """Usual column names for each role, in order of preference."""
    table = loads((lexicon_folder() / "kolom.toml").read_text("utf-8"))["kolom"]
    return {role: tuple(map(plain, names)) for role, names in table.items()}


def header_names(told: Mapping[str, str | None]) -> frozenset[str]:
    """Names of which a row of column names holds one, in plain form: the column told, else the usual ones of replies."""
    wanted = told.get(REPLY)
    return frozenset((plain(wanted),) if wanted else usual_names()[REPLY])


def header_at(rows: Sequence[Sequence[object]], names: frozenset[str]) -> int | None:
    """Which of the first rows holds the column names: the first with one of `names`, else the first that is not empty."""
    filled = [number for number, row in enumerate(rows) if any(str(cell).strip() for cell in row)]
    for number in filled:
        if not names.isdisjoint(plain(str(cell)) for cell in rows[number]):
            return number
    return filled[0] if filled else None


def find_columns(
    columns: Sequence[str], told: Mapping[str, str | None], name: str, *, fixed: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Role -> column. Raises InputError where a column that was named, or the column of replies, is not there."""
    found: dict[str, str] = {}
    for role, wanted in told.items():
        if wanted is not None:
            found[role] = named_column(columns, wanted, OPTIONS[role], name)
    for role, column in (fixed or {}).items():
        found.setdefault(role, column)
    names = {plain(column): column for column in reversed(columns)}
    for role, usual in usual_names().items():
        if role in found:
            continue
        taken = set(found.values())
        match = next((names[n] for n in usual if n in names and names[n] not in taken), None)
        if match is not None:
            found[role] = match
    if REPLY not in found:
        raise InputError(say("arsip-tanpa-balasan", name=name, columns=_listed(columns)))
    return found


def named_column(columns: Sequence[str], wanted: str, option: str, name: str) -> str:
    """The column that the user named, whatever its case and hyphens. Raises InputError where there is none."""
    if wanted in columns:
        return wanted
    match = next((column for column in columns if plain(column) == plain(wanted)), None)
    if match is None:
        raise InputError(say("arsip-kolom", name=name, column=shorten(wanted), option=option, columns=_listed(columns)))
    return match


def unique(columns: Iterable[str]) -> Iterator[str]:
    """Column names told apart where one comes twice."""
    counts: Counter[str] = Counter()
    for column in columns:
        counts[column] += 1
        yield column if counts[column] == 1 else f"{column} ({counts[column]})"


def plain(column: str) -> str:
    """camelCase, underscores and hyphens as spaces, lower case."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    return " ".join(re.split(r"[\s_\-]+", spaced.strip().lower()))


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(shorten(column)[:40] for column in columns[:20])
