"""The tokenizer of replies: tokenizer rules, and what is known of a word from its letters alone.

Everything is kept on the lexeme, so it is worked out once for each distinct word:
NORM is the normal form, SHAPE one of the names in `Kind`.
"""

from __future__ import annotations

import re

from spacy.attrs import NORM, SHAPE
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vocab import Vocab

from sopan.norm import Normalizer, clean
from sopan.stems import stem

TOKENIZER_CACHE = 100_000
_PICTURES = "\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_EMOJI = _PICTURES + "\u200d\ufe0f\u20e3"
_QUOTES = '"“”„«»‹›「」'
_OPENING = rf"(?:[(\[{{<*_~=±≈|/\\>#]|[{_QUOTES}'‘’`]|[-–—•·…]+|[.,;:!?]+|[{_EMOJI}])"
_CLOSING = rf"(?:[)\]}}>*_~=|/\\]|[{_QUOTES}'‘’`]|[-–—•·…]+|[.!?…]+|[,;:]|[{_EMOJI}])"
_BETWEEN = rf"(?<=[^\W\d_]{{2}})[.!?…]+(?=[^\W\d_]{{2}})|(?<=[^\W_])[,;:!?](?=[^\W\d_])|(?<=[^\W\d_])/(?=[^\W\d_])|[()\[\]{{}}|=~{_QUOTES}—–]|\.{{2,}}|…|[{_PICTURES}]"
_URL = re.compile(
    r"(?:https?://|www\.)\S*[^\s.,;:!?)\]\"'>]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[a-z0-9-]+\.)+(?:com|net|org|id|go|io|me|info|gov|example|app|ly|ee)(?:\.[a-z]{2})?(?:/\S*[^\s.,;:!?)\]\"'>])?",
    re.IGNORECASE,
)
_TIME = re.compile(r"\d{1,2}[.:]\d{2}(?:[-–]\d{1,2}[.:]\d{2})?(?:wib|wita|wit)?", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?|\d{4}-\d{2}-\d{2}")
_MONEY = re.compile(r"rp\.?\d[\d.,]*-?|\d+(?:[.,]\d+)?(?:rb|ribu|jt|juta|k)", re.IGNORECASE)
_PHONE = re.compile(
    r"\(0\d{2,3}\)|\+?(?:62|0)[\d\-.]{7,}|(?:14|15)0\d-?\d{3,4}|0?8\d{2}-[\dxX]{3,4}(?:-[\dxX]{2,5})?|\d{3,4}-\d{5,8}|1500-?[\dxX]{3}"
)
_NUMBER = re.compile(r"[\d.,]*\d[\d.,]*%?|h\+\d+|\d+x\d*", re.IGNORECASE)
_END = re.compile(r"[.!?…。！？]+")
_PAUSE = re.compile(r"[,;:()\[\]{}]+|[-–—•·]+")
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


class Kind:
    """What a token is by its letters; the values of SHAPE."""

    WORD = "kata"
    NAME = "nama"
    CAPITAL = "kapital"
    SHOUT = "teriak"
    NUMBER = "angka"
    TIME = "jam"
    DATE = "tanggal"
    MONEY = "rupiah"
    PHONE = "telepon"
    LINK = "tautan"
    MAIL = "surel"
    ACCOUNT = "akun"
    EMOJI = "emoji"
    END = "akhir"
    PAUSE = "jeda"
    SPACE = "spasi"
    LINE = "baris"
    PARAGRAPH = "paragraf"
    OTHER = "lain"

    SHAPES = (NAME, SHOUT, NUMBER, TIME, DATE, MONEY, PHONE, LINK, MAIL, ACCOUNT)
    WORDS = frozenset((WORD, CAPITAL, *SHAPES))


def _mixed_kind(text: str) -> str:
    """Kind of a token with digits or signs in it."""
    if "@" in text[1:] and "." in text:
        return Kind.MAIL
    if text[0] in "@#" and len(text) > 1:
        return Kind.ACCOUNT
    for kind, pattern in (
        (Kind.TIME, _TIME),
        (Kind.DATE, _DATE),
        (Kind.PHONE, _PHONE),
        (Kind.MONEY, _MONEY),
        (Kind.NUMBER, _NUMBER),
        (Kind.LINK, _URL),
        (Kind.END, _END),
        (Kind.PAUSE, _PAUSE),
    ):
        if pattern.fullmatch(text):
            return kind
    return Kind.WORD if any(map(str.isalnum, text)) else Kind.OTHER


def kind_of(text: str, normalizer: Normalizer) -> str:
    """The `Kind` of a token's text."""
    if text.isspace():
        breaks = text.count("\n") or text.count("\r")
        return Kind.PARAGRAPH if breaks > 1 else Kind.LINE if breaks else Kind.SPACE
    if re.fullmatch(rf"[{_EMOJI}]+", text):
        return Kind.EMOJI
    letters = clean(text)
    if not letters:
        return Kind.SPACE
    if not letters.isalpha():
        mixed = _mixed_kind(letters if letters[0] not in "@#" else text)
        if mixed != Kind.WORD:
            return mixed
    if text.isupper() and len(letters) > 1:
        return Kind.SHOUT if _shouted(text, normalizer) else Kind.CAPITAL
    return Kind.NAME if text[0].isupper() else Kind.WORD


def _shouted(text: str, normalizer: Normalizer) -> bool:
    """Whether capitals hide an ordinary word, so that they are emphasis and no acronym or Roman numeral."""
    if clean(text) in normalizer.spelling.acronyms or _ROMAN.fullmatch(text):
        return False
    norm = normalizer.norm(text)
    return " " in norm or any(map(normalizer.known, (norm, norm.partition("-")[0], stem(norm))))


_WHOLE = re.compile(r"(?:[^\W\d_]\.){2,}(?:[^\W\d_]\.?)?|[@#]\w[\w.]*\w|\(\d{3,4}\)")


def create_tokenizer(normalizer: Normalizer) -> Tokenizer:
    """spaCy's tokenizer with rules for Indonesian replies, whose lexemes carry the forms and kinds that `normalizer` gives.

    Of spaCy's stock rules for the language its 15,963 exceptions are left out, and the Language around it is not built:
    both only cost time at the start.
    """
    vocab = Vocab(lex_attr_getters={NORM: normalizer.norm, SHAPE: lambda text: kind_of(text, normalizer)})
    tokenizer = Tokenizer(
        vocab,
        prefix_search=compile_prefix_regex((_OPENING,)).search,
        suffix_search=compile_suffix_regex((_CLOSING,)).search,
        infix_finditer=compile_infix_regex((_BETWEEN,)).finditer,
        token_match=_WHOLE.fullmatch,
        url_match=_URL.fullmatch,
    )
    tokenizer.max_cache_size = TOKENIZER_CACHE
    return tokenizer
