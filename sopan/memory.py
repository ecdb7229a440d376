"""A bounded memory of what was worked out, for things that come again."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

REMEMBERED, MARKED = 4096, 50_000
Value = TypeVar("Value")


class Memory(Generic[Value]):
    """Keeps values from the second time that they are put, the ones not asked for the longest going first.

    Most of what passes comes once: to keep it at once would cost more, in memory that is not near, than to work it out.
    most: this many values at least, and at most twice as many, are kept.
    """

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._fresh: dict[Hashable, Value] = {}
        self._older: dict[Hashable, Value] = {}
        self._once: set[int] = set()

    def get(self, key: Hashable) -> Value | None:
        """What was kept under a key, or None."""
        value = self._fresh.get(key)
        if value is None:
            value = self._older.get(key)
            if value is not None:
                self._keep(key, value)
        return value

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value if its key was put before."""
        mark = hash(key)
        if mark in self._once:
            self._keep(key, value)
            return
        if len(self._once) >= MARKED:
            self._once = set()
        self._once.add(mark)

    def _keep(self, key: Hashable, value: Value) -> None:
        if len(self._fresh) >= self._most:
            self._older, self._fresh = self._fresh, {}
        self._fresh[key] = value
