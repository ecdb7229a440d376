#!/usr/bin/env python3
"""Fits what words weigh to labelled sentences: the tables lexicons/timbangan*.tsv and the numbers of lexicons/timbangan.toml.

    python benchmarks/timbangan.py [--write] [--leave-out PART ...] [FILE ...]

Learns from the labelled replies and sentences in tests/data/ and benchmarks/latihan/: *.jsonl as benchmarks/quality.py
reads them, *kasar*.txt with `rule|sentence` on each line (`rule+rule` for two), other *.txt with courteous replies. Whether
a sentence is discourteous at all is told by logistic regression with a ridge; in which way, by how much oftener its phrases
stand in discourteous sentences of a rule than in those of the others (naive Bayes). Courtesies are learned one by one, by the
same regression, from labelled replies and the examples beside the entries. Phrases that stand in few sentences, or weigh next
to nothing, are left out. Needs scikit-learn (pip install "sopan[timbangan]").

Prints how sentences of the files that were left out (--leave-out, by parts of their names) are judged at several
thresholds: how many discourteous ones that no pattern finds are found, and how many courteous ones are marked.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from quality import read
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from sopan.checker import Checker
from sopan.document import Document
from sopan.lexicon.loader import load
from sopan.signals.weighing import phrases, tokens

ROOT = Path(__file__).resolve().parent.parent
DATA = (ROOT / "tests" / "data", ROOT / "benchmarks" / "latihan")
LEXICON = ROOT / "lexicons"
RIDGE = 0.6
SMOOTHING = 0.02
LEAST, LEAST_FOR_RULE = 0.12, 0.6
SENTENCES = 3
# The tables of courtesies are kept small: they only add to what patterns find.
COURTESY_RIDGE, COURTESY_LEAST, COURTESY_SENTENCES = 1.0, 0.3, 3
EXAMPLES = "contoh kamus"
# What is told by its form or by one word alone.
UNWEIGHED = frozenset(("nada-tinggi", "sapaan-kasar"))
THRESHOLDS = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as its phrases: the discourtesies that people see in it, and whether a pattern marks it.

    known: the courtesies of which the source tells whether they are there; good: those that are.
    """

    phrases: tuple[str, ...]
    rules: frozenset[str]
    known: frozenset[str]
    good: frozenset[str]
    matched: bool
    source: str
    text: str


