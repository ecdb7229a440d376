"""Lexicon and tables kept on disk between runs, by the fingerprint of the files: plain text, safe to delete at any time."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sopan import __version__
from sopan.lexicon.index import Index, Sections
from sopan.lexicon.model import (
    CourtesyScale,
    Entries,
    Entry,
    KindNeeds,
    Lexicon,
    Missing,
    Rule,
    Scales,
    Step,
    Unanswered,
    Weights,
)
from sopan.messages import LANGUAGE
from sopan.norm import MailMarks, Spelling
from sopan.paths import PACKAGE, cache_folder, lexicon_folder

_KEPT, _PREFIX = 8, "kamus-"


def read(fingerprint: str) -> tuple[Lexicon, Index] | None:
    """A lexicon and its index as `write` kept them, or None where there are none that fit this version of Sopan."""
    try:
        head, *sections = _unpacked(_path(fingerprint).read_bytes().decode("utf-8"))
        entries, tables = KeptEntries(sections.pop()), [sections.pop() for _ in _TABLES][::-1]
        return _lexicon(json.loads(head["kamus"]), entries, dict(zip(_TABLES, tables, strict=True))), Index(
            dict(zip(json.loads(head["bagian"]), sections, strict=True))
        )
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, IndexError):
        return None


def write(lexicon: Lexicon, sections: Sections) -> None:
    """Keep the index and what judging needs of a lexicon; where the folder cannot be written to, nothing happens."""
    head = {"kamus": _text(_kept(lexicon)), "bagian": _text(list(sections))}
    entries = {entry.id: _text([getattr(entry, name) for name in _ENTRY_FIELDS]) for entry in lexicon.entries}
    with contextlib.suppress(OSError, RuntimeError):
        path = _path(lexicon.version)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_packed([head, *sections.values(), *_tables(lexicon.scales), entries]).encode("utf-8"))
            os.replace(temporary, path)
        finally:
            Path(temporary).unlink(missing_ok=True)
        _tidy(path.parent)


class KeptEntries(Entries):
    """Entries that are each made from their text when first asked for, without examples and places in files."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__()
        self._texts = texts

    def get(self, key: str) -> Entry | None:
        entry = self._made.get(key)
        if entry is None and key in self._texts:
            values = dict(zip(_ENTRY_FIELDS, json.loads(self._texts[key]), strict=True))
            entry = self._made[key] = Entry(hits=(), misses=(), **_tuples(values))
        return entry

    def __iter__(self) -> Iterator[Entry]:
        return (entry for key in self._texts if (entry := self.get(key)))

    def __len__(self) -> int:
        return len(self._texts)


def _packed(sections: list[dict[str, str]]) -> str:
    """Sections one below the other: how many lines each has, then the keys of each and its texts."""
    lines = [_text([len(section) for section in sections])]
    for section in sections:
        lines += (*section, *section.values())
    return "\n".join(lines)


def _unpacked(text: str) -> list[dict[str, str]]:
    lines = text.split("\n")
    sections, start = [], 1
    for count in json.loads(lines[0]):
        sections.append(dict(zip(lines[start : start + count], lines[start + count : start + 2 * count], strict=True)))
        start += 2 * count
    if start != len(lines):
        raise ValueError(start)
    return sections


def _tables(scales: Scales | None) -> list[dict[str, str]]:
    """The tables of what words weigh, which are sections of their own for their size."""
    return [getattr(scales, name) if scales else {} for name in _TABLES]


