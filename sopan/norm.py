"""Spelling data, and the normal form of a single word: what two spellings of the same word have in common."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

PARTICLES = ("lah", "kah", "tah", "pun")
POSSESSIVE = "nya"
_PREFIXES = (
    "ber",
    "bel",
    "ter",
    "per",
    "pel",
    "mem",
    "men",
    "meng",
    "meny",
    "me",
    "pem",
    "pen",
    "peng",
    "pe",
    "di",
    "ke",
    "se",
)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
# Cyrillic and Greek letters that look like Latin ones (Unicode Technical Standard 39, confusables).
_LOOKALIKES = str.maketrans("аеорсухіјѕһԁԛԝӏкмтвнοανρικτ", "aeopcyxijshdqwlkmtbhoavpikt")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_DOUBLE = re.compile(r"(.)\1")
_REDUPLICATED = re.compile(r"([a-z]{2,})2(nya|an)?")
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Spelling:
    """The spelling data of a lexicon.

    forms: informal form -> standard form (may be several words); whole: derived words whose ending is no suffix;
    abbreviations: words whose full stop ends no sentence; acronyms: words that are normal in capitals;
    masked: insults that people write with digits, dots or asterisks. All lower case.
    """

    forms: Mapping[str, str] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    acronyms: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MailMarks:
    """How quoted mail begins: pairs of what such a line starts with and ends with, lower case; and lines that close a mail."""

    headers: tuple[tuple[str, str], ...] = ()
    footers: tuple[str, ...] = ()


def clean(word: str) -> str:
    """Compatibility form (NFKC), lower case, one kind of apostrophe, no invisible characters, no letters in disguise."""
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKC", word).translate(_APOSTROPHES)
    shown = "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Cc", "Mn")).lower()
    return shown.translate(_LOOKALIKES) if any("a" <= c <= "z" for c in shown) else shown


class Normalizer:
    """Maps a word as written to its normal form; the same word always gives the same form."""

    def __init__(self, spelling: Spelling, roots: Collection[str]) -> None:
        self.spelling = spelling
        self._known = set(roots) | set(spelling.whole) | set(spelling.masked)
        self._known.update(word for target in spelling.forms.values() for word in target.split())
        self._roots = roots

    def learn(self, words: Iterable[str]) -> None:
        """Add words in normal form (those of the patterns) to what counts as known."""
        self._known.update(words)

    def known(self, word: str) -> bool:
        """Whether a lower-case word is a root, a standard form or a word of the lexicon."""
        return word in self._known

    def norm(self, word: str) -> str:
        """The normal form of one token; several words with spaces where the spelling table says so."""
        lowered = clean(word)
        if len(lowered) > _LONGEST_WORD or not any(map(str.isalpha, lowered)):
            return lowered
        if lowered in self.spelling.acronyms and word.isupper():
            return lowered
        return self._standard(lowered) or self._unmasked(lowered) or self._reduced(lowered)

    def _standard(self, word: str) -> str | None:
        """The standard form, or None where the word is not known in any form."""
        target = self.spelling.forms.get(word)
        if target is not None:
            return target
        if word in self._known:
            return word
        return self._without_suffix(word)

    def _without_suffix(self, word: str) -> str | None:
        for suffix in (*PARTICLES, POSSESSIVE):
            rest = word.removesuffix(suffix).removesuffix("-")
            if word.endswith(suffix) and len(rest) >= 3 and not self._derived_root(word):
                return self._standard(rest) or rest
        return None

    def _derived_root(self, word: str) -> bool:
        """Whether a prefix and a root give the word, as in ber-masalah, so that its ending is no suffix."""
        return any(word.startswith(prefix) and word[len(prefix) :] in self._roots for prefix in _PREFIXES)

    def _unmasked(self, word: str) -> str | None:
        """The insult behind digits, dots or asterisks (g0bl0k, g.o.b.l.o.k, g*blok), or None."""
        if word.isalpha():
            return None
        plain = word.translate(_LEET)
        for candidate in (plain, re.sub(r"[^a-z]", "", plain)):
            shortened = _LONG_RUN.sub(r"\1", candidate)
            if shortened in self.spelling.masked:
                return shortened
        if "*" in word or "#" in word:
            shape = [None if c in "*#" else c for c in word.translate(_LEET)]
            for insult in sorted(self.spelling.masked):
                if len(insult) == len(shape) and all(a in (None, b) for a, b in zip(shape, insult, strict=True)):
                    return insult if shape.count(None) < len(shape) - 1 else None
        return None

    def _reduced(self, word: str) -> str:
        """The word behind lengthened letters, a 2 for reduplication, a prefix with a hyphen, or a range; else the word itself."""
        doubled = _REDUPLICATED.fullmatch(word)
        if doubled:
            base = self._standard(doubled[1]) or doubled[1]
            return f"{base}-{base}"
        if _DOUBLE.search(word) and not any(map(str.isdigit, word)):
            for pattern, by in ((_LONG_RUN, r"\1\1"), (_LONG_RUN, r"\1"), (_DOUBLE, r"\1")):
                standard = self._standard(pattern.sub(by, _LONG_RUN.sub(r"\1\1", word) if pattern is _DOUBLE else word))
                if standard:
                    return standard
            word = _LONG_RUN.sub(r"\1", word)
        first, hyphen, second = word.partition("-")
        if first in _PREFIXES and second:
            return self._standard(first + second) or first + second
        if hyphen and first != second and first in self._known and second in self._known:
            return self._standard(first) or first
        return word
