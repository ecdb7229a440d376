"""Lexicon -> the parts that judge a text: normalizer, language, document builder and matcher, built together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sopan.document import DocumentBuilder
from sopan.lexicon import cache
from sopan.lexicon.compiler import Compiler, Tables
from sopan.lexicon.index import Index, sections
from sopan.lexicon.loader import fingerprint, load
from sopan.lexicon.model import Lexicon, LexiconError
from sopan.lexicon.pattern import PatternError
from sopan.messages import say
from sopan.norm import Normalizer
from sopan.signals.match import Matcher
from sopan.stems import root_words

ENTRY, CUE, KIND = "entri", "isyarat", "jenis"
EXCEPTION, CONDITION, OTHER = "kecuali", "syarat", "bukan"
RULE_EXCEPTION, RULE_OTHER = "kecuali-aturan", "bukan-aturan"


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
        lexicon = load(folders, problems)
        normalizer = Normalizer(lexicon.spelling, root_words())
        turned = sections(_compile(lexicon, normalizer, problems))
        index = Index(turned)
        if problems is None:
            cache.write(lexicon, turned)
    normalizer.learn(index.words)
    return Engine(lexicon, normalizer, DocumentBuilder(normalizer, lexicon.mail), Matcher(normalizer, index))


def _compile(lexicon: Lexicon, normalizer: Normalizer, problems: list[LexiconError] | None) -> Tables:
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
