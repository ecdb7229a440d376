"""Every sentence of the interface, by key; the texts are data in lexicons/pesan/."""

from __future__ import annotations

from functools import lru_cache

from sopan.paths import lexicon_folder
from sopan.toml import loads

LANGUAGE = "id"


@lru_cache(maxsize=2)
def _texts(language: str) -> dict[str, str]:
    files = sorted((lexicon_folder() / "pesan" / language).glob("*.toml"))
    return {str(k): str(v) for file in files for k, v in loads(file.read_text("utf-8")).items()}


def say(key: str, /, **values: object) -> str:
    """The sentence `key` with `values` put in. Raises KeyError for a key or value that does not exist."""
    return _texts(LANGUAGE)[key].format_map(values)
