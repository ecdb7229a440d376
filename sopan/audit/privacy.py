"""Personal data in texts -> labels: names, numbers of people and their things, addresses; and pseudonyms of officers.

Phone numbers are recognised by the library phonenumbers; the rest is Indonesian and has recognisers of its own. A
statistical recogniser (Presidio with a language model) was weighed and left: it has no Indonesian model of quality, needs
hundreds of megabytes, and cannot say why it masked something.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sopan.audit.readers.extra import needed
from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.paths import lexicon_folder
from sopan.stems import root_words, stem
from sopan.toml import loads

KINDS = ("surel", "nik", "rekening", "nomor", "telepon", "plat", "alamat", "nama")
LEAST_KEY = 16
_MOST_NAME = 5
_NEAR = 32
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_SIXTEEN = re.compile(r"(?<![\w.])\d{4}(?:[ .-]?\d{4}){3}(?!\w)(?![.-]\d)|(?<![\w.])\d{6}[ .-]\d{6}[ .-]\d{4}(?!\w)")
_NIK = re.compile(r"(?:1[1-9]|[2-8]\d|9[1-7])\d{4}(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{6}")
_LONG = re.compile(r"(?<![\w.,])\d[\d .-]{6,22}\d(?!\w)(?![.,]\d)")
_PHONE = re.compile(r"(?<![\w.,])(?:\+\d|\(0|\(\+|0|62|8)[\d().\- ]{6,18}\d(?!\w)")
_PLATE = re.compile(r"(?<!\w)([A-Za-z]{1,2})[ -]?(\d{1,4})[ -]?([A-Za-z]{1,3})(?!\w)")
_WORD = re.compile(r"[^\W\d_][\w'’`-]*\.?")
_GAP = re.compile(r"[ \t]+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with labels in place of personal data. cuts: (start, end, length of the label) in the text as it was."""

    text: str
    cuts: tuple[tuple[int, int, int], ...] = ()

    def moved(self, start: int, end: int) -> Span:
        """Where a span of the text as it was stands now; one that begins or ends inside personal data takes in the label."""
        return self._at(start, last=False), self._at(end, last=True)

    def _at(self, offset: int, *, last: bool) -> int:
        shift = 0
        for begin, end, width in self.cuts:
            if offset <= begin:
                break
            if offset < end:
                return begin + shift + (width if last else 0)
            shift += width - (end - begin)
        return offset + shift


@dataclass(frozen=True, slots=True)
class Mask:
    """Puts labels in place of personal data. kinds: what is masked, all of KINDS unless said otherwise."""

    kinds: Sequence[str] = KINDS

    def masked(self, text: str, *, own: str = "", alias: str = "") -> Masked:
        """The text with labels. own: the name of the officer, which `alias` replaces wherever it stands."""
        spans: list[tuple[int, int, str]] = []
        for start, end in own_name(text, own) if own else ():
            spans.append((start, end, alias))
        for kind in self.kinds:
            for start, end, label in _FINDERS[kind](text):
                if all(end <= a or b <= start for a, b, _ in spans):
                    spans.append((start, end, label))
        if not spans:
            return Masked(text)
        return _replaced(text, sorted(spans))

    def __call__(self, text: str) -> str:
        """The text with labels."""
        return self.masked(text).text


def _replaced(text: str, spans: Iterable[tuple[int, int, str]]) -> Masked:
    parts: list[str] = []
    cuts: list[tuple[int, int, int]] = []
    at = 0
    for start, end, label in spans:
        parts += (text[at:start], label)
        cuts.append((start, end, len(label)))
        at = end
    return Masked("".join((*parts, text[at:])), tuple(cuts))


def mask_all() -> Mask:
    """A mask for everything. Raises InputError where the library for phone numbers is missing."""
    needed("phonenumbers", "--mask")
    return Mask()


def names_in(text: str) -> list[Span]:
    """Where names of people stand: after a word of address (Bapak, Bu, Sdr.) or a word that announces one (a.n., nama:)."""
    found: list[Span] = []
    for match in _announcers().finditer(text):
        span = _name(text, match.end(), announced=match["penanda"] is not None)
        if span and (not found or span[0] >= found[-1][1]):
            found.append(span)
    return found


