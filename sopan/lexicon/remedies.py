"""What `fix` writes: sentences to put instead, sentences to insert, spellings to mend. The texts are data in perbaikan.toml."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sopan.errors import shorten
from sopan.lexicon.files import read_text
from sopan.lexicon.model import LexiconError
from sopan.messages import say
from sopan.toml import error_line, loads

FILE = "perbaikan.toml"
OTHER = "lain"
PLACES = ("salam", "sapaan", "pembuka", "penutup", "akhir")
SLOTS = ("warga", "panggilan", "laporan", "Laporan", "instansi", "waktu")
_SLOT = re.compile(r"\{(\w+)\}")
_GAP = re.compile(r"\{\w+\}|\[[^\[\]]+\]")
_MOST_FILLED = 120
BLANK = re.compile(r"\[[^\[\]\n]{2,60}\]")


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence for a rule that was broken or for elements that are missing.

    names: the rule, or the elements of which all are brought. kinds, channels: where it is used (empty: everywhere). fills: the element that the sentence brings. place: where it is
    inserted. unless: elements that make it needless. empty: only into a reply without content. always: also where no
    finding asks for it. alone: it answers one sentence only, and those beside it that break the same rule stay.
    """

    names: tuple[str, ...]
    text: str
    kinds: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    fills: str = ""
    place: str = ""
    unless: frozenset[str] = frozenset()
    empty: bool = False
    always: bool = False
    alone: bool = False

    def suits(self, name: str, kind: str, channel: str) -> bool:
        """Whether it is meant for a rule or element, a kind of message and a channel."""
        return name in self.names and self.fits(kind, channel)

    def fits(self, kind: str, channel: str) -> bool:
        """Whether it is meant for a kind of message and a channel."""
        return (not self.kinds or kind in self.kinds) and (not self.channels or channel in self.channels)

    def written(self, text: str) -> bool:
        """Whether a text is this sentence, its slots and blanks filled with 1 to 120 characters each.

        No pattern of `re`: with several gaps that would try their lengths in all combinations.
        """
        text = text.lower()
        first, *others = _GAP.split(self.text.strip().lower())
        ends = [len(first)] if text.startswith(first) else []
        for part in others:
            ends = [at + len(part) for at in _places(part, text) if _in_reach(ends, at)]
        return len(text) in ends


@dataclass(slots=True)
class Remedies:
    """All that perbaikan.toml holds, later folders added to earlier ones."""

    spelling: frozenset[str] = frozenset()
    capitalised: frozenset[str] = frozenset()
    lower_case: frozenset[str] = frozenset()
    headings: frozenset[str] = frozenset()
    offices: tuple[str, ...] = ()
    joiners: frozenset[str] = frozenset()
    precedence: frozenset[str] = frozenset()
    blanks: dict[str, str] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)
    hours: tuple[tuple[int, str], ...] = ()
    default_address: dict[str, str] = field(default_factory=dict)
    address_forms: dict[str, tuple[str, str]] = field(default_factory=dict)
    pronouns: dict[str, str] = field(default_factory=dict)
    sentences: tuple[Template, ...] = ()
    inserts: tuple[Template, ...] = ()

    def sentence(self, rule: str, kind: str, channel: str) -> Template | None:
        """The sentence to put instead of one that breaks a rule."""
        return next((t for t in self.sentences if t.suits(rule, kind, channel)), None)

    def insert(self, elements: frozenset[str], element: str, kind: str, channel: str) -> Template | None:
        """The sentence that brings an element, and no other than the missing `elements`."""
        return next((t for t in self.inserts if t.suits(element, kind, channel) and elements.issuperset(t.names)), None)

    def time_of_day(self, hour: int) -> str:
        """The word for an hour (0..23) in a greeting."""
        return next((name for start, name in self.hours if hour >= start), self.hours[0][1])


def _places(part: str, text: str) -> Iterator[int]:
    """Where a part stands in a text, in order."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _in_reach(ends: Sequence[int], start: int) -> bool:
    """Whether one of the ascending ends lies 1 to 120 characters before a start."""
    after = bisect_left(ends, start)
    return after > 0 and start - ends[after - 1] <= _MOST_FILLED


def load_remedies(folders: Sequence[Path]) -> Remedies:
    """Read perbaikan.toml of each folder that has one. The sentences of later folders are preferred.

    Raises LexiconError with the file and what to do where one cannot be used.
    """
    remedies = Remedies()
    for folder in folders:
        path = folder / FILE
        if path.is_file():
            _read(folder, path, remedies)
    return remedies


def _read(folder: Path, path: Path, remedies: Remedies) -> None:
    text = read_text(folder, path)
    try:
        data = loads(text)
    except (ValueError, RecursionError) as error:
        raise LexiconError(path, error_line(error), say("kamus-toml", reason=shorten(str(error)))) from None
    try:
        _merge(data, remedies)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LexiconError(path, 1, say("perbaikan-bentuk", reason=shorten(str(error)))) from None


def _merge(data: Mapping[str, Any], remedies: Remedies) -> None:
    address = data.get("sapaan", {})
    remedies.spelling |= frozenset(data.get("ejaan", ()))
    remedies.capitalised |= frozenset(data.get("huruf_awal_besar", ()))
    remedies.lower_case |= frozenset(data.get("huruf_kecil", ()))
    remedies.headings |= frozenset(data.get("kepala_surat", ()))
    remedies.offices = (*remedies.offices, *data.get("instansi", ()))
    remedies.joiners |= frozenset(data.get("penyambung", ()))
    remedies.precedence |= frozenset(data.get("didahulukan", ()))
    remedies.blanks.update(data.get("isian", {}))
    remedies.reports.update(data.get("laporan", {}))
    hours = {**{name: hour for hour, name in remedies.hours}, **data.get("waktu", {})}
    remedies.hours = tuple(sorted(((int(hour), name) for name, hour in hours.items()), reverse=True))
    remedies.default_address.update(address.get("bawaan", {}))
    remedies.address_forms.update({form: (inside, call) for form, (inside, call) in address.get("bentuk", {}).items()})
    remedies.pronouns.update({word: text for text, words in address.get("ganti", {}).items() for word in words})
    remedies.sentences = (*_templates(data.get("kalimat", ()), "aturan"), *remedies.sentences)
    remedies.inserts = (*_templates(data.get("sisip", ()), "unsur"), *remedies.inserts)


def _templates(tables: Iterable[Mapping[str, Any]], name: str) -> Iterable[Template]:
    for table in tables:
        text, place = table["kalimat"], table.get("tempat", "")
        unknown = [slot for slot in _SLOT.findall(text) if slot not in SLOTS]
        if unknown:
            raise ValueError(say("perbaikan-isian", slot=unknown[0], known=", ".join(SLOTS)))
        if name == "unsur" and place not in PLACES:
            raise ValueError(say("kamus-pilihan", key="tempat", known=", ".join(PLACES)))
        names = table[name]
        yield Template(
            names=(names,) if isinstance(names, str) else tuple(names), text=text, kinds=frozenset(table.get("jenis", ())), channels=frozenset(table.get("saluran", ())),
            fills=table.get("peran", ""), place=place, unless=frozenset(table.get("selain", ())),
            empty=bool(table.get("kosong", False)), always=bool(table.get("selalu", False)), alone=bool(table.get("sendiri", False)),
        )  # fmt: skip
