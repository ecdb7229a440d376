"""Patterns -> tables for the matcher: sets of phrases and, over them, short sequences with gaps.

What is finite in a pattern becomes phrases, which are found by looking up their first words. A sequence is tried only
where its rarest set of phrases (the anchor) was seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, islice, product

from sopan.language import Kind
from sopan.lexicon.model import Lexicon, LexiconError
from sopan.lexicon.pattern import (
    MOST_DEPTH,
    Affixed,
    Choice,
    Comma,
    Gap,
    Node,
    PatternError,
    SentenceEnd,
    SentenceStart,
    Stem,
    Word,
    WordClass,
    parse,
)
from sopan.lexicon.tables import AFFIXES, ANYWHERE, SHAPE_MARK, STEM_MARK, Member, Part, Run, Tables
from sopan.messages import say
from sopan.norm import Normalizer
from sopan.stems import stem

ENTRY, CUE, KIND = "entri", "isyarat", "jenis"
EXCEPTION, CONDITION, OTHER = "kecuali", "syarat", "bukan"
RULE_EXCEPTION, RULE_OTHER = "kecuali-aturan", "bukan-aturan"
MAX_VARIANTS = 400
MOST_PARTS = 40
MOST_WORDS = 100
_WORDS = re.compile(r"[^\W\d_]+")


def compiled(lexicon: Lexicon, normalizer: Normalizer, problems: list[LexiconError] | None = None) -> Tables:
    """The tables of a lexicon. Raises LexiconError for a pattern that cannot be used, or puts it among the `problems`."""
    compiler = Compiler(normalizer, lexicon.classes)

    def add(role: str, key: str, pattern: str, file: str, line: int, local: dict[str, tuple[str, ...]]) -> None:
        try:
            compiler.add(role, key, pattern, local)
        except PatternError as error:
            problem = LexiconError(file, line, say(error.key, **error.values))
            if problems is None:
                raise problem from None
            problems.append(problem)

    for entry in lexicon.entries:
        local = lexicon.local_classes.get(entry.rule, {})
        for role, patterns in (
            (ENTRY, entry.patterns),
            (EXCEPTION, entry.exceptions),
            (CONDITION, entry.conditions),
            (OTHER, entry.others),
        ):
            for number, pattern in enumerate(patterns):
                key = f"{entry.id}#{number}" if role == ENTRY else entry.id
                add(role, key, pattern, entry.file, entry.line, local)
    for rule, listed in lexicon.rule_exceptions.items():
        for pattern in listed:
            add(RULE_EXCEPTION, rule, pattern, f"{rule}.toml", 1, lexicon.local_classes.get(rule, {}))
    for rule, listed in lexicon.rule_others.items():
        for pattern in listed:
            add(RULE_OTHER, rule, pattern, f"{rule}.toml", 1, lexicon.local_classes.get(rule, {}))
    for step in lexicon.steps.values():
        for name, listed in step.cues.items():
            for pattern in listed:
                add(CUE, f"{step.name}.{name}", pattern, "konteks.toml", 1, {})
    for kind, sources in lexicon.kinds.items():
        for source, weighted in sources.items():
            for number, (pattern, _) in enumerate(weighted):
                add(KIND, f"{source}.{kind}#{number}", pattern, "jenis.toml", 1, {})
    return compiler.tables(text for entry in lexicon.entries for text in (*entry.hits, *entry.misses))


class Compiler:
    """Collects patterns of many owners into one set of tables."""

    def __init__(self, normalizer: Normalizer, classes: Mapping[str, Sequence[str]]) -> None:
        self._normalizer = normalizer
        self._classes = classes
        self._flat: dict[tuple[int, str], tuple[Member, ...]] = {}
        self._sets: dict[tuple[Member, ...], int] = {}
        self._listed: list[frozenset[Member]] = []
        self._owners: dict[tuple[str, str], int] = {}
        self._drafts: list[tuple[int, list[Part], bool, str | None, int]] = []
        self._fused = dict.fromkeys(tuple(t.split()) for t in normalizer.spelling.forms.values() if " " in t)

    def add(self, role: str, key: str, pattern: str, local: Mapping[str, Sequence[str]] | None = None) -> None:
        """Compile one pattern for an owner, for example ("entri", id). Raises PatternError."""
        owner = self._owners.setdefault((role, key), len(self._owners))
        nodes = parse(pattern)
        at_start = isinstance(nodes[0], SentenceStart)
        last = nodes[-1]
        end_mark = last.mark if isinstance(last, SentenceEnd) else None
        body = [node for node in nodes if not isinstance(node, SentenceStart | SentenceEnd)]
        end_gap = 0
        if end_mark is not None and isinstance(gap := body[-1], Gap):
            body.pop()
            end_mark, end_gap = (ANYWHERE + end_mark, 0) if gap.wide or end_mark else (end_mark, gap.words)
        for variant in self._expand(body, pattern, local or {}):
            parts = self._parts(variant, local or {}, pattern)
            self._drafts += [
                (owner, read, at_start, end_mark, end_gap) for read in (parts, *self._written_together(parts))
            ]

    def tables(self, texts: Iterable[str]) -> Tables:
        """The finished tables. `texts` is a sample of replies, from which the rarest part of each run is judged."""
        seen = Counter(
            word
            for text in texts
            for spelled in set(_WORDS.findall(text))
            for word in self._normalizer.norm(spelled).split()
        )
        members: dict[Member, int] = {}
        sets = [tuple(members.setdefault(member, len(members)) for member in listed) for listed in self._sets]
        each = [_commonness(member, seen) for member in members]
        cost = [sum(each[number] for number in listed) for listed in sets]
        runs = []
        for owner, parts, at_start, end_mark, end_gap in self._drafts:
            firm = sorted((cost[part[0]], n) for n, part in enumerate(parts) if not part[1])
            second = firm[1][1] if len(firm) > 1 else -1
            runs.append(Run(owner, tuple(parts), firm[0][1], second, at_start, end_mark, end_gap))
        return Tables(list(members), sets, runs, list(self._owners))

    def members(self, name: str, local: Mapping[str, Sequence[str]], above: tuple[str, ...] = ()) -> tuple[Member, ...]:
        """The flat members of a word class, which stands in the classes `above`.

        Raises PatternError for an unknown class, one that contains itself, or one that lies too deep.
        """
        key = (id(local) if local else 0, name)
        if key not in self._flat:
            self._flat[key] = tuple(dict.fromkeys(self._flatten(name, local, above)))
        return self._flat[key]

    def _flatten(self, name: str, local: Mapping[str, Sequence[str]], above: tuple[str, ...]) -> Iterable[Member]:
        if name in Kind.SHAPES:
            yield (SHAPE_MARK + name,)
            return
        listed = local.get(name) or self._classes.get(name)
        if listed is None:
            raise PatternError("pola-kelas", name=name)
        if name in above:
            raise PatternError("pola-kelas-berputar", name=name)
        if len(above) == MOST_DEPTH:
            raise PatternError("pola-kelas-dalam", name=name, most=str(MOST_DEPTH))
        for item in listed:
            nodes = parse(item)
            for variant in self._expand(nodes, item, local):
                single = variant[0] if len(variant) == 1 else None
                if isinstance(single, WordClass):
                    yield from self.members(single.name, local, (*above, name))
                elif isinstance(single, Stem | Affixed):
                    yield _special(single, item)
                elif all(isinstance(node, Word) for node in variant):
                    yield from self._phrases([node.text for node in variant if isinstance(node, Word)], item)
                else:
                    raise PatternError("pola-anggota", name=name, pattern=item)

    def _expand(
        self, nodes: Sequence[Node], pattern: str, local: Mapping[str, Sequence[str]]
    ) -> Iterable[tuple[Node, ...]]:
        """All ways to read the choices that are not plain lists of words."""
        slots: list[list[tuple[Node, ...]]] = []
        for node in nodes:
            if isinstance(node, Choice) and not _plain(node):
                ways = [way for a in node.alternatives for way in self._expand(a, pattern, local)]
                slots.append([*ways, ()] if node.optional else ways)
            else:
                slots.append([(node,)])
        total = 1
        for slot in slots:
            total *= len(slot)
        if total > MAX_VARIANTS:
            raise PatternError("pola-banyak", pattern=pattern, most=str(MAX_VARIANTS))
        return [tuple(node for part in way for node in part) for way in product(*slots)]

    def _parts(self, nodes: Sequence[Node], local: Mapping[str, Sequence[str]], pattern: str) -> list[Part]:
        parts: list[Part] = []
        words: list[str] = []
        gap, wide, comma = 0, False, False

        def close(members: tuple[Member, ...], optional: bool) -> None:
            nonlocal gap, wide, comma
            parts.append((self._set(members), optional, gap, wide, comma))
            gap, wide, comma = 0, False, False

        def close_words() -> None:
            if words:
                close(tuple(self._phrases(words, pattern)), False)
                words.clear()

        for node in nodes:
            if isinstance(node, Word):
                words.append(node.text)
                continue
            close_words()
            if isinstance(node, Gap):
                gap, wide = gap + node.words, wide or node.wide
            elif isinstance(node, Comma):
                comma = True
            elif isinstance(node, Choice):
                close(
                    tuple(dict.fromkeys(m for a in node.alternatives for m in self._plain_members(a, local, pattern))),
                    node.optional,
                )
            elif isinstance(node, WordClass):
                close(self.members(node.name, local), False)
            elif isinstance(node, Stem | Affixed):
                close((_special(node, pattern),), False)
        close_words()
        if not any(not part[1] for part in parts):
            raise PatternError("pola-tanpa-kata", pattern=pattern)
        if len(parts) > MOST_PARTS:
            raise PatternError("pola-bagian", pattern=pattern, most=str(MOST_PARTS))
        return parts

    def _written_together(self, parts: list[Part]) -> Iterable[list[Part]]:
        """The same parts where two neighbours of them are written as one word (`gabisa` for `(tidak|belum) (bisa|dapat)`)."""
        for n, m in combinations(range(len(parts)), 2):
            left, right = parts[n], parts[m]
            if not all(part[1] for part in parts[n + 1 : m]) or any(any(part[2:]) for part in parts[n + 1 : m + 1]):
                continue
            first, second = self._listed[left[0]], self._listed[right[0]]
            joined = tuple((" ".join(words),) for words in self._fused if words[:1] in first and words[1:] in second)
            if joined:
                yield [*parts[:n], (self._set(joined), False, *left[2:]), *parts[m + 1 :]]

    def _plain_members(
        self, nodes: Sequence[Node], local: Mapping[str, Sequence[str]], pattern: str
    ) -> Iterable[Member]:
        if len(nodes) == 1 and isinstance(nodes[0], WordClass):
            return self.members(nodes[0].name, local)
        if len(nodes) == 1 and isinstance(nodes[0], Stem | Affixed):
            return [_special(nodes[0], pattern)]
        return self._phrases([node.text for node in nodes if isinstance(node, Word)], pattern)

    def _set(self, members: tuple[Member, ...]) -> int:
        if members not in self._sets:
            self._sets[members] = len(self._sets)
            self._listed.append(frozenset(members))
        return self._sets[members]

    def _phrases(self, words: Sequence[str], pattern: str) -> list[Member]:
        """The phrase in normal form, and as it reads where words were written together or reduplicated with a space.

        Raises PatternError where nothing is left in normal form, or too much.
        """
        normal = [part for word in words for part in self._normalizer.norm(word).split()]
        if not normal:
            raise PatternError("pola-tanpa-kata", pattern=pattern)
        if len(normal) > MOST_WORDS:
            raise PatternError("pola-panjang-frasa", pattern=pattern, most=str(MOST_WORDS))
        phrases = list(islice(_variants(tuple(normal), self._fused), MAX_VARIANTS + 1))
        if len(phrases) > MAX_VARIANTS:
            raise PatternError("pola-banyak", pattern=pattern, most=str(MAX_VARIANTS))
        return list(dict.fromkeys(phrases))


def _variants(words: Member, fused: Collection[tuple[str, ...]]) -> Iterable[Member]:
    if not words:
        yield ()
        return
    for rest in _variants(words[1:], fused):
        yield (words[0], *rest)
        first, hyphen, second = words[0].partition("-")
        if first and hyphen and first == second:
            yield (first, second, *rest)
    for length in range(2, len(words) + 1):
        if words[:length] in fused:
            for rest in _variants(words[length:], fused):
                yield (" ".join(words[:length]), *rest)


def _special(node: Stem | Affixed, pattern: str) -> Member:
    if isinstance(node, Affixed):
        return (node.affix,)
    if stem(node.root) != node.root:
        raise PatternError("pola-dasar", root=node.root, stem=stem(node.root), pattern=pattern)
    return (STEM_MARK + node.root,)


def _plain(choice: Choice) -> bool:
    """Whether each alternative is a phrase, or a single class or root, so that the choice is one set."""
    return all(
        all(isinstance(node, Word) for node in a) or (len(a) == 1 and isinstance(a[0], WordClass | Stem | Affixed))
        for a in choice.alternatives
    )


def _commonness(member: Member, seen: Mapping[str, int]) -> float:
    """How often a member is to be expected: as often as its rarest word in the sample; shapes and roots by experience."""
    if member[0][0] == SHAPE_MARK:
        return 500.0
    if member[0] in AFFIXES:
        return 300.0
    if member[0][0] == STEM_MARK:
        return 3.0 + 2.0 * seen.get(member[0][1:], 0)
    return 0.5 + min(seen.get(word, 0) for word in member) / len(member)
