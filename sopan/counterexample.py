"""A false alarm becomes a tested counter-example: the sentence is kept as `luput`, and a pattern exempts it from now on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sopan.checker import Checker
from sopan.document import Document
from sopan.errors import InputError, shorten
from sopan.examples import failures, rule_failures
from sopan.language import Kind
from sopan.lexicon.loader import RULES, load_rule
from sopan.lexicon.model import Entry
from sopan.lexicon.remedies import load_remedies
from sopan.messages import say
from sopan.paths import standard_folders
from sopan.settings import Settings
from sopan.signals.model import Signal
from sopan.textfile import replace_file

_SHAPES = {
    Kind.NUMBER: "<angka>", Kind.TIME: "<jam>", Kind.DATE: "<tanggal>", Kind.MONEY: "<rupiah>", Kind.PHONE: "<telepon>",
    Kind.LINK: "<tautan>", Kind.MAIL: "<surel>", Kind.ACCOUNT: "<akun>",
}  # fmt: skip
_WIDEST = 12


@dataclass(frozen=True, slots=True)
class Exempted:
    """One false alarm put right: the entry that fired, its words, the pattern that now exempts them, and the file that says so."""

    entry: str
    text: str
    pattern: str
    file: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was put right, and the signals of discourtesy that the sentence still gives."""

    exempted: tuple[Exempted, ...]
    remaining: tuple[Signal, ...]


def exempt(text: str, folder: Path, *, rule: str = "", pattern: str = "", settings: Settings | None = None) -> Outcome:
    """Make a sentence that is marked wrongly a counter-example in the lexicon folder `folder`, which is made where it is missing.

    rule: the only rule, or entry, that is wrong (all discourtesies where empty); pattern: what exempts it, in the notation of
    patterns: anywhere in the sentence. Where none is given, the narrowest stretch of words around the match is taken that
    leaves all examples of the rule as they are. Afterwards the sentence and all examples of the rule are tested; where one
    fails, the file is put back as it was.

    Raises InputError where nothing marks the sentence, or no pattern can be found or used; LexiconError for a broken file.
    """
    settings = settings or Settings()
    checker = _checker(settings, folder)
    wrong = [signal for signal in checker.check(text).signals if _meant(checker, signal, rule)]
    if not wrong:
        raise InputError(
            say("luput-tak-kena", text=shorten(text)) if not rule else say("luput-tak-kena-aturan", rule=rule)
        )
    kept = {path: path.read_bytes() if path.is_file() else None for path in {_file(folder, s.rule) for s in wrong}}
    done: list[Exempted] = []
    try:
        for signal in wrong:
            if not any(one.entry == signal.entry and one.text == signal.text for one in done):
                done.append(_exempt(checker, signal, text, folder, pattern))
        return Outcome(tuple(done), _tested(_checker(settings, folder), text, {s.rule for s in wrong}, wrong))
    except BaseException:
        for path, data in kept.items():
            if data is None:
                path.unlink(missing_ok=True)
            else:
                replace_file(path, data)
        raise


def _checker(settings: Settings, folder: Path) -> Checker:
    """A checker with the folder among its lexicons."""
    known = [f.resolve() for f in (*standard_folders(), *settings.lexicons)]
    more = (folder,) if folder.is_dir() and folder.resolve() not in known else ()
    return Checker(settings=replace(settings, lexicons=(*settings.lexicons, *more)))


def _meant(checker: Checker, signal: Signal, rule: str) -> bool:
    if rule:
        return rule in (signal.rule, signal.entry)
    return checker.lexicon.rules[signal.rule].bad


def _file(folder: Path, rule: str) -> Path:
    return folder / RULES / f"{rule}.toml"


