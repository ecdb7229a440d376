"""The kind of message that a reply answers, read from the message or inferred from the reply."""

from __future__ import annotations

from collections.abc import Mapping

from sopan.document import Document
from sopan.report import KindGuess
from sopan.signals.match import Matches

UNKNOWN = "umum"
MESSAGE, REPLY = "pesan", "balasan"
_LEAST = {MESSAGE: 1.0, REPLY: 1.0}

Kinds = Mapping[str, Mapping[str, tuple[tuple[str, float], ...]]]


def infer(kinds: Kinds, document: Document, matches: Matches, source: str) -> KindGuess:
    """The kind with the most weight of evidence in a document; "umum" on a tie or where there is too little.

    source: "pesan" for the citizen's message, "balasan" for the reply.
    """
    sums: dict[str, float] = {}
    evidence: dict[str, list[str]] = {}
    for key, spans in sorted(matches.kinds(source).items()):
        kind, _, number = key.partition(".")[2].partition("#")
        sums[kind] = sums.get(kind, 0.0) + kinds[kind][source][int(number)][1]
        evidence.setdefault(kind, []).append(_text(document, spans[0]))
    ranked = sorted(sums.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < _LEAST[source] or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return KindGuess(UNKNOWN, source)
    best = ranked[0][0]
    return KindGuess(best, source, tuple(dict.fromkeys(evidence[best])))


def _text(document: Document, span: tuple[int, int]) -> str:
    start, end = document.place(*span)
    return document.text[start:end]
