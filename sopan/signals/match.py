"""Lexicon x document -> candidates and cues: spaCy finds the phrases, runs of them are joined here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from spacy.attrs import NORM
from spacy.matcher import PhraseMatcher
from spacy.vocab import Vocab

from sopan.document import Document
from sopan.language import Indonesian, Kind
from sopan.lexicon.compiler import SHAPE_MARK, STEM_MARK, SUFFIX_MU, Run, Tables
from sopan.norm import Normalizer
from sopan.signals.model import Candidate
from sopan.stems import stem

Span = tuple[int, int]
_DERIVED_CACHE = 200_000


class _Hits:
    """Where each set of phrases was seen in one document, by start and by end."""

    def __init__(self) -> None:
        self.ends: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._starts: dict[int, dict[int, list[int]]] = {}

    def add(self, set_id: int, start: int, end: int) -> None:
        self.ends[set_id][start].append(end)

    def spans(self, set_id: int) -> list[Span]:
        return [(start, end) for start, ends in self.ends[set_id].items() for end in ends]

    def starts(self, set_id: int) -> dict[int, list[int]]:
        found = self._starts.get(set_id)
        if found is None:
            found = defaultdict(list)
            for start, end in self.spans(set_id):
                found[end].append(start)
            self._starts[set_id] = found
        return found


@dataclass(slots=True)
class Matches:
    """Where each owner (role, key) matched, as word spans, in the order of the text."""

    spans: dict[tuple[str, str], list[Span]] = field(default_factory=dict)

    def of(self, role: str, key: str) -> list[Span]:
        """The word spans of one owner; empty where it did not match."""
        return self.spans.get((role, key), [])


class Matcher:
    """Finds all patterns of the tables in a document. Built once; calling it keeps no state but caches of words."""

    def __init__(self, language: Indonesian, normalizer: Normalizer, tables: Tables) -> None:
        self._normalizer = normalizer
        self._owners = tables.owners
        self._runs: dict[int, list[Run]] = defaultdict(list)
        for run in tables.sequences:
            self._runs[run.parts[run.anchor][0]].append(run)
        # Matching compares hashes, so the matcher's own vocabulary stays bare and its keys cost no lexeme attributes.
        own = Vocab()
        self._phrases = PhraseMatcher(own, attr=NORM)
        self._sets_of_key: dict[int, tuple[int, ...]] = {}
        self._sets_of_stem: dict[str, tuple[int, ...]] = {}
        self._sets_of_shape: dict[str, tuple[int, ...]] = {}
        self._sets_of_suffix: tuple[int, ...] = ()
        self._derived: dict[str, tuple[int, ...]] = {}
        self._add_sets(language.vocab, own, tables)

    def _add_sets(self, vocab: Vocab, own: Vocab, tables: Tables) -> None:
        sets: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, members in enumerate(tables.sets):
            for member in members:
                sets[member].append(number)
        strings, keys = vocab.strings, own.strings
        for number, (member, ids) in enumerate(sets.items()):
            head = member[0]
            if head[0] == STEM_MARK:
                self._sets_of_stem[head[1:]] = tuple(ids)
            elif head[0] == SHAPE_MARK:
                self._sets_of_shape[head[1:]] = tuple(ids)
            elif head == SUFFIX_MU:
                self._sets_of_suffix = tuple(ids)
            else:
                key = f"frasa-{number}"
                # PhraseMatcher takes hashes as readily as Docs (its own unpickling does), and they cost no tokenizing.
                hashes: Any = [[strings.add(word) for word in member]]
                self._phrases.add(key, hashes)
                self._sets_of_key[keys[key]] = tuple(ids)
        self._tails = {root[1:] for root in self._sets_of_stem}

    def __call__(self, document: Document) -> Matches:
        """All matches in a document."""
        matches = Matches()
        if not document.words:
            return matches
        hits = self._hits(document)
        search = _Search(document, hits)
        for set_id in list(hits.ends):
            for run in self._runs.get(set_id, ()):
                for span in hits.spans(set_id):
                    found = search.run(run, span)
                    if found:
                        matches.spans.setdefault(self._owners[run.owner], []).append(found)
        for owner, spans in matches.spans.items():
            matches.spans[owner] = sorted(set(spans))
        return matches

    def _hits(self, document: Document) -> _Hits:
        hits = _Hits()
        clause = document.clause
        for key, start, end in self._phrases(document.doc):
            if clause[start] == clause[end - 1]:
                for set_id in self._sets_of_key[key]:
                    hits.add(set_id, start, end)
        for position, word in enumerate(document.words):
            derived = self._derived.get(word)
            for set_id in self._derive(word) if derived is None else derived:
                hits.add(set_id, position, position + 1)
        for position, kind in enumerate(document.kinds):
            if kind == Kind.WORD or (
                kind == Kind.NAME and position == document.sentence_start[document.sentence[position]]
            ):
                continue
            for set_id in self._sets_of_shape.get(kind, ()):
                hits.add(set_id, position, position + 1)
        return hits

    def _derive(self, word: str) -> tuple[int, ...]:
        """Sets that hold a word through its root or its suffix; worked out once for each distinct word."""
        sets: list[int] = []
        plain = word.replace("-", "")
        if plain.isalpha() and len(word) < 40:
            if self._sets_of_stem and any(tail in word for tail in self._tails):
                sets.extend(self._sets_of_stem.get(stem(word), ()))
            if self._sets_of_suffix and self._carries_mu(word):
                sets.extend(self._sets_of_suffix)
        found = tuple(sets)
        if len(self._derived) < _DERIVED_CACHE:
            self._derived[word] = found
        return found

    def _carries_mu(self, word: str) -> bool:
        base = word.removesuffix("mu")
        known = self._normalizer.known
        return (
            base != word
            and len(base) > 2
            and not known(word)
            and (known(base) or (known(stem(base)) and stem(word) != word))
        )


class _Search:
    """Tries runs around an anchor in one document."""

    def __init__(self, document: Document, hits: _Hits) -> None:
        self._document = document
        self._hits = hits
        self._clause = document.clause
        self._sentence = document.sentence
        self._count = len(document.words)

    def run(self, run: Run, anchor: Span) -> Span | None:
        """The span of the run around the anchor, or None."""
        part = run.parts[run.anchor]
        first = self._left(run, run.anchor - 1, anchor[0], part[2], part[3], part[4])
        if first is None:
            return None
        last = self._right(run, run.anchor + 1, anchor[1], 0, False, False)
        return None if last is None else (first, last)

    def _near(self, before: int, after: int, gap: int, wide: bool, comma: bool) -> bool:
        """Whether the word `after` may follow the word `before`."""
        if self._clause[before] == self._clause[after]:
            return True
        return (wide or comma) and self._sentence[before] == self._sentence[after]

    def _right(self, run: Run, number: int, position: int, gap: int, wide: bool, comma: bool) -> int | None:
        if number == len(run.parts):
            return position if self._ends(run, position) else None
        set_id, optional, own_gap, own_wide, own_comma = run.parts[number]
        gap, wide, comma = gap + own_gap, wide or own_wide, comma or own_comma
        ends = self._hits.ends.get(set_id)
        if ends:
            for start in range(position, min(position + gap, self._count - 1) + 1):
                if start in ends and self._near(position - 1, start, gap, wide, comma):
                    for end in sorted(ends[start], reverse=True):
                        found = self._right(run, number + 1, end, 0, False, False)
                        if found is not None:
                            return found
        return self._right(run, number + 1, position, gap, wide, comma) if optional else None

    def _left(self, run: Run, number: int, position: int, gap: int, wide: bool, comma: bool) -> int | None:
        if number < 0:
            return position if self._starts(run, position) else None
        set_id, optional, own_gap, own_wide, own_comma = run.parts[number]
        if set_id in self._hits.ends:
            starts = self._hits.starts(set_id)
            for end in range(position, max(position - gap, 1) - 1, -1):
                if end in starts and self._near(end - 1, position, gap, wide, comma):
                    for start in sorted(starts[end]):
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
        return self._document.sentence_end[sentence] == position and run.end_mark in self._document.marks[sentence][0]


def candidate(document: Document, rule: str, entry: str, span: Span) -> Candidate:
    """The candidate for a word span."""
    return Candidate(rule, entry, span[0], span[1], document.starts[span[0]], document.ends[span[1] - 1])
