"""Sopan: a linter for courtesy in Bahasa Indonesia.

    >>> import sopan
    >>> report = sopan.check("Selamat pagi, Bu. Mohon maaf atas keterlambatannya. Terima kasih.")
    >>> sorted({signal.rule for signal in report.signals})
    ['maaf', 'salam', 'sapaan', 'terima-kasih']

    >>> fixed = sopan.fix("Trimakasih, Bu. Kamu sudah terdaftar!!!")
    >>> fixed.text
    'Terima kasih, Bu. Ibu sudah terdaftar.'
    >>> [(edit.replacement, edit.safe) for edit in fixed.edits][0]
    ('Terima kasih', True)

Build a `Checker` once and reuse it for many texts; `check` and `fix` keep one for you. Names are loaded when first used, so that
`import sopan` is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = [
    "Checker",
    "DroppedSignal",
    "Edit",
    "Finding",
    "Fixed",
    "Fixer",
    "LexiconError",
    "Report",
    "Score",
    "Settings",
    "Signal",
    "Situation",
    "__version__",
    "check",
    "fix",
]

if TYPE_CHECKING:
    from sopan.checker import Checker, check
    from sopan.fixes import Edit, Fixed, Fixer, Situation, fix
    from sopan.lexicon.model import LexiconError
    from sopan.report import Finding, Report, Score
    from sopan.settings import Settings
    from sopan.signals.model import DroppedSignal, Signal

_HOMES = {
    "Checker": "sopan.checker",
    "check": "sopan.checker",
    "Edit": "sopan.fixes",
    "Finding": "sopan.report",
    "Fixed": "sopan.fixes",
    "Fixer": "sopan.fixes",
    "Situation": "sopan.fixes",
    "fix": "sopan.fixes",
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
