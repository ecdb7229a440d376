"""Lexicon and tables kept on disk between runs, by the fingerprint of the files: plain JSON, safe to delete at any time."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import asdict, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from sopan import __version__
from sopan.lexicon.compiler import Run, Tables
from sopan.lexicon.model import Entry, KindNeeds, Lexicon, Missing, Rule, Step, Unanswered, Weights
from sopan.norm import MailMarks, Spelling
from sopan.paths import PACKAGE, cache_folder

_KEPT = 8


def read_tables(fingerprint: str) -> Tables | None:
    """The tables of a lexicon, or None where there are none that fit this version of Sopan."""
    data = _read("tabel", fingerprint)
    try:
        return data and Tables(
            members=[tuple(member) for member in data["members"]],
            sets=data["sets"],
            sequences=[Run(*values) for values in data["runs"]],
            owners=[(role, key) for role, key in data["owners"]],
        )
    except (ValueError, KeyError, TypeError):
        return None


def write_tables(fingerprint: str, tables: Tables) -> None:
    """Keep the tables for later runs; where the folder cannot be written to, nothing happens."""
    runs = [(r.owner, r.parts, r.anchor, r.second, r.at_start, r.end_mark) for r in tables.sequences]
    _write(
        "tabel", fingerprint, {"members": tables.members, "sets": tables.sets, "runs": runs, "owners": tables.owners}
    )


def read_lexicon(fingerprint: str) -> Lexicon | None:
    """A lexicon as `write_lexicon` kept it, or None."""
    data = _read("kamus", fingerprint)
    try:
        return data and _lexicon(data)
    except (ValueError, KeyError, TypeError):
        return None


def write_lexicon(lexicon: Lexicon) -> None:
    """Keep what judging needs of a lexicon: everything but the examples and the places of the entries."""
    data = asdict(lexicon)
    spelling = {f.name: getattr(lexicon.spelling, f.name) for f in fields(Spelling)}
    data["spelling"] = {name: value if isinstance(value, dict) else sorted(value) for name, value in spelling.items()}
    if lexicon.unanswered:
        data["unanswered"]["common"] = sorted(lexicon.unanswered.common)
    del data["rule_misses"]
    data["entries"] = [[getattr(entry, name) for name in _ENTRY_FIELDS] for entry in lexicon.entries]
    _write("kamus", lexicon.version, data)


_ENTRY_FIELDS = ("id", "rule", "patterns", "conditions", "sure", "silent", "replacement", "safe", "sentence")


def _lexicon(data: dict[str, Any]) -> Lexicon:
    spelling = data["spelling"]
    weights, unanswered = data["weights"], data["unanswered"]
    return Lexicon(
        version=data["version"],
        rules={name: Rule(**_tuples(rule)) for name, rule in data["rules"].items()},
        entries=[
            Entry(hits=(), misses=(), **_tuples(dict(zip(_ENTRY_FIELDS, values, strict=True))))
            for values in data["entries"]
        ],
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
        unanswered=Unanswered(**{**unanswered, "common": frozenset(unanswered["common"])}) if unanswered else None,
        weights=Weights(**{**weights, "grades": tuple(map(tuple, weights["grades"])), "waived": ()}),
        mail=MailMarks(tuple(map(tuple, data["mail"]["headers"])), tuple(data["mail"]["footers"])),
        lists={rule: {k: tuple(v) for k, v in listed.items()} for rule, listed in data["lists"].items()},
    )


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


def _step(data: dict[str, Any]) -> Step:
    return Step(
        data["name"], data["title"], data["reason"], _tuples(data["values"]), _tuples(data["cues"]), data["numbers"]
    )


def _read(name: str, fingerprint: str) -> Any:
    try:
        return json.loads(_path(name, fingerprint).read_bytes())
    except (OSError, ValueError, RuntimeError):
        return None


def _write(name: str, fingerprint: str, data: dict[str, Any]) -> None:
    with contextlib.suppress(OSError, RuntimeError):
        path = _path(name, fingerprint)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(data, stream, ensure_ascii=False, separators=(",", ":"))
        os.replace(temporary, path)
        _tidy(path.parent)


def _path(name: str, fingerprint: str) -> Path:
    return cache_folder() / f"{name}-{__version__}-{_code()}-{fingerprint}.json"


@lru_cache(maxsize=1)
def _code() -> str:
    """Digits that change with the code that makes and reads these files, so that those of other code are never read."""
    digest = hashlib.sha256()
    for name in (
        "norm.py",
        "lexicon/model.py",
        "lexicon/loader.py",
        "lexicon/pattern.py",
        "lexicon/compiler.py",
        "lexicon/cache.py",
    ):
        digest.update((PACKAGE / name).read_bytes())
    return digest.hexdigest()[:8]


def _tidy(folder: Path) -> None:
    """Keep the few newest files."""
    files = sorted(folder.glob("*-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in files[_KEPT:]:
        old.unlink(missing_ok=True)
