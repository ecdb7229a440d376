"""Settings and channel applied to a lexicon: entries switched off, severities, weights and needs changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sopan.errors import InputError
from sopan.lexicon.model import (
    BAD,
    GOOD,
    LACKING,
    MISSING,
    SEVERITIES,
    UNANSWERED,
    Entries,
    KindNeeds,
    Lexicon,
    Rule,
    Weights,
)
from sopan.messages import say
from sopan.near import unknown
from sopan.profiles import Profile
from sopan.settings import Settings

TOO_LOW, UNUSED_MARK = "skor", "abaikan-tak-terpakai"  # findings about the check itself, not the reply


@dataclass(frozen=True, slots=True)
class Selection:
    """Rules, severities and entries, with groups spelled out."""

    names: frozenset[str] = frozenset()

    def covers(self, rule: str, severity: str, entry: str = "") -> bool:
        """Whether a finding of this rule, severity and entry is among them."""
        return not self.names.isdisjoint((rule, severity, entry or rule))


def selection(names: Iterable[str], lexicon: Lexicon, where: str) -> Selection:
    """Names of rules, groups and entries as a Selection. where: what names them. Raises InputError for an unknown one."""
    groups = _groups(lexicon)
    known = {
        *groups,
        *SEVERITIES,
        *(name for listed in groups.values() for name in listed),
        UNANSWERED,
        TOO_LOW,
        UNUSED_MARK,
    }
    entries: set[str] | None = None
    chosen: set[str] = set()
    for name in names:
        if name not in known:
            entries = entries or {entry.id for entry in lexicon.entries}
            if name not in entries:
                raise InputError(unknown("setelan-nama", name, entries if "/" in name else known, where=where))
        chosen.update(groups.get(name, (name,)))
    return Selection(frozenset(chosen))


def tailored(lexicon: Lexicon, settings: Settings, profile: Profile) -> Lexicon:
    """The lexicon as the settings and the profile of the channel want it. Raises InputError for names that it lacks."""
    severity = {**profile.severity, **settings.severity}
    if not (settings.off or severity or settings.weights or profile != Profile()):
        return lexicon
    off = selection((*profile.off, *settings.off), lexicon, settings.origin("off"))
    for name in severity:
        selection((name,), lexicon, settings.origin(f"severity.{name}"))
    rules = {
        name: replace(rule, severity=severity.get(name, rule.severity))
        for name, rule in lexicon.rules.items()
        if not off.covers(name, rule.severity if rule.bad else "")
    }
    return replace(
        lexicon,
        version=f"{lexicon.version}+{_digest(settings, profile)}",
        rules=rules,
        entries=_entries(lexicon.entries, off, rules),
        needs={kind: _needs(needs, profile, off, rules) for kind, needs in lexicon.needs.items()},
        missing={
            name: replace(texts, severity=severity.get(MISSING + name, texts.severity))
            for name, texts in lexicon.missing.items()
        },
        unanswered=None if off.covers(UNANSWERED, "") else lexicon.unanswered,
        weights=_weights(lexicon, settings, profile, rules),
    )


def _groups(lexicon: Lexicon) -> Mapping[str, tuple[str, ...]]:
    return {
        BAD: tuple(name for name, rule in lexicon.rules.items() if rule.bad),
        GOOD: tuple(name for name, rule in lexicon.rules.items() if not rule.bad),
        LACKING: tuple(MISSING + name for name in lexicon.missing),
    }


def _entries(entries: Entries, off: Selection, rules: Mapping[str, Rule]) -> Entries:
    """The entries that are left; the very same where none is off, so that what was found by them is shared."""
    if not off.names:
        return entries
    return Entries(entry for entry in entries if entry.rule in rules and not off.covers(entry.rule, "", entry.id))


def _needs(needs: KindNeeds, profile: Profile, off: Selection, rules: Mapping[str, Rule]) -> KindNeeds:
    def kept(groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(
            (*group, *(other for name in group for other in profile.enough.get(name, ())))
            for group in groups
            if group[0] not in profile.unneeded
            and not off.covers(MISSING + group[0], "")
            and any(n in rules for n in group)
        )

    return KindNeeds(kept(needs.needed), kept(needs.expected))


def _weights(lexicon: Lexicon, settings: Settings, profile: Profile, rules: Mapping[str, Rule]) -> Weights:
    for name, value in settings.weights.items():
        rule = lexicon.rules.get(name)
        if rule is None:
            raise InputError(unknown("setelan-nama", name, lexicon.rules, where=settings.origin(f"weights.{name}")))
        if (value > 0) if rule.bad else (value < 0):
            wanted = say("setelan-bobot-minus" if rule.bad else "setelan-bobot-plus")
            raise InputError(
                say("setelan-bobot-tanda", where=settings.origin(f"weights.{name}"), name=name, wanted=wanted)
            )
    points = {**lexicon.weights.points, **settings.weights}
    waived = tuple(sorted(name for name in profile.unneeded & rules.keys() if points.get(name, 0) > 0))
    return replace(lexicon.weights, points=points, waived=waived)


def _digest(settings: Settings, profile: Profile) -> str:
    """Six hex digits that change with what the settings change in the lexicon."""
    parts = (
        sorted(settings.off), sorted(profile.off), sorted(settings.severity.items()), sorted(settings.weights.items()),
        sorted(profile.unneeded), sorted(profile.enough.items()), sorted(profile.severity.items()),
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:6]
