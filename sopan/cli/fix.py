"""`sopan fix`: drafts mended in place, on standard output, or shown as a diff."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
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
    Lexicons,
    ListFormat,
    Message,
    NoColor,
    Pedantic,
    StdinFilename,
)  # fmt: skip
from sopan.errors import InputError
from sopan.messages import say
from sopan.outputs.safe import json_text

if TYPE_CHECKING:
    from sopan.fixes import Fixed
    from sopan.reviewers import Reviewers

STDIN = "-"
DRAFTS = (".txt", ".md")
BACKUP = ".asli"


@dataclass(frozen=True, slots=True)
class How:
    """What is mended, and where the result goes."""

    unsafe: bool
    insert: bool
    diff: bool
    backup: bool
    format: str
    no_color: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of the drafts apart from their text."""

    kind: str | None
    message: str | None
    hour: int
    stdin_name: str | None


@dataclass(frozen=True, slots=True)
class Mended:
    """One draft with its edits; left: how many more edits the options not chosen would make."""

    name: str
    stdin: bool
    fixed: Fixed
    left: int


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    add(app, "fix", fix)


def fix(
    files: Annotated[
        list[str] | None, typer.Argument(metavar=say("isian-draf"), help=say("arg-fix"), show_default=False)
    ] = None,
    unsafe: Annotated[bool, typer.Option("--unsafe", "-u", help=say("opsi-unsafe"))] = False,
    insert: Annotated[bool, typer.Option("--insert", "-i", help=say("opsi-insert"))] = False,
    diff: Annotated[bool, typer.Option("--diff", "-d", help=say("opsi-diff"))] = False,
    backup: Annotated[bool, typer.Option("--backup", help=say("opsi-backup"))] = False,
    kind: Kind = None,
    message: Message = None,
    channel: Channel = None,
    follow_up: FollowUp = False,
    hour: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=23, help=say("opsi-hour"), show_default=False)
    ] = None,
    format: Annotated[ListFormat, typer.Option("--format", "-f", help=say("opsi-format"))] = ListFormat.text,
    stdin_filename: StdinFilename = None,
    config: ConfigFile = None,
    isolated: Isolated = False,
    lexicon: Lexicons = [],  # noqa: B006
    pedantic: Pedantic = False,
    no_color: NoColor = False,
) -> None:
    """Mend drafts."""
    options = common.options(channel=channel, follow_up=follow_up, kind=kind, lexicon=lexicon, pedantic=pedantic)
    how = How(unsafe, insert, diff, backup, format.value, no_color)
    given = Given(kind, message, datetime.now().hour if hour is None else hour, stdin_filename)
    common.finish(run, files or [STDIN], options, how, given, config=config, isolated=isolated)


def run(
    names: Sequence[str], options: dict[str, Any], how: How, given: Given, *, config: Path | None, isolated: bool
) -> int:
    """Mend the drafts. Returns 0, or with `diff` 1 where something would change; raises InputError."""
    from sopan.reading import read
    from sopan.reviewers import Reviewers

    reviewers = Reviewers(options, only=config, isolated=isolated)
    drafts = [(name, *_read(name, given)) for name in _found(names, reviewers)]
    asked = read(Path(given.message)).text if given.message else None
    results = [(_mend(reviewers, name, text, given, asked, how), data) for name, text, data in drafts]
    if how.format == "text" and not how.diff:
        return _put(results, backup=how.backup)
    mended = [one for one, _ in results]
    if how.format == "json":
        print(json_text([_record(one) for one in mended], indent=1))
    else:
        _show(mended, no_color=how.no_color)
        _tell(mended, written=False)
    return int(how.diff and any(one.fixed.edits for one in mended))


def _mend(reviewers: Reviewers, name: str, text: str, given: Given, asked: str | None, how: How) -> Mended:
    from sopan.fixes import Fixer, Situation

    shown = (given.stdin_name or say("masukan-baku")) if name == STDIN else name
    reviewer = reviewers.of(Path(shown))
    lexicon = reviewer.checker.lexicon
    if given.kind is not None and given.kind not in lexicon.needs:
        raise InputError(say("jenis-tidak-dikenal", kind=given.kind, known=", ".join(lexicon.needs)))
    fixer = Fixer(reviewer.checker, reviewer.settings)
    situation = Situation(kind=given.kind, message=asked, hour=given.hour, name=shown)
    fixed = fixer.fix(text, situation, unsafe=how.unsafe, insert=how.insert)
    left = 0
    if how.format == "text" and not (how.unsafe and how.insert):
        left = len(fixer.fix(fixed.text, situation, unsafe=True, insert=True).edits)
    return Mended(shown, name == STDIN, fixed, left)


