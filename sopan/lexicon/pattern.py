"""The notation of patterns: one line of text -> a tree. docs/notasi.md teaches it.

The notation is regular and has no unbounded repetition, so matching is linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from sopan.errors import shorten
from sopan.lexicon.tables import AFFIXES

WIDE_GAP = 12
MAX_GAP = 12
MOST_DEPTH = 12
MOST_CHARACTERS = 2000
_TOKEN = re.compile(
    r"\s+|\.\.\.\d*|<[^<>\s]+>|~[\w'-]+|-(?:mu|kan)(?!\w)|(?<![\w-])(?:di|me)-(?!\w)|[()\[\]|,^$?!]|[^\s()\[\]|,^$?!<>~]+"
)


class PatternError(ValueError):
    """A pattern that the notation does not allow. `key` names the message, `values`, shortened, fill it."""

    def __init__(self, key: str, **values: str) -> None:
        self.key, self.values = key, {name: shorten(value) for name, value in values.items()}
        super().__init__(f"{key} {self.values}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, compared by its normal form."""

    text: str


@dataclass(frozen=True, slots=True)
class Stem:
    """Any word with this root."""

    root: str


@dataclass(frozen=True, slots=True)
class WordClass:
    """A member of a word class."""

    name: str


@dataclass(frozen=True, slots=True)
class Affixed:
    """Any known word that carries an affix: one of AFFIXES."""

    affix: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Zero to `words` words; `wide` gaps may cross the end of a clause."""

    words: int
    wide: bool


@dataclass(frozen=True, slots=True)
class Comma:
    """Here the end of a clause may stand."""


@dataclass(frozen=True, slots=True)
class SentenceStart:
    """The start of a sentence."""


@dataclass(frozen=True, slots=True)
class SentenceEnd:
    """The end of a sentence; `mark` is "", "?" or "!"."""

    mark: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the alternatives; `optional` means that none is fine too."""

    alternatives: tuple[tuple[Node, ...], ...]
    optional: bool


Node = Word | Stem | WordClass | Affixed | Gap | Comma | SentenceStart | SentenceEnd | Choice


def parse(pattern: str) -> tuple[Node, ...]:
    """The tree of a pattern.

    Raises PatternError where it is too long, brackets do not close, a sign is misplaced, or nothing obligatory is left.
    """
    tokens = [match[0] for match in _TOKEN.finditer(pattern) if not match[0].isspace()]
    if "".join(tokens) != re.sub(r"\s+", "", pattern):
        raise PatternError("pola-tanda", pattern=pattern)
    if _depth(tokens) > MOST_DEPTH:
        raise PatternError("pola-dalam", pattern=pattern, most=str(MOST_DEPTH))
    if len(pattern) > MOST_CHARACTERS:
        raise PatternError("pola-panjang", pattern=pattern, most=str(MOST_CHARACTERS))
    nodes, rest = _sequence(tokens, pattern, "")
    if rest:
        raise PatternError("pola-kurung", pattern=pattern)
    _check(nodes, pattern)
    return nodes


def _depth(tokens: list[str]) -> int:
    """How many brackets stand inside one another at most."""
    depths = accumulate((token in ("(", "[")) - (token in (")", "]")) for token in tokens)
    return max(depths, default=0)


def _sequence(tokens: list[str], pattern: str, closing: str) -> tuple[tuple[Node, ...], list[str]]:
    nodes: list[Node] = []
    while tokens and tokens[0] not in ("|", ")", "]"):
        node, tokens = _node(tokens, pattern)
        nodes.append(node)
    if not closing and tokens:
        raise PatternError("pola-kurung", pattern=pattern)
    return tuple(nodes), tokens


def _node(tokens: list[str], pattern: str) -> tuple[Node, list[str]]:
    token, rest = tokens[0], tokens[1:]
    if token in "([":
        return _choice(rest, pattern, ")" if token == "(" else "]")
    simple: dict[str, Node] = {
        ",": Comma(),
        "^": SentenceStart(),
        "$": SentenceEnd(""),
        "?": SentenceEnd("?"),
        "!": SentenceEnd("!"),
    }
    if token in simple:
        return simple[token], rest
    if token in AFFIXES:
        return Affixed(token), rest
    if token.startswith("..."):
        words = int(token[3:]) if token[3:] else WIDE_GAP
        if words > MAX_GAP:
            raise PatternError("pola-jarak", pattern=pattern, most=str(MAX_GAP))
        return Gap(words, not token[3:]), rest
    if token[0] == "<":
        return WordClass(token[1:-1]), rest
    if token[0] == "~":
        return Stem(token[1:].lower()), rest
    return Word(token), rest


def _choice(tokens: list[str], pattern: str, closing: str) -> tuple[Node, list[str]]:
    alternatives = []
    while True:
        nodes, tokens = _sequence(tokens, pattern, closing)
        if not nodes:
            raise PatternError("pola-kosong", pattern=pattern)
        alternatives.append(nodes)
        if not tokens or tokens[0] not in ("|", closing):
            raise PatternError("pola-kurung", pattern=pattern)
        sign, tokens = tokens[0], tokens[1:]
        if sign == closing:
            return Choice(tuple(alternatives), closing == "]"), tokens


def _check(nodes: tuple[Node, ...], pattern: str) -> None:
    if not nodes or not any(_obliges(node) for node in nodes):
        raise PatternError("pola-tanpa-kata", pattern=pattern)
    edges = [node for node in nodes if not isinstance(node, SentenceStart | SentenceEnd)]
    open_end = isinstance(edges[-1], Gap) and not isinstance(nodes[-1], SentenceEnd)
    if not edges or isinstance(edges[0], Gap) or open_end:
        raise PatternError("pola-tepi", pattern=pattern)
    inner = nodes[1:] if isinstance(nodes[0], SentenceStart) else nodes
    inner = inner[:-1] if isinstance(inner[-1], SentenceEnd) else inner
    if any(isinstance(node, SentenceStart | SentenceEnd) for node in inner) or _has_anchor_inside(inner):
        raise PatternError("pola-awal-akhir", pattern=pattern)


def _has_anchor_inside(nodes: tuple[Node, ...]) -> bool:
    return any(
        isinstance(node, SentenceStart | SentenceEnd)
        or (isinstance(node, Choice) and any(_has_anchor_inside(a) for a in node.alternatives))
        for node in nodes
    )


def _obliges(node: Node) -> bool:
    if isinstance(node, Choice):
        return not node.optional and all(any(_obliges(n) for n in a) for a in node.alternatives)
    return isinstance(node, Word | Stem | WordClass | Affixed)
