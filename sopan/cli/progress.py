"""Progress of long work: a line on a terminal with rate and time left, nothing in a pipe."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from sopan.messages import say


class Meter:
    """Shows how far an audit is. Nothing is shown, and no thread begun, before the first chunk is safe."""

    def __init__(self, *, no_color: bool) -> None:
        self._console = Console(stderr=True, no_color=no_color or None, highlight=False)
        self._progress: Progress | None = None
        self._first: tuple[float, int, float] | None = None

    def __enter__(self) -> Meter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, rows: int, fraction: float | None) -> None:
        """Tell how many records are safe, and how much of the archive has been read (0..1) where that is known."""
        if not sys.stderr.isatty():
            return
        now = time.monotonic()
        if self._progress is None or self._first is None:
            self._first = (now, rows, fraction or 0.0)
            self._progress = Progress(
                SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), console=self._console, transient=True
            )
            self._progress.start()
            self._progress.add_task("", total=None)
        began, rows_then, fraction_then = self._first
        rate = (rows - rows_then) / (now - began) if now > began else 0.0
        moved = (fraction or 0.0) - fraction_then
        left = (1 - (fraction or 0.0)) * (now - began) / moved if moved > 0 else None
        self._progress.update(
            self._progress.task_ids[0], description=described(rows, rate, left), total=1.0 if fraction else None,
            completed=fraction or 0.0,
        )  # fmt: skip


def described(rows: int, rate: float, left: float | None) -> str:
    """The words beside the bar: records, records a second, time left (seconds)."""
    counted = f"{rows:,}".replace(",", ".")
    shown = say("maju-baris", rows=counted)
    if rate >= 1:
        shown += say("maju-laju", rate=f"{rate:,.0f}".replace(",", "."))
    if left is not None and rate >= 1:
        shown += say("maju-sisa", left=f"{int(left) // 3600}:{int(left) // 60 % 60:02}:{int(left) % 60:02}")
    return shown
