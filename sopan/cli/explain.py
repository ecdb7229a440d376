"""`sopan explain`: what a rule is, or how a text is read."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sopan.cli import common
from sopan.cli.commands import add
from sopan.cli.common import Lexicons, NoColor, Pedantic
from sopan.errors import InputError
from sopan.figures import number
from sopan.messages import say
from sopan.near import unknown
from sopan.paths import standard_folders

if TYPE_CHECKING:
    from sopan.rulebook import Chapter


class Format(str, Enum):
    """Values of --format."""

    text = "text"
    markdown = "markdown"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    add(app, "explain", explain)


def explain(
    rule: Annotated[
        str | None,
        typer.Argument(
            metavar=f"[{say('isian-aturan')}]",
            help=say("arg-explain"),
            show_default=False,
            autocompletion=common.rule_names,
        ),
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", "-t", metavar=say("isian-teks"), help=say("opsi-text"), show_default=False)
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help=say("opsi-format"))] = Format.text,
    lexicon: Lexicons = [],  # noqa: B006
    pedantic: Pedantic = False,
    no_color: NoColor = False,
) -> None:
    """Explain a rule, or how a text is read."""
    if (rule is None) == (text is None):
        common.fail(say("explain-satu"))
    if text is not None:
        common.finish(trace, text, lexicons=lexicon, pedantic=pedantic, no_color=no_color)
    common.finish(describe, rule, format=format.value, lexicons=lexicon, no_color=no_color)


def describe(name: str, *, format: str, lexicons: list[Path], no_color: bool) -> int:
    """Print all that is known of one rule or entry. Returns 0; raises InputError for an unknown one."""
    from sopan.outputs import rulepage
    from sopan.rulebook import chapter, names

    folders = [*standard_folders(), *lexicons]
    rule, _, entry = name.partition("/")
    found = chapter(folders, rule)
    if found is None:
        raise InputError(unknown("aturan-tidak-ada", name, names(folders)))
    if entry:
        return _entry(folders, rule, name, no_color=no_color)
    if format == "markdown":
        print(rulepage.page(found), end="")
        return 0
    _screen(found, no_color=no_color)
    return 0


def _screen(chapter: Chapter, *, no_color: bool) -> None:
    from rich.text import Text

    console = common.console(no_color=no_color)
    console.print(Text(f"{chapter.name}: {chapter.title}", style="bold"))
    facts = [
        say("kelompok-" + chapter.group),
        chapter.shown_severity,
        number(chapter.points, signed=True) if chapter.points else "",
    ]
    console.print(Text(", ".join(filter(None, facts)), style="dim"))
    for key, value in (
        ("aturan-apa", chapter.message), ("aturan-mengapa", chapter.reason), ("aturan-lakukan", chapter.advice),
        ("aturan-salah", chapter.wrong), ("aturan-benar", chapter.right), ("aturan-kena", _list(chapter.hits)),
        ("aturan-luput", _list(chapter.misses)), ("aturan-perbaikan", _list(text for _, text in chapter.sentences)),
        ("aturan-dasar", "; ".join(chapter.law)), ("aturan-risiko", ", ".join(chapter.maladministration)),
        ("aturan-strategi", chapter.strategy),
        ("aturan-matikan", say("aturan-matikan-isi", name=chapter.name) if chapter.group != "baik" else ""),
    ):  # fmt: skip
        if value:
            console.print(Text.assemble((say(key) + " ", "green"), value))


def _list(items: Iterable[str]) -> str:
    return "".join(f"\n  - {item}" for item in items)


def _entry(folders: list[Path], rule: str, name: str, *, no_color: bool) -> int:
    """Print one entry of a rule: its patterns, examples and place."""
    from rich.text import Text

    from sopan.lexicon.loader import load_rule

    entries = {entry.id: entry for entry in load_rule(folders, rule).entries}
    if name not in entries:
        raise InputError(unknown("explain-entri-tidak-ada", name, entries, rule=rule))
    entry = entries[name]
    console = common.console(no_color=no_color)
    console.print(Text(entry.id, style="bold"))
    for key, value in (
        ("aturan-apa", say("explain-entri-timbang") if entry.weighed else ""), ("explain-entri-pola", _list(entry.patterns)), ("aturan-kena", _list(entry.hits)), ("aturan-luput", _list(entry.misses)), ("aturan-lakukan", entry.replacement),
        ("explain-entri-yakin", str(entry.sure)), ("explain-entri-tempat", f"{entry.file}:{entry.line}"),
    ):  # fmt: skip
        if value:
            console.print(Text.assemble((say(key) + " ", "green"), value), soft_wrap=key == "explain-entri-tempat")
    return 0


def trace(text: str, *, lexicons: list[Path], pedantic: bool, no_color: bool) -> int:
    """Print how a text is read, with the signals that the context dropped. Returns 0."""
    from rich.table import Table
    from rich.text import Text

    from sopan.checker import Checker
    from sopan.outputs import screen
    from sopan.outputs.safe import one_line
    from sopan.reading import from_text
    from sopan.review import Reviewer

    if not text.strip():
        raise InputError(say("berkas-kosong", name=say("teks-opsi")))
    checker = Checker(lexicons, least_sure=1 if pedantic else 2)
    checked = Reviewer(checker, checker.settings)(from_text(text, "--text"))
    assert checked.report is not None
    console = common.console(no_color=no_color)
    table = Table(title=say("layar-tanda"), title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in ("layar-kata", "layar-aturan", "layar-entri"):
        table.add_column(say(column))
    for signal in checked.report.signals:
        table.add_row(Text(one_line(signal.text)), Text(signal.rule), Text(signal.entry))
    console.print(table)
    console.print(screen.block(checked, verbose=True))
    return 0
