"""`sopan audit --compare OLD`: earlier results judged again, and what changed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sopan.cli import common
from sopan.errors import InputError, shorten
from sopan.messages import say

if TYPE_CHECKING:
    from rich.console import Console

    from sopan.audit.comparison import Changed, Comparison

MOST_CAUSES, MOST_TEXTS = 10, 10


def run(old: Path, outputs: Sequence[Path], *, lexicons: list[Path], pedantic: bool, no_color: bool) -> int:
    """Judge earlier results again and print which grades changed and by which entries. Returns 0; raises InputError."""
    from sopan.audit.comparison import compare
    from sopan.audit.judge import Judge
    from sopan.audit.outputs import check_targets
    from sopan.settings import Settings

    for path in outputs:
        if path.suffix.lower() != ".csv":
            raise InputError(say("banding-bentuk", name=shorten(str(path))))
    check_targets(outputs)
    found = compare(old, Judge(Settings(lexicons=tuple(lexicons), sure=1 if pedantic else 2), None))
    for path in outputs:
        _write(path, found.changed)
    _show(common.console(no_color=no_color), found)
    return common.OK


def _show(console: Console, found: Comparison) -> None:
    from rich.text import Text

    from sopan.audit.numbers import count, decimal

    console.print(Text(say("banding-versi", old=found.old_lexicon, new=found.lexicon), style="dim"))
    console.print(say("banding-rerata", old=decimal(found.old_mean), new=decimal(found.mean)))
    if not found.changed:
        console.print(say("banding-tetap", count=count(found.texts)))
        return
    replies = sum(one.times for one in found.changed)
    console.print(
        say("banding-judul", changed=count(len(found.changed)), count=count(found.texts), replies=count(replies))
    )  # fmt: skip
    _show_moves(console, found.changed)
    _show_causes(console, found.changed)
    _show_texts(console, found.changed)


def _show_moves(console: Console, changed: Sequence[Changed]) -> None:
    moves: Counter[tuple[str, str]] = Counter()
    for one in changed:
        moves[one.old_grade, one.grade] += one.times
    listed = ", ".join(f"{say('banding-perpindahan', old=a, new=b)} {n}" for (a, b), n in sorted(moves.items()))
    console.print(f"{say('banding-mutu')}: {listed}")


def _show_causes(console: Console, changed: Sequence[Changed]) -> None:
    from rich.table import Table
    from rich.text import Text

    from sopan.audit.comparison import causes

    console.print(Text(say("banding-sebab"), style="bold"))
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    for entry, times in causes(changed)[:MOST_CAUSES]:
        table.add_row(Text(entry), str(times))
    console.print(table)


def _show_texts(console: Console, changed: Sequence[Changed]) -> None:
    from rich.text import Text

    from sopan.audit.numbers import decimal
    from sopan.outputs.safe import one_line

    for one in changed[:MOST_TEXTS]:
        head = f"{one.old_grade} → {one.grade}  {decimal(one.old_score)} → {decimal(one.score)}  × {one.times}"
        console.print(Text(head, style="yellow"))
        console.print(Text("  " + one_line(one.reply)), no_wrap=True, overflow="ellipsis")
    if len(changed) > MOST_TEXTS:
        console.print(Text(say("banding-lain", count=len(changed) - MOST_TEXTS), style="dim"))


def _write(path: Path, changed: Sequence[Changed]) -> None:
    from sopan.outputs.safe import cell
    from sopan.textfile import replace_file

    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(say("banding-judul-csv").split(","))
    for one in changed:
        line = (
            one.old_grade, one.grade, one.old_score, one.score, one.times, " ".join(one.gained), " ".join(one.lost), one.reply,
        )  # fmt: skip
        writer.writerow([cell(value) for value in line])
    replace_file(path, stream.getvalue().encode("utf-8-sig", "backslashreplace"))
