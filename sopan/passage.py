"""Tokens -> Passage: the words, sentences and clauses of a stretch of text, all positions counted from its own start."""

from __future__ import annotations

import re
from typing import Any

from spacy.attrs import IDX, ORTH
from spacy.tokenizer import Tokenizer

from sopan.language import Kind
from sopan.norm import Normalizer, clean

WRAPPED_LINE = 60
_UNBROKEN = 400
_ENDLESS = re.compile(rf"\S{{{_UNBROKEN}}}")
_WORD, _PAUSE, _END, _LINE, _PARAGRAPH, _SPACE, _OTHER = range(7)
_ROLES = {
    Kind.PAUSE: _PAUSE,
    Kind.END: _END,
    Kind.LINE: _LINE,
    Kind.PARAGRAPH: _PARAGRAPH,
    Kind.SPACE: _SPACE,
}


class Lexeme:
    """A token as written: worked out once for all its occurrences. `form` is what the matcher knows of the word, once asked."""

    __slots__ = ("form", "kind", "role", "text", "word")

    def __init__(self, text: str, kind: str, word: str, role: int) -> None:
        self.text, self.kind, self.word, self.role = text, kind, word, role
        self.form: Any = None


class Passage:
    """One or more whole sentences. Never changed once read, so that a passage that comes again is judged from memory.

    lexemes, words (normal forms), starts, ends, kinds, sentence, clause run in parallel, one item for each word
    (punctuation is left out); starts and ends are code points. sentence_start and sentence_end are word positions, half
    open. marks holds, for each sentence, the punctuation that closes it ("" where there is none) and where that stands.
    found and read are what matching and judging worked out from the passage alone.
    """

    __slots__ = (
        "clause", "clauses", "ends", "found", "kinds", "lexemes", "marks", "read", "sentence", "sentence_end",
        "sentence_start", "starts", "words",
    )  # fmt: skip

    def __init__(self) -> None:
        self.lexemes: tuple[Lexeme, ...] = ()
        self.words: tuple[str, ...] = ()
        self.starts: tuple[int, ...] = ()
        self.ends: tuple[int, ...] = ()
        self.kinds: tuple[str, ...] = ()
        self.sentence: list[int] = []
        self.clause: list[int] = []
        self.sentence_start: list[int] = []
        self.sentence_end: list[int] = []
        self.marks: list[tuple[str, int]] = []
        self.clauses = 0
        self.found: Any = None
        self.read: Any = None


class _Lexemes(dict[int, Lexeme]):
    """Lexemes by spaCy's number of their text, made when first met."""

    def __init__(self, tokenizer: Tokenizer, normalizer: Normalizer) -> None:
        super().__init__()
        self._vocab = tokenizer.vocab
        self._known = normalizer.known

    def __missing__(self, orth: int) -> Lexeme:
        lexeme = self._vocab[orth]
        text, kind = lexeme.text, lexeme.shape_
        role = _ROLES.get(kind, _OTHER)
        if kind in Kind.WORDS or (kind == Kind.EMOJI and self._known(text)):
            role = _WORD
        made = self[orth] = Lexeme(text, kind, lexeme.norm_, role)
        return made


