"""`sopan audit`: an archive of replies, judged row by row and summed up for a supervisor."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from sopan.cli import common, comparing
from sopan.cli.commands import add
from sopan.cli.common import Channel, ConfigFile, Isolated, Lexicons, NoColor, Pedantic
from sopan.errors import InputError, shorten
from sopan.messages import say

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sopan.audit.archive import Archive, Request
    from sopan.audit.judge import Judge
    from sopan.audit.privacy import Pseudonyms
    from sopan.audit.run import Privacy, Stop
    from sopan.cli.progress import Meter
    from sopan.settings import Settings

WORK_SUFFIX = ".kerja"
_SHOWN_PROBLEMS = 10
_DRY_ROWS = 10
_SHOWN_EVERY = 500


class Format(str, Enum):
    """Values of --format."""

    text = "text"
    jsonl = "jsonl"


class Engine(str, Enum):
    """Values of --engine."""

    local = "lokal"
    spark = "spark"


class Span(str, Enum):
    """Values of --period."""

    month = "bulan"
    quarter = "triwulan"
    year = "tahun"


_PERIODS: dict[Span, Literal["month", "quarter", "year"]] = {
    Span.month: "month", Span.quarter: "quarter", Span.year: "year",
}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    add(app, "audit", audit)


def _column(role: str) -> object:
    return typer.Option(
        metavar=say("isian-kolom"), help=say("opsi-kolom", role=say("peran-" + role)), show_default=False
    )


Archives = Annotated[
    list[str] | None, typer.Argument(metavar=say("isian-arsip"), help=say("arg-audit"), show_default=False)
]
Work = Annotated[
    Path | None, typer.Option("--work", metavar=say("isian-berkas"), help=say("opsi-work"), show_default=False)
]


def audit(
    files: Archives = None,
    format: Annotated[Format, typer.Option("--format", "-f", help=say("opsi-format"))] = Format.text,
    output: Annotated[
        list[Path],
        typer.Option("--output", "-o", metavar=say("isian-berkas"), help=say("opsi-output"), show_default=False),
    ] = [],  # noqa: B006
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("opsi-dry-run"))] = False,
    text_column: Annotated[str | None, _column("reply")] = None,
    message_column: Annotated[str | None, _column("message")] = None,
    officer_column: Annotated[str | None, _column("officer")] = None,
    unit_column: Annotated[str | None, _column("unit")] = None,
    channel_column: Annotated[str | None, _column("channel")] = None,
    kind_column: Annotated[str | None, _column("kind")] = None,
    asked_column: Annotated[str | None, _column("asked_at")] = None,
    replied_column: Annotated[
        str | None,
        typer.Option(
            "--replied-column",
            "--date-column",
            metavar=say("isian-kolom"),
            help=say("opsi-kolom", role=say("peran-replied_at")),
            show_default=False,
        ),
    ] = None,
    id_column: Annotated[str | None, _column("id")] = None,
    objection_column: Annotated[str | None, _column("objection")] = None,
    group_column: Annotated[
        list[str],
        typer.Option("--group-column", metavar=say("isian-kolom"), help=say("opsi-group-column"), show_default=False),
    ] = [],  # noqa: B006
    sheet: Annotated[
        str | None, typer.Option(metavar=say("isian-lembar"), help=say("opsi-sheet"), show_default=False)
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar=say("isian-nama"), help=say("opsi-encoding"), show_default=False)
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(metavar=say("isian-tanda"), help=say("opsi-delimiter"), show_default=False)
    ] = None,
    mask: Annotated[bool, typer.Option("--mask", help=say("opsi-mask"))] = False,
    pseudonym: Annotated[
        Path | None,
        typer.Option("--pseudonym", metavar=say("isian-kunci"), help=say("opsi-pseudonym"), show_default=False),
    ] = None,
    bad_rows: Annotated[
        Path | None,
        typer.Option("--bad-rows", metavar=say("isian-berkas"), help=say("opsi-bad-rows"), show_default=False),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict/--skip-bad", help=say("opsi-strict"))] = False,
    engine: Annotated[Engine, typer.Option("--engine", help=say("opsi-engine"))] = Engine.local,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, max=256, metavar="N", help=say("opsi-jobs"), show_default=False)
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help=say("opsi-resume"))] = False,
    work: Work = None,
    keep_work: Annotated[bool, typer.Option("--keep-work", help=say("opsi-keep-work"))] = False,
    small: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help=say("opsi-small"))] = 20,
    no_ranking: Annotated[bool, typer.Option("--no-ranking", help=say("opsi-no-ranking"))] = False,
    period: Annotated[Span, typer.Option(help=say("opsi-period"))] = Span.month,
    limits: Annotated[str, typer.Option(metavar=say("isian-nama"), help=say("opsi-limits"))] = "lapor",
    holidays: Annotated[
        Path | None, typer.Option(metavar=say("isian-berkas"), help=say("opsi-holidays"), show_default=False)
    ] = None,
    worst: Annotated[int, typer.Option(min=0, max=1000, metavar="N", help=say("opsi-worst"))] = 10,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", metavar=say("isian-berkas"), help=say("opsi-compare"), show_default=False),
    ] = None,
    channel: Channel = None,
    config: ConfigFile = None,
    isolated: Isolated = False,
    lexicon: Lexicons = [],  # noqa: B006
    pedantic: Pedantic = False,
    no_color: NoColor = False,
) -> None:
    """Judge an archive."""
    if compare is not None:
        common.finish(comparing.run, compare, output, lexicons=lexicon, pedantic=pedantic, no_color=no_color)
    if not files:
        common.fail(say("audit-perlu-arsip"))
    columns = {
        "reply": text_column, "message": message_column, "officer": officer_column, "unit": unit_column,
        "channel": channel_column, "kind": kind_column, "asked_at": asked_column, "replied_at": replied_column,
        "id": id_column, "objection": objection_column,
    }  # fmt: skip
    common.finish(
        run, files, columns=columns, groups=group_column, sheet=sheet, encoding=encoding, delimiter=delimiter,
        choices=Choices(
            format=format.value, outputs=tuple(output), dry_run=dry_run, mask=mask, pseudonym=pseudonym, bad_rows=bad_rows, strict=strict,
            jobs=jobs, resume=resume, work=work, keep_work=keep_work, no_color=no_color, spark=engine is Engine.spark,
        ),
        view=View(small, not no_ranking, _PERIODS[period], limits, holidays, worst),
        options=common.options(channel=channel, lexicon=lexicon, pedantic=pedantic), config=config, isolated=isolated,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choices:
    """What the options say about the run and its outputs."""

    format: str
    outputs: tuple[Path, ...]
    dry_run: bool
    mask: bool
    pseudonym: Path | None
    bad_rows: Path | None
    strict: bool
    jobs: int | None
    resume: bool
    work: Path | None
    keep_work: bool
    no_color: bool
    spark: bool


@dataclass(frozen=True, slots=True)
class View:
    """What the options say about the summary: see `sopan.audit.summary.Options`."""

    small: int
    ranked: bool
    period: Literal["month", "quarter", "year"]
    limits: str
    holidays: Path | None
    listed: int


def run(
    files: Sequence[str], *, columns: dict[str, str | None], groups: Sequence[str], sheet: str | None,
    encoding: str | None, delimiter: str | None, choices: Choices, view: View, options: dict[str, Any],
    config: Path | None, isolated: bool,
) -> int:  # fmt: skip
    """Judge an archive and print the figures, or one JSON line a row. Returns 0, or 130 where Ctrl-C ended it early."""
    from sopan.audit.archive import Archive, Request, listed_names
    from sopan.audit.outputs import check_targets
    from sopan.config import Config, load
    from sopan.settings import GROUP

    settings = (Config() if isolated else load(Path.cwd(), only=config)).settings(options=options)
    usual = settings.columns
    columns = {role: given or _name(usual.get(role)) for role, given in columns.items()}
    groups = tuple(groups) or tuple(usual.get(GROUP, ()))
    if choices.spark:
        return _on_spark(files, columns, groups, choices, settings)
    _check(view, groups)
    request = Request(tuple(files), columns, groups, sheet, encoding, _delimiter(delimiter))
    check_targets(choices.outputs)
    with Archive(request) as archive:
        for path in (*choices.outputs, *filter(None, (choices.work, choices.bad_rows))):
            if archive.holds(path):
                raise InputError(say("hasil-arsip", name=shorten(str(path))))
        if choices.dry_run:
            return _dry_run(archive, choices)
        code = _judge(archive, choices, view, settings)
        if archive.passed_over:
            common.tell(say("audit-dilewati", names=listed_names(archive.passed_over)))
        return code


def _on_spark(
    files: Sequence[str], columns: dict[str, str | None], groups: Sequence[str], choices: Choices, settings: Settings
) -> int:
    """Hand the archive to Spark. Raises InputError for options that only the engine of this machine has."""
    from sopan.cli import spark

    for option, given in (
        ("--group-column", groups), ("--pseudonym", choices.pseudonym), ("--bad-rows", choices.bad_rows), ("--strict", choices.strict), ("--jobs", choices.jobs),
        ("--resume", choices.resume), ("--work", choices.work), ("--dry-run", choices.dry_run),
    ):  # fmt: skip
        if given:
            raise InputError(say("spark-tanpa-pilihan", option=option))
    return spark.run(
        files, columns=columns, settings=settings, mask=choices.mask, outputs=choices.outputs, format=choices.format
    )


def _name(column: str | tuple[str, ...] | None) -> str | None:
    return column if isinstance(column, str) else None


def _check(view: View, groups: Sequence[str]) -> None:
    """Raise InputError for what the summary could not use or would miss: before an archive is judged, not after."""
    from datetime import date

    from sopan.audit.readers.extra import needed
    from sopan.audit.response import holidays
    from sopan.audit.settings import limits

    limits(view.limits)
    if groups:
        needed("scipy", "--group-column")
    if view.holidays is not None:
        holidays(date.today(), date.today(), view.holidays)


def _delimiter(written: str | None) -> str | None:
    if written is None:
        return None
    sign = {"tab": "\t", "\\t": "\t"}.get(written.lower(), written)
    if len(sign) != 1 or sign in '\r\n"':
        raise InputError(say("pemisah-salah", delimiter=shorten(written)))
    return sign


def _dry_run(archive: Archive, choices: Choices) -> int:
    from sopan.audit.outputs import understood

    first = list(islice(archive.records(), _DRY_ROWS))
    understood.show(common.console(no_color=choices.no_color), archive.layouts, first, archive.passed_over)
    return common.OK


def _judge(archive: Archive, choices: Choices, view: View, settings: Settings) -> int:
    from sopan.audit.judge import Judge
    from sopan.audit.privacy import mask_all
    from sopan.audit.run import Privacy, Stop

    privacy = Privacy(mask_all() if choices.mask else None, _pseudonyms(choices.pseudonym))
    judge = Judge(settings, privacy.mask)
    stop = Stop()
    if choices.format == "jsonl" and not (choices.outputs or choices.resume or choices.work or choices.bad_rows):
        return _stream(archive, judge, privacy, stop, choices)
    return _store(archive, judge, privacy, stop, choices, view)


def _pseudonyms(path: Path | None) -> Pseudonyms | None:
    from sopan.audit.privacy import pseudonyms

    if path is None:
        return None
    names, made = pseudonyms(path)
    if made:
        common.tell(say("kunci-dibuat", name=shorten(str(path))))
    return names


def _stream(archive: Archive, judge: Judge, privacy: Privacy, stop: Stop, choices: Choices) -> int:
    """One JSON line a row as soon as it is judged; no work file."""
    from sopan.audit.archive import BadRecord
    from sopan.audit.lines import json_line
    from sopan.audit.run import jobs_for, stream
    from sopan.cli.progress import Meter

    tally = Tally()
    parts, jobs = jobs_for(archive, choices.jobs)
    version = judge.version
    with stop.on_interrupt(), Meter(no_color=choices.no_color, beside=sys.stdout) as meter:
        for row, judged in enumerate(stream(parts, judge, jobs, privacy, stop), 1):
            if row % _SHOWN_EVERY == 0:
                meter(row, None)
            if isinstance(judged, BadRecord):
                tally.bad(judged.problem, strict=choices.strict)
                continue
            record, verdict = judged
            tally.add(answered=verdict is not None)
            sys.stdout.write(json_line(row, record, verdict, privacy, version) + "\n")
    common.tell(tally.sentence())
    return common.STOPPED if stop.wanted.is_set() else common.OK


def _store(
    archive: Archive, judge: Judge, privacy: Privacy, stop: Stop, choices: Choices, view: View
) -> int:  # fmt: skip
    """Through a work file to the summary and the outputs."""
    from sopan.audit.run import judge_archive
    from sopan.audit.store import needing_room, remove_store
    from sopan.cli.progress import Meter

    if choices.resume and not archive.repeatable:
        raise InputError(say("kerja-masukan-baku"))
    path = choices.work or _beside(archive.request, choices.outputs)
    existed = path.exists()
    try:
        with needing_room(path), Meter(no_color=choices.no_color) as meter:
            store = judge_archive(
                archive, judge, path, privacy, jobs=choices.jobs, resume=choices.resume, stop=stop, tick=meter,
                strict=choices.strict,
            )  # fmt: skip
            if stop.wanted.is_set():
                meter.clear()
                common.tell(say("audit-sebagian"))
            with closing(store):
                _report(store, archive, judge, choices, view, meter)
    except BrokenPipeError:
        if not (existed or choices.keep_work):
            remove_store(path)
        raise
    except BaseException:
        if path.exists() and not existed:
            common.tell(say("audit-tersimpan", work=shorten(str(path))))
        raise
    if stop.wanted.is_set():
        common.tell(say("audit-terhenti", work=shorten(str(path))))
        return common.STOPPED
    if not choices.keep_work:
        remove_store(path)
    return common.OK


def _beside(request: Request, outputs: Sequence[Path]) -> Path:
    """The work file: beside the first output, else in the folder at hand, under the name of the archive."""
    if outputs:
        return outputs[0].with_name(outputs[0].name + WORK_SUFFIX)
    return Path((Path(request.names[0]).name.strip(".*?[]-") or "audit") + WORK_SUFFIX)


def _report(
    store: DuckDBPyConnection, archive: Archive, judge: Judge, choices: Choices, view: View, meter: Meter
) -> None:
    from sopan.audit.outputs import screen, write
    from sopan.audit.outputs.records import records, write_bad
    from sopan.audit.outputs.understood import columns_line
    from sopan.audit.summary import Options, summarize
    from sopan.outputs.safe import json_text

    meter.at(say("maju-hitung"))
    summary = summarize(store, judge.checker.lexicon, Options(**asdict(view)))
    for path in choices.outputs:
        meter.at(say("maju-tulis", name=shorten(path.name)))
        write(store, summary, path)
    meter.clear()
    if choices.format == "jsonl":
        for record in records(store):
            sys.stdout.write(json_text(record) + "\n")
    else:
        screen.show(common.console(no_color=choices.no_color), summary)
        common.tell(columns_line(archive.layouts))
    tally = Tally(summary.judged, summary.unanswered, summary.bad)
    for (problem,) in store.execute("SELECT problem FROM bad ORDER BY row LIMIT ?", [_SHOWN_PROBLEMS]).fetchall():
        common.tell(f"sopan: {problem}")
    if choices.bad_rows is not None:
        write_bad(store, choices.bad_rows)
    elif summary.bad > _SHOWN_PROBLEMS:
        common.tell(say("audit-rusak-lagi", more=summary.bad - _SHOWN_PROBLEMS))
    common.tell(tally.sentence())


@dataclass(slots=True)
class Tally:
    """Records by what became of them; together they are all that were read."""

    judged: int = 0
    unanswered: int = 0
    wrong: int = 0

    def add(self, *, answered: bool) -> None:
        """Count a record."""
        self.judged += answered
        self.unanswered += not answered

    def bad(self, problem: str, *, strict: bool) -> None:
        """Count a bad record and show it, if it is among the first. Raises InputError where none may be bad."""
        if strict:
            raise InputError(say("arsip-ketat", problem=problem))
        self.wrong += 1
        if self.wrong <= _SHOWN_PROBLEMS:
            common.tell(f"sopan: {problem}")

    def sentence(self) -> str:
        """The count for the end of a run."""
        rows = self.judged + self.unanswered + self.wrong
        return say("audit-baris", rows=rows, judged=self.judged, unanswered=self.unanswered, bad=self.wrong)
