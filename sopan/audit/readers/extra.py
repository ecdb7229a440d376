"""Libraries of the extra `sopan[audit]`: imported when a file needs them, named where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sopan.errors import InputError, shorten
from sopan.messages import say


def needed(module: str, name: str) -> Any:
    """A module of the extra, for reading `name`. Raises InputError with the command that installs it."""
    try:
        return import_module(module)
    except ImportError:
        raise InputError(say("pustaka-kurang", name=shorten(name), module=module)) from None
