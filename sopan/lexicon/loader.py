"""TOML files of lexicon folders -> Lexicon, with every mistake reported by file and line."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sopan.lexicon.files import WEIGHED_COURTESIES, WEIGHED_WORDS, LexiconFile, fingerprint, read_text
from sopan.lexicon.model import (
    BAD,
    GOOD,
    SEVERITIES,
    WEIGHED,
    CourtesyScale,
    Entry,
    KindNeeds,
    Lexicon,
    LexiconError,
    Missing,
    Rule,
    Scales,
    Step,
    Unanswered,
    Weights,
)
from sopan.messages import say, translated
from sopan.norm import MailMarks, Spelling, clean

RULES = "aturan"
_HEAD = (
    "judul",
    "kelompok",
    "tingkat",
    "pesan",
    "alasan",
    "saran",
    "dasar",
    "maladministrasi",
    "strategi",
    "benar",
    "salah",
)
_HEAD_OPTIONAL = ("kecuali", "bukan", "luput", "kelas", "entri")
_ENTRY = frozenset(
    (
        "id",
        "pola",
        "kena",
        "luput",
        "kecuali",
        "bukan",
        "syarat",
        "yakin",
        "diam",
        "ganti",
        "aman",
        "kalimat",
        "ragam",
        "timbang",
    )
)


def load(folders: Sequence[Path], problems: list[LexiconError] | None = None) -> Lexicon:
    """Read the lexicon folders in order; later ones add entries, classes and spellings to earlier ones.

    Raises LexiconError at the first mistake; where a list of `problems` is given, mistakes go there and the rest is read.
    """
    lexicon = Lexicon(version=fingerprint(folders))
    forms: dict[str, str] = {}
    words: dict[str, set[str]] = {key: set() for key in ("utuh", "singkatan", "akronim", "samaran")}
    for folder in folders:
        if not folder.is_dir():
            raise LexiconError(folder, 1, say("kamus-folder"))
        readers: list[tuple[Path, Callable[[LexiconFile], None]]] = [
            (folder / "kelas.toml", lambda file: _read_classes(file, lexicon)),
            (folder / "konteks.toml", lambda file: _read_context(file, lexicon)),
            (folder / "jenis.toml", lambda file: _read_kinds(file, lexicon)),
            (folder / "bobot.toml", lambda file: _read_weights(file, lexicon)),
            (folder / "ejaan.toml", lambda file: _read_spelling(file, forms, words)),
            (folder / "timbangan.toml", lambda file: _read_scales(file, lexicon)),
            *((path, lambda file: _read_rule(file, lexicon)) for path in sorted((folder / RULES).glob("*.toml"))),
        ]
        for path, read in readers:
            if path.is_file():
                with _gathered(problems):
                    read(LexiconFile(folder, path))
        for name, learn in ((WEIGHED_WORDS, _learn_weights), (WEIGHED_COURTESIES, _learn_courtesies)):
            if (folder / name).is_file():
                with _gathered(problems):
                    _read_table(folder, name, lexicon, learn)
    lexicon.spelling = Spelling(
        forms,
        frozenset(words["utuh"]),
        frozenset(words["singkatan"]),
        frozenset(words["akronim"]),
        frozenset(words["samaran"]),
    )
    return lexicon


@contextmanager
def _gathered(problems: list[LexiconError] | None) -> Iterator[None]:
    """A mistake inside goes to the problems, or on to the caller where there is no list of them."""
    try:
        yield
    except LexiconError as error:
        if problems is None:
            raise
        problems.append(error)


def load_rules(folders: Sequence[Path]) -> dict[str, Rule]:
    """Only the heads of the rules, for what needs no entries: quick. Raises LexiconError."""
    rules: dict[str, Rule] = {}
    for folder in folders:
        for path in sorted((folder / RULES).glob("*.toml")):
            if path.stem not in rules:
                rules[path.stem] = _head(LexiconFile(folder, path, until="[[entri]]"), path.stem)
    return rules


def load_rule(folders: Sequence[Path], name: str) -> Lexicon:
    """One rule with its entries, the weights and the needs, for what explains a rule. Raises LexiconError."""
    lexicon = Lexicon(version="")
    for folder in folders:
        for path, read in ((folder / "bobot.toml", _read_weights), (folder / RULES / f"{name}.toml", _read_rule)):
            if path.is_file():
                read(LexiconFile(folder, path), lexicon)
    return lexicon


def _read_rule(file: LexiconFile, lexicon: Lexicon) -> None:
    """Add one rule file: the head (needed the first time a rule is met), local classes and entries."""
    name = file.path.stem
    unknown = (
        set(file.data)
        - set(_HEAD)
        - set(_HEAD_OPTIONAL)
        - {
            k
            for k, v in file.data.items()
            if isinstance(v, list) and k.islower() and k.replace("_", "").isalpha() and k not in _HEAD
        }
    )
    if unknown:
        key = sorted(unknown)[0]
        raise file.fail(file.key_line(key), "kamus-kunci", key=key, known=", ".join((*_HEAD, *_HEAD_OPTIONAL)))
    if name not in lexicon.rules:
        lexicon.rules[name] = _head(file, name)
    exceptions = file.strings(file.data.get("kecuali", []), "kecuali")
    lexicon.rule_exceptions[name] = (*lexicon.rule_exceptions.get(name, ()), *exceptions)
    others = file.strings(file.data.get("bukan", []), "bukan")
    lexicon.rule_others[name] = (*lexicon.rule_others.get(name, ()), *others)
    misses = file.strings(file.data.get("luput", []), "luput")
    lexicon.rule_misses[name] = (*lexicon.rule_misses.get(name, ()), *misses)
    local = {k: file.strings(v, k) for k, v in file.table("kelas").items()}
    lexicon.local_classes.setdefault(name, {}).update(local)
    lists = lexicon.lists.setdefault(name, {})
    for key, value in file.data.items():
        if isinstance(value, list) and key not in _HEAD and key not in _HEAD_OPTIONAL:
            lists[key] = (*lists.get(key, ()), *file.strings(value, key))
    entries = file.data.get("entri", [])
    if not isinstance(entries, list):
        raise file.fail(file.key_line("entri"), "kamus-tabel", key="entri")
    for number, data in enumerate(entries):
        entry = _entry(file, name, number, data)
        if lexicon.entries.get(entry.id):
            raise file.fail(entry.line, "kamus-id-ganda", id=entry.id)
        lexicon.entries.add(entry)


def _head(file: LexiconFile, name: str) -> Rule:
    for key in _HEAD:
        if key not in file.data:
            raise file.fail(1, "kamus-kepala", key=key, rule=name)
    data = file.data
    if data["tingkat"] not in SEVERITIES:
        raise file.fail(file.key_line("tingkat"), "kamus-pilihan", key="tingkat", known=", ".join(SEVERITIES))
    if data["kelompok"] not in (GOOD, BAD):
        raise file.fail(file.key_line("kelompok"), "kamus-pilihan", key="kelompok", known=f"{GOOD}, {BAD}")
    texts = {}
    for key in ("judul", "pesan", "alasan", "saran", "strategi", "benar", "salah"):
        if not isinstance(data[key], str):
            raise file.fail(file.key_line(key), "kamus-teks", key=key)
        texts[key] = data[key]
    texts = translated("aturan", name, texts)
    return Rule(
        name=name, title=texts["judul"], group=data["kelompok"], severity=data["tingkat"], message=texts["pesan"],
        reason=texts["alasan"], advice=texts["saran"], law=file.strings(data["dasar"], "dasar"),
        maladministration=file.strings(data["maladministrasi"], "maladministrasi"),
        strategy=texts["strategi"], right=texts["benar"], wrong=texts["salah"],
    )  # fmt: skip


def _entry(file: LexiconFile, rule: str, number: int, data: object) -> Entry:
    line = file.entry_line(number)
    if not isinstance(data, dict):
        raise file.fail(line, "kamus-tabel", key="entri")
    for key in data:
        if key not in _ENTRY:
            raise file.fail(file.key_line(key, number), "kamus-kunci", key=key, known=", ".join(sorted(_ENTRY)))
    weighed = data.get("timbang") is True
    for key in ("kena", "luput") if weighed else ("pola", "kena", "luput"):
        if not data.get(key):
            raise file.fail(line, "kamus-wajib", key=key)
    lists = {
        key: file.strings(data.get(key, []), key, number)
        for key in ("pola", "kena", "luput", "kecuali", "bukan", "syarat")
    }
    patterns = lists["pola"]
    sure = data.get("yakin", 3)
    if sure not in (1, 2, 3) or isinstance(sure, bool):
        raise file.fail(file.key_line("yakin", number), "kamus-yakin")
    for key, kind in (
        ("diam", bool),
        ("aman", bool),
        ("timbang", bool),
        ("ganti", str),
        ("kalimat", str),
        ("id", str),
        ("ragam", str),
    ):
        if key in data and not isinstance(data[key], kind):
            raise file.fail(file.key_line(key, number), "kamus-jenis-nilai", key=key)
    return Entry(
        id=f"{rule}/{WEIGHED if weighed else data.get('id') or slug(patterns[0])}", rule=rule, patterns=patterns, hits=lists["kena"], misses=lists["luput"],
        exceptions=lists["kecuali"], conditions=lists["syarat"], others=lists["bukan"], sure=int(sure), silent=bool(data.get("diam", False)),
        replacement=str(data.get("ganti", "")), safe=bool(data.get("aman", False)), sentence=str(data.get("kalimat", "")), variety=str(data.get("ragam", "")),
        weighed=weighed, file=str(file.path), line=line,
    )  # fmt: skip


def slug(pattern: str) -> str:
    """The name of an entry made from its pattern."""
    return re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9~]+", "-", pattern.lower())).strip("-")[:60] or "pola"


def _read_classes(file: LexiconFile, lexicon: Lexicon) -> None:
    for name, members in file.table("kelas").items():
        listed = file.strings(members, name)
        lexicon.classes[name] = tuple(dict.fromkeys((*lexicon.classes.get(name, ()), *listed)))


def _read_spelling(file: LexiconFile, forms: dict[str, str], words: dict[str, set[str]]) -> None:
    for target, listed in file.table("ejaan").items():
        for form in file.strings(listed, target):
            cleaned = clean(form)
            if forms.get(cleaned, target) != target:
                raise file.fail(
                    file.key_line(target), "kamus-ejaan-ganda", form=form, first=forms[cleaned], second=target
                )
            forms[cleaned] = target.lower()
    for key, listed in file.table("kata").items():
        if key not in words:
            raise file.fail(file.key_line(key), "kamus-kunci", key=key, known=", ".join(sorted(words)))
        words[key].update(clean(word) for word in file.strings(listed, key))


def _read_context(file: LexiconFile, lexicon: Lexicon) -> None:
    """The context steps. A later folder adds marks of mail, and of a step replaces the lists and numbers that it names."""
    mail = file.table("surel")
    heads = mail.get("kepala", [])
    if not isinstance(heads, list) or not all(_is_pair(pair) for pair in heads):
        raise file.fail(file.key_line("kepala"), "kamus-pasangan", key="kepala")
    lexicon.mail = MailMarks(
        (*lexicon.mail.headers, *((first, last) for first, last in heads)),
        (*lexicon.mail.footers, *file.strings(mail.get("kaki", []), "kaki")),
    )
    for name, data in file.tables("langkah"):
        if not isinstance(data.get("judul"), str) or not isinstance(data.get("alasan"), str):
            raise file.fail(file.key_line(name), "kamus-langkah", name=name)
        cues = {k: file.strings(v, k) for k, v in file.table("isyarat", data).items()}
        lists = {k: v for k, v in data.items() if isinstance(v, list)}
        series = {k: tuple(file.number(n, k) for n in v) for k, v in lists.items() if v and not isinstance(v[0], str)}
        values = {k: file.strings(v, k) for k, v in lists.items() if k not in series}
        numbers = {k: v for k, v in data.items() if isinstance(v, int)}
        head = translated("langkah", name, {key: data[key] for key in ("judul", "alasan")})
        old = lexicon.steps.get(name) or Step(name, "", "")
        lexicon.steps[name] = Step(
            name, head["judul"], head["alasan"],
            old.values | values, old.cues | cues, old.numbers | numbers, old.series | series,
        )  # fmt: skip


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)


def _read_kinds(file: LexiconFile, lexicon: Lexicon) -> None:
    for kind, data in file.data.items():
        if not isinstance(data, dict):
            continue
        lexicon.kinds[kind] = {
            source: tuple(_weighted(file, item, source) for item in _list(file, data, source))
            for source in ("pesan", "balasan")
        }
        lexicon.kind_examples[kind] = {
            source: file.strings(data.get(f"contoh_{source}", []), f"contoh_{source}")
            for source in ("pesan", "balasan")
        }


def _list(file: LexiconFile, data: Mapping[str, Any], key: str) -> list[object]:
    value = data.get(key, [])
    if not isinstance(value, list):
        raise file.fail(file.key_line(key), "kamus-daftar", key=key)
    return value


def _weighted(file: LexiconFile, item: object, key: str) -> tuple[str, float]:
    if isinstance(item, str):
        return item, 1.0
    if isinstance(item, Mapping) and isinstance(item.get("pola"), str):
        return str(item["pola"]), file.number(item.get("bobot", 1), "bobot")
    raise file.fail(file.key_line(key), "kamus-daftar", key=key)


def _read_scales(file: LexiconFile, lexicon: Lexicon) -> None:
    numbers = {key: file.number(file.data.get(key), key) for key in ("ambang", "kukuh", "lirih", "unggul", "dasar")}
    old = lexicon.scales
    stand_ins = {
        word: f"<{name}>"
        for name, listed in file.table("wakil").items()
        for member in file.strings(listed, name)
        for word in (lexicon.classes.get(member[1:-1], ()) if member.startswith("<") else (member,))
    }
    courtesies = {
        rule: CourtesyScale(
            file.number(data.get("dasar"), "dasar"), file.number(data.get("ambang"), "ambang"),
            file.number(data["gugur"], "gugur") if "gugur" in data else -math.inf,
        )
        for rule, data in file.tables("baik")
    }  # fmt: skip
    lexicon.scales = Scales(
        numbers["ambang"], numbers["kukuh"], numbers["lirih"], numbers["unggul"], numbers["dasar"], stand_ins,
        weights=old.weights if old else {}, rules=old.rules if old else {},
        courtesies={**(old.courtesies if old else {}), **courtesies}, good=old.good if old else {},
    )  # fmt: skip


def _read_table(folder: Path, name: str, lexicon: Lexicon, learn: Callable[[Scales, list[str]], str]) -> None:
    """Add a table of weights, a phrase on each line; `learn` takes in its cells, or names the message that says what is wrong."""
    path = folder / name
    if lexicon.scales is None:
        raise LexiconError(path, 1, say("kamus-timbangan-tanpa-dasar", name=name))
    for number, line in enumerate(io.StringIO(read_text(folder, path), newline=None), 1):
        wrong = learn(lexicon.scales, line.rstrip("\n").split("\t"))
        if wrong:
            raise LexiconError(path, number, say(wrong))


def _learn_weights(scales: Scales, cells: list[str]) -> str:
    """A phrase, its weight, and its weights for single rules."""
    if len(cells) != 3 or not cells[0].strip() or not _finite(cells[1]) or _weights_by_rule(cells[2]) is None:
        return "kamus-timbangan-baris"
    phrase, weight, rules = cells
    scales.weights[phrase] = weight
    if rules:
        scales.rules[phrase] = rules
    return ""


def _learn_courtesies(scales: Scales, cells: list[str]) -> str:
    """A phrase, and its weights for courtesies."""
    rules = _weights_by_rule(cells[-1])
    if len(cells) != 2 or not cells[0].strip() or rules is None or not rules <= scales.courtesies.keys():
        return "kamus-timbangan-baik-baris"
    scales.good[cells[0]] = cells[1]
    return ""


def _weights_by_rule(text: str) -> set[str] | None:
    """The rules of which a cell tells the weights, or None where it is written wrongly."""
    parts = [part.partition(":") for part in text.split()]
    return {rule for rule, _, _ in parts} if all(_finite(number) for _, _, number in parts) else None


def _finite(number: str) -> bool:
    try:
        return math.isfinite(float(number))
    except ValueError:
        return False


def _groups(items: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Each item names one rule, or several of which one is enough, parted by a bar."""
    return tuple(tuple(part.strip() for part in item.split("|")) for item in items)