def _exempt(checker: Checker, signal: Signal, text: str, folder: Path, pattern: str) -> Exempted:
    lexicon = load_rule(checker.folders, signal.rule)
    entry = next((e for e in lexicon.entries if e.id == signal.entry), None)
    if entry is None:
        raise InputError(say("luput-tanpa-entri", rule=signal.rule))
    hits = [hit for e in lexicon.entries for hit in e.hits]
    chosen = pattern or next(_narrowest(checker, checker.document(text), signal, hits), "")
    if not chosen:
        raise InputError(say("luput-tanpa-pola", words=shorten(signal.text)))
    path = _file(folder, signal.rule)
    path.parent.mkdir(parents=True, exist_ok=True)
    own = Path(entry.file).resolve() == path.resolve()
    _write(path, entry if own else None, "kecuali" if pattern else "bukan", chosen, text)
    return Exempted(signal.entry, signal.text, chosen, path)


def _narrowest(checker: Checker, document: Document, signal: Signal, hits: Sequence[str]) -> Iterator[str]:
    """Patterns made of the matched words and ever more of their neighbours, without those that an example of the rule holds."""
    for words in _stretches(checker, document, signal):
        pattern = " ".join(words)
        if not any(checker.holds(pattern, hit) for hit in hits):
            yield pattern


def _stretches(checker: Checker, document: Document, signal: Signal) -> Iterator[list[str]]:
    """The matched words with neighbours in the sentence, the fewest first, among them one that tells more than an address."""
    inside = [n for n, s in enumerate(document.starts) if signal.start <= s < signal.end]
    if not inside:
        return
    remedies = load_remedies(checker.folders)
    home = document.sentence[inside[0]]
    low, high = document.sentence_start[home], document.sentence_end[home]
    first, last = inside[0], inside[-1] + 1
    for size in range(1, _WIDEST):
        for before in range(size + 1):
            start, end = first - before, last + size - before
            added = [document.words[n] for n in range(max(start, low), min(end, high)) if not first <= n < last]
            telling = {w for w in added if len(w) > 2} - remedies.address_forms.keys() - remedies.joiners
            if telling and start >= low and end <= high and (words := _written(document, start, end)):
                yield words


def _written(document: Document, start: int, end: int) -> list[str]:
    """Words [start, end) in the notation, with a comma where a clause ends; empty where one of them has no notation."""
    words: list[str] = []
    for n in range(start, end):
        word = _SHAPES.get(document.kinds[n], document.words[n])
        if word not in _SHAPES.values() and not all(part.replace("-", "").isalnum() for part in word.split()):
            return []
        if n > start and document.clause[n] != document.clause[n - 1]:
            words.append(",")
        words.append(word)
    return words


def _write(path: Path, entry: Entry | None, key: str, pattern: str, text: str) -> None:
    """Add the pattern and the counter-example to an entry of the file, or at its top for all entries of the rule."""
    import tomlkit

    document: Any = tomlkit.parse(path.read_text("utf-8-sig")) if path.is_file() else tomlkit.document()
    place = document
    if entry is not None:
        place = next(e for e in document["entri"] if _same(e, entry))
    for name, value in ((key, pattern), ("luput", text)):
        listed = place.get(name, [])
        if isinstance(listed, str):
            place[name] = [listed]
        elif name not in place:
            place[name] = tomlkit.array().multiline(entry is None)
        if value not in place[name]:
            place[name].append(value)
    replace_file(path, tomlkit.dumps(document).encode("utf-8"))


def _same(data: Any, entry: Entry) -> bool:
    patterns = data.get("pola", [])
    return tuple([patterns] if isinstance(patterns, str) else patterns) == entry.patterns


def _tested(checker: Checker, text: str, rules: set[str], wrong: Sequence[Signal]) -> tuple[Signal, ...]:
    """The signals of discourtesy that stay. Raises InputError where the sentence is still marked, or an example now fails."""
    problems: list[object] = []
    for rule in sorted(rules):
        lexicon = load_rule(checker.folders, rule)
        problems += [failure for entry in lexicon.entries for failure in failures(checker, entry)]
        problems += rule_failures(checker, rule, lexicon.rule_misses.get(rule, ()))
    if problems:
        raise InputError(say("luput-merusak", problem=problems[0], count=len(problems)))
    signals = checker.check(text).signals
    still = [s for s in signals if any(s.entry == w.entry and s.text == w.text for w in wrong)]
    if still:
        raise InputError(say("luput-masih", words=shorten(still[0].text)))
    return tuple(s for s in signals if checker.lexicon.rules[s.rule].bad)
