"""`sopan rules`: all rules as a table or as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from sopan.cli import common
from sopan.cli.common import Lexicons, ListFormat, NoColor
from sopan.lexicon.model import SEVERITIES, Rule
from sopan.messages import say
from sopan.paths import lexicon_folder


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("rules", help=say("bantuan-rules"), epilog=say("bantuan-rules-contoh"))(rules)


def rules(
    format: Annotated[ListFormat, typer.Option("--format", "-f", help=say("opsi-format"))] = ListFormat.text,
    lexicon: Lexicons = [],  # noqa: B006
    no_color: NoColor = False,
) -> None:
    """List the rules."""
    common.finish(listing, format=format.value, lexicons=lexicon, no_color=no_color)


def listing(*, format: str, lexicons: list[Path], no_color: bool) -> int:
    """Print all rules as a table or as JSON. Returns 0."""
    from rich.table import Table
    from rich.text import Text

    from sopan.lexicon.loader import load_rules

    rules = sorted(
        load_rules([lexicon_folder(), *lexicons]).values(),
        key=lambda r: (not r.bad, SEVERITIES.index(r.severity), r.name),
    )
    if format == "json":
        print(json.dumps([_record(rule) for rule in rules], ensure_ascii=False, indent=1))
        return 0
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("layar-aturan", "aturan-judul", "aturan-kelompok", "aturan-tingkat"):
        table.add_column(say(column))
    for rule in rules:
        table.add_row(
            Text(rule.name), Text(rule.title), say(f"kelompok-{rule.group}"), rule.severity if rule.bad else ""
        )
    common.console(no_color=no_color).print(table)
    return 0


def _record(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name, "title": rule.title, "group": rule.group, "severity": rule.severity, "message": rule.message,
        "reason": rule.reason, "advice": rule.advice, "law": list(rule.law), "maladministration": list(rule.maladministration),
        "strategy": rule.strategy, "right": rule.right, "wrong": rule.wrong,
    }  # fmt: skip
