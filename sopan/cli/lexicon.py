"""`sopan lexicon`: test, begin, search and mend a lexicon."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated

import typer

from sopan.cli import common
from sopan.cli.commands import add, add_group
from sopan.cli.common import Lexicons, ListFormat, NoColor
from sopan.errors import InputError
from sopan.lexicon.model import LexiconError
from sopan.messages import say
from sopan.near import unknown
from sopan.outputs.safe import json_text, terminal
from sopan.paths import lexicon_folder, standard_folders

_SHOWN = 4


def register(app: typer.Typer) -> None:
    """Add the group of commands to the program."""
    group = add_group(app, "lexicon")
    add(group, "test", lexicon_test, of="lexicon")
    add(group, "new", lexicon_new, of="lexicon")
    add(group, "search", lexicon_search, of="lexicon")
    add(group, "why", lexicon_why, of="lexicon")
    add(group, "luput", lexicon_luput, of="lexicon")
    add(group, "drift", lexicon_drift, of="lexicon")


def lexicon_test(
    path: Annotated[
        Path | None, typer.Argument(metavar=say("isian-tempat"), help=say("arg-lexicon-test"), show_default=False)
    ] = None,
    lexicon: Lexicons = [],  # noqa: B006
    no_color: NoColor = False,
) -> None:
    """Run the examples of the lexicon."""
    common.finish(test, path, lexicons=lexicon)


def lexicon_new(
    folder: Annotated[Path, typer.Argument(metavar=say("isian-folder"), help=say("arg-lexicon-new"))],
    rule: Annotated[str, typer.Option("--rule", "-r", metavar=say("isian-aturan"), help=say("opsi-new-rule"))] = "abai",
    pattern: Annotated[
        str | None,
        typer.Option("--pattern", "-p", metavar=say("isian-pola"), help=say("opsi-new-pattern"), show_default=False),
    ] = None,
    hit: Annotated[
        list[str], typer.Option("--hit", metavar=say("isian-kalimat"), help=say("opsi-new-hit"), show_default=False)
    ] = [],  # noqa: B006
    miss: Annotated[
        list[str], typer.Option("--miss", metavar=say("isian-kalimat"), help=say("opsi-new-miss"), show_default=False)
    ] = [],  # noqa: B006
) -> None:
    """Begin a lexicon of one's own, or add an entry to it."""
    common.finish(new, folder, rule=rule, pattern=pattern, hits=hit, misses=miss)


def lexicon_search(
    words: Annotated[list[str], typer.Argument(metavar=f"{say('isian-kata')}...", help=say("arg-lexicon-search"))],
    format: Annotated[ListFormat, typer.Option("--format", "-f", help=say("opsi-format"))] = ListFormat.text,
    lexicon: Lexicons = [],  # noqa: B006
    no_color: NoColor = False,
) -> None:
    """Find entries."""
    common.finish(search, " ".join(words), format=format.value, lexicons=lexicon, no_color=no_color)


def lexicon_why(
    text: Annotated[str, typer.Argument(metavar=say("isian-kalimat"), help=say("arg-lexicon-why"))],
    lexicon: Lexicons = [],  # noqa: B006
    no_color: NoColor = False,
) -> None:
    """Show which entries a sentence meets, and why."""
    common.finish(why, text, lexicons=lexicon, no_color=no_color)


def lexicon_luput(
    text: Annotated[str, typer.Argument(metavar=say("isian-kalimat"), help=say("arg-lexicon-luput"))],
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar=say("isian-folder"), help=say("opsi-luput-folder"), show_default=False),
    ] = None,
    rule: Annotated[
        str, typer.Option("--rule", "-r", metavar=say("isian-aturan"), help=say("opsi-luput-rule"), show_default=False)
    ] = "",
    pattern: Annotated[
        str,
        typer.Option("--except", "-x", metavar=say("isian-pola"), help=say("opsi-luput-except"), show_default=False),
    ] = "",
    lexicon: Lexicons = [],  # noqa: B006
) -> None:
    """Make a false alarm a tested counter-example."""
    common.finish(luput, text, folder=folder, rule=rule, pattern=pattern, lexicons=lexicon)