def _kept(lexicon: Lexicon) -> dict[str, Any]:
    """The small parts of a lexicon, for JSON."""
    data = {f.name: getattr(lexicon, f.name) for f in fields(Lexicon) if f.name not in _LEFT_OUT}
    for name in ("rules", "steps", "needs", "missing"):
        data[name] = {key: asdict(value) for key, value in data[name].items()}
    for name in ("weights", "mail"):
        data[name] = asdict(data[name])
    spelling = {f.name: getattr(lexicon.spelling, f.name) for f in fields(Spelling)}
    data["spelling"] = {name: value if isinstance(value, dict) else sorted(value) for name, value in spelling.items()}
    if lexicon.scales:
        data["scales"] = asdict(replace(lexicon.scales, weights={}, rules={}, good={}))
    if lexicon.unanswered:
        data["unanswered"] = asdict(lexicon.unanswered) | {"common": sorted(lexicon.unanswered.common)}
    return data


_LEFT_OUT = frozenset(
    ("entries", "rule_misses", "rule_exceptions", "rule_others", "classes", "local_classes", "kind_examples")
)
_TABLES = ("weights", "rules", "good")
_ENTRY_FIELDS = ("id", "rule", "patterns", "conditions", "sure", "silent", "replacement", "safe", "sentence", "weighed")


def _scales(data: dict[str, Any], tables: dict[str, dict[str, str]]) -> Scales:
    courtesies = {rule: CourtesyScale(**one) for rule, one in data["courtesies"].items()}
    return Scales(**{**data, **tables, "courtesies": courtesies})


def _lexicon(data: dict[str, Any], entries: Entries, tables: dict[str, dict[str, str]]) -> Lexicon:
    spelling = data["spelling"]
    points, scales, unanswered = data["weights"], data["scales"], data["unanswered"]
    return Lexicon(
        version=data["version"],
        rules={name: Rule(**_tuples(rule)) for name, rule in data["rules"].items()},
        entries=entries,
        spelling=Spelling(spelling["forms"], *(frozenset(spelling[f.name]) for f in fields(Spelling)[1:])),
        steps={name: _step(step) for name, step in data["steps"].items()},
        kinds={
            kind: {source: tuple((p, w) for p, w in listed) for source, listed in sources.items()}
            for kind, sources in data["kinds"].items()
        },
        needs={
            kind: KindNeeds(*(tuple(map(tuple, need[k])) for k in ("needed", "expected")))
            for kind, need in data["needs"].items()
        },
        missing={name: Missing(**texts) for name, texts in data["missing"].items()},
        scales=_scales(scales, tables) if scales else None,
        unanswered=Unanswered(**{**unanswered, "common": frozenset(unanswered["common"])}) if unanswered else None,
        weights=Weights(**{**points, "grades": tuple(map(tuple, points["grades"])), "waived": ()}),
        mail=MailMarks(tuple(map(tuple, data["mail"]["headers"])), tuple(data["mail"]["footers"])),
        lists={rule: {k: tuple(v) for k, v in listed.items()} for rule, listed in data["lists"].items()},
    )


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


def _step(data: dict[str, Any]) -> Step:
    tables = {name: _tuples(data[name]) for name in ("values", "cues", "series")}
    return Step(data["name"], data["title"], data["reason"], numbers=data["numbers"], **tables)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _path(fingerprint: str) -> Path:
    return cache_folder() / f"{_PREFIX}{__version__}-{_code()}-{LANGUAGE}-{fingerprint}.txt"


@lru_cache(maxsize=1)
def _code() -> str:
    """Digits that change with the code that makes and reads these files, so that those of other code are never read."""
    digest = hashlib.sha256()
    for name in (
        "norm.py",
        "lexicon/model.py",
        "lexicon/files.py",
        "lexicon/loader.py",
        "lexicon/pattern.py",
        "lexicon/compiler.py",
        "lexicon/tables.py",
        "lexicon/index.py",
        "lexicon/cache.py",
    ):
        digest.update((PACKAGE / name).read_bytes())
    for path in sorted((lexicon_folder() / "pesan" / LANGUAGE).glob("kepala/*.toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _tidy(folder: Path) -> None:
    """Keep the few newest files; what a killed process left half written has such a name too, and goes with the old ones."""
    files = sorted(folder.glob(f"{_PREFIX}*"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in files[_KEPT:]:
        old.unlink(missing_ok=True)
