"""The pipeline in one place: text -> document -> signals -> findings -> score -> report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path

from sopan import kind as kinds
from sopan.document import Document, DocumentBuilder
from sopan.engine import prepare
from sopan.errors import InputError
from sopan.lexicon.index import Index, sections
from sopan.lexicon.model import Entry, LexiconError
from sopan.memory import Memory
from sopan.messages import say
from sopan.near import unknown
from sopan.paths import standard_folders
from sopan.profiles import profile
from sopan.report import KindGuess, Report
from sopan.rules import findings
from sopan.score import score
from sopan.settings import Settings
from sopan.signals.find import EXEMPTED, SignalFinder
from sopan.signals.match import Matcher
from sopan.signals.model import Signal
from sopan.stems import stem
from sopan.tailor import tailored

MAGIC = ("salam", "maaf", "terima-kasih")
GIVEN = "diberikan"
# Canned replies are short; longer texts would only fill the memory.
REPORTS_REMEMBERED, LONGEST_CANNED = 1_024, 4_000


@dataclass(frozen=True, slots=True)
class Trial:
    """What an entry does on an example text."""

    patterns: frozenset[int]
    kept: bool
    reason: str


class Checker:
    """Judges replies. Building one takes a moment; a built one is reused for any number of texts and from any thread.

    lexicons: further lexicon folders, read after the ones that come with Sopan; least_sure: 2 takes what is sure enough,
    1 also the unsure (pedantic), 3 only the sure: both are short for a Settings that sets just that.
    settings: all that can be set; what it says of display and gate is for others to read.
    problems: where given, mistakes in lexicon files are put there and what is wrong is left out.
    Raises LexiconError where a lexicon file cannot be used and `problems` is not given, InputError where the settings name
    a channel, kind, rule or entry that does not exist.
    """

    def __init__(
        self,
        lexicons: Sequence[Path | str] = (),
        *,
        least_sure: int = 2,
        settings: Settings | None = None,
        problems: list[LexiconError] | None = None,
    ) -> None:
        self.settings = settings or Settings(lexicons=tuple(map(Path, lexicons)), sure=least_sure)
        self._prepare(problems)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The lexicon folders in the order in which they are read."""
        return (*standard_folders(), *self.settings.lexicons)

    def _prepare(self, problems: list[LexiconError] | None = None) -> None:
        self._engine = prepare(self.folders, problems)
        self._tailor()

    def _tailor(self) -> None:
        settings = self.settings
        channel = profile(
            settings.channel, self.folders, follow_up=settings.follow_up, where=settings.origin("channel")
        )
        lexicon = self.lexicon = tailored(self._engine.lexicon, settings, channel)
        if settings.kind and settings.kind not in lexicon.needs:
            raise InputError(
                unknown("setelan-jenis-pesan", settings.kind, lexicon.needs, where=settings.origin("kind"))
            )
        self._find = SignalFinder(lexicon, say("kecuali-alasan"))
        self._reports: Memory[Report] = Memory(REPORTS_REMEMBERED)

    def with_settings(self, settings: Settings) -> Checker:
        """A Checker with other settings for the same lexicon folders, quicker to build than a new one. Raises InputError."""
        if settings.lexicons != self.settings.lexicons:
            return Checker(settings=settings)
        # Not copy(), which goes by __setstate__ and so would prepare a new engine.
        other = object.__new__(type(self))
        other._engine, other.settings = self._engine, settings
        other._tailor()
        return other

    def __getstate__(self) -> Settings:
        return self.settings

    def __setstate__(self, settings: Settings) -> None:
        self.settings = settings
        self._prepare()

    def check(self, text: str, *, kind: str | None = None, message: str | None = None) -> Report:
        """The report on one reply.

        kind: what the citizen sent (keluhan, permintaan, pertanyaan, kritik, apresiasi, umum), where it is known;
        message: the citizen's message. Raises ValueError for an unknown kind.
        """
        if kind is not None and kind not in self.lexicon.needs:
            raise ValueError(say("jenis-tidak-dikenal", kind=kind, known=", ".join(self.lexicon.needs)))
        key = (text, kind, message)
        report = self._reports.get(key)
        if report is None:
            report = self._judged(text, kind, message)
            if len(text) + len(message or "") <= LONGEST_CANNED:
                self._reports.put(key, report)
        return report

    def _judged(self, text: str, kind: str | None, message: str | None) -> Report:
        document = self._engine.builder.build(text)
        matches = self._engine.matcher(document)
        # Few verdicts turn on what the citizen wrote: the message is read when one does.
        asked = cache(partial(self._engine.builder.build, message)) if message else None
        found = self._find(document, matches, self.settings.sure, asked)
        guess = KindGuess(kinds.UNKNOWN, kinds.MESSAGE)
        kind = kind or (None if message else self.settings.kind or None)
        if kind:
            guess = KindGuess(kind, GIVEN)
        elif asked:
            guess = kinds.infer(self.lexicon.kinds, asked(), self._engine.matcher(asked()), kinds.MESSAGE)
        if guess.name == kinds.UNKNOWN and not kind:
            guess = kinds.infer(self.lexicon.kinds, document, matches, kinds.REPLY)
        questions = asked() if asked and message and "?" in message else None
        present = {signal.rule for signal in found.signals}
        return Report(
            text=text,
            kind=guess,
            signals=found.signals,
            findings=findings(self.lexicon, document, found.signals, guess.name, questions),
            score=score(found.signals, self.lexicon.weights),
            magic={rule: rule in present for rule in MAGIC},
            dropped=found.dropped,
            silent=found.silent,
            lexicon=self.lexicon.version,
            channel=self.settings.channel,
            waived=self.lexicon.weights.waived,
        )

    def document(self, text: str) -> Document:
        """The Document of a text: words, sentences, clauses, quotations."""
        return self._engine.builder.build(text)

    def knows(self, word: str) -> bool:
        """Whether a word in normal form, or its root, stands in the dictionary or the lexicon."""
        known = self._engine.normalizer.known
        return known(word) or known(stem(word))

    def holds(self, pattern: str, text: str) -> bool:
        """Whether a pattern without word classes of the lexicon stands in a text. Raises PatternError."""
        from sopan.lexicon.compiler import Compiler

        compiler = Compiler(self._engine.normalizer, {})
        compiler.add("pola", pattern, pattern)
        normalizer = self._engine.normalizer
        matcher = Matcher(normalizer, Index(sections(compiler.tables(()))))
        # A document belongs to the matcher that first looks at it, so this one gets a document of its own.
        return bool(matcher(DocumentBuilder(normalizer, self.lexicon.mail).build(text)).of("pola", pattern))

    def trial(self, entry: Entry, example: str) -> Trial:
        """What one entry does on an example: which of its patterns match, and whether the rule fires there."""
        document = self._engine.builder.build(example)
        matches = self._engine.matcher(document)
        found = self._find(document, matches, 1)
        spans = {number: matches.of("entri", f"{entry.id}#{number}") for number in range(len(entry.patterns))}
        places = [(document.starts[a], document.ends[b - 1]) for matched in spans.values() for a, b in matched]

        def here(signal: Signal) -> bool:
            if entry.weighed:
                return signal.entry == entry.id
            return signal.rule == entry.rule and any(signal.start < end and start < signal.end for start, end in places)

        own = {d.reason for d in found.dropped if d.signal.entry == entry.id}
        exempt = any(d.step == EXEMPTED and d.signal.entry == entry.id for d in found.dropped)
        kept = not exempt and any(map(here, (*found.signals, *found.silent)))
        return Trial(frozenset(number for number, matched in spans.items() if matched), kept, "; ".join(sorted(own)))

    def kind_of(self, text: str, source: str) -> KindGuess:
        """The kind of message that a text is (source "pesan") or answers (source "balasan")."""
        document = self._engine.builder.build(text)
        return kinds.infer(self.lexicon.kinds, document, self._engine.matcher(document), source)


@lru_cache(maxsize=1)
def _default() -> Checker:
    return Checker()


def check(text: str, *, kind: str | None = None, message: str | None = None) -> Report:
    """The report on one reply by a shared Checker with the lexicons that come with Sopan. See `Checker.check`."""
    return _default().check(text, kind=kind, message=message)
