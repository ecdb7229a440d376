"""`sopan check`: drafts from files, folders or standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sopan.cli import common
from sopan.cli.commands import add
from sopan.cli.common import (
    Channel,
    ConfigFile,
    FollowUp,
    Isolated,
    Kind,
    Level,
    Lexicons,
    Message,
    NoColor,
    Pedantic,
    StdinFilename,
    Verbose,
)  # fmt: skip
from sopan.errors import InputError
from sopan.lexicon.model import LexiconError
from sopan.messages import say

if TYPE_CHECKING:
    from sopan.baseline import Baseline
    from sopan.outputs.record import Context
    from sopan.reading import Draft
    from sopan.review import Checked, Reviewer
    from sopan.reviewers import Reviewers

STDIN = "-"
BASELINE = Path(".sopan-baseline.json")


class Format(str, Enum):
    """Values of --format: the names in `FORMS`."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    sarif = "sarif"
    github = "github"
    junit = "junit"
    rdjson = "rdjson"
    checkstyle = "checkstyle"


@dataclass(frozen=True, slots=True)
class View:
    """How results are shown."""

    format: str
    verbose: bool
    no_color: bool
    statistics: bool
    score_only: bool
    output: Path | None


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of the drafts apart from their text, and whether to write their findings into the baseline."""

    kind: str | None
    message: str | None
    stdin_name: str | None
    write_baseline: bool


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    add(app, "check", check)


def check(
    files: Annotated[
        list[str] | None, typer.Argument(metavar=say("isian-draf"), help=say("arg-check"), show_default=False)
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help=say("opsi-format"))] = Format.text,
    kind: Kind = None,
    message: Message = None,
    channel: Channel = None,
    follow_up: FollowUp = False,
    select: Annotated[
        list[str],
        typer.Option(
            "--select",
            "-s",
            metavar=say("isian-nama"),
            help=say("opsi-select"),
            show_default=False,
            autocompletion=common.rule_names,
        ),
    ] = [],  # noqa: B006
    ignore: Annotated[
        list[str],
        typer.Option(
            "--ignore",
            metavar=say("isian-nama"),
            help=say("opsi-ignore"),
            show_default=False,
            autocompletion=common.rule_names,
        ),
    ] = [],  # noqa: B006
    fail_on: Annotated[Level | None, typer.Option("--fail-on", help=say("opsi-fail-on"), show_default=False)] = None,
    min_score: Annotated[
        float | None,
        typer.Option("--min-score", metavar="N", min=0, max=100, help=say("opsi-min-score"), show_default=False),
    ] = None,
    statistics: Annotated[bool, typer.Option("--statistics", help=say("opsi-statistics"))] = False,
    show_score_only: Annotated[bool, typer.Option("--show-score-only", help=say("opsi-show-score-only"))] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar=say("isian-berkas"), help=say("opsi-check-output"), show_default=False),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar=say("isian-berkas"), help=say("opsi-baseline"), show_default=False),
    ] = None,
    write_baseline: Annotated[bool, typer.Option("--write-baseline", help=say("opsi-write-baseline"))] = False,
    stdin_filename: StdinFilename = None,
    watch: Annotated[bool, typer.Option("--watch", "-w", help=say("opsi-watch"))] = False,
    config: ConfigFile = None,
    isolated: Isolated = False,
    lexicon: Lexicons = [],  # noqa: B006
    pedantic: Pedantic = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Judge drafts."""
    options = common.options(
        channel=channel, follow_up=follow_up, kind=kind, lexicon=lexicon, pedantic=pedantic, select=select, ignore=ignore,
        fail_on=fail_on.value if fail_on else None, min_score=min_score,
        baseline=baseline,
    )  # fmt: skip
    view = View(format.value, verbose, no_color, statistics, show_score_only, output)
    given = Given(kind, message, stdin_filename, write_baseline)
    common.finish(
        run, files or [STDIN], options, view, given, watch=watch, config=config, isolated=isolated
    )  # fmt: skip


def run(
    names: Sequence[str], options: dict[str, Any], view: View, given: Given, *, watch: bool, config: Path | None,
    isolated: bool,
) -> int:  # fmt: skip
    """Judge the drafts and show them. Returns 0, 1 where the gate stops one, or 2 where one cannot be read."""
    _check_view(view)

    def once() -> int:
        from sopan.reviewers import Reviewers

        return _once(names, Reviewers(options, only=config, isolated=isolated), view, given)

    return _watch(names, once) if watch else once()


