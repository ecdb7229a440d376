"""Document -> signals kept and dropped: the lexicon's matches, shouting, exceptions of entries, then context."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sopan.document import Document
from sopan.lexicon.model import WEIGHED, Entry, Lexicon
from sopan.passage import Passage
from sopan.signals import context, shouting
from sopan.signals import match as matching
from sopan.signals.context.state import State
from sopan.signals.match import ENTRIES, Matches, Span
from sopan.signals.model import Candidate, DroppedSignal, Signal
from sopan.signals.weighing import weigh

EXEMPTED = "kecuali"
SAPAAN = "sapaan"
PEDANTIC = 1

Matched = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Signals of a document in the order of the text, and what was dropped on the way."""

    signals: tuple[Signal, ...]
    dropped: tuple[DroppedSignal, ...]
    silent: tuple[Signal, ...]


class SignalFinder:
    """Turns matches into signals by the data of one lexicon."""

    def __init__(self, lexicon: Lexicon, exempted: str) -> None:
        self._lexicon = lexicon
        self._entries = lexicon.entries
        self._bad = frozenset(rule.name for rule in lexicon.rules.values() if rule.bad)
        self._shouting = shouting.Shouting(lexicon.lists.get(shouting.RULE, {}))
        self._exempted = exempted

    def __call__(
        self,
        document: Document,
        matches: Matches,
        least_sure: int = 2,
        message: Callable[[], Document] | None = None,
    ) -> Found:
        """The signals of a document; entries less sure than `least_sure` (1..3) stay out.

        message: gives the citizen's message, whose words are not the officer's.
        """
        candidates, exempted = self._candidates(document, matches, least_sure)
        state = State(document, matches, self._bad, candidates, message, self._entries, self._lexicon.scales)
        context.read(state, self._lexicon.steps, pedantic=least_sure == PEDANTIC)
        dropped = [DroppedSignal(self._signal(document, c), EXEMPTED, self._exempted) for c in exempted]
        dropped += [DroppedSignal(self._signal(document, c), step.name, step.reason) for c, step in state.dropped]
        shown, silent = self._told(document, state.kept)
        return Found(shown, tuple(sorted(dropped, key=lambda d: d.signal.start)), silent)

    def _candidates(
        self, document: Document, matches: Matches, least_sure: int
    ) -> tuple[list[Candidate], list[Candidate]]:
        """What the passages of a document hold, kept and exempted, each in the order of the text."""
        kept: list[Candidate] = []
        exempted: list[Candidate] = []
        for (passage, offset, word, _, _), (found, _) in zip(document.passages, matches.passages, strict=True):
            read = passage.read
            if read is None:
                read = passage.read = {}
            # Checkers with other settings share passages, and this too where they have the same entries.
            key = (self._entries, least_sure)
            if key not in read:
                read[key] = self._read(passage, found, least_sure)
            own_kept, own_exempted = read[key]
            kept += [c.moved(word, offset) for c in own_kept] if offset else own_kept
            exempted += [c.moved(word, offset) for c in own_exempted] if offset else own_exempted
        return kept, exempted

    def _read(
        self, passage: Passage, found: matching.Found, least_sure: int
    ) -> tuple[list[Candidate], list[Candidate]]:
        """The candidates of a passage alone, kept and exempted."""
        starts, ends = passage.starts, passage.ends
        matched = self._matched(passage, found, least_sure)
        weighed = self._weighed(passage, found, least_sure, matched)
        kept, exempted = (
            [Candidate(rule, entry, a, b, starts[a], ends[b - 1]) for rule, entry, a, b in (*listed, *heavy)]
            for listed, heavy in zip(matched, weighed, strict=True)
        )
        if shouting.RULE in self._lexicon.rules:
            kept.extend(self._shouting.find(passage))
        for listed in (kept, exempted):
            listed.sort(key=lambda c: (c.start, -c.end, c.rule, c.entry))
        return kept, exempted

    def _matched(self, passage: Passage, found: matching.Found, least_sure: int) -> tuple[list[Matched], list[Matched]]:
        """Rule, entry and words of each match that counts, and of each that an exception takes away."""
        key = (self._entries, least_sure)
        if found.read is None:
            found.read = {}
        if key not in found.read:
            kept: list[Matched] = []
            exempted: list[Matched] = []
            for owner, spans in found.group(ENTRIES).items():
                entry = self._entries.get(owner.rpartition("#")[0])
                if entry is not None and entry.sure >= least_sure:
                    for span in spans:
                        exempt = self._exempt(passage, found, entry, span)
                        (exempted if exempt else kept).append((entry.rule, entry.id, *span))
            found.read[key] = kept, exempted
            found.rest()
        matched: tuple[list[Matched], list[Matched]] = found.read[key]
        return matched

    def _weighed(
        self, passage: Passage, found: matching.Found, least_sure: int, matched: tuple[list[Matched], list[Matched]]
    ) -> tuple[list[Matched], list[Matched]]:
        """What the words of sentences amount to in which no discourtesy matched, kept and exempted."""
        kept: list[Matched] = []
        exempted: list[Matched] = []
        scales = self._lexicon.scales
        if scales is None:
            return kept, exempted
        told = {passage.sentence[one[2]] for listed in matched for one in listed if one[0] in self._bad}
        for sentence in range(len(passage.sentence_end)):
            heavy = None if sentence in told else weigh(scales, passage, sentence)
            entry = heavy and self._entries.get(f"{heavy.rule}/{WEIGHED}")
            if heavy and entry and entry.sure >= least_sure:
                exempt = self._exempt(passage, found, entry, (heavy.first, heavy.last))
                (exempted if exempt else kept).append((entry.rule, entry.id, heavy.first, heavy.last))
        found.rest()
        return kept, exempted

    def _exempt(self, passage: Passage, found: matching.Found, entry: Entry, span: Span) -> bool:
        home = passage.sentence[span[0]]
        of_rule = found.group("kecuali-aturan").get(entry.rule, ())
        if any(passage.sentence[first] == home for first, _ in of_rule) or found.alone("kecuali", entry.id, home):
            return True
        for others in (found.group("bukan-aturan").get(entry.rule, ()), found.alone("bukan", entry.id, home)):
            if any(first < span[1] and span[0] < last for first, last in others):
                return True
        return bool(entry.conditions) and not found.alone("syarat", entry.id, home)

    def _told(self, document: Document, kept: list[Candidate]) -> tuple[tuple[Signal, ...], tuple[Signal, ...]]:
        shown: dict[tuple[str, int, int], Signal] = {}
        silent = []
        for one in sorted(kept, key=lambda c: (c.start, c.end, c.rule, c.entry)):
            if one.rule == SAPAAN and any(rule == SAPAAN for rule, _, _ in shown):
                continue
            entry = self._entries.get(one.entry)
            if entry is not None and entry.silent:
                silent.append(self._signal(document, one))
            else:
                shown.setdefault((one.rule, one.start, one.end), self._signal(document, one))
        return tuple(shown.values()), tuple(silent)

    def _signal(self, document: Document, one: Candidate) -> Signal:
        return Signal(one.rule, one.start, one.end, document.text[one.start : one.end], one.entry)
