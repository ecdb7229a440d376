"""Document -> signals kept and dropped: the lexicon's matches, shouting, exceptions of entries, then context."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from sopan.document import Document
from sopan.lexicon.model import WEIGHED, Entry, Lexicon, Step
from sopan.passage import Passage
from sopan.signals import context, shouting
from sopan.signals import match as matching
from sopan.signals.context.state import State
from sopan.signals.match import CUES, ENTRIES, Matches, Span
from sopan.signals.model import Candidate, DroppedSignal, Signal
from sopan.signals.weighing import Row, Sums, Weighed, courtesies, row, weigh

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


@dataclass(frozen=True, slots=True)
class _Settled:
    """What a passage holds by itself, in the order of the text, counted from its start.

    raw: all candidates that no exception takes away, of these rules; kept: those that the context within their sentences
    leaves, of these rules; told: of the kept, each place of a rule once; faint: what counts in a discourteous reply only;
    sums: what each sentence weighs.
    """

    raw: list[Candidate]
    raw_rules: frozenset[str]
    exempted: list[Candidate]
    kept: list[Candidate]
    rules: frozenset[str]
    told: list[Candidate]
    dropped: list[tuple[Candidate, Step]]
    faint: list[Candidate]
    sums: list[Sums]


class _Part(NamedTuple):
    """What a passage holds, and at which word and code point of the document it begins."""

    settled: _Settled
    word: int
    offset: int


class SignalFinder:
    """Turns matches into signals by the data of one lexicon."""

    def __init__(self, lexicon: Lexicon, exempted: str) -> None:
        self._lexicon = lexicon
        self._entries = lexicon.entries
        self._bad = frozenset(rule.name for rule in lexicon.rules.values() if rule.bad)
        self._rude = self._bad.intersection(lexicon.weights.points)
        self._triggers = context.triggers(lexicon.steps, self._bad)
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
        parts = [
            _Part(self._settled(passage, found, least_sure), word, offset)
            for (passage, offset, word, _, _), (found, _) in zip(document.passages, matches.passages, strict=True)
        ]
        state = State(document, matches, self._bad, [], message, self._entries, self._lexicon.scales)
        raw_rules = set().union(*[part.settled.raw_rules for part in parts])
        beyond = context.beyond(state, document, self._lexicon.steps, raw_rules)
        dropped = [(c, EXEMPTED, self._exempted) for c in _gathered(parts, lambda settled: settled.exempted)]
        if not beyond:
            dropped += [
                (c.moved(part.word, part.offset), step.name, step.reason)
                for part in parts
                for c, step in part.settled.dropped
            ]
            if all(self._triggers.isdisjoint(part.settled.rules) for part in parts):
                return self._found(document, _gathered(parts, lambda settled: settled.told), dropped)
        state.sums = [one for part in parts for one in part.settled.sums]
        state.kept = _gathered(parts, lambda settled: settled.raw if beyond else settled.kept)
        steps = context.STEPS if beyond else context.ACROSS
        context.read(state, self._lexicon.steps, only=steps, pedantic=least_sure == PEDANTIC)
        if not self._rude.isdisjoint([c.rule for c in state.kept]):
            raw = _gathered(parts, lambda settled: settled.raw)
            taken_back = self._rude_sentences(state, raw) - self._rude_sentences(state, state.kept)
            faint = _gathered(parts, lambda settled: settled.faint)
            faint = [c for c in faint if state.sentence(c) not in taken_back]
            self._add_faint(state, faint, beyond=beyond)
        dropped += [(c, step.name, step.reason) for c, step in state.dropped]
        return self._found(document, self._told(state.kept), dropped)

    def _rude_sentences(self, state: State, candidates: list[Candidate]) -> set[int]:
        return {state.sentence(c) for c in candidates if c.rule in self._bad}

    def _add_faint(self, state: State, faint: list[Candidate], *, beyond: bool) -> None:
        """Add to what a discourteous reply holds what only counts there, as far as the context lets it stand."""
        if beyond:
            alone = replace(state, kept=faint, dropped=[])
            context.read(alone, self._lexicon.steps, only=context.WITHIN)
            faint = alone.kept
        if faint:
            state.kept = sorted((*state.kept, *faint), key=Candidate.in_text)
            context.read(state, self._lexicon.steps, only=context.ACROSS)
            # What nobody would have been told of anyway was not dropped.
            state.dropped[:] = [(c, step) for c, step in state.dropped if c not in faint]

    def _found(self, document: Document, told: list[Candidate], dropped: list[tuple[Candidate, str, str]]) -> Found:
        text = document.text
        shown: list[Signal] = []
        silent: list[Signal] = []
        addressed = False
        for one in told:
            if one.rule == SAPAAN:
                if addressed:
                    continue
                addressed = not self._silent(one)
            (silent if self._silent(one) else shown).append(_signal(text, one))
        dropped.sort(key=lambda d: d[0].start)
        taken = tuple([DroppedSignal(_signal(text, one), step, reason) for one, step, reason in dropped])
        return Found(tuple(shown), taken, tuple(silent))

    def _silent(self, candidate: Candidate) -> bool:
        entry = self._entries.get(candidate.entry)
        return entry is not None and entry.silent

    def _told(self, kept: list[Candidate]) -> list[Candidate]:
        """Of candidates, each place of a rule once apart from the silent ones, in the order of the text."""
        places: dict[tuple[str, int, int, str], Candidate] = {}
        for one in sorted(kept, key=lambda c: (c.start, c.end, c.rule, c.entry)):
            places.setdefault((one.rule, one.start, one.end, one.entry if self._silent(one) else ""), one)
        return list(places.values())

    def _settled(self, passage: Passage, found: matching.Found, least_sure: int) -> _Settled:
        """What a passage holds by itself, worked out once."""
        if passage.read is None:
            passage.read = {}
        # Checkers with other settings share passages, and this too where they have the same entries.
        key = (self._entries, least_sure)
        settled: _Settled | None = passage.read.get(key)
        if settled is None:
            settled = passage.read[key] = self._read(passage, found, least_sure)
        return settled

    def _read(self, passage: Passage, found: matching.Found, least_sure: int) -> _Settled:
        starts, ends = passage.starts, passage.ends
        matched = self._matched(passage, found, least_sure)
        scales = self._lexicon.scales
        rows = [row(scales, passage, sentence) for sentence in range(len(passage.sentence_end))] if scales else []
        weighed = self._weighed(passage, found, least_sure, matched, rows)
        sums = [one.sums for one in rows]
        raw, exempted, faint = (
            [Candidate(rule, entry, a, b, starts[a], ends[b - 1]) for rule, entry, a, b in (*listed, *heavy)]
            for listed, heavy in zip((*matched, ()), weighed, strict=True)
        )
        if shouting.RULE in self._lexicon.rules:
            raw.extend(self._shouting.find(passage))
        for listed in (raw, exempted):
            listed.sort(key=Candidate.in_text)
        steps = context.WITHIN if found.group(CUES) else context.UNCUED
        state, beside = (
            State(passage, found, self._bad, listed, entries=self._entries, scales=scales, sums=sums)
            for listed in (raw, faint)
        )
        for one in (state, beside):
            context.read(one, self._lexicon.steps, only=steps)
        return _Settled(
            raw, frozenset(c.rule for c in raw), exempted, state.kept, frozenset(c.rule for c in state.kept),
            self._told(state.kept), state.dropped, beside.kept, sums,
        )  # fmt: skip

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
        self,
        passage: Passage,
        found: matching.Found,
        least_sure: int,
        matched: tuple[list[Matched], list[Matched]],
        rows: list[Row],
    ) -> tuple[list[Matched], list[Matched], list[Matched]]:
        """What the words of sentences amount to: kept, exempted, and faint, as every discourtesy is that stands beside a match."""
        kept: list[Matched] = []
        exempted: list[Matched] = []
        faint: list[Matched] = []
        told, taken = (_rules_by_sentence(passage, listed) for listed in matched)
        for sentence, here in enumerate(rows):
            for one, loud in self._heavy(here, told.get(sentence, set()), taken.get(sentence, set())):
                entry = self._entries.get(f"{one.rule}/{WEIGHED}")
                if entry is None or entry.sure < least_sure:
                    continue
                exempt = self._exempt(passage, found, entry, (one.first, one.last))
                if loud or not exempt:
                    where = exempted if exempt else kept if loud else faint
                    where.append((entry.rule, entry.id, one.first, one.last))
        found.rest()
        return kept, exempted, faint

    def _heavy(self, here: Row, told: set[str], taken: set[str]) -> Iterator[tuple[Weighed, bool]]:
        """What a sentence amounts to, and whether that is loud. told, taken: rules that matched, and that an exception took."""
        rude = told & self._bad
        heavy = weigh(here, rude)
        if heavy:
            yield heavy, heavy.weight >= here.scales.threshold and not rude
        for good in courtesies(here, told | taken):
            yield good, True

    def _exempt(self, passage: Passage, found: matching.Found, entry: Entry, span: Span) -> bool:
        home = passage.sentence[span[0]]
        of_rule = found.group("kecuali-aturan").get(entry.rule, ())
        if any(passage.sentence[first] == home for first, _ in of_rule) or found.alone("kecuali", entry.id, home):
            return True
        for others in (found.group("bukan-aturan").get(entry.rule, ()), found.alone("bukan", entry.id, home)):
            if any(first < span[1] and span[0] < last for first, last in others):
                return True
        return bool(entry.conditions) and not found.alone("syarat", entry.id, home)


def _rules_by_sentence(passage: Passage, matched: list[Matched]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for rule, _, first, _ in matched:
        found.setdefault(passage.sentence[first], set()).add(rule)
    return found


def _gathered(parts: list[_Part], of: Callable[[_Settled], list[Candidate]]) -> list[Candidate]:
    """Candidates of all passages, where they stand in the document."""
    return [c.moved(word, offset) if offset else c for settled, word, offset in parts for c in of(settled)]


def _signal(text: str, one: Candidate) -> Signal:
    return Signal(one.rule, one.start, one.end, text[one.start : one.end], one.entry)
