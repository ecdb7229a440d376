"""`sopan audit sample`, `agreement` and `objections`: people check what Sopan says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sopan.cli import common
from sopan.cli.commands import add, add_group
from sopan.cli.common import Lexicons, ListFormat, NoColor
from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.outputs.safe import json_text

if TYPE_CHECKING:
    from sopan.audit.agreement import Agreement
    from sopan.audit.measures import Estimate
    from sopan.audit.objections import Objection
    from sopan.settings import Settings

SHEETS = (".xlsx", ".csv")


def register(app: typer.Typer) -> None:
    """Add the commands beside `audit FILE`."""
    branch = add_group(app, "audit", beside=True)
    add(branch, "sample", audit_sample, of="audit")
    add(branch, "agreement", audit_agreement, of="audit")
    add(branch, "objections", audit_objections, of="audit")


def audit_sample(
    files: Annotated[list[str], typer.Argument(metavar=f"{say('isian-berkas')}...", help=say("arg-sampel"), show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", metavar=say("isian-berkas"), help=say("opsi-sample-output"), show_default=False)],
    size: Annotated[int, typer.Option("--size", "-n", metavar="N", min=5, max=5000, help=say("opsi-size"))] = 100,
    raters: Annotated[int, typer.Option("--raters", metavar="N", min=2, max=20, help=say("opsi-raters"))] = 2,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help=say("opsi-seed"))] = 1,
    all_rules: Annotated[bool, typer.Option("--all-rules", help=say("opsi-all-rules"))] = False,
    lexicon: Lexicons = [],  # noqa: B006
) -> None:  # fmt: skip
    """Draw a sample for people to rate."""
    common.finish(sample, files, output, size=size, raters=raters, seed=seed, all_rules=all_rules, lexicons=lexicon)


def sample(
    files: Sequence[str], output: Path, *, size: int, raters: int, seed: int, all_rules: bool, lexicons: list[Path]
) -> int:
    """Write the sheets of the raters. Returns 0; raises InputError."""
    from sopan.audit import measures
    from sopan.audit.opening import judged
    from sopan.audit.outputs import check_targets
    from sopan.audit.sample import draw, rated_rules, write_sheets
    from sopan.checker import Checker

    if output.suffix.lower() not in SHEETS:
        raise InputError(say("sampel-akhiran", name=shorten(str(output))))
    check_targets([output])
    settings = _settings(lexicons)
    rules = Checker(settings=settings).lexicon
    with judged(files, settings) as store:
        measures.prepare(store, rules)
        drawn = draw(store, size, seed)
    if not drawn:
        raise InputError(say("sampel-kosong"))
    try:
        written = write_sheets(drawn, rated_rules(rules, all_rules=all_rules), rules, output, raters)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(say("audit-keluaran-tak-tertulis", name=shorten(str(output)), reason=reason)) from None
    typer.echo(say("sampel-selesai", count=len(drawn), names=", ".join(map(str, written))))
    return common.OK


def audit_agreement(
    files: Annotated[
        list[str], typer.Argument(metavar=f"{say('isian-berkas')}...", help=say("arg-lembar"), show_default=False)
    ],
    format: Annotated[ListFormat, typer.Option("--format", "-f", help=say("opsi-format"))] = ListFormat.text,
    lexicon: Lexicons = [],  # noqa: B006
    no_color: NoColor = False,
) -> None:
    """Measure agreement of raters and Sopan."""
    common.finish(agreement, files, format=format.value, lexicons=lexicon, no_color=no_color)


def agreement(files: Sequence[str], *, format: str, lexicons: list[Path], no_color: bool) -> int:
    """Print agreement in the total and by rule. Returns 0; raises InputError."""
    from sopan.audit.agreement import agree, read_sheet
    from sopan.checker import Checker

    checker = Checker(settings=_settings(lexicons))
    rules = list(checker.lexicon.rules)
    sheets = [read_sheet(file, rules) for file in files]
    found = agree(sheets, checker, rules)
    if format == "json":
        typer.echo(json_text([asdict(one) for one in found], indent=1))
    else:
        _show(found, len(sheets), no_color=no_color)
    return common.OK


def _show(found: Sequence[Agreement], raters: int, *, no_color: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from sopan.audit.agreement import RESAMPLES, verdict

    console = common.console(no_color=no_color)
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", title_justify="left",
                  title=say("sepakat-judul", raters=raters, items=found[0].items))  # fmt: skip
    table.add_column(say("sepakat-kolom-aturan"), no_wrap=True)
    for key in ("orang", "sopan", "tanda"):
        table.add_column(say("sepakat-kolom-" + key), justify="right", no_wrap=True)
    table.add_column(say("sepakat-kolom-arti"))
    total = found[0]
    table.add_row(say("sepakat-nilai"), _estimate(total.people), _estimate(total.sopan), "", verdict(total))
    table.add_row(say("sepakat-urutan"), _estimate(total.rank_people), _estimate(total.rank_sopan), "", "")
    for one in found[1:]:
        marked = f"{one.marked_people or 0:.0f} / {one.marked_sopan}"
        table.add_row(one.rule, _estimate(one.people), _estimate(one.sopan), marked, verdict(one))
    console.print(table)
    console.print(Text(say("sepakat-catatan", resamples=RESAMPLES), style="dim"))


def _estimate(found: Estimate | None) -> str:
    from sopan.audit.numbers import NONE, two_decimals

    if found is None:
        return NONE
    if found.low is None or found.high is None:
        return two_decimals(found.value)
    return f"{two_decimals(found.value)} ({two_decimals(found.low)}–{two_decimals(found.high)})"


def audit_objections(
    files: Annotated[list[str], typer.Argument(metavar=f"{say('isian-berkas')}...", help=say("arg-keberatan"), show_default=False)],
    accept: Annotated[str, typer.Option("--accept", metavar=f"{say('isian-nomor')}|all", help=say("opsi-accept"), show_default=False)] = "",
    into: Annotated[
        Path | None, typer.Option("--into", metavar=say("isian-folder"), help=say("opsi-into"), show_default=False)
    ] = None,
    lexicon: Lexicons = [],  # noqa: B006
    no_color: NoColor = False,
) -> None:  # fmt: skip
    """List objections; make those that are accepted counter-examples."""
    common.finish(objections, files, accept=accept, into=into, lexicons=lexicon, no_color=no_color)


def objections(files: Sequence[str], *, accept: str, into: Path | None, lexicons: list[Path], no_color: bool) -> int:
    """List the objections, or accept some of them. Returns 0; raises InputError."""
    from sopan.audit import objections as work

    settings = _settings(lexicons)
    found = _objections(files, settings)
    if not accept:
        _list(found, files, no_color=no_color)
        return common.OK
    if into is None:
        raise InputError(say("keberatan-folder-perlu"))
    done = work.accept(work.chosen(found, accept), into, settings, date.today().isoformat())
    typer.echo(say("keberatan-diterima", count=done.new, folder=into, known=done.known, trace=done.trace))
    common.tell(say("keberatan-pakai", folder=into))
    return common.OK


def _objections(files: Sequence[str], settings: Settings) -> list[Objection]:
    from sopan.audit.objections import from_sheet, from_store, is_sheet_of_findings
    from sopan.audit.opening import judged
    from sopan.checker import Checker

    checker = Checker(settings=settings)
    if len(files) == 1 and is_sheet_of_findings(files[0]):
        return list(from_sheet(files[0], checker))
    with judged(files, settings) as store:
        return list(from_store(store, checker))


def _list(found: Sequence[Objection], files: Sequence[str], *, no_color: bool) -> None:
    from rich.text import Text

    from sopan.outputs.safe import one_line

    console = common.console(no_color=no_color)
    if not found:
        console.print(say("keberatan-tidak-ada", name=shorten(files[0])))
        return
    for number, one in enumerate(found, 1):
        title = say("keberatan-judul", number=number, rule=one.rule, words=one_line(one.words), id=one_line(one.id))
        console.print(Text(title, style="yellow"))
        console.print(Text(say("keberatan-kalimat", sentence=one_line(one.sentence))))
        console.print(Text(say("keberatan-alasan", reason=one_line(one.reason)), style="dim"))
    console.print(Text(say("keberatan-petunjuk"), style="dim"))


def _settings(lexicons: Sequence[Path]) -> Settings:
    from sopan.settings import Settings

    return Settings(lexicons=tuple(lexicons))