class PassageReader:
    """Reads passages with one tokenizer."""

    def __init__(self, tokenizer: Tokenizer, normalizer: Normalizer) -> None:
        self._tokenizer = tokenizer
        self._lexemes = _Lexemes(tokenizer, normalizer)
        self._spelling = normalizer.spelling

    def __len__(self) -> int:
        """How many different tokens were met."""
        return len(self._lexemes)

    def read(self, text: str, column: int = 0) -> Passage:
        """The passage of a text that begins in this column of its line."""
        known = self._lexemes
        orths, starts = self._tokens(text) if len(text) < _UNBROKEN else self._tokens_of_pieces(text)
        tokens = [known[orth] for orth in orths]
        passage = Passage()
        self._divide(passage, tokens, starts, column, len(text))
        passage.lexemes = words = tuple([token for token in tokens if not token.role])
        passage.words = tuple([token.word for token in words])
        passage.kinds = tuple([token.kind for token in words])
        passage.starts = tuple([start for token, start in zip(tokens, starts, strict=True) if not token.role])
        passage.ends = tuple([start + len(token.text) for token, start in zip(words, passage.starts, strict=True)])
        return passage

    def _tokens(self, text: str) -> tuple[list[int], list[int]]:
        """The tokens of a text by their numbers, and where each starts."""
        orths, starts = self._tokenizer(text).to_array([ORTH, IDX]).T.tolist()
        return orths, starts

    def _tokens_of_pieces(self, text: str) -> tuple[list[int], list[int]]:
        """The tokens of a text whose endless words, if any, are read in pieces.

        The tokenizer takes signs off the end of a word one by one, looking each time at all that is left of it.
        """
        orths: list[int] = []
        starts: list[int] = []
        begin = 0
        for end in (*(match.end() for match in _ENDLESS.finditer(text)), len(text)):
            if begin < end:
                more, places = self._tokens(text[begin:end])
                orths += more
                starts += [begin + place for place in places]
            begin = end
        return orths, starts

    def _divide(self, passage: Passage, tokens: list[Lexeme], starts: list[int], column: int, length: int) -> None:
        """Number the sentences and clauses of the words; only the tokens between words are looked at one by one."""
        sentence = clause = count = 0
        line_start, after = -column, 0
        last: Lexeme | None = None
        for number, token in enumerate(tokens):
            role = token.role
            if not role:
                continue
            if number > after:
                count += number - after
                last = tokens[number - 1]
                passage.sentence += [sentence] * (number - after)
                passage.clause += [clause] * (number - after)
                if len(passage.sentence_start) == len(passage.sentence_end):
                    passage.sentence_start.append(count - number + after)
            after = number + 1
            if role == _PAUSE:
                clause += not _joins(tokens, number)
            elif role != _SPACE and role != _OTHER:
                if self._ends_sentence(tokens, starts, number, last, line_start):
                    clause += 1
                    sentence += self._close(passage, token, starts[number], count)
                if role != _END:
                    line_start = starts[number] + len(token.text)
        if len(tokens) > after:
            passage.sentence += [sentence] * (len(tokens) - after)
            passage.clause += [clause] * (len(tokens) - after)
            if len(passage.sentence_start) == len(passage.sentence_end):
                passage.sentence_start.append(count)
            count += len(tokens) - after
        if len(passage.sentence_start) > len(passage.sentence_end):
            passage.sentence_end.append(count)
            passage.marks.append(("", length))
        passage.clauses = clause + 1

    @staticmethod
    def _close(passage: Passage, token: Lexeme, start: int, count: int) -> bool:
        """Close the open sentence with a token, or add the token to the mark of the one before. Returns whether one was open."""
        ends = token.role == _END
        if len(passage.sentence_start) > len(passage.sentence_end):
            passage.sentence_end.append(count)
            passage.marks.append((token.text if ends else "", start))
            return True
        if ends and passage.marks:
            mark, place = passage.marks[-1]
            passage.marks[-1] = (mark + token.text, place)
        return False

    def _ends_sentence(
        self, tokens: list[Lexeme], starts: list[int], number: int, last: Lexeme | None, line_start: int
    ) -> bool:
        role = tokens[number].role
        if role == _PARAGRAPH:
            return True
        following = next((n for n in range(number + 1, min(number + 3, len(tokens))) if tokens[n].role != _SPACE), None)
        if role == _LINE:
            return following is not None and _new_item(tokens[following], starts[number] - line_start)
        return last is None or not self._abbreviates(tokens, starts, number, last.text, following)

    def _abbreviates(
        self, tokens: list[Lexeme], starts: list[int], number: int, last: str, following: int | None
    ) -> bool:
        """Whether the stop belongs to the word before it (Yth., Jl., 1., LAPOR!) and ends no sentence."""
        if following is None or number == 0 or starts[number - 1] + len(tokens[number - 1].text) != starts[number]:
            return False
        mark = tokens[number].text
        starts_lower = tokens[following].text[0].islower()
        lowered = clean(last)
        if mark == "!":
            return starts_lower and lowered.rpartition("-")[2] in self._spelling.acronyms
        if mark == ".":
            if lowered in self._spelling.abbreviations or (len(last) == 1 and last.isalpha()):
                return True
            listed = number == 1 or tokens[number - 2].role in (_LINE, _PARAGRAPH, _PAUSE)
            return last.isdigit() and len(last) < 3 and listed
        return mark in ("...", "…", "..") and starts_lower


def _new_item(following: Lexeme, column: int) -> bool:
    """Whether a single line break in this column starts something new, rather than wrapping a long line."""
    first = following.text[0]
    if column >= WRAPPED_LINE and first.isalpha():
        return False
    return first.isupper() or first.isdigit() or not first.isalpha()


def _joins(tokens: list[Lexeme], number: int) -> bool:
    """Whether a dash only joins a reduplicated word ("hati - hati")."""
    if tokens[number].text not in ("-", "–", "—") or not 0 < number < len(tokens) - 1:
        return False
    before, after = tokens[number - 1], tokens[number + 1]
    return before is after or before.text.lower() == after.text.lower()
