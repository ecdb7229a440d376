"""Lexicon x document -> candidates and cues: members are known by their words, runs of them are joined around an anchor.

A passage is searched once, however often it comes again, and a document is the sum of its passages: no pattern crosses
the end of a sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sopan.document import Document
from sopan.language import Kind
from sopan.lexicon.index import ALONE, KINDS, Index, bit, group_of, mask, search_of
from sopan.lexicon.tables import AFTER, ANYWHERE, BEFORE, LEFT, RIGHT, Run
from sopan.memory import Memory
from sopan.norm import Normalizer
from sopan.passage import Lexeme, Passage
from sopan.stems import stem

Span = tuple[int, int]
Spans = dict[str, list[Span]]
_Shape = tuple[tuple[str, ...], list[int], list[int], list[int], list[int], list[tuple[str, int]]]
ENTRIES, CUES = "entri", "isyarat"
_FORMS_KEPT = 200_000
_NOWHERE: frozenset[int] = frozenset()
_NO_SPANS: Spans = {}


class _Run:
    """A run as it is tried: the parts on either side of its anchor, each the next one outwards.

    left, right: (set, optional, words allowed between it and the part before it, may cross clauses there).
    """

    __slots__ = ("anchor", "at_start", "end_gap", "end_mark", "left", "owner", "right")

    def __init__(self, run: Run) -> None:
        parts, anchor = run.parts, run.anchor
        self.owner, self.at_start, self.end_mark, self.end_gap = run.owner, run.at_start, run.end_mark, run.end_gap
        self.anchor = parts[anchor][0]
        self.left = tuple(
            (parts[n][0], parts[n][1], parts[n + 1][2], parts[n + 1][3] or parts[n + 1][4])
            for n in range(anchor - 1, -1, -1)
        )
        self.right = tuple((part[0], part[1], part[2], part[3] or part[4]) for part in parts[anchor + 1 :])


class _Beside:
    """Runs by the set of which a member must stand at some place, tried only where the mask of the place shows one.

    A mask has a bit for each set, shared by some, so that asking what stands in a place takes the same time for any lexicon.
    """

    __slots__ = ("_runs", "mask")

    def __init__(self, by_set: Mapping[int, Sequence[_Run]]) -> None:
        self._runs = [(bit(number), runs) for number, runs in by_set.items()]
        self.mask = mask(by_set)

    def by(self, standing: int) -> list[_Run]:
        """The runs that what stands at the place may complete."""
        return [run for own, runs in self._runs if own & standing for run in runs]


class _Anchors:
    """The runs of one search that some sets anchor, by where another of their parts must stand: see `Run.companion`.

    whole: owners whose run is the anchor itself; free: runs without another obligatory part.
    """

    __slots__ = ("after", "before", "free", "left", "right", "whole")

    def __init__(self, runs: Iterable[Run]) -> None:
        self.whole: list[int] = []
        self.free: list[_Run] = []
        placed: dict[str, dict[int, list[_Run]]] = {name: defaultdict(list) for name in (AFTER, BEFORE, LEFT, RIGHT)}
        for run in runs:
            place, other = run.companion
            if place:
                placed[place][other].append(_Run(run))
            elif len(run.parts) > 1 or run.at_start or run.end_mark is not None:
                self.free.append(_Run(run))
            else:
                self.whole.append(run.owner)
        self.after, self.before, self.left, self.right = map(_Beside, placed.values())


class _Owned:
    """The runs of one owner of a role that is looked for by owner, by the set that anchors them."""

    __slots__ = ("anchors", "mask")

    def __init__(self, runs: Iterable[Run]) -> None:
        by_set: dict[int, list[Run]] = defaultdict(list)
        for run in runs:
            by_set[run.parts[run.anchor][0]].append(run)
        self.anchors = {number: _Anchors(listed) for number, listed in by_set.items()}
        self.mask = mask(by_set)


class _Member:
    """A phrase of the tables, or all that a single word is: the sets it belongs to, and the runs that these anchor.

    after, before, left, right, alone: masks of those of its sets that are asked for at such places, or that anchor runs
    that are looked for by owner. length: words; special: the sets it belongs to through its root, suffix or shape; tail:
    the words after the first two; longer: phrases that begin with this word, by their second word.
    """

    __slots__ = (
        "after", "alone", "anchors", "before", "left", "length", "longer", "right", "sets", "special", "tail",
    )  # fmt: skip

    def __init__(self, sets: frozenset[int], index: Index, special: frozenset[int] = _NOWHERE) -> None:
        self.sets = sets
        self.special = special
        self.after, self.before, self.left, self.right, self.alone = (
            mask(sets & index.asked[place]) for place in (AFTER, BEFORE, LEFT, RIGHT, ALONE)
        )
        self.tail: tuple[str, ...] = ()
        self.length = 1
        self.longer: dict[str, list[_Member]] = {}
        self.anchors: dict[str, _Anchors | None] = {}


class Matcher:
    """Finds all patterns of the tables in a document. Built once; calling it keeps no state but caches of words."""

    def __init__(self, normalizer: Normalizer, index: Index) -> None:
        self._known = normalizer.known
        self.index = index
        self._forms: dict[tuple[str, str], _Member] = {}
        self._common: dict[frozenset[int], _Member] = {}
        self._owned: dict[tuple[str, str], _Owned | None] = {}
        self._seen: Memory[Found] = Memory()

    def __call__(self, document: Document) -> Matches:
        """All matches in a document."""
        return Matches(document, self)

    def found(self, passage: Passage) -> Found:
        """The matches in a passage, from memory where it, or one that differs in words that mean nothing here, came before."""
        found: Found | None = passage.found
        if found is None:
            members = tuple(self.members(passage))
            key = (members, tuple(passage.clause), tuple(passage.sentence_start), tuple([m[0] for m in passage.marks]))
            found = self._seen.get(key)
            if found is None:
                found = Found(self, passage, members)
                self._seen.put(key, found)
            passage.found = found
            passage.lexemes = ()
        return found

    def members(self, passage: Passage) -> list[_Member]:
        """What the tables know of each word of a passage."""
        if passage.lexemes:
            members = [lexeme.form or self._learn(lexeme) for lexeme in passage.lexemes]
        else:
            members = [self._form(word, kind) for word, kind in zip(passage.words, passage.kinds, strict=True)]
        for position in passage.sentence_start:
            # A capital at the start of a sentence makes no name.
            if passage.kinds[position] == Kind.NAME:
                members[position] = self._form(passage.words[position], "")
        return members

    def anchors(self, search: str, member: _Member) -> _Anchors | None:
        """The runs of a search that the sets of a member anchor."""
        runs = self.index.anchored(search, member.sets)
        anchors = member.anchors[search] = _Anchors(runs) if runs else None
        return anchors

    def owned(self, role: str, key: str) -> _Owned | None:
        """The runs of one owner of a role that is looked for by owner, or None where it has none."""
        try:
            return self._owned[role, key]
        except KeyError:
            runs = self.index.alone(role, key)
            owned = self._owned[role, key] = _Owned(runs) if runs else None
            return owned

    def _learn(self, lexeme: Lexeme) -> _Member:
        lexeme.form = form = self._form(lexeme.word, lexeme.kind)
        return form

    def _form(self, word: str, kind: str) -> _Member:
        """What the tables know of a word in normal form and of a kind; worked out once for each distinct word."""
        shape = kind if self.index.has_shape(kind) else ""
        form = self._forms.get((word, shape))
        if form is None:
            if len(self._forms) >= _FORMS_KEPT:
                self._forms = {}
            form = self._derived(word, shape)
            if word not in self.index.words:
                # Most words mean nothing to the lexicon but what their root or shape does: one form stands for all those.
                form = self._common.setdefault(form.sets, form)
            self._forms[word, shape] = form
        return form

    def _derived(self, word: str, shape: str) -> _Member:
        index = self.index
        special = set(index.of_shape(shape))
        if word.replace("-", "").isalpha() and len(word) < 40:
            if any(tail in word for tail in index.tails):
                special.update(index.of_stem(stem(word)))
            special.update(
                number for affix in index.affixes if self._carries(word, affix) for number in index.of_shape(affix)
            )
        phrases = index.phrases(word)
        own = next((phrase.sets for phrase in phrases if not phrase.rest), _NOWHERE)
        form = _Member(own | special, index, frozenset(special))
        for rest, sets in phrases:
            if rest:
                phrase = _Member(sets, index)
                phrase.tail, phrase.length = rest[1:], len(rest) + 1
                form.longer.setdefault(rest[0], []).append(phrase)
        return form

    def _carries(self, word: str, affix: str) -> bool:
        if affix == "-mu":
            return self._carries_mu(word)
        if affix == "-kan":
            return self._carries_kan(word)
        prefix = affix.rstrip("-")
        if not word.startswith(prefix):
            return False
        root = stem(word)
        return root != word and not root.startswith(prefix)

    def _carries_kan(self, word: str) -> bool:
        """Whether a verb without prefix ends in -kan, or in the colloquial -in."""
        if word.endswith("kan"):
            return stem(word) == word.removesuffix("kan")
        return word.endswith("in") and self._known(word[:-2]) and not self._known(word)

    def _carries_mu(self, word: str) -> bool:
        base = word.removesuffix("mu")
        known = self._known
        return (
            base != word
            and len(base) > 2
            and not known(word)
            and (known(base) or (known(stem(base)) and stem(word) != word))
        )


class Found:
    """Where each owner matched in one passage, by group. read: what judging worked out from these matches alone."""

    __slots__ = ("_found", "_matcher", "_members", "_search", "_shape", "read")

    def __init__(self, matcher: Matcher, passage: Passage, members: tuple[_Member, ...]) -> None:
        self._matcher = matcher
        self._members = members
        self._shape = (
            passage.words,
            passage.clause,
            passage.sentence,
            passage.sentence_start,
            passage.sentence_end,
            passage.marks,
        )
        self._found: dict[str, dict[str, Spans]] = {}
        self._search: _Search | None = None
        self.read: Any = None

    def group(self, name: str) -> Spans:
        """The word spans of each owner of a group, by key, in the order of the text."""
        search = search_of(name)
        found = self._found.get(search)
        if found is None:
            found = self._found[search] = self._begun().all(search)
        return found.get(name, _NO_SPANS)

    def of(self, role: str, key: str) -> list[Span]:
        """The word spans of one owner; empty where it did not match."""
        return self.group(group_of(role, key)).get(key, [])

    def alone(self, role: str, key: str, sentence: int) -> list[Span]:
        """The word spans of one owner of a role that is looked for by owner, within a sentence."""
        owned = self._matcher.owned(role, key)
        if not owned:
            return []
        # Signals of one entry that stand side by side ask for the same.
        asked = self._begun().asked
        if (role, key, sentence) not in asked:
            asked[role, key, sentence] = self._begun().within(sentence, owned)
        return asked[role, key, sentence]

    def rest(self) -> None:
        """Let go of what only searching needs; should another group be asked for, the search begins anew."""
        self._search = None

    def _begun(self) -> _Search:
        if self._search is None:
            self._search = _Search(self._shape, self._members, self._matcher)
        return self._search


class Matches:
    """Where each owner (role, key) matched in one document, as word spans in the order of the text.

    Entries are looked for at once. What only matters beside an entry (exceptions, conditions), and what only matters for
    some texts (cues, kinds), is looked for when it is first asked for.
    """

    __slots__ = ("_groups", "passages")

    def __init__(self, document: Document, matcher: Matcher) -> None:
        self.passages = [(matcher.found(placed.passage), placed.word) for placed in document.passages]
        self._groups: dict[str, Spans] = {}

    def kinds(self, source: str) -> Spans:
        """The spans of all patterns for kinds of message that are read from a source, by key."""
        return self._group(f"{KINDS}.{source}")

    def of(self, role: str, key: str) -> list[Span]:
        """The word spans of one owner; empty where it did not match."""
        return self._group(group_of(role, key)).get(key, [])

    def _group(self, name: str) -> Spans:
        spans = self._groups.get(name)
        if spans is None:
            spans = self._groups[name] = {}
            for found, word in self.passages:
                for key, listed in found.group(name).items():
                    spans.setdefault(key, []).extend([(first + word, last + word) for first, last in listed])
        return spans


class _Search:
    """Tries runs around an anchor in one passage."""

    __slots__ = (
        "_at", "_clause", "_marks", "_matcher", "_members", "_sentence", "_sentence_end", "_sentence_start", "_sets", "_standing",
        "_to", "_words", "asked",
    )  # fmt: skip

    def __init__(self, shape: _Shape, members: tuple[_Member, ...], matcher: Matcher) -> None:
        self._words, self._clause, self._sentence, self._sentence_start, self._sentence_end, self._marks = shape
        self._matcher = matcher
        self._members = members
        self._sets = [member.sets for member in members]
        self._at: dict[int, list[_Member]] = {}
        self._to: dict[int, list[_Member]] = {}
        self._standing: list[tuple[int, int, int] | None] = [None] * len(self._sentence_start)
        self.asked: dict[tuple[str, str, int], list[Span]] = {}
        self._phrases()

    def _phrases(self) -> None:
        """Note where phrases of several words stand, by their first word and by what follows their last."""
        words, clause = self._words, self._clause
        for position, member in enumerate(self._members[:-1]):
            if member.longer and words[position + 1] in member.longer:
                for phrase in member.longer[words[position + 1]]:
                    end = position + phrase.length
                    tail = phrase.tail
                    if (not tail or words[position + 2 : end] == tail) and (
                        end <= len(words) and clause[position] == clause[end - 1]
                    ):
                        self._at.setdefault(position, []).append(phrase)
                        self._to.setdefault(end, []).append(phrase)
        for phrases in self._at.values():
            phrases.sort(key=lambda phrase: -phrase.length)

    def all(self, search: str) -> dict[str, Spans]:
        """The spans of every run of a search, by the group and the key of its owner."""
        found: dict[int, set[Span]] = {}
        at = self._at
        for start, member in enumerate(self._members):
            for one in (member, *at[start]) if start in at else (member,):
                try:
                    anchors = one.anchors[search]
                except KeyError:
                    anchors = self._matcher.anchors(search, one)
                if anchors is not None:
                    self._around(anchors, start, start + one.length, found)
        index = self._matcher.index
        by_group: dict[str, Spans] = {}
        for owner, spans in found.items():
            by_group.setdefault(index.groups[owner], {})[index.keys[owner]] = sorted(spans)
        return by_group

    def _around(self, anchors: _Anchors, start: int, end: int, found: dict[int, set[Span]]) -> None:
        """Add the spans of the runs around an anchor."""
        for owner in anchors.whole:
            found.setdefault(owner, set()).add((start, end))
        if anchors.free:
            self._try(anchors.free, start, end, found)
        if anchors.after.mask and end < len(self._members):
            standing = self._members[end].after
            for phrase in self._at.get(end, ()):
                standing |= phrase.after
            if anchors.after.mask & standing:
                self._try(anchors.after.by(standing), start, end, found)
        if anchors.before.mask and start:
            standing = self._members[start - 1].before
            for phrase in self._to.get(start, ()):
                standing |= phrase.before
            if anchors.before.mask & standing:
                self._try(anchors.before.by(standing), start, end, found)
        if anchors.left.mask or anchors.right.mask:
            sentence = self._sentence[start]
            left, right, _ = self._standing[sentence] or self._stand(sentence)
            if anchors.left.mask & left:
                self._try(anchors.left.by(left), start, end, found)
            if anchors.right.mask & right:
                self._try(anchors.right.by(right), start, end, found)

    def _try(self, runs: Iterable[_Run], start: int, end: int, found: dict[int, set[Span]]) -> None:
        for run in runs:
            first = self._left(run, 0, start, 0, False) if run.left or run.at_start else start
            if first >= 0:
                last = self._right(run, 0, end, 0, False) if run.right or run.end_mark is not None else end
                if last >= 0:
                    found.setdefault(run.owner, set()).add((first, last))

    def within(self, sentence: int, owned: _Owned) -> list[Span]:
        """The spans of the runs of one owner in one sentence."""
        _, _, alone = self._standing[sentence] or self._stand(sentence)
        if not owned.mask & alone:
            return []
        found: dict[int, set[Span]] = {}
        for start in range(self._sentence_start[sentence], self._sentence_end[sentence]):
            for one in (self._members[start], *self._at.get(start, ())):
                if owned.mask & one.alone:
                    for number in owned.anchors.keys() & one.sets:
                        self._around(owned.anchors[number], start, start + one.length, found)
        return sorted(set().union(*found.values()))

    def _stand(self, sentence: int) -> tuple[int, int, int]:
        """The masks of what stands anywhere in a sentence: to the left of an anchor, to its right, and as one itself."""
        first, last = self._sentence_start[sentence], self._sentence_end[sentence]
        left = right = alone = 0
        phrases = [phrase for at, listed in self._at.items() if first <= at < last for phrase in listed]
        for one in (*self._members[first:last], *phrases):
            left |= one.left
            right |= one.right
            alone |= one.alone
        self._standing[sentence] = left, right, alone
        return left, right, alone

    def _right(self, run: _Run, number: int, position: int, gap: int, loose: bool) -> int:
        """Where the run ends whose parts up to a number end before a word, or -1. gap, loose: left from optional parts."""
        parts, sets, at, clause = run.right, self._sets, self._at, self._clause
        while number < len(parts):
            set_id, optional, own_gap, own_loose = parts[number]
            gap, loose = gap + own_gap, loose or own_loose
            if gap or optional or position in at:
                break
            # Most parts can stand in one place only.
            if position >= len(sets) or set_id not in sets[position]:
                return -1
            if clause[position - 1] != clause[position] and self._parted(position - 1, position, loose):
                return -1
            number, position, loose = number + 1, position + 1, False
        else:
            return position if run.end_mark is None or self._ends(run, position, gap, loose) else -1
        last = number + 1 == len(parts) and run.end_mark is None
        for start in range(position, min(position + gap + 1, len(sets))):
            if clause[position - 1] != clause[start] and self._parted(position - 1, start, loose):
                break
            if start in at:
                # Roots and shapes come first, then the longest phrase.
                lengths = [1] if set_id in self._members[start].special else []
                lengths += [phrase.length for phrase in at[start] if set_id in phrase.sets]
                for length in lengths:
                    found = start + length if last else self._right(run, number + 1, start + length, 0, False)
                    if found >= 0:
                        return found
            if set_id in sets[start]:
                found = start + 1 if last else self._right(run, number + 1, start + 1, 0, False)
                if found >= 0:
                    return found
        return self._right(run, number + 1, position, gap, loose) if optional else -1

    def _left(self, run: _Run, number: int, position: int, gap: int, loose: bool) -> int:
        """Where the run begins whose parts up to a number begin at a word, or -1. gap, loose: left from optional parts."""
        parts, sets, to, clause = run.left, self._sets, self._to, self._clause
        while number < len(parts):
            set_id, optional, own_gap, own_loose = parts[number]
            gap, loose = gap + own_gap, loose or own_loose
            if gap or optional or position in to:
                break
            if position < 1 or set_id not in sets[position - 1]:
                return -1
            if clause[position - 1] != clause[position] and self._parted(position - 1, position, loose):
                return -1
            number, position, loose = number + 1, position - 1, False
        else:
            return position if not run.at_start or self._starts(position, gap, loose) else -1
        last = number + 1 == len(parts) and not run.at_start
        for end in range(position, max(position - gap, 1) - 1, -1):
            if clause[end - 1] != clause[position] and self._parted(end - 1, position, loose):
                break
            for phrase in to.get(end, ()):
                if set_id in phrase.sets:
                    found = end - phrase.length if last else self._left(run, number + 1, end - phrase.length, 0, False)
                    if found >= 0:
                        return found
            if set_id in sets[end - 1]:
                found = end - 1 if last else self._left(run, number + 1, end - 1, 0, False)
                if found >= 0:
                    return found
        return self._left(run, number + 1, position, gap, loose) if optional else -1

    def _parted(self, left: int, right: int, loose: bool) -> bool:
        """Whether the clause end between two words parts them: a loose gap crosses all but the end of a sentence."""
        return not (loose and self._sentence[left] == self._sentence[right])

    def _starts(self, position: int, gap: int, loose: bool) -> bool:
        """Whether the sentence begins at a word, or as many words before it as a gap allows."""
        start = self._sentence_start[self._sentence[position]]
        return position - start <= gap and (self._clause[start] == self._clause[position] or loose)

    def _ends(self, run: _Run, position: int, gap: int, loose: bool) -> bool:
        """Whether the sentence ends before a word, or as many words further as a gap allows, and with the mark asked for."""
        sentence = self._sentence[position - 1]
        mark, asked = self._marks[sentence][0], run.end_mark or ""
        if asked.startswith(ANYWHERE):
            return asked.removeprefix(ANYWHERE) in mark
        end = self._sentence_end[sentence]
        within = end - position <= gap + run.end_gap and (self._clause[end - 1] == self._clause[position - 1] or loose)
        return within and asked in mark