def _once(names: Sequence[str], reviewers: Reviewers, view: View, given: Given) -> int:
    from sopan.outputs.record import Context
    from sopan.reading import search
    from sopan.review import Checked

    asked = _message(given)
    read = [_read(name, given) for name in search.drafts(names, reviewers.excluded)]
    if all(isinstance(draft, InputError) for _, draft in read) and view.format == "text":
        return _complain([Checked(name, error=str(draft)) for name, draft in read])
    results = [
        Checked(name, error=str(draft)) if isinstance(draft, InputError) else _review(reviewers, draft, given, asked)
        for name, draft in read
    ]
    if given.write_baseline:
        return _write_baseline(reviewers, results)
    first = reviewers.of(Path(given.stdin_name or read[0][0]))
    _show(results, Context(first.checker.lexicon, view.verbose), view)
    _tell_gone(reviewers.baselines.values())
    if any(checked.report is None for checked in results):
        return _complain(results)
    return common.FOUND if any(checked.failing for checked in results) else common.OK


def _check_view(view: View) -> None:
    if view.statistics and view.format not in ("text", "json"):
        raise InputError(say("opsi-tak-cocok", option="--statistics", format=view.format))
    if view.score_only and view.format != "text":
        raise InputError(say("opsi-tak-cocok", option="--show-score-only", format=view.format))


def _message(given: Given) -> str | None:
    from sopan.reading import read

    return read(Path(given.message)).text if given.message else None


def _read(name: str, given: Given) -> tuple[str, Draft | InputError]:
    from sopan.reading import from_bytes, read

    shown = (given.stdin_name or say("masukan-baku")) if name == STDIN else name
    if name == STDIN and sys.stdin.isatty():
        common.tell(say("masukan-ketik"))
    try:
        return shown, from_bytes(sys.stdin.buffer.read(), shown) if name == STDIN else read(Path(name))
    except InputError as error:
        return shown, error


def _review(reviewers: Reviewers, draft: Draft, given: Given, asked: str | None) -> Checked:
    reviewer: Reviewer = reviewers.of(Path(draft.name))
    baseline: Baseline | None = None if given.write_baseline else reviewers.baseline(reviewer.settings)
    return reviewer(draft, kind=given.kind, message=asked, baseline=baseline)


def _write_baseline(reviewers: Reviewers, results: Sequence[Checked]) -> int:
    from sopan import baseline
    from sopan.outputs.safe import one_line

    if any(checked.report is None for checked in results):
        return _complain(results)
    path = reviewers.settings(Path(results[0].file)).baseline or BASELINE
    count = baseline.write(path, ((c.draft, finding) for c in results if c.draft for finding in c.reported))
    common.tell(say("baseline-ditulis", count=count, name=one_line(str(path))))
    return common.OK


def _tell_gone(baselines: Iterable[Baseline]) -> None:
    gone = sum(baseline.gone for baseline in baselines)
    if gone:
        common.tell(say("baseline-hilang", count=gone))


def _complain(results: Sequence[Checked]) -> int:
    for checked in results:
        if checked.report is None:
            common.tell(f"sopan: {checked.error}")
    return common.WRONG


def _show(results: Sequence[Checked], context: Context, view: View) -> None:
    from sopan.outputs import form, screen, statistics

    on_screen = view.output is None and (sys.stdout.isatty() or view.verbose)
    if view.statistics:
        lines = (statistics.as_json if view.format == "json" else statistics.lines)(results, context)
    elif view.score_only:
        lines = statistics.scores(results)
    elif view.format == "text" and on_screen:
        return screen.show(common.console(no_color=view.no_color), results, verbose=view.verbose)
    else:
        lines = form(view.format)(results, context)
    if view.output is not None:
        from sopan.textfile import replace_file

        return replace_file(view.output, "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))
    if view.format != "text":
        from sopan.cli.streams import utf8_output

        utf8_output()
    for line in lines:
        print(line)
    return None


def _watch(names: Sequence[str], once: Callable[[], int]) -> int:
    """Judge again whenever a draft is saved, until the user stops it. Returns 0."""
    try:
        from watchfiles import watch
    except ModuleNotFoundError:
        raise InputError(say("pantau-butuh-paket")) from None
    from sopan.reading import search

    if STDIN in names:
        raise InputError(say("pantau-masukan-baku"))
    places = set(map(search.place, names))
    console = common.console()
    try:
        _again(once)
        for _ in watch(*places, watch_filter=_draft_saved, raise_interrupt=True):
            console.clear()
            _again(once)
    except KeyboardInterrupt:
        pass
    return common.OK


def _again(once: Callable[[], int]) -> None:
    try:
        once()
    except (InputError, LexiconError) as error:
        common.tell(f"sopan: {error}")
    common.tell(say("pantau-menunggu"))
    sys.stdout.flush()


def _draft_saved(_: object, path: str) -> bool:
    """Whether a changed file can be a draft or holds settings, rather than what an editor leaves beside it."""
    from sopan.reading import SUFFIXES

    name = Path(path).name
    return name in (".sopan.toml", "pyproject.toml") or (
        not name.startswith((".", "~")) and Path(path).suffix.lower() in ("", *SUFFIXES)
    )
