"""Every sentence of the interface, by key and in two languages; the texts are data in lexicons/pesan/."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

from sopan.paths import lexicon_folder
from sopan.toml import loads

LANGUAGES = ("id", "en")
CHOICE = "SOPAN_LANG"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def _language() -> str:
    """The language that SOPAN_LANG asks for, else English where the machine's own language is English, else Indonesian."""
    wanted = os.environ.get(CHOICE) or next(filter(None, map(os.environ.get, _LOCALE)), "")
    return "en" if wanted.lower().startswith("en") else "id"


LANGUAGE = _language()


@lru_cache(maxsize=2)
def _texts(language: str) -> dict[str, str]:
    """The sentences of a language; those that it lacks in Indonesian, so that nothing stays unsaid."""
    texts = {} if language == LANGUAGES[0] else dict(_texts(LANGUAGES[0]))
    files = sorted((lexicon_folder() / "pesan" / language).glob("*.toml"))
    return texts | {str(k): str(v) for file in files for k, v in loads(file.read_text("utf-8")).items()}


def say(key: str, /, **values: object) -> str:
    """The sentence `key` with `values` put in. Raises KeyError for a key or value that does not exist."""
    return _texts(LANGUAGE)[key].format_map(values)


def translated(area: str, name: str, texts: dict[str, Any]) -> dict[str, Any]:
    """Texts of the lexicon by key, in the language of the interface where it has them.

    area: aturan (rules), kurang (missing elements), langkah (steps of context), lain (others); name: which one of them.
    """
    return texts if LANGUAGES[0] == LANGUAGE else {**texts, **_heads(LANGUAGE).get(area, {}).get(name, {})}


@lru_cache(maxsize=1)
def _heads(language: str) -> dict[str, dict[str, dict[str, str]]]:
    path = lexicon_folder() / "pesan" / language / "kepala" / "kamus.toml"
    heads: dict[str, dict[str, dict[str, str]]] = loads(path.read_text("utf-8"))
    return heads
