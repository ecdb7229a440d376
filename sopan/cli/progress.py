"""Progress of long work: a line on a terminal with rate and time left, nothing in a pipe."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import IO

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from sopan.figures import count
from sopan.messages import say
from sopan.outputs.safe import one_line

BAR = 24


class Meter:
    """Shows how far an audit is. Nothing is shown, and no thread begun, before it is first told something."""

    def __init__(self, *, no_color: bool, beside: IO[str] | None = None) -> None:
        """beside: where results go meanwhile; nothing is shown if that is a terminal too, which would mix the two."""
        self._console = Console(stderr=True, no_color=no_color or None, highlight=False)
        self._wanted = sys.stderr.isatty() and not (beside and beside.isatty())
        self._progress: Progress | None = None
        self._began, self._rows_then = 0.0, 0

    def __enter__(self) -> Meter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def __call__(self, rows: int, fraction: float | None) -> None:
        """Tell how many records are safe, and which share of the archive that is (0..1) where that is known."""
        now = time.monotonic()
        if not self._began:
            self._began, self._rows_then = now, rows
        passed = now - self._began
        rate = (rows - self._rows_then) / passed if passed else 0.0
        left = rows * (1 - fraction) / fraction / rate if fraction and rate else None
        self._show(described(rows, rate, left), fraction)

    def at(self, work: str) -> None:
        """Tell what is being done, where nobody knows for how long."""
        if self._progress is not None:
            self._progress.refresh()  # the last count is seen before it gives way
        self._show(work, None)

    def clear(self) -> None:
        """Take the line away, for what is printed next."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _show(self, words: str, fraction: float | None) -> None:
        if not self._wanted:
            return
        words = one_line(words)
        if self._progress is None:
            self._progress = Progress(
                SpinnerColumn(), BarColumn(BAR), TextColumn("{task.description}", markup=False), console=self._console,
                transient=True, redirect_stdout=False,
            )  # fmt: skip
            self._progress.add_task(words, total=None)  # before the start, which draws at once
            self._progress.start()
        task = self._progress.tasks[0]
        task.total = 1.0 if fraction else None  # which update() cannot take back
        self._progress.update(task.id, description=words, completed=fraction or 0.0)


def described(rows: int, rate: float, left: float | None) -> str:
    """The words beside the bar: records, records a second, time left (seconds)."""
    shown = say("maju-baris", rows=count(rows))
    if rate >= 1:
        shown += say("maju-laju", rate=count(rate))
    if left is not None and rate >= 1:
        shown += say("maju-sisa", left=f"{int(left) // 3600}:{int(left) // 60 % 60:02}:{int(left) % 60:02}")
    return shown