def _read_weights(file: LexiconFile, lexicon: Lexicon) -> None:
    score = file.table("skor")
    lexicon.weights = Weights(
        base=file.number(score.get("dasar", 0), "dasar"),
        points={k: file.number(v, k) for k, v in file.table("bobot").items()},
        repeat=file.number(score.get("ulang", 0), "ulang"),
        shadow=file.number(score.get("bayang", 1), "bayang"),
        grades=tuple((k, file.number(v, k)) for k, v in file.table("mutu").items()),
    )
    for kind, data in file.tables("jenis"):
        needed, expected = (_groups(file.strings(data.get(key, []), key)) for key in ("wajib", "sebaiknya"))
        lexicon.needs[kind] = KindNeeds(needed, expected)
    open_question = file.table("belum-terjawab")
    if open_question:
        open_question = translated("lain", "belum-terjawab", open_question)
        lexicon.unanswered = Unanswered(
            file.string(open_question, "pesan"),
            file.string(open_question, "alasan"),
            file.string(open_question, "saran"),
            frozenset(file.strings(open_question.get("kata-umum"), "kata-umum")),
        )
    for name, data in file.tables("kurang"):
        data = translated("kurang", name, data)
        lexicon.missing[name] = Missing(
            file.string(data, "pesan"), file.string(data, "alasan"), file.string(data, "saran")
        )
