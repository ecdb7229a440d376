"""Tables turned round, from words to what begins there, and kept as text until a word is first met.

So neither a start nor a text that holds few of its words pays for the size of a lexicon.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from sopan.lexicon.tables import AFFIXES, AFTER, BEFORE, LEFT, RIGHT, SHAPE_MARK, STEM_MARK, Run, Tables

KINDS = "jenis"
OF_MESSAGE, OF_REPLY = f"{KINDS}.pesan", f"{KINDS}.balasan"
BY_OWNER = frozenset(("kecuali", "bukan", "syarat"))
ALONE = "alone"
_BITS = 2039
Sections = dict[str, dict[str, str]]


class Phrase(NamedTuple):
    """The words of a member after its first, and the sets that it belongs to."""

    rest: tuple[str, ...]
    sets: frozenset[int]


class Index:
    """What the tables say of words, roots and shapes, and of the runs that a set anchors.

    Runs belong to groups: a role, or for kinds of message the source they are read from. All groups that judging a reply
    asks for are searched together; what is read from a citizen's message is searched apart. Runs of the roles in BY_OWNER
    are looked for by owner instead. groups: the group of each owner; keys: its key; asked: the sets of which a
    member must stand at some place (see `Run.companion`), and under ALONE those that anchor runs of those roles; words:
    every word that a phrase of the lexicon holds.
    """

    def __init__(self, sections: Sections) -> None:
        self._phrases = sections["frasa"]
        self._stems = sections["dasar"]
        self._shapes = sections["rupa"]
        self._alone = sections["sendiri"]
        self._anchored: dict[str, dict[int, str]] = {}
        self._parsed: dict[tuple[str, int], list[Run]] = {}
        self._sections = sections
        owners = [owner.partition(" ") for owner in sections["pemilik"]]
        self.keys = [key for _, _, key in owners]
        self.groups = [group_of(role, key) for role, _, key in owners]
        self.asked = {place: frozenset(_numbers(listed)) for place, listed in sections["teman"].items()}
        self.words = sections["kata"].keys() | self._phrases.keys()
        self.affixes = tuple(affix for affix in AFFIXES if affix in self._shapes)
        self.tails = tuple({root[1:] for root in self._stems})

    def phrases(self, word: str) -> list[Phrase]:
        """The members that begin with a word in normal form."""
        raw = self._phrases.get(word)
        return [Phrase(tuple(rest), frozenset(sets)) for rest, sets in json.loads(raw)] if raw else []

    def of_stem(self, root: str) -> Sequence[int]:
        """The sets that any word with a root belongs to."""
        return _numbers(self._stems.get(root))

    def of_shape(self, kind: str) -> Sequence[int]:
        """The sets that any word of a `Kind` belongs to, or any word with one of AFFIXES."""
        return _numbers(self._shapes.get(kind))

    def has_shape(self, kind: str) -> bool:
        """Whether words of a kind belong to any set."""
        return kind in self._shapes

    def anchored(self, search: str, sets: frozenset[int]) -> list[Run]:
        """The runs of a search (see `search_of`) that some sets anchor."""
        raw = self._anchored.get(search)
        if raw is None:
            section = self._sections.get(f"jangkar {search}", {})
            raw = self._anchored[search] = {int(number): runs for number, runs in section.items()}
        found: list[Run] = []
        for number in sorted(raw.keys() & sets):
            runs = self._parsed.get((search, number))
            if runs is None:
                runs = self._parsed[search, number] = _runs(raw[number])
            found += runs
        return found

    def alone(self, role: str, key: str) -> list[Run]:
        """The runs of one owner of a role in BY_OWNER."""
        raw = self._alone.get(f"{role} {key}")
        return _runs(raw) if raw else []


def bit(number: int) -> int:
    """The bit of a set in masks; some sets share one."""
    return 1 << number % _BITS


def mask(numbers: Iterable[int]) -> int:
    """The bits of some sets."""
    return reduce(or_, map(bit, numbers), 0)


def group_of(role: str, key: str) -> str:
    """The group of an owner."""
    return f"{role}.{key.partition('.')[0]}" if role == KINDS else role


def search_of(group: str) -> str:
    """The search that finds a group: what citizens' messages are read for, or all the rest."""
    return group if group == OF_MESSAGE else OF_REPLY


def sections(tables: Tables) -> Sections:
    """The tables turned round, as texts by what they are looked up with."""
    sets_of: dict[int, list[int]] = defaultdict(list)
    for number, members in enumerate(tables.sets):
        for member in members:
            sets_of[member].append(number)
    phrases: dict[str, list[Any]] = defaultdict(list)
    stems, shapes, words = {}, {}, {}
    for number, (head, *rest) in enumerate(tables.members):
        if head[0] == STEM_MARK:
            stems[head[1:]] = _text(sets_of[number])
        elif head[0] == SHAPE_MARK or head in AFFIXES:
            shapes[head.removeprefix(SHAPE_MARK)] = _text(sets_of[number])
        else:
            phrases[head].append((rest, sets_of[number]))
            words.update(dict.fromkeys(rest, ""))
    return {
        "frasa": {head: _text(listed) for head, listed in phrases.items()},
        "dasar": stems,
        "rupa": shapes,
        "kata": words,
        **_run_sections(tables),
    }


def _run_sections(tables: Tables) -> Sections:
    """The runs by what anchors them or owns them."""
    anchored: dict[str, dict[str, list[Run]]] = defaultdict(lambda: defaultdict(list))
    alone: dict[str, list[Run]] = defaultdict(list)
    asked: dict[str, set[int]] = {place: set() for place in (AFTER, BEFORE, LEFT, RIGHT, ALONE)}
    for run in tables.sequences:
        role, key = tables.owners[run.owner]
        anchor = run.parts[run.anchor][0]
        place, other = run.companion
        if place:
            asked[place].add(other)
        if role in BY_OWNER:
            alone[f"{role} {key}"].append(run)
            asked[ALONE].add(anchor)
        else:
            anchored[f"jangkar {search_of(group_of(role, key))}"][str(anchor)].append(run)
    listed = {group: {anchor: _text(runs) for anchor, runs in found.items()} for group, found in anchored.items()}
    return listed | {
        "sendiri": {owner: _text(runs) for owner, runs in alone.items()},
        "teman": {name: _text(sorted(numbers)) for name, numbers in asked.items()},
        "pemilik": {f"{role} {key}": "" for role, key in tables.owners},
    }


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _numbers(raw: str | None) -> list[int]:
    return list(json.loads(raw)) if raw else []


def _runs(raw: str) -> list[Run]:
    return [Run(owner, tuple(map(tuple, parts)), *values) for owner, parts, *values in json.loads(raw)]
