"""`sopan explain`: what a rule is, or how a text is read."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated

import typer

from sopan.cli import common
from sopan.cli.common import Lexicons, NoColor, Pedantic
from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.paths import lexicon_folder


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("explain", help=say("bantuan-explain"), epilog=say("bantuan-explain-contoh"))(explain)


def explain(
    rule: Annotated[str | None, typer.Argument(metavar="[ATURAN]", help=say("arg-explain"), show_default=False)] = None,
    text: Annotated[
        str | None, typer.Option("--text", "-t", metavar="TEKS", help=say("opsi-text"), show_default=False)
    ] = None,
    lexicon: Lexicons = [],  # noqa: B006
    pedantic: Pedantic = False,
    no_color: NoColor = False,
) -> None:
    """Explain a rule, or how a text is read."""
    if (rule is None) == (text is None):
        common.fail(say("explain-satu"))
    if text is not None:
        common.finish(trace, text, lexicons=lexicon, pedantic=pedantic, no_color=no_color)
    common.finish(describe, rule, lexicons=lexicon, no_color=no_color)


def describe(name: str, *, lexicons: list[Path], no_color: bool) -> int:
    """Print all that is known of one rule. Returns 0; raises InputError for an unknown one."""
    from rich.text import Text

    from sopan.lexicon.loader import load_rules

    rules = load_rules([lexicon_folder(), *lexicons])
    if name not in rules:
        near = difflib.get_close_matches(name, rules, 1)
        raise InputError(
            say(
                "aturan-tidak-ada-mirip" if near else "aturan-tidak-ada",
                name=shorten(name),
                near=near[0] if near else "",
            )
        )
    rule = rules[name]
    console = common.console(no_color=no_color)
    console.print(Text(f"{rule.name}: {rule.title}", style="bold"))
    console.print(
        Text(
            f"{say('kelompok-' + rule.group)}, {rule.severity}" if rule.bad else say("kelompok-" + rule.group),
            style="dim",
        )
    )
    for key, value in (
        ("aturan-apa", rule.message), ("aturan-mengapa", rule.reason), ("aturan-lakukan", rule.advice),
        ("aturan-salah", rule.wrong), ("aturan-benar", rule.right), ("aturan-dasar", "; ".join(rule.law)),
        ("aturan-risiko", ", ".join(rule.maladministration)), ("aturan-strategi", rule.strategy),
    ):  # fmt: skip
        if value:
            console.print(Text.assemble((say(key) + " ", "green"), value))
    return 0


def trace(text: str, *, lexicons: list[Path], pedantic: bool, no_color: bool) -> int:
    """Print how a text is read, with the signals that the context dropped. Returns 0."""
    from rich.table import Table
    from rich.text import Text

    from sopan.checker import Checker
    from sopan.outputs import screen
    from sopan.outputs.safe import one_line

    if not text.strip():
        raise InputError(say("berkas-kosong", name=say("teks-opsi")))
    report = Checker(lexicons, least_sure=1 if pedantic else 2).check(text)
    console = common.console(no_color=no_color)
    table = Table(title=say("layar-tanda"), title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in ("layar-kata", "layar-aturan", "layar-entri"):
        table.add_column(say(column))
    for signal in report.signals:
        table.add_row(Text(one_line(signal.text)), Text(signal.rule), Text(signal.entry))
    console.print(table)
    console.print(screen.block("--text", report, verbose=True))
    return 0
