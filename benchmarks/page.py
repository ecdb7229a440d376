"""Measured figures -> a page: {{path.to.value|decimals}} in a template becomes the figure as Indonesians write it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).resolve().parent / "halaman"
_SLOT = re.compile(r"\{\{([^|}]+)(?:\|(\d))?\}\}")
_NOT_MEASURED = "–"


def page(name: str, result: dict[str, Any]) -> str:
    """The template `name` with the figures of a run; a dash where a part was not measured."""

    def shown(match: re.Match[str]) -> str:
        value = _at(result, match[1])
        if value is None:
            return _NOT_MEASURED
        text = f"{value:,.{match[2]}f}" if match[2] else f"{value:,}" if isinstance(value, int) else str(value)
        return text.translate(str.maketrans(",.", ".,")) if not isinstance(value, str) else text

    return _SLOT.sub(shown, (TEMPLATES / name).read_text("utf-8"))


def _at(result: Any, path: str) -> Any:
    for key in path.split("."):
        result = result.get(key) if isinstance(result, dict) else None
    return result
