"""Lexicon -> the parts that judge a text: normalizer, language, document builder and matcher, built together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sopan.document import DocumentBuilder
from sopan.lexicon import cache
from sopan.lexicon.files import fingerprint
from sopan.lexicon.index import Index, sections
from sopan.lexicon.model import Lexicon, LexiconError
from sopan.norm import Normalizer
from sopan.signals.match import Matcher
from sopan.stems import root_words


@dataclass(frozen=True, slots=True)
class Engine:
    """The parts that need the lexicon compiled."""

    lexicon: Lexicon
    normalizer: Normalizer
    builder: DocumentBuilder
    matcher: Matcher


def prepare(folders: Sequence[Path], problems: list[LexiconError] | None = None) -> Engine:
    """The engine for some lexicon folders, from the cache where nothing changed since.

    Raises LexiconError for a file or pattern that cannot be used; where a list of `problems` is given, they go there,
    what is wrong is left out, and the cache is left alone.
    """
    kept = None if problems is not None else cache.read(fingerprint(folders))
    if kept:
        lexicon, index = kept
        normalizer = Normalizer(lexicon.spelling, root_words())
    else:
        # What reads patterns is imported where no cache fits: a start that finds one does without.
        from sopan.lexicon.compiler import compiled
        from sopan.lexicon.loader import load

        lexicon = load(folders, problems)
        normalizer = Normalizer(lexicon.spelling, root_words())
        turned = sections(compiled(lexicon, normalizer, problems))
        index = Index(turned)
        if problems is None:
            cache.write(lexicon, turned)
    normalizer.learn(index.words)
    return Engine(lexicon, normalizer, DocumentBuilder(normalizer, lexicon.mail), Matcher(normalizer, index))
