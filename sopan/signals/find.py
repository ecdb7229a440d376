"""Document -> signals kept and dropped: the lexicon's matches, shouting, exceptions of entries, then context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sopan.document import Document
from sopan.lexicon.model import Entry, Lexicon
from sopan.signals import context, shouting
from sopan.signals.context.state import State
from sopan.signals.match import Matches, candidate
from sopan.signals.model import Candidate, DroppedSignal, Signal

EXEMPTED = "kecuali"
SAPAAN = "sapaan"


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
        self._entries: Mapping[str, Entry] = {entry.id: entry for entry in lexicon.entries}
        self._conditional = frozenset(entry.id for entry in lexicon.entries if entry.conditions)
        self._bad = frozenset(rule.name for rule in lexicon.rules.values() if rule.bad)
        lists = lexicon.lists.get(shouting.RULE, {})
        self._titles, self._friendly = lists.get("judul_dokumen", ()), lists.get("ramah", ())
        self._exempted = exempted

    def __call__(
        self, document: Document, matches: Matches, least_sure: int = 2, message: Document | None = None
    ) -> Found:
        """The signals of a document; entries less sure than `least_sure` (1..3) stay out.

        message: the citizen's message, whose words are not the officer's.
        """
        candidates, exempted = self._candidates(document, matches, least_sure)
        state = State(document, matches, self._bad, candidates, message)
        context.read(state, self._lexicon.steps)
        dropped = [DroppedSignal(self._signal(document, c), EXEMPTED, self._exempted) for c in exempted]
        dropped += [DroppedSignal(self._signal(document, c), step.name, step.reason) for c, step in state.dropped]
        shown, silent = self._told(document, state.kept)
        return Found(shown, tuple(sorted(dropped, key=lambda d: d.signal.start)), silent)

    def _candidates(
        self, document: Document, matches: Matches, least_sure: int
    ) -> tuple[list[Candidate], list[Candidate]]:
        kept: list[Candidate] = []
        exempted: list[Candidate] = []
        for key, spans in matches.entries().items():
            entry = self._entries.get(key.rpartition("#")[0])
            if entry is None or entry.sure < least_sure:
                continue
            for span in spans:
                found = candidate(document, entry.rule, entry.id, span)
                (exempted if self._exempt(document, matches, entry, span) else kept).append(found)
        if shouting.RULE in self._lexicon.rules:
            kept.extend(shouting.find(document, self._titles, self._friendly))
        kept.sort(key=lambda c: (c.start, -c.end, c.rule, c.entry))
        return kept, exempted

    def _exempt(self, document: Document, matches: Matches, entry: Entry, span: tuple[int, int]) -> bool:
        home = document.sentence[span[0]]
        exceptions = (*matches.of("kecuali", entry.id), *matches.of("kecuali-aturan", entry.rule))
        if any(document.sentence[first] == home for first, _ in exceptions):
            return True
        others = (*matches.of("bukan", entry.id), *matches.of("bukan-aturan", entry.rule))
        if any(first < span[1] and span[0] < last for first, last in others):
            return True
        if entry.id not in self._conditional:
            return False
        return not any(document.sentence[first] == home for first, _ in matches.of("syarat", entry.id))

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

    def bad(self, signals: tuple[Signal, ...]) -> Iterator[Signal]:
        """The signals of discourtesy."""
        return (signal for signal in signals if signal.rule in self._bad)