def _name(text: str, start: int, *, announced: bool) -> Span | None:
    """The name that begins at an offset: titles, then at most five words that can be one; a rank is stepped over."""
    words = _words()
    kept: list[tuple[str, int, int]] = []
    count = 0
    ranked = False
    for word, begin, end in _words_from(text, start):
        plain = word.rstrip(".").lower()
        if not count and plain in words["jabatan"]:
            ranked = True
        elif plain in words["gelar"] and word[0].isupper():
            kept.append((word, begin, end))
        elif plain in words["sambung"] and count:
            continue
        elif _is_name(word, plain, kept, announced=announced, known=ranked and not count):
            kept.append((word, begin, begin + len(word.rstrip("."))))
            count += 1
            if count == _MOST_NAME or (word.endswith(".") and len(plain) > 2):
                break
        else:
            break
    return (kept[0][1], kept[-1][2]) if count else None


def _is_name(word: str, plain: str, before: Sequence[tuple[str, int, int]], *, announced: bool, known: bool) -> bool:
    """Whether a word can be part of a name. known: only a usual name will do, as after a rank (Pak Lurah Budi)."""
    words = _words()
    if plain in words["sapaan"] or plain in words["bukan"] or plain.endswith("nya"):
        return False
    if plain in words["lazim"] or known:
        return plain in words["lazim"]
    if len(plain) < 2:
        return word[0].isupper() and word.endswith(".")
    if word[0].islower():
        return announced and len(plain) > 2 and plain not in root_words() and (not before or before[-1][0].islower())
    if not word.isupper():
        return True
    return plain not in root_words() and (not before or before[-1][0].isupper())


def _words_from(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Words on the same line, one blank or more apart, from an offset on."""
    at = start
    while match := _WORD.match(text, at):
        yield match[0], match.start(), match.end()
        gap = _GAP.match(text, match.end())
        if gap is None:
            return
        at = gap.end()


def own_name(text: str, name: str) -> list[Span]:
    """Where an officer's name stands, whole or in parts; a part that is also an ordinary word, only with a capital."""
    pattern = _own_pattern(name)
    return [match.span() for match in pattern.finditer(text)] if pattern else []


@lru_cache(maxsize=4096)
def _own_pattern(name: str) -> re.Pattern[str] | None:
    words = _words()
    parts = {part for part in re.findall(r"[^\W\d_]{3,}", name.lower()) if part not in words["bukan"]}
    clear = {part for part in parts if part in words["lazim"] or stem(part) not in root_words()}
    whole = {" ".join(name.split())} if len(name.split()) > 1 else set()
    listed = [f"(?i:{_any_of(sorted(whole | clear))})"] if whole | clear else []
    listed += [rf"{form(part)}" for part in sorted(parts - clear) for form in (str.capitalize, str.upper)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(listed)})(?!\w)") if listed else None


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, Any]]:
    table: dict[str, dict[str, Any]] = loads((lexicon_folder() / "privasi.toml").read_text("utf-8"))
    return table


@lru_cache(maxsize=1)
def _words() -> Mapping[str, frozenset[str]]:
    return {key: frozenset(words) for key, words in _table()["nama"].items()}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=1)
def _announcers() -> re.Pattern[str]:
    table = _table()["nama"]
    return re.compile(
        rf"(?<!\w)(?:(?P<penanda>{_any_of(table['penanda'])})(?!\w)[.:]?[ \t]*(?::[ \t]*)?(?:(?:{_any_of(table['sapaan'])})\.?[ \t]+)?"
        rf"|(?:{_any_of(table['sapaan'])})(?!\w)\.?[ \t]+)(?=[^\W\d_])",
        re.IGNORECASE,
    )


@cache
def _hints(kind: str) -> re.Pattern[str]:
    """Words that give the sense of a number that follows within a few words."""
    return re.compile(rf"(?<!\w)(?:{_any_of(_table()['tanda'][kind])})(?!\w)[^\n]{{0,{_NEAR}}}$", re.IGNORECASE)


def _hinted(text: str, start: int, kind: str) -> bool:
    return _hints(kind).search(text, max(0, start - _NEAR - 20), start) is not None


def _label(kind: str) -> str:
    return str(_table()["ganti"][kind])


Found = Iterator[tuple[int, int, str]]


def _mails(text: str) -> Found:
    if "@" in text:
        for match in _MAIL.finditer(text):
            yield *match.span(), _label("surel")


def _sixteens(text: str) -> Found:
    """NIK and numbers of family cards: 16 digits; other numbers of 16 digits are cards and accounts."""
    for match in _SIXTEEN.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        shape = "nik" if _NIK.fullmatch(digits) else "nomor"
        kind = "kk" if _hinted(text, match.start(), "kk") else shape
        yield *match.span(), _label(kind)


def _hinted_numbers(kind: str, least: int) -> Any:
    def find(text: str) -> Found:
        for match in _LONG.finditer(text):
            digits = sum(map(str.isdigit, match[0]))
            if digits >= least and _hinted(text, match.start(), kind):
                yield *match.span(), _label(kind)

    return find


