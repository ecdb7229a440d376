"""`sopan lexicon drift FILE`: replies judged again, what drifted and why, and the new judgement accepted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sopan.cli import common
from sopan.messages import say

if TYPE_CHECKING:
    from rich.console import Console

    from sopan.drift import Drift, Moved

MOST_CAUSES = 10


def run(file: Path, *, update: bool, lexicons: list[Path], no_color: bool) -> int:
    """Print which replies are judged otherwise than the file says, and why.

    Returns 0 where none is, or where the new judgement was accepted into the file; else 1. Raises InputError.
    """
    from sopan import drift
    from sopan.audit.judge import Judge
    from sopan.settings import Settings

    found = drift.drifted(file, Judge(Settings(lexicons=tuple(lexicons)), None))
    console = common.console(no_color=no_color)
    for one in found.drifts:
        _show(console, one)
    if len(found.drifts) > 1 and (causes := drift.causes(found.drifts)):
        _show_causes(console, causes)
    if update:
        drift.update(file, found)
    count = len(found.drifts)
    key = "drift-tetap" if not count else "drift-diperbarui" if update else "drift-berubah"
    common.tell(say(key, count=count, replies=found.replies, file=file))
    return int(bool(count) and not update)


def _show(console: Console, one: Drift) -> None:
    from rich.text import Text

    from sopan.audit.numbers import decimal
    from sopan.outputs.safe import one_line

    now = f"{decimal(one.new.score)} {one.new.grade}"
    before = f"{decimal(one.old.score)} {one.old.grade}" if one.old else say("drift-belum")
    console.print(Text.assemble((one_line(one.name), "bold"), "  ", (f"{before} → {now}", "yellow")), soft_wrap=True)
    console.print(Text("  " + one_line(one.reply), style="dim"), no_wrap=True, overflow="ellipsis")
    for sign, moved in (("+", one.came), ("−", one.went)):
        for each in moved:
            _show_moved(console, sign, each)
    for line in _others(one):
        console.print(Text("  " + line), soft_wrap=True)


def _show_moved(console: Console, sign: str, moved: Moved) -> None:
    from rich.text import Text

    from sopan.outputs.safe import one_line

    mark = moved.mark
    console.print(Text(f"  {sign} {mark.rule}: “{one_line(mark.words)}”  {mark.entry}".rstrip()), soft_wrap=True)
    if moved.why:
        console.print(Text("      " + moved.why, style="dim"), soft_wrap=True)


def _others(one: Drift) -> list[str]:
    """What else differs, a line each: elements that are missing, the kind of message, the terms of the score."""
    from sopan.drift import points_moved

    if one.old is None:
        return []
    old, new = one.old, one.new
    lines = [f"+ {rule}" for rule in new.missing if rule not in old.missing]
    lines += [f"− {rule}" for rule in old.missing if rule not in new.missing]
    if old.kind != new.kind:
        lines.append(say("drift-jenis-lain", old=old.kind or say("drift-belum"), new=new.kind))
    if terms := points_moved(one):
        listed = ", ".join(f"{rule} {_points(before)} → {_points(now)}" for rule, before, now in terms)
        lines.append(say("drift-rincian", terms=listed))
    return lines


def _points(value: float) -> str:
    from sopan.figures import number

    return number(value, signed=value < 0)


def _show_causes(console: Console, causes: list[tuple[str, int]]) -> None:
    from rich.text import Text

    console.print(Text(say("banding-sebab"), style="bold"))
    for name, replies in causes[:MOST_CAUSES]:
        console.print(Text(f"  {name}  × {replies}"), soft_wrap=True)
    if len(causes) > MOST_CAUSES:
        console.print(Text("  " + say("drift-sebab-lain", count=len(causes) - MOST_CAUSES), style="dim"))