def lexicon_drift(
    file: Annotated[Path, typer.Argument(metavar=say("isian-berkas"), help=say("arg-lexicon-drift"))],
    update: Annotated[bool, typer.Option("--update", help=say("opsi-drift-update"))] = False,
    lexicon: Lexicons = [],  # noqa: B006
    no_color: NoColor = False,
) -> None:
    """Show which replies of a file are judged otherwise than it says, and why."""
    from sopan.cli import drifting

    common.finish(drifting.run, file, update=update, lexicons=lexicon, no_color=no_color)


def new(folder: Path, *, rule: str, pattern: str | None, hits: list[str], misses: list[str]) -> int:
    """Begin a lexicon folder, or add an entry and test it. Returns 0; raises InputError where the entry fails."""
    from sopan.author import add_entry, begin
    from sopan.lexicon.loader import load_rules

    rules = load_rules(standard_folders())
    if rule not in rules:
        raise InputError(unknown("aturan-tidak-ada", rule, rules))
    if pattern is None:
        path = begin(folder, rule, rules[rule].wrong, rules[rule].right)
        typer.echo(say("kamus-baru", path=path, folder=folder))
        return 0
    if not hits or not misses:
        raise InputError(say("kamus-baru-contoh"))
    path = add_entry(folder, rule, pattern, hits, misses)
    typer.echo(say("kamus-baru-entri", path=path, pattern=pattern))
    return 0


def search(words: str, *, format: str, lexicons: list[Path], no_color: bool) -> int:
    """Print the entries that hold some words. Returns 0, or 1 where there are none."""

    from rich.text import Text

    from sopan.lexicon.loader import load

    wanted = words.lower()
    entries = [
        entry
        for entry in load([*standard_folders(), *lexicons]).entries
        if wanted in " ".join((entry.id, *entry.patterns, *entry.hits, *entry.misses, entry.replacement)).lower()
    ]
    if format == "json":
        listed = [
            {
                "id": e.id,
                "rule": e.rule,
                "patterns": list(e.patterns),
                "hits": list(e.hits),
                "misses": list(e.misses),
                "file": e.file,
                "line": e.line,
            }
            for e in entries
        ]
        print(json_text(listed, indent=1))
        return int(not entries)
    console = common.console(no_color=no_color)
    for entry in entries:
        console.print(Text(entry.id, style="bold"), soft_wrap=True)
        matching = [t for t in (*entry.patterns, *entry.hits) if wanted in t.lower()] or [entry.hits[0]]
        for text in matching[:_SHOWN]:
            console.print(Text("  " + text), soft_wrap=True)
        console.print(Text(f"  {entry.file}:{entry.line}", style="dim"), soft_wrap=True)
    common.tell(say("kamus-cari", count=len(entries), words=words))
    return int(not entries)


def why(text: str, *, lexicons: list[Path], no_color: bool) -> int:
    """Print how a sentence is read, which entries it meets, and which of them the context takes back. Returns 0."""
    from rich.text import Text

    from sopan.checker import Checker
    from sopan.lexicon.loader import load_rule
    from sopan.outputs.safe import one_line

    if not text.strip():
        raise InputError(say("berkas-kosong", name=say("arg-lexicon-why")))
    checker = Checker(lexicons, least_sure=1)
    report = checker.check(text)
    console = common.console(no_color=no_color)
    console.print(Text.assemble((say("kamus-dibaca") + " ", "green"), one_line(" ".join(checker.document(text).words))))
    kept = [(signal, "") for signal in (*report.signals, *report.silent)]
    for signal, reason in [*kept, *((d.signal, d.reason) for d in report.dropped)]:
        entry = next((e for e in load_rule(checker.folders, signal.rule).entries if e.id == signal.entry), None)
        head = say("kamus-gugur" if reason else "kamus-kena", rule=signal.rule, words=one_line(signal.text))
        console.print(Text(head, style="dim" if reason else "bold"))
        console.print(Text(f"  {signal.entry}"), soft_wrap=True)
        if entry is not None:
            matched = checker.trial(entry, text).patterns
            for number in sorted(matched):
                console.print(Text("  " + say("kamus-pola", pattern=entry.patterns[number])), soft_wrap=True)
            console.print(Text(f"  {entry.file}:{entry.line}", style="dim"), soft_wrap=True)
        if reason:
            console.print(Text("  " + say("kamus-karena", reason=reason)))
    if not report.signals and not report.dropped:
        console.print(Text(say("kamus-tanpa-kena")))
    return 0