def _found(names: Sequence[str], reviewers: Reviewers) -> Iterator[str]:
    """The drafts named, and those in the folders named that can be changed in place, in order."""
    from sopan.reading import search

    for name in names:
        within = Path(name).is_dir()
        listed = list(search.drafts([name], lambda p: p.suffix.lower() not in DRAFTS or reviewers.excluded(p)))
        for file in listed:
            if not within and file != STDIN and Path(file).exists() and Path(file).suffix.lower() not in DRAFTS:
                raise InputError(say("fix-bukan-draf", name=file, known=", ".join(DRAFTS)))
            yield file


def _read(name: str, given: Given) -> tuple[str, bytes]:
    """The text of a draft and the bytes that it was. Raises InputError."""
    from sopan.textfile import draft_text, read_bytes

    if name != STDIN:
        data = read_bytes(Path(name))
        return draft_text(data, name), data
    if sys.stdin.isatty():
        common.tell(say("masukan-ketik"))
    data = sys.stdin.buffer.read()
    return draft_text(data, given.stdin_name or say("masukan-baku")), data


def _put(results: Sequence[tuple[Mended, bytes]], *, backup: bool) -> int:
    """Write each draft where it stood and tell what was done; one that cannot be written does not keep the others from it."""
    written = []
    for mended, data in results:
        try:
            _write(mended, data, backup=backup)
            written.append(mended)
        except InputError as error:
            common.tell(f"sopan: {error}")
    if written:
        _tell(written, written=True)
    return common.OK if len(written) == len(results) else common.WRONG


def _write(mended: Mended, data: bytes, *, backup: bool) -> None:
    """Put the new text where the old one was, in the encoding that it had; a file that needs no change is left alone."""
    from sopan.textfile import check_unchanged, encoded, replace_file

    if mended.stdin:
        sys.stdout.write(mended.fixed.text)
        return
    if not mended.fixed.edits:
        return
    path = Path(mended.name)
    if backup:
        check_unchanged(path, data)
        replace_file(path.with_name(path.name + BACKUP), data)
    replace_file(path, encoded(mended.fixed.text, data), read=data)


def _show(results: Sequence[Mended], *, no_color: bool) -> None:
    """Print unified diffs: such as `patch` reads where the output is no terminal."""
    from rich.text import Text

    from sopan.outputs.safe import terminal

    console = common.console(no_color=no_color)
    styles = {"+": "green", "-": "red", "@": "cyan"}
    for mended in results:
        for line in _diff(mended):
            if console.is_terminal:
                head = line.startswith(("+++", "---"))
                console.print(Text(terminal(line.rstrip("\n")), style="bold" if head else styles.get(line[:1], "")))
            else:
                sys.stdout.write(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")


def _diff(mended: Mended) -> Iterator[str]:
    from sopan.outputs.safe import terminal

    name = terminal(mended.name).replace("\n", "\ufffd")
    before, after = (t.splitlines(keepends=True) for t in (mended.fixed.before.text, mended.fixed.text))
    return difflib.unified_diff(before, after, name, name)


def _tell(results: Sequence[Mended], *, written: bool) -> None:
    """On standard error: each edit with why it is safe or unsafe, blanks to fill in, and a summary."""
    from sopan.outputs.safe import one_line
    from sopan.reading.draft import Lines

    for mended in results:
        lines = Lines(mended.fixed.before.text)
        for edit in mended.fixed.edits:
            line, column = lines.at(edit.start)
            old = one_line(mended.fixed.before.text[edit.start : edit.end])
            change = say("fix-ganti" if old else "fix-sisip", old=old, new=one_line(edit.replacement))
            common.tell(f"{one_line(mended.name)}:{line}:{column}: {change} {edit.why}")
    edits = [edit for mended in results for edit in mended.fixed.edits]
    safe = sum(edit.safe for edit in edits)
    key = "fix-ringkas" if written else "fix-ringkas-diff"
    if edits:
        changed = sum(bool(mended.fixed.edits) for mended in results)
        common.tell(say(key, files=changed, edits=len(edits), safe=safe, unsafe=len(edits) - safe))
    else:
        common.tell(say("fix-tidak-ada"))
    blanks = dict.fromkeys(blank for mended in results for blank in mended.fixed.blanks)
    if blanks:
        common.tell(say("fix-isian", blanks=", ".join(blanks)))
    if left := sum(mended.left for mended in results):
        common.tell(say("fix-tersisa", count=left))


def _record(mended: Mended) -> dict[str, Any]:
    fixed = mended.fixed
    return {
        "file": mended.name, "before": fixed.before.score.to_dict(), "after": fixed.after.score.to_dict(),
        "text": fixed.text, "edits": [edit.to_dict() for edit in fixed.edits], "blanks": list(fixed.blanks),
    }  # fmt: skip
