"""Channels: what a reply need not hold where it is sent, as profil.toml of the lexicon folders says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sopan.errors import InputError
from sopan.lexicon.files import LexiconFile
from sopan.lexicon.model import SEVERITIES, Severity
from sopan.near import unknown

FILE = "profil.toml"
_KEYS = ("judul", "nama", "tak-perlu", "lanjutan", "cukup", "mati", "tingkat")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a channel changes.

    names: what archives call it beside its own name; unneeded: rules that are neither asked for nor missed in the score; off: rules, groups and entries switched off; enough: by rule, those that do in its place;
    severity: severities that differ.
    """

    title: str = ""
    names: tuple[str, ...] = ()
    unneeded: frozenset[str] = frozenset()
    off: tuple[str, ...] = ()
    enough: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severity: Mapping[str, Severity] = field(default_factory=dict)


def profile(name: str, folders: Sequence[Path], *, follow_up: bool = False, where: str = "") -> Profile:
    """The profile of a channel ("" for none) for the first or a later turn of a conversation.

    where: what names the channel, for the error message. Raises InputError for an unknown one, LexiconError for a bad file.
    """
    if not name:
        return Profile()
    known = channels(folders)
    if name not in known:
        raise InputError(unknown("saluran-tidak-ada", name, known, where=where))
    return _profile(*known[name], follow_up)


class ChannelNames:
    """Tells which channel is meant where people write channels as they like: "DM Instagram", "e-mail", "SP4N-LAPOR!"."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Raises LexiconError for a bad file."""
        self._names = {
            _plain(name): channel
            for channel, found in channels(folders).items()
            for name in (channel, *_profile(*found, False).names)
        }

    def __call__(self, written: str) -> str:
        """The channel, or "" where the words name none or several."""
        plain = _plain(written)
        if plain in self._names:
            return self._names[plain]
        meant = {channel for name, channel in self._names.items() if f" {name} " in f" {plain} "}
        return meant.pop() if len(meant) == 1 else ""


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))


def channels(folders: Sequence[Path]) -> dict[str, tuple[LexiconFile, dict[str, object]]]:
    """The channels of lexicon folders, each with its table; those of later folders go before those of earlier ones."""
    known: dict[str, tuple[LexiconFile, dict[str, object]]] = {}
    for folder in folders:
        if (folder / FILE).is_file():
            file = LexiconFile(folder, folder / FILE)
            known |= {channel: (file, file.table(channel)) for channel in file.data}
    return known


def _profile(file: LexiconFile, data: dict[str, object], follow_up: bool) -> Profile:
    for key in data:
        if key not in _KEYS:
            raise file.fail(file.key_line(key), "kamus-kunci", key=key, known=", ".join(_KEYS))
    unneeded = file.strings(data.get("tak-perlu", []), "tak-perlu")
    later = file.strings(data.get("lanjutan", []), "lanjutan") if follow_up else ()
    return Profile(
        title=str(data.get("judul", "")),
        names=file.strings(data.get("nama", []), "nama"),
        unneeded=frozenset((*unneeded, *later)),
        off=file.strings(data.get("mati", []), "mati"),
        enough={rule: file.strings(value, rule) for rule, value in _table(file, data, "cukup").items()},
        severity={rule: _severity(file, rule, value) for rule, value in _table(file, data, "tingkat").items()},
    )


def _table(file: LexiconFile, data: dict[str, object], key: str) -> dict[str, object]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise file.fail(file.key_line(key), "kamus-tabel", key=key)
    return value


def _severity(file: LexiconFile, rule: str, value: object) -> Severity:
    if value not in SEVERITIES:
        raise file.fail(file.key_line(rule), "kamus-pilihan", key=rule, known=", ".join(SEVERITIES))
    return value