def luput(text: str, *, folder: Path | None, rule: str, pattern: str, lexicons: list[Path]) -> int:
    """Make a false alarm a counter-example. Returns 0, or 1 where other discourtesies of the sentence stay marked."""
    from sopan import config
    from sopan.counterexample import exempt

    settings = config.load(Path.cwd()).settings(options={"lexicons": lexicons} if lexicons else None)
    target = folder or next(iter(settings.lexicons), None)
    if target is None:
        raise InputError(say("luput-tanpa-folder"))
    outcome = exempt(text, target, rule=rule, pattern=pattern, settings=settings)
    for one in outcome.exempted:
        typer.echo(say("luput-selesai", entry=one.entry, words=one.text, pattern=one.pattern, file=one.file))
    for signal in outcome.remaining:
        common.tell(say("luput-tersisa", rule=signal.rule, words=signal.text))
    if target.resolve() not in [f.resolve() for f in (*standard_folders(), *settings.lexicons)]:
        common.tell(say("luput-pakai", folder=target))
    return int(bool(outcome.remaining))


def test(path: Path | None, *, lexicons: list[Path]) -> int:
    """Run the examples of all entries, of a folder's, or of one file's. Returns 0, or 1 where one fails."""
    from sopan.checker import Checker
    from sopan.examples import failures, rule_failures

    own = lexicon_folder()
    folder = _folder(path)
    extra = [folder] if folder and folder.resolve() != own.resolve() else []
    problems: list[LexiconError] = []
    checker = Checker([*lexicons, *extra], least_sure=1, problems=problems)
    entries = [entry for entry in checker.lexicon.entries if _within(entry.file, path)]
    found: list[object] = [problem for problem in problems if _within(str(problem.file), path)]
    if not entries and not found and not _holds_examples(checker.lexicon.rule_misses, path):
        raise InputError(say("kamus-uji-tak-ada", path=path))
    found += [failure for entry in entries for failure in failures(checker, entry)]
    if path is None or path.is_dir():
        found += [
            f for rule, misses in checker.lexicon.rule_misses.items() for f in rule_failures(checker, rule, misses)
        ]
    for failure in found:
        typer.echo(terminal(str(failure)))
    if found:
        common.tell(say("kamus-uji-gagal", failed=len(found), count=len(entries)))
        return 1
    typer.echo(say("kamus-uji-lulus", count=len(entries)))
    return 0


def _holds_examples(rule_misses: Mapping[str, Collection[str]], path: Path | None) -> bool:
    """Whether a path names or holds the file of a rule whose head has examples."""
    from sopan.lexicon.loader import RULES

    folder = _folder(path)
    return folder is None or any(
        (folder / RULES / f"{rule}.toml").is_file() for rule in rule_misses if rule_misses[rule]
    )


def _within(file: str, path: Path | None) -> bool:
    """Whether a file is the path or lies in it."""
    if path is None:
        return True
    inside, here = path.resolve(), Path(file).resolve()
    return here == inside or inside in here.parents


def _folder(path: Path | None) -> Path | None:
    """The lexicon folder that a path names or lies in."""
    if path is None:
        return None
    if path.is_file():
        return path.resolve().parent.parent if path.resolve().parent.name == "aturan" else path.parent
    return path
