"""Lexicon -> the parts that judge a text: normalizer, language, document builder and matcher, built together."""

from __future__ import annotations

from dataclasses import dataclass

from sopan.document import DocumentBuilder
from sopan.language import create_language
from sopan.lexicon import cache
from sopan.lexicon.compiler import Compiler, Tables
from sopan.lexicon.model import Lexicon, LexiconError
from sopan.lexicon.pattern import PatternError
from sopan.messages import say
from sopan.norm import Normalizer
from sopan.signals.match import Matcher
from sopan.stems import root_words

ENTRY, EXCEPTION, CONDITION, RULE_EXCEPTION, CUE, KIND = (
    "entri",
    "kecuali",
    "syarat",
    "kecuali-aturan",
    "isyarat",
    "jenis",
)


@dataclass(frozen=True, slots=True)
class Engine:
    """The parts that need the lexicon compiled."""

    lexicon: Lexicon
    normalizer: Normalizer
    builder: DocumentBuilder
    matcher: Matcher


def compile_lexicon(lexicon: Lexicon, problems: list[LexiconError] | None = None) -> Engine:
    """Build the engine. Raises LexiconError for a pattern that the notation does not allow.

    Where a list of `problems` is given, such patterns go there and are left out.
    """
    normalizer = Normalizer(lexicon.spelling, root_words())
    tables = cache.read(lexicon.version)
    if tables is None:
        tables = _compile(lexicon, normalizer, problems)
        if not problems:
            cache.write(lexicon.version, tables)
    normalizer.learn(word for member in tables.members for word in member if word[0] not in "~<-")
    language = create_language(normalizer)
    return Engine(
        lexicon, normalizer, DocumentBuilder(language, normalizer, lexicon.mail), Matcher(language, normalizer, tables)
    )


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
        for role, patterns in ((ENTRY, entry.patterns), (EXCEPTION, entry.exceptions), (CONDITION, entry.conditions)):
            for number, pattern in enumerate(patterns):
                key = f"{entry.id}#{number}" if role == ENTRY else entry.id
                add(role, key, pattern, entry.file, entry.line, local)
    for rule, listed in lexicon.rule_exceptions.items():
        for pattern in listed:
            add(RULE_EXCEPTION, rule, pattern, f"{rule}.toml", 1, lexicon.local_classes.get(rule, {}))
    for step in lexicon.steps.values():
        for name, listed in step.cues.items():
            for pattern in listed:
                add(CUE, f"{step.name}.{name}", pattern, "konteks.toml", 1, {})
    for kind, sources in lexicon.kinds.items():
        for source, weighted in sources.items():
            for number, (pattern, _) in enumerate(weighted):
                add(KIND, f"{source}.{kind}#{number}", pattern, "jenis.toml", 1, {})
    return compiler.tables(text for entry in lexicon.entries for text in (*entry.hits, *entry.misses))
