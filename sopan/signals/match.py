"""Lexicon x document -> candidates and cues: spaCy finds the phrases, runs of them are joined here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from threading import Lock
from typing import Any

from spacy.attrs import NORM
from spacy.matcher import PhraseMatcher
from spacy.vocab import Vocab

from sopan.document import Document
from sopan.language import Indonesian, Kind
from sopan.lexicon.compiler import ANYWHERE, SHAPE_MARK, STEM_MARK, Run, Tables
from sopan.lexicon.pattern import AFFIXES
from sopan.norm import Normalizer
from sopan.signals.model import Candidate
from sopan.stems import stem

Span = tuple[int, int]
ByAnchor = dict[int, tuple[tuple[int, int, tuple[Run, ...]], ...]]
ENTRIES, KINDS = "entri", "jenis"
_ALONE = frozenset(("kecuali", "kecuali-aturan", "bukan", "bukan-aturan", "syarat"))
_HERE, _BEFORE, _AFTER = 0, -1, 1
_DERIVED_CACHE = 200_000


class _Hits:
    """Which members of the tables were seen in one document: by start, by end, and by sentence."""

    def __init__(self, document: Document) -> None:
        count = len(document.words)
        self.at: list[list[tuple[int, int]]] = [[] for _ in range(count)]
        self.to: list[list[tuple[int, int]]] = [[] for _ in range(count + 1)]
        self.in_sentence: list[set[int]] = [set() for _ in document.sentence_start]
        self.places: dict[int, list[Span]] = defaultdict(list)
        self._sentence = document.sentence

    def add(self, member: int, start: int, end: int) -> None:
        self.at[start].append((member, end))
        self.to[end].append((member, start))
        self.in_sentence[self._sentence[start]].add(member)
        self.places[member].append((start, end))


class Matches:
    """Where each owner (role, key) matched in one document, as word spans in the order of the text.

    Entries are looked for at once. What only matters beside an entry (exceptions, conditions), and what only matters for
    some texts (cues, kinds), is looked for when it is first asked for.
    """

    def __init__(self, index: _Index, search: _Search | None) -> None:
        self._index = index
        self._search = search
        self._groups: dict[str, dict[str, list[Span]]] = {}
        self._single: dict[tuple[str, str], list[Span]] = {}

    def entries(self) -> dict[str, list[Span]]:
        """The spans of all entries that matched, by key."""
        return self._group(ENTRIES)

    def kinds(self, source: str) -> dict[str, list[Span]]:
        """The spans of all patterns for kinds of message that are read from a source, by key."""
        return self._group(f"{KINDS}.{source}")

    def of(self, role: str, key: str) -> list[Span]:
        """The word spans of one owner; empty where it did not match."""
        if role in _ALONE:
            owner = (role, key)
            if owner not in self._single:
                runs = self._index.alone.get(owner)
                self._single[owner] = self._search.around(runs) if runs and self._search else []
            return self._single[owner]
        return self._group(_group_of(role, key)).get(key, [])

    def _group(self, name: str) -> dict[str, list[Span]]:
        found = self._groups.get(name)
        if found is None:
            found = self._search.all(self._index.by_anchor(name), self._index.keys) if self._search else {}
            self._groups[name] = found
        return found


class Matcher:
    """Finds all patterns of the tables in a document. Built once; calling it keeps no state but caches of words."""

    def __init__(self, language: Indonesian, normalizer: Normalizer, tables: Tables) -> None:
        self._normalizer = normalizer
        self._sets = [frozenset(numbers) for numbers in tables.sets]
        self._index = _index(tables)
        # Matching compares hashes, so the matcher's own vocabulary stays bare and its keys cost no lexeme attributes.
        own = Vocab()
        self._phrases = PhraseMatcher(own, attr=NORM)
        self._keys = own.strings
        self._strings = language.vocab.strings
        self._pending: dict[int, list[int]] = defaultdict(list)
        self._adding = Lock()
        self._members = tables.members
        self._member_of_key: dict[int, int] = {}
        self._member_of_stem: dict[str, int] = {}
        self._member_of_shape: dict[str, int] = {}
        self._member_of_affix: dict[str, int] = {}
        self._derived: dict[str, tuple[int, ...]] = {}
        self._sort_members(tables)

    def _sort_members(self, tables: Tables) -> None:
        """Put each member where it will be looked for; phrases wait under their first word until a text holds it."""
        for number, member in enumerate(tables.members):
            head = member[0]
            if head[0] == STEM_MARK:
                self._member_of_stem[head[1:]] = number
            elif head[0] == SHAPE_MARK:
                self._member_of_shape[head[1:]] = number
            elif head in AFFIXES:
                self._member_of_affix[head] = number
            else:
                self._pending[self._strings.add(head)].append(number)
        self._tails = tuple({root[1:] for root in self._member_of_stem})

    def _add_phrases(self, norms: set[int]) -> None:
        """Give spaCy the phrases that begin with words never met before, so that a short draft pays for few of them."""
        with self._adding:
            for norm in norms:
                for number in self._pending.get(norm, ()):
                    key = f"frasa-{number}"
                    # PhraseMatcher takes hashes as readily as Docs (its own unpickling does), and they cost no tokenizing.
                    hashes: Any = [[self._strings.add(word) for word in self._members[number]]]
                    self._phrases.add(key, hashes)
                    self._member_of_key[self._keys[key]] = number
                self._pending.pop(norm, None)

    def __call__(self, document: Document) -> Matches:
        """All matches in a document."""
        search = _Search(document, self._hits(document), self._sets) if document.words else None
        return Matches(self._index, search)

    def _hits(self, document: Document) -> _Hits:
        hits = _Hits(document)
        clause = document.clause
        fresh = self._pending.keys() & document.norms
        if fresh:
            self._add_phrases(fresh)
        for key, start, end in self._phrases(document.doc):
            if clause[start] == clause[end - 1]:
                hits.add(self._member_of_key[key], start, end)
        for position, word in enumerate(document.words):
            derived = self._derived.get(word)
            for member in self._derive(word) if derived is None else derived:
                hits.add(member, position, position + 1)
        for position, kind in enumerate(document.kinds):
            shaped = self._member_of_shape.get(kind)
            if shaped is not None and not (kind == Kind.NAME and self._opens(document, position)):
                hits.add(shaped, position, position + 1)
        return hits

    @staticmethod
    def _opens(document: Document, position: int) -> bool:
        return document.sentence_start[document.sentence[position]] == position

    def _derive(self, word: str) -> tuple[int, ...]:
        """Members that a word is through its root or an affix; worked out once for each distinct word."""
        members: list[int] = []
        if word.replace("-", "").isalpha() and len(word) < 40:
            if any(tail in word for tail in self._tails):
                of_stem = self._member_of_stem.get(stem(word))
                members.extend(() if of_stem is None else (of_stem,))
            members.extend(number for affix, number in self._member_of_affix.items() if self._carries(word, affix))
        found = tuple(members)
        if len(self._derived) < _DERIVED_CACHE:
            self._derived[word] = found
        return found

    def _carries(self, word: str, affix: str) -> bool:
        if affix == "-mu":
            return self._carries_mu(word)
        if affix == "-kan":
            return self._carries_kan(word)
        prefix = affix.rstrip("-")
        root = stem(word)
        return word.startswith(prefix) and root != word and not root.startswith(prefix)

    def _carries_kan(self, word: str) -> bool:
        """Whether a verb without prefix ends in -kan, or in the colloquial -in."""
        if word.endswith("kan"):
            return stem(word) == word.removesuffix("kan")
        return word.endswith("in") and self._normalizer.known(word[:-2]) and not self._normalizer.known(word)

    def _carries_mu(self, word: str) -> bool:
        base = word.removesuffix("mu")
        known = self._normalizer.known
        return (
            base != word
            and len(base) > 2
            and not known(word)
            and (known(base) or (known(stem(base)) and stem(word) != word))
        )


def _group_of(role: str, key: str) -> str:
    """The group of runs that are looked for together: a role, or for kinds of message the source they are read from."""
    return f"{role}.{key.partition('.')[0]}" if role == KINDS else role


@dataclass(frozen=True, slots=True)
class _Index:
    """Runs by anchor for each group, and by owner for those that are looked for alone."""

    grouped: dict[str, list[Run]]
    alone: dict[tuple[str, str], list[Run]]
    keys: list[str]
    tables: Tables
    built: dict[str, ByAnchor]

    def by_anchor(self, name: str) -> ByAnchor:
        """The runs of a group by their anchors; built when a text first needs them."""
        if name not in self.built:
            self.built[name] = _by_anchor(self.grouped.get(name, []), self.tables)
        return self.built[name]


def _index(tables: Tables) -> _Index:
    grouped: dict[str, list[Run]] = defaultdict(list)
    alone: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for run in tables.sequences:
        role, key = tables.owners[run.owner]
        if role in _ALONE:
            alone[role, key].append(run)
        else:
            grouped[_group_of(role, key)].append(run)
    return _Index(dict(grouped), dict(alone), [key for _, key in tables.owners], tables, {})


def _by_anchor(runs: list[Run], tables: Tables) -> ByAnchor:
    """For each member, the runs that it anchors, grouped by another set that must stand just before, after, or with it."""
    grouped: dict[int, dict[tuple[int, int], list[Run]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        where = _companion(run)
        for member in set(tables.sets[run.parts[run.anchor][0]]):
            grouped[member][where].append(run)
    return {m: tuple((*where, tuple(listed)) for where, listed in groups.items()) for m, groups in grouped.items()}


def _companion(run: Run) -> tuple[int, int]:
    """Where another obligatory set of a run must stand, and which: beside the anchor if that is sure, else in its sentence."""
    parts, anchor = run.parts, run.anchor
    if anchor + 1 < len(parts):
        set_id, optional, gap, wide, comma = parts[anchor + 1]
        if not (optional or gap or wide or comma):
            return _AFTER, set_id
    _, _, gap, wide, comma = parts[anchor]
    if anchor and not (parts[anchor - 1][1] or gap or wide or comma):
        return _BEFORE, parts[anchor - 1][0]
    return _HERE, run.second


class _Search:
    """Tries runs around an anchor in one document."""

    def __init__(self, document: Document, hits: _Hits, sets: list[frozenset[int]]) -> None:
        self._document = document
        self._hits = hits
        self._sets = sets
        self._clause = document.clause
        self._sentence = document.sentence
        self._count = len(document.words)
        self._present: list[dict[int, bool]] = [{} for _ in document.sentence_start]

    def all(self, by_anchor: ByAnchor, keys: list[str]) -> dict[str, list[Span]]:
        """The spans of every run of a group, by the key of its owner."""
        found: dict[int, set[Span]] = defaultdict(set)
        for start, seen in enumerate(self._hits.at):
            for member, end in seen:
                for where, other, runs in by_anchor.get(member, ()):
                    if other < 0 or self.present(where, other, start, end):
                        for run in runs:
                            span = self.run(run, start, end)
                            if span is not None:
                                found[run.owner].add(span)
        return {keys[owner]: sorted(spans) for owner, spans in found.items()}

    def around(self, runs: list[Run]) -> list[Span]:
        """The spans of some runs."""
        found = set()
        for run in runs:
            for member in self._sets[run.parts[run.anchor][0]] & self._hits.places.keys():
                for start, end in self._hits.places[member]:
                    span = self.run(run, start, end)
                    if span is not None:
                        found.add(span)
        return sorted(found)

    def present(self, where: int, set_id: int, start: int, end: int) -> bool:
        """Whether a member of a set stands just before or after the words [start, end), or in their sentence."""
        members = self._sets[set_id]
        if where == _AFTER:
            return end < self._count and any(member in members for member, _ in self._hits.at[end])
        if where == _BEFORE:
            return any(member in members for member, _ in self._hits.to[start])
        sentence = self._sentence[start]
        known = self._present[sentence]
        found = known.get(set_id)
        if found is None:
            found = known[set_id] = not members.isdisjoint(self._hits.in_sentence[sentence])
        return found

    def run(self, run: Run, start: int, end: int) -> Span | None:
        """The span of the run around its anchor at words [start, end), or None."""
        _, _, gap, wide, comma = run.parts[run.anchor]
        first = self._left(run, run.anchor - 1, start, gap, wide, comma)
        if first is None:
            return None
        last = self._right(run, run.anchor + 1, end, 0, False, False)
        return None if last is None else (first, last)

    def _near(self, before: int, after: int, loose: bool) -> bool:
        """Whether the word `after` may follow the word `before`: in its clause, or in its sentence where that is enough."""
        if self._clause[before] == self._clause[after]:
            return True
        return loose and self._sentence[before] == self._sentence[after]

    def _right(self, run: Run, number: int, position: int, gap: int, wide: bool, comma: bool) -> int | None:
        if number == len(run.parts):
            return position if self._ends(run, position) else None
        set_id, optional, own_gap, own_wide, own_comma = run.parts[number]
        gap, wide, comma = gap + own_gap, wide or own_wide, comma or own_comma
        members = self._sets[set_id]
        for start in range(position, min(position + gap + 1, self._count)):
            if not self._near(position - 1, start, wide or comma):
                break
            for member, end in reversed(self._hits.at[start]):
                if member in members:
                    found = self._right(run, number + 1, end, 0, False, False)
                    if found is not None:
                        return found
        return self._right(run, number + 1, position, gap, wide, comma) if optional else None

    def _left(self, run: Run, number: int, position: int, gap: int, wide: bool, comma: bool) -> int | None:
        if number < 0:
            return position if self._starts(run, position) else None
        set_id, optional, own_gap, own_wide, own_comma = run.parts[number]
        members = self._sets[set_id]
        for end in range(position, max(position - gap, 1) - 1, -1):
            if not self._near(end - 1, position, wide or comma):
                break
            for member, start in self._hits.to[end]:
                if member in members:
                    found = self._left(run, number - 1, start, own_gap, own_wide, own_comma)
                    if found is not None:
                        return found
        if optional:
            return self._left(run, number - 1, position, gap + own_gap, wide or own_wide, comma or own_comma)
        return None

    def _starts(self, run: Run, position: int) -> bool:
        return not run.at_start or self._document.sentence_start[self._sentence[position]] == position

    def _ends(self, run: Run, position: int) -> bool:
        if run.end_mark is None:
            return True
        sentence = self._sentence[position - 1]
        if run.end_mark.startswith(ANYWHERE):
            return run.end_mark.removeprefix(ANYWHERE) in self._document.marks[sentence][0]
        return self._document.sentence_end[sentence] == position and run.end_mark in self._document.marks[sentence][0]


def candidate(document: Document, rule: str, entry: str, span: Span) -> Candidate:
    """The candidate for a word span."""
    return Candidate(rule, entry, span[0], span[1], document.starts[span[0]], document.ends[span[1] - 1])