class Corpus:
    """Reads labelled files sentence by sentence with the engine's own eyes."""

    def __init__(self) -> None:
        self._checker = Checker()
        lexicon = self._checker.lexicon
        assert lexicon.scales is not None
        self._stand_ins = lexicon.scales.stand_ins
        self.courtesies = frozenset(lexicon.scales.courtesies)
        self.bad = frozenset(r.name for r in lexicon.rules.values() if r.bad and r.name in lexicon.weights.points)
        self._weighed = frozenset(entry.id for entry in lexicon.entries if entry.weighed)

    def sentences(self, path: Path) -> Iterator[Sentence]:
        """The sentences of a file."""
        for text, spans in self._replies(path):
            yield from self._read(text, spans, path.stem, self.courtesies if path.suffix == ".jsonl" else frozenset())

    def examples(self) -> Iterator[Sentence]:
        """The sentences of the examples beside the entries; near misses only where nothing else is marked in them."""
        for entry in load(self._checker.folders).entries:
            known = self.courtesies & {entry.rule}
            for text in entry.hits if not entry.weighed else ():
                yield from self._read(text, [(entry.rule, 0, len(text))], EXAMPLES, known)
            for text in entry.misses:
                found = {s.rule for s in self._checker.check(text).signals}
                if found.isdisjoint(self.bad):
                    yield from self._read(text, [], EXAMPLES, known - found)

    def _read(
        self, text: str, spans: list[tuple[str, int, int]], source: str, known: frozenset[str]
    ) -> Iterator[Sentence]:
        document = self._checker.document(text)
        found = self._checker.check(text).signals
        signals = [s for s in found if s.rule in self.bad and s.entry not in self._weighed]
        for first, last, said in self._cut(document):
            rules = frozenset(rule for rule, start, end in spans if start < last and first < end)
            matched = any(s.start < last and first < s.end for s in signals)
            yield Sentence(said, rules & self.bad, known, rules & known, matched, source, text[first:last])

    def _cut(self, document: Document) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        for placed in document.passages:
            passage = placed.passage
            for number, (first, last) in enumerate(zip(passage.sentence_start, passage.sentence_end, strict=True)):
                said = tuple(sorted(phrases(tokens(passage, number, self._stand_ins)[0])))
                yield passage.starts[first] + placed.offset, passage.ends[last - 1] + placed.offset, said

    def _replies(self, path: Path) -> Iterator[tuple[str, list[tuple[str, int, int]]]]:
        """Each reply with the spans of its labels; the label of a lone sentence spans it all."""
        if path.suffix == ".jsonl":
            for row in read(path):
                yield row["reply"], [(s["label"], s["start"], s["end"]) for s in row["spans"]]
            return
        rude = "kasar" in path.stem
        for line in path.read_text("utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                labels, _, text = line.partition("|") if rude else ("", "", line)
                text = text.replace("\\n", "\n")
                yield text, [(label, 0, len(text)) for label in labels.split("+") if label]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The numbers of all models, without what weighs next to nothing; courtesies: base and weights by rule."""

    base: float
    weights: dict[str, float]
    rules: dict[str, dict[str, float]]
    courtesies: dict[str, tuple[float, dict[str, float]]]

    def weight(self, sentence: Sentence) -> float:
        return self.base + sum(self.weights.get(phrase, 0) for phrase in sentence.phrases)

    def rule(self, sentence: Sentence) -> str:
        points: Counter[str] = Counter()
        for phrase in sentence.phrases:
            points.update(self.rules.get(phrase, {}))
        return max(points, key=lambda rule: points[rule], default="")


def fit(sentences: Sequence[Sentence], courtesies: Iterable[str]) -> Fitted:
    """Learn from labelled sentences."""
    base, weights = _regression(sentences, [bool(s.rules) for s in sentences], SENTENCES, RIDGE, LEAST)
    good = {}
    for rule in sorted(courtesies):
        told = [s for s in sentences if rule in s.known]
        so = [rule in s.good for s in told]
        good[rule] = _regression(told, so, COURTESY_SENTENCES, COURTESY_RIDGE, COURTESY_LEAST)
    return Fitted(base, weights, _rules([s for s in sentences if s.rules - UNWEIGHED]), good)


def _regression(
    sentences: Sequence[Sentence], so: Sequence[bool], at_least: int, ridge: float, least: float
) -> tuple[float, dict[str, float]]:
    """What being so starts from, and what each phrase of so many sentences adds to it."""
    counter = CountVectorizer(analyzer=lambda s: s.phrases, binary=True, min_df=at_least)
    model = LogisticRegression(C=ridge, solver="liblinear").fit(counter.fit_transform(sentences), so)
    named = zip(counter.get_feature_names_out(), model.coef_[0], strict=True)
    return round(float(model.intercept_[0]), 2), {name: round(w, 2) for name, w in named if abs(w) >= least}


def _rules(rude: Sequence[Sentence]) -> dict[str, dict[str, float]]:
    """For each phrase, the rules in whose sentences it stands oftener than in others: the logarithm of how much."""
    counter = CountVectorizer(analyzer=lambda s: s.phrases, binary=True, min_df=SENTENCES)
    table = counter.fit_transform(rude)
    rules = sorted({rule for s in rude for rule in s.rules} - UNWEIGHED)
    counts = np.array([[rule in s.rules for s in rude] for rule in rules], dtype=float) @ table + SMOOTHING
    shares = np.log(counts / counts.sum(axis=1, keepdims=True))
    above = np.round(shares - shares.mean(axis=0), 1)
    return {
        phrase: {rule: float(more) for rule, more in zip(rules, column, strict=True) if more >= LEAST_FOR_RULE}
        for phrase, column in zip(counter.get_feature_names_out(), above.T, strict=True)
    }


def report(fitted: Fitted, unseen: Sequence[Sentence]) -> None:
    """Print what becomes of sentences that were not learned from and that no pattern marks."""
    for source in sorted({s.source for s in unseen}):
        own = [s for s in unseen if s.source == source and not s.matched]
        rude = [s for s in own if s.rules]
        line = []
        for threshold in THRESHOLDS:
            found = [s for s in rude if fitted.weight(s) >= threshold]
            named = sum(fitted.rule(s) in s.rules for s in found)
            alarms = sum(fitted.weight(s) >= threshold for s in own if not s.rules)
            line.append(f"{threshold}: {len(found)} ({named}) -{alarms}")
        print(f"{source}: {len(rude)} missed of {len(own)}; " + "  ".join(line))


def write(fitted: Fitted) -> None:
    """Write the tables of weights, and put the bases into timbangan.toml."""
    lines = []
    for phrase in sorted(fitted.weights.keys() | {phrase for phrase, rules in fitted.rules.items() if rules}):
        rules = " ".join(f"{rule}:{points:g}" for rule, points in sorted(fitted.rules.get(phrase, {}).items()))
        lines.append(f"{phrase}\t{fitted.weights.get(phrase, 0):g}\t{rules}\n")
    (LEXICON / "timbangan.tsv").write_text("".join(lines), "utf-8")
    path = LEXICON / "timbangan.toml"
    text = re.sub(r"^dasar = \S+", f"dasar = {fitted.base}", path.read_text("utf-8"), flags=re.MULTILINE)
    for rule, (base, _) in fitted.courtesies.items():
        text = re.sub(rf"^({rule} = .*dasar =) \S+", rf"\g<1> {base}", text, flags=re.MULTILINE)
    path.write_text(text, "utf-8")
    good: dict[str, list[str]] = {}
    for rule, (_, weights) in fitted.courtesies.items():
        for phrase, weight in weights.items():
            good.setdefault(phrase, []).append(f"{rule}:{weight:g}")
    table = "".join(f"{phrase}\t{' '.join(parts)}\n" for phrase, parts in sorted(good.items()))
    (LEXICON / "timbangan-baik.tsv").write_text(table, "utf-8")


def main() -> None:
    """Fit, and print or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="further labelled files")
    parser.add_argument("--leave-out", action="append", default=[], metavar="PART")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    corpus = Corpus()
    found = [path for folder in DATA for path in sorted(folder.glob("*")) if path.suffix in (".jsonl", ".txt")]
    sentences = [s for path in (*found, *args.files) for s in corpus.sentences(path)] + list(corpus.examples())
    unseen = [s for s in sentences if any(part in s.source for part in args.leave_out)]
    left_out = {s.source for s in unseen}
    fitted = fit([s for s in sentences if s.source not in left_out], corpus.courtesies)
    spoken = np.mean([bool(s.rules) for s in sentences])
    print(f"{len(sentences)} sentences, {spoken:.0%} discourteous; {len(fitted.weights)} phrases weigh something")
    print(", ".join(f"{rule} {len(weights)}" for rule, (_, weights) in fitted.courtesies.items()))
    report(fitted, unseen)
    if args.write:
        write(fitted)


if __name__ == "__main__":
    main()