def _phones(text: str) -> Found:
    candidates = list(_PHONE.finditer(text))
    if not candidates:
        return
    library = needed("phonenumbers", "--mask")
    for match in candidates:
        digits = sum(map(str.isdigit, match[0]))
        if digits >= 9 and (_is_phone(library, match[0]) or _hinted(text, match.start(), "telepon")):
            yield *match.span(), _label("telepon")


def _is_phone(library: Any, written: str) -> bool:
    plain = re.sub(r"[^\d+]", "", written)
    if plain.startswith("62"):
        plain = "+" + plain
    if plain.startswith("8"):
        return bool(re.fullmatch(r"8[1-9]\d{7,10}", plain)) and not re.search(r"\d \d", written)
    try:
        return bool(library.is_valid_number(library.parse(plain, "ID")))
    except library.NumberParseException:
        return False


def _plates(text: str) -> Found:
    regions, others = _plate_words()
    for match in _PLATE.finditer(text):
        region, number, rest = match[1], match[2], match[3]
        if region.upper() not in regions or rest.upper() in others:
            continue
        certain = region.isupper() and rest.isupper() and len(number) >= 3 and not re.match(r"(?:19|20)\d\d$", number)
        if certain or _hinted(text, match.start(), "plat"):
            yield *match.span(), _label("plat")


@lru_cache(maxsize=1)
def _plate_words() -> tuple[frozenset[str], frozenset[str]]:
    table = _table()["plat"]
    return frozenset(table["wilayah"]), frozenset(table["bukan"])


def _addresses(text: str) -> Found:
    for match in _address_pattern().finditer(text):
        yield *match.span(), _label("alamat")


@lru_cache(maxsize=1)
def _address_pattern() -> re.Pattern[str]:
    """A street or housing estate with a name and a number, or RT and RW; a street alone is a place, not an address."""
    table = _table()["alamat"]
    number = rf"(?:{_any_of(table['nomor'])})\.?[ \t]*[:.]?[ \t]*\w{{0,4}}\d\w{{0,3}}(?:[/-]\w{{1,4}})?"
    rt = r"RT\.?[ \t]*0*\d{1,3}[ \t]*[/,]?[ \t]*(?:RW\.?[ \t]*)?0*\d{1,3}"
    name = r"(?:[A-Z0-9][\w'’.-]*[ \t]+){1,5}?"
    more = rf"(?:[ \t]*,?[ \t]*(?:{number}|{rt}))*"
    return re.compile(
        rf"(?<!\w)(?:(?i:{_any_of(table['jalan'])})\b\.?[ \t]*{name}(?:(?i:{rt}|{number})|\d{{1,4}}[A-Za-z]?(?![\w.,:]*\d))(?i:{more})|(?i:{rt}))"
    )


_FINDERS: Mapping[str, Any] = {
    "surel": _mails, "nik": _sixteens, "rekening": _hinted_numbers("rekening", 8), "nomor": _hinted_numbers("nomor", 9),
    "telepon": _phones, "plat": _plates, "alamat": _addresses,
    "nama": lambda text: ((start, end, _label("nama")) for start, end in names_in(text)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Names of officers -> codes that stay the same as long as the key does (HMAC-SHA256)."""

    key: bytes = field(repr=False)

    def __call__(self, name: str) -> str:
        """The code of a name; case and spaces do not count; "" stays ""."""
        plain = " ".join(name.casefold().split())
        if not plain:
            return ""
        digest = hmac.digest(self.key, plain.encode("utf-8", "surrogatepass"), "sha256")
        return _label("petugas").format(code=b32encode(digest)[:8].decode().lower())

    def mark(self) -> str:
        """What tells whether two audits used the same key, without giving it away."""
        return hmac.digest(self.key, b"sopan", "sha256").hex()[:16]


def pseudonyms(path: Path) -> tuple[Pseudonyms, bool]:
    """Pseudonyms by the key in a file, which is made (private, random) where there is none; and whether it was made.

    Raises InputError where the file cannot be used.
    """
    name = shorten(str(path))
    try:
        if not path.exists():
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w") as stream:
                stream.write(secrets.token_hex(32) + "\n")
            made = True
        else:
            made = False
        key = path.read_bytes().strip()
    except OSError as error:
        raise InputError(say("kunci-tak-terbaca", name=name, reason=error.strerror or str(error))) from None
    if len(key) < LEAST_KEY:
        raise InputError(say("kunci-pendek", name=name, least=LEAST_KEY))
    return Pseudonyms(key), made
