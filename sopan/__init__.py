"""Sopan: a linter for courtesy in Bahasa Indonesia.

    >>> import sopan
    >>> report = sopan.check("Selamat pagi, Bu. Mohon maaf atas keterlambatannya. Terima kasih.")
    >>> sorted({signal.rule for signal in report.signals})
    ['maaf', 'salam', 'sapaan', 'terima-kasih']

Build a `Checker` once and reuse it for many texts; `check` keeps one for you. Names are loaded when first used, so that
`import sopan` is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = [
    "Checker",
    "DroppedSignal",
    "Finding",
    "LexiconError",
    "Report",
    "Score",
    "Settings",
    "Signal",
    "__version__",
    "check",
]

if TYPE_CHECKING:
    from sopan.checker import Checker, check
    from sopan.lexicon.model import LexiconError
    from sopan.report import Finding, Report, Score
    from sopan.settings import Settings
    from sopan.signals.model import DroppedSignal, Signal

_HOMES = {
    "Checker": "sopan.checker",
    "check": "sopan.checker",
    "Finding": "sopan.report",
    "Report": "sopan.report",
    "Score": "sopan.report",
    "Settings": "sopan.settings",
    "Signal": "sopan.signals.model",
    "DroppedSignal": "sopan.signals.model",
    "LexiconError": "sopan.lexicon.model",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'sopan' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)
