"""A draft as fixes see it: its document and report, how it addresses the citizen, and what must not be touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sopan.document import Document
from sopan.language import Kind
from sopan.lexicon.model import WEIGHED
from sopan.lexicon.remedies import Remedies, Template
from sopan.norm import clean
from sopan.reading import from_text
from sopan.report import Finding, Report
from sopan.review import Reviewer

_PROTECTED = frozenset((Kind.NUMBER, Kind.TIME, Kind.DATE, Kind.MONEY, Kind.PHONE, Kind.LINK, Kind.MAIL, Kind.ACCOUNT))
BEFORE_SENTENCE = "-–—•*#(_~"
_AFTER_SENTENCE = re.compile(r"[^\w\n\"“”„«»‘'(\[{<>*#_|-]*")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_NAME_LENGTH = 20
_FORM = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Situation:
    """How a draft is fixed: the kind of message (None: as the draft shows), the message, the channel, the hour (0..23).

    name: the file name, by whose ending markup is told from text; "" for plain text.
    """

    kind: str | None = None
    message: str | None = None
    channel: str = ""
    hour: int = 9
    name: str = ""


class Draft:
    """One state of a draft: its text as the file has it, and what the reviewer tells of it."""

    def __init__(self, text: str, reviewer: Reviewer, remedies: Remedies, situation: Situation) -> None:
        checker = reviewer.checker
        read = from_text(text, situation.name)
        checked = reviewer(read, kind=situation.kind, message=situation.message)
        assert checked.report is not None
        self.text, self.view = text, read.text
        self.situation = situation
        self.remedies = remedies
        self.report: Report = replace(checked.report, text=text, findings=checked.reported)
        self.document: Document = checker.document(read.text)
        self._knows = checker.knows
        self.spelling = checker.lexicon.spelling
        self.bad = frozenset(name for name, rule in checker.lexicon.rules.items() if rule.bad)
        self.kind = self.report.kind.name
        self._sealed = [(r.start, r.end) for r in self.document.regions] + list(self.document.quotations)
        self._sealed += [m.span() for m in _CODE.finditer(text)] if "`" in text else []
        self._sealed += _markup(text, read.text)
        self.address, self.call = self._address()

    def sealed(self, start: int, end: int) -> bool:
        """Whether a stretch touches quoted text or what the officer did not write."""
        return any(first < end and start < last for first, last in self._sealed)

    def own(self, word: int) -> bool:
        """Whether a word is the officer's own and no number, link or address of one."""
        document = self.document
        return document.kinds[word] not in _PROTECTED and not self.sealed(document.starts[word], document.ends[word])

    def named(self, word: int) -> bool:
        """Whether a word is a name: a capital inside a sentence or on a word of no dictionary, and no way of addressing someone."""
        document = self.document
        opens = document.sentence_start[document.sentence[word]] == word
        written = self.text[document.starts[word] : document.ends[word]]
        capital = document.kinds[word] == Kind.NAME or (document.kinds[word] == Kind.CAPITAL and len(written) > 1)
        known = {clean(written), document.words[word]} & (self.remedies.capitalised | self.spelling.acronyms)
        return capital and not known and (self.signed(word) or not opens or not self._knows(document.words[word]))

    def signed(self, word: int) -> bool:
        """Whether a dash stands right before a word, as before the name of who writes ("-Tia")."""
        return self.text[: self.document.starts[word]].endswith(("-", "–", "—"))

    def words_of(self, sentence: int) -> range:
        """The words of a sentence."""
        return range(self.document.sentence_start[sentence], self.document.sentence_end[sentence])

    def span(self, sentence: int) -> tuple[int, int]:
        """Where a sentence stands, with its closing marks and the emoji after it."""
        document = self.document
        words = self.words_of(sentence)
        start, end = document.starts[words[0]], document.ends[words[-1]]
        while start and self.view[start - 1] in BEFORE_SENTENCE:
            start -= 1
        mark, place = document.marks[sentence]
        if mark and self.text.startswith(mark, place):
            end = max(end, place + len(mark))
        tail = _AFTER_SENTENCE.match(self.text, end)
        return start, end + len(tail[0].rstrip()) if tail else end

    def sentences(self) -> Iterator[int]:
        """The sentences that the officer wrote, in order."""
        for number in range(len(self.document.sentence_start)):
            if not self.sealed(*self.span(number)):
                yield number

    def rules_in(self, sentence: int) -> set[str]:
        """The rules whose signals begin in a sentence."""
        start, end = self.span(sentence)
        return {signal.rule for signal in self.report.signals if start <= signal.start < end}

    def template_of(self, sentence: int) -> Template | None:
        """The template that a sentence was written from, by whom ever."""
        text = self.text[slice(*self.span(sentence))].strip()
        known = (*self.remedies.sentences, *self.remedies.inserts)
        return next((t for t in known if t.place != "sapaan" and t.written(text)), None)

    def present(self) -> set[str]:
        """The elements that the reply holds, those of sentences written from templates among them."""
        written = (self.template_of(number) for number in self.sentences())
        return {signal.rule for signal in self.report.signals} | {t.fills for t in written if t}

    def by_precedence(self) -> list[Finding]:
        """The findings in the order of the text, but in a sentence first those whose answer must be said, and the weighed last."""
        first = self.remedies.precedence

        def place(finding: Finding) -> tuple[int, bool, bool, int]:
            sentence = self.document.sentence_at(finding.start)
            return sentence, finding.rule not in first, finding.entry.endswith(f"/{WEIGHED}"), finding.start

        return sorted(self.report.findings, key=place)

    def fill(self, template: Template, office: str = "") -> str:
        """A sentence of the lexicon with its slots filled for this draft."""
        report = self.remedies.reports.get(self.kind, self.remedies.reports["umum"])
        text = template.text.replace("\n", "\r\n") if "\r\n" in self.text else template.text
        return text.format(
            warga=self.address, panggilan=self.call, laporan=report, Laporan=report.capitalize(),
            instansi=office or self.remedies.blanks["instansi"], waktu=self.remedies.time_of_day(self.situation.hour),
        )  # fmt: skip

    def _address(self) -> tuple[str, str]:
        """How the draft addresses the citizen, in a sentence and as a call; else what its channel prefers."""
        forms = self.remedies.address_forms
        for signal in self.report.signals:
            if signal.rule == "sapaan":
                line = self.text[signal.start : signal.end + _NAME_LENGTH].partition("\n")[0]
                words = [clean(word) for word in _FORM.findall(line)]
                for form in (" ".join(words[:2]), *words):
                    if form in forms:
                        return forms[form]
        defaults = self.remedies.default_address
        return forms[defaults.get(self.situation.channel, defaults["lain"])]


def _markup(text: str, view: str) -> Iterator[tuple[int, int]]:
    """The stretches of a text that its view leaves out."""
    if text == view:
        return
    start = -1
    for position, (written, seen) in enumerate(zip(text, view, strict=True)):
        if written != seen and start < 0:
            start = position
        elif written == seen and start >= 0 and not written.isspace():
            yield start, position
            start = -1
    if start >= 0:
        yield start, len(text)
