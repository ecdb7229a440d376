"""Compiled tables kept on disk between runs, by the fingerprint of the lexicon: plain JSON, safe to delete at any time."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from sopan import __version__
from sopan.lexicon.compiler import Run, Tables
from sopan.paths import PACKAGE, cache_folder

_KEPT = 8


def read(fingerprint: str) -> Tables | None:
    """The tables of a lexicon, or None where there are none that fit this version of Sopan."""
    try:
        data = json.loads(_path(fingerprint).read_bytes())
        return Tables(
            members=[tuple(member) for member in data["members"]],
            sets=[tuple(numbers) for numbers in data["sets"]],
            sequences=[Run(owner, tuple(map(tuple, parts)), *rest) for owner, parts, *rest in data["runs"]],
            owners=[(role, key) for role, key in data["owners"]],
        )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        return None


def write(fingerprint: str, tables: Tables) -> None:
    """Keep the tables for later runs; where the folder cannot be written to, nothing happens."""
    data: dict[str, Any] = {
        "members": tables.members,
        "sets": tables.sets,
        "runs": [(r.owner, r.parts, r.anchor, r.second, r.at_start, r.end_mark) for r in tables.sequences],
        "owners": tables.owners,
    }
    with contextlib.suppress(OSError, RuntimeError):
        path = _path(fingerprint)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(data, stream, ensure_ascii=False, separators=(",", ":"))
        os.replace(temporary, path)
        _tidy(path.parent)


def _path(fingerprint: str) -> Path:
    return cache_folder() / f"tabel-{__version__}-{_compiler()}-{fingerprint}.json"


@lru_cache(maxsize=1)
def _compiler() -> str:
    """Digits that change with the code that makes the tables, so that tables of other code are never read."""
    digest = hashlib.sha256()
    for name in ("norm.py", "lexicon/pattern.py", "lexicon/compiler.py", "lexicon/cache.py"):
        digest.update((PACKAGE / name).read_bytes())
    return digest.hexdigest()[:8]


def _tidy(folder: Path) -> None:
    """Keep the few newest files."""
    files = sorted(folder.glob("tabel-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in files[_KEPT:]:
        old.unlink(missing_ok=True)
