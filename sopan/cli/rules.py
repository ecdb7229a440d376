"""`sopan rules`: all rules as a table or as JSON, or their reference pages."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sopan.cli import common
from sopan.cli.commands import add
from sopan.cli.common import Lexicons, ListFormat, NoColor
from sopan.figures import number
from sopan.messages import say
from sopan.outputs.safe import json_text
from sopan.paths import standard_folders

if TYPE_CHECKING:
    from sopan.rulebook import Chapter


class Kind(str, Enum):
    """Values of --group."""

    bad = "buruk"
    lacking = "kurang"
    good = "baik"


class Grade(str, Enum):
    """Values of --severity."""

    error = "galat"
    warning = "peringatan"
    hint = "saran"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    add(app, "rules", rules)


def rules(
    words: Annotated[
        list[str] | None, typer.Argument(metavar=f"[{say('isian-kata')}]...", help=say("arg-rules"), show_default=False)
    ] = None,
    group: Annotated[
        Kind | None, typer.Option("--group", "-g", help=say("opsi-rules-group"), show_default=False)
    ] = None,
    severity: Annotated[
        Grade | None, typer.Option("--severity", "-s", help=say("opsi-rules-severity"), show_default=False)
    ] = None,
    format: Annotated[ListFormat, typer.Option("--format", "-f", help=say("opsi-format"))] = ListFormat.text,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar=say("isian-folder"), help=say("opsi-rules-output"), show_default=False),
    ] = None,
    lexicon: Lexicons = [],  # noqa: B006
    no_color: NoColor = False,
) -> None:
    """List the rules."""
    common.finish(
        listing, " ".join(words or ()), group=group.value if group else "", severity=severity.value if severity else "",
        format=format.value, output=output, lexicons=lexicon, no_color=no_color,
    )  # fmt: skip


def listing(
    words: str, *, group: str, severity: str, format: str, output: Path | None, lexicons: list[Path], no_color: bool
) -> int:
    """Print the rules that fit, or write their pages. Returns 0, or 1 where none fits."""
    from sopan.rulebook import chapters

    every = chapters([*standard_folders(), *lexicons])
    found = [c for c in every if _fits(c, words, group, severity)]
    if output is not None:
        return _write(found, output)
    if format == "json":
        print(json_text([_record(chapter) for chapter in found], indent=1))
    elif found:
        _table(found, no_color=no_color)
    if not found:
        common.tell(say("rules-tidak-ada"))
    return int(not found)


def _fits(chapter: Chapter, words: str, group: str, severity: str) -> bool:
    texts = (chapter.name, chapter.title, chapter.message, chapter.reason, chapter.advice, *chapter.law)
    said = words.lower() in " ".join(texts).lower()
    return said and group in ("", chapter.group) and severity in ("", chapter.shown_severity)


def _table(chapters: Sequence[Chapter], *, no_color: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("layar-aturan", "aturan-judul", "aturan-kelompok", "aturan-tingkat"):
        table.add_column(say(column), overflow="fold")
    table.add_column(say("aturan-bobot"), justify="right")
    for chapter in chapters:
        points = number(chapter.points, signed=True) if chapter.points else ""
        table.add_row(
            Text(chapter.name), Text(chapter.title), say(f"kelompok-{chapter.group}"), chapter.shown_severity, points
        )
    common.console(no_color=no_color).print(table)


def _write(chapters: Sequence[Chapter], folder: Path) -> int:
    from sopan.outputs.rulepage import pages
    from sopan.textfile import replace_file

    folder.mkdir(parents=True, exist_ok=True)
    written = pages(chapters)
    for name, text in written.items():
        replace_file(folder / name, text.encode("utf-8"))
    common.tell(say("rules-ditulis", count=len(written), folder=folder))
    return 0


def _record(chapter: Chapter) -> dict[str, object]:
    return {
        "name": chapter.name, "title": chapter.title, "group": chapter.group, "severity": chapter.severity,
        "message": chapter.message, "reason": chapter.reason, "advice": chapter.advice, "law": list(chapter.law),
        "maladministration": list(chapter.maladministration), "strategy": chapter.strategy, "points": chapter.points,
        "right": chapter.right, "wrong": chapter.wrong, "hits": list(chapter.hits), "misses": list(chapter.misses),
    }  # fmt: skip
