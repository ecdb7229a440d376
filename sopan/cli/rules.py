"""`sopan rules` and `sopan explain`: what the rules are, and how a text is read."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sopan.errors import InputError, shorten
from sopan.lexicon.loader import load_rules
from sopan.lexicon.model import Rule
from sopan.messages import say
from sopan.paths import lexicon_folder

_ORDER = {"galat": 0, "peringatan": 1, "saran": 2}


def listing(*, format: str, lexicons: list[Path], no_color: bool) -> int:
    """Print all rules as a table or as JSON. Returns 0."""
    rules = sorted(
        load_rules([lexicon_folder(), *lexicons]).values(), key=lambda r: (not r.bad, _ORDER[r.severity], r.name)
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
    Console(no_color=no_color or None, highlight=False).print(table)
    return 0


def describe(name: str, *, lexicons: list[Path], no_color: bool) -> int:
    """Print all that is known of one rule. Returns 0; raises InputError for an unknown one."""
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
    console = Console(no_color=no_color or None, highlight=False, markup=False)
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
    from sopan.checker import Checker
    from sopan.outputs import screen
    from sopan.outputs.safe import one_line

    if not text.strip():
        raise InputError(say("berkas-kosong", name=say("teks-opsi")))
    report = Checker(lexicons, least_sure=1 if pedantic else 2).check(text)
    console = Console(no_color=no_color or None, highlight=False, emoji=False, markup=False)
    table = Table(title=say("layar-tanda"), title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in ("layar-kata", "layar-aturan", "layar-entri"):
        table.add_column(say(column))
    for signal in report.signals:
        table.add_row(Text(one_line(signal.text)), Text(signal.rule), Text(signal.entry))
    console.print(table)
    console.print(screen.block("--text", report, verbose=True))
    return 0


def _record(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name, "title": rule.title, "group": rule.group, "severity": rule.severity, "message": rule.message,
        "reason": rule.reason, "advice": rule.advice, "law": list(rule.law), "maladministration": list(rule.maladministration),
        "strategy": rule.strategy, "right": rule.right, "wrong": rule.wrong,
    }  # fmt: skip
