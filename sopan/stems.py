"""Root words of Indonesian and stems by Sastrawi over a dictionary backed by a set."""

from __future__ import annotations

from functools import lru_cache

from Sastrawi.Dictionary.DictionaryInterface import DictionaryInterface
from Sastrawi.Stemmer.Stemmer import Stemmer
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory


class _SetDictionary(DictionaryInterface):  # type: ignore[misc]
    """Sastrawi's own dictionary is a list, searched from the front for each candidate; a set gives the same answers."""

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words

    def contains(self, word: str) -> bool:
        return word in self.words

    def count(self) -> int:
        return len(self.words)


@lru_cache(maxsize=1)
def root_words() -> frozenset[str]:
    """The root words that Sastrawi ships (about 29,900), lower case."""
    return frozenset(map(str.strip, StemmerFactory().get_words())) - {""}


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer:
    return Stemmer(_SetDictionary(root_words()))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The root of one lower-case word, or the word itself where no root is known.

    Algorithm: Enhanced Confix Stripping (Nazief and Adriani, Asian et al.) as implemented by Sastrawi.
    """
    # Sastrawi puts the parts of a word into regular expressions as they are, so signs would break it.
    if not word.replace("-", "").isalpha():
        return word
    return str(_stemmer().stem_word(word))
