"""Rules of the audit that are data: limits of time, forms of maladministration, scale of the raters (lexicons/audit.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.paths import lexicon_folder
from sopan.toml import loads

Unit = Literal["kerja", "kalender", "jam"]
DEFAULT_LIMITS = "lapor"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of time: `amount` in `unit`, for the kinds of message named (none: all).

    main: whether it decides if a reply counts as late; otherwise it is shown for comparison.
    """

    name: str
    amount: int
    unit: Unit
    kinds: tuple[str, ...]
    main: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """A preset of limits with its source in law."""

    key: str
    title: str
    source: str
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of maladministration; share: of the reports that the Ombudsman closed (0..1), where published."""

    name: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms in the order of the risk list, and those that late and missing replies risk."""

    order: tuple[Form, ...]
    source: str
    late: str
    unanswered: str


@dataclass(frozen=True, slots=True)
class RaterScale:
    """How people rate: the steps from 1, the lowest score of each step after the first, and how yes, no, unsure are written."""

    steps: tuple[str, ...]
    least: tuple[float, ...]
    yes: frozenset[str]
    no: frozenset[str]
    unsure: frozenset[str]


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = loads((lexicon_folder() / "audit.toml").read_text("utf-8"))
    return tables


def limits(key: str) -> Limits:
    """A preset by its name. Raises InputError where there is none."""
    presets: Mapping[str, Any] = _tables()["batas"]
    if key not in presets:
        raise InputError(say("audit-batas-tidak-ada", name=shorten(key), known=", ".join(presets)))
    table = presets[key]
    rules = tuple(
        Limit(rule["nama"], rule["lama"], rule["satuan"], tuple(rule["jenis"]), rule["utama"])
        for rule in table["aturan"]
    )
    return Limits(key, table["judul"], table["sumber"], rules)


def forms() -> Forms:
    """The forms of maladministration, the most reported first."""
    table = _tables()["ombudsman"]
    order = tuple(Form(row["nama"], row["bagian"] / 100 if "bagian" in row else None) for row in table["bentuk"])
    return Forms(order, table["sumber"], table["terlambat"], table["tak-dijawab"])


def rater_scale() -> RaterScale:
    """The scale of the raters' sheet."""
    table = _tables()["penilai"]
    return RaterScale(
        tuple(table["skala"]), tuple(map(float, table["skor"])),
        frozenset(table["ya"]), frozenset(table["tidak"]), frozenset(table["ragu"]),
    )  # fmt: skip


def no_objection() -> tuple[str, ...]:
    """What officers write in the column of objections when they have none, in lower case."""
    return tuple(_tables()["keberatan"]["kosong"])
