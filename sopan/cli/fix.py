"""`sopan fix`: drafts mended in place, on standard output, or shown as a diff."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sopan.cli import common
from sopan.cli.common import Lexicons, NoColor, Pedantic
from sopan.errors import InputError
from sopan.messages import say

if TYPE_CHECKING:
    from sopan.fixes import Fixed, Fixer, Situation

STDIN = "-"
DRAFTS = (".txt", ".md")
BACKUP = ".asli"


class Format(str, Enum):
    """Values of --format."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("fix", help=say("bantuan-fix"), epilog=say("bantuan-fix-contoh"))(fix)


def fix(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE|FOLDER|-]...", help=say("arg-fix"), show_default=False)
    ] = None,
    unsafe: Annotated[bool, typer.Option("--unsafe", "-u", help=say("opsi-unsafe"))] = False,
    insert: Annotated[bool, typer.Option("--insert", "-i", help=say("opsi-insert"))] = False,
    diff: Annotated[bool, typer.Option("--diff", "-d", help=say("opsi-diff"))] = False,
    backup: Annotated[bool, typer.Option("--backup", help=say("opsi-backup"))] = False,
    kind: Annotated[
        str | None, typer.Option("--kind", "-k", metavar="JENIS", help=say("opsi-kind"), show_default=False)
    ] = None,
    message: Annotated[
        str | None, typer.Option("--message", "-m", metavar="FILE", help=say("opsi-message"), show_default=False)
    ] = None,
    channel: Annotated[
        str, typer.Option("--channel", "-c", metavar="SALURAN", help=say("opsi-fix-channel"), show_default=False)
    ] = "",
    hour: Annotated[int | None, typer.Option(min=0, max=23, help=say("opsi-hour"), show_default=False)] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help=say("opsi-format"))] = Format.text,
    lexicon: Lexicons = [],  # noqa: B006
    pedantic: Pedantic = False,
    no_color: NoColor = False,
) -> None:
    """Mend drafts."""
    common.finish(
        run, files or [STDIN], unsafe=unsafe, insert=insert, diff=diff, backup=backup, kind=kind, message=message,
        channel=channel, hour=hour, format=format.value, lexicons=lexicon, pedantic=pedantic, no_color=no_color,
    )  # fmt: skip


def run(
    files: list[str], *, unsafe: bool, insert: bool, diff: bool, backup: bool, kind: str | None, message: str | None,
    channel: str, hour: int | None, format: str, lexicons: list[Path], pedantic: bool, no_color: bool,
) -> int:  # fmt: skip
    """Mend the drafts. Returns 0, or with `diff` 1 where something would change; raises InputError."""
    from sopan.checker import Checker
    from sopan.fixes import Fixer, Situation
    from sopan.settings import Settings
    from sopan.textfile import read_draft

    drafts = [(name, *_read(name)) for name in _found(files)]
    asked = read_draft(Path(message)) if message else None
    settings = Settings(lexicons=tuple(lexicons), sure=1 if pedantic else 2, channel=channel)
    checker = Checker(settings=settings)
    if kind is not None and kind not in checker.lexicon.needs:
        raise InputError(say("jenis-tidak-dikenal", kind=kind, known=", ".join(checker.lexicon.needs)))
    fixer = Fixer(checker)
    situation = Situation(kind=kind, message=asked, hour=datetime.now().hour if hour is None else hour)
    results = [(name, fixer.fix(text, situation, unsafe=unsafe, insert=insert), data) for name, text, data in drafts]
    if format == "json":
        print(json.dumps([_record(name, fixed) for name, fixed, _ in results], ensure_ascii=False, indent=1))
    elif diff:
        _show(results, no_color=no_color)
    else:
        for name, fixed, data in results:
            _write(name, fixed, data, backup=backup)
    if format == "text":
        left = sum(_left(fixer, situation, fixed, unsafe=unsafe, insert=insert) for _, fixed, _ in results)
        _tell([(name, fixed) for name, fixed, _ in results], left, written=not diff)
    return int(diff and any(fixed.edits for _, fixed, _ in results))


def _found(files: Sequence[str]) -> Iterator[str]:
    """The drafts named, and those in the folders named, in order."""
    for file in files:
        path = Path(file)
        if file == STDIN or not path.is_dir():
            yield file
            continue
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in DRAFTS and p.is_file())
        drafts = [str(p) for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts)]
        if not drafts:
            raise InputError(say("fix-folder-kosong", name=file, known=", ".join(DRAFTS)))
        yield from drafts


def _read(file: str) -> tuple[str, bytes]:
    from sopan.textfile import draft_text

    if file == STDIN:
        if sys.stdin.isatty():
            typer.echo(say("masukan-ketik"), err=True)
        data = sys.stdin.buffer.read()
        return draft_text(data, say("masukan-baku")), data
    path = Path(file)
    if path.exists() and path.suffix.lower() not in DRAFTS:
        raise InputError(say("fix-bukan-draf", name=file, known=", ".join(DRAFTS)))
    return _text(path)


def _text(path: Path) -> tuple[str, bytes]:
    from sopan.textfile import draft_text, read_draft

    try:
        data = path.read_bytes()
    except OSError:
        return read_draft(path), b""
    return draft_text(data, str(path)), data


def _write(file: str, fixed: Fixed, data: bytes, *, backup: bool) -> None:
    """Put the new text where the old one was, in the encoding that it had; a file that needs no change is left alone."""
    from sopan.textfile import encoded, replace_file

    if file == STDIN:
        sys.stdout.write(fixed.text)
        return
    if not fixed.edits:
        return
    path = Path(file)
    if backup:
        replace_file(path.with_name(path.name + BACKUP), data)
    replace_file(path, encoded(fixed.text, data))


def _show(results: Iterable[tuple[str, Fixed, bytes]], *, no_color: bool) -> None:
    """Print unified diffs: such as `patch` reads where the output is no terminal."""
    from rich.text import Text

    from sopan.outputs.safe import terminal

    console = common.console(no_color=no_color)
    styles = {"+": "green", "-": "red", "@": "cyan"}
    for file, fixed, _ in results:
        for line in _diff(file, fixed):
            if console.is_terminal:
                head = line.startswith(("+++", "---"))
                console.print(Text(terminal(line.rstrip("\n")), style="bold" if head else styles.get(line[:1], "")))
            else:
                sys.stdout.write(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")


def _diff(file: str, fixed: Fixed) -> Iterator[str]:
    name = say("masukan-baku") if file == STDIN else file
    before, after = (text.splitlines(keepends=True) for text in (fixed.before.text, fixed.text))
    return difflib.unified_diff(before, after, name, name)


def _tell(results: Sequence[tuple[str, Fixed]], left: int, *, written: bool) -> None:
    """On standard error: each edit with why it is safe or unsafe, blanks to fill in, and a summary."""
    from sopan.outputs.safe import one_line
    from sopan.reading.draft import Lines

    for file, fixed in results:
        lines = Lines(fixed.before.text)
        name = say("masukan-baku") if file == STDIN else file
        for edit in fixed.edits:
            line, column = lines.at(edit.start)
            old = one_line(fixed.before.text[edit.start : edit.end])
            change = say("fix-ganti" if old else "fix-sisip", old=old, new=one_line(edit.replacement))
            typer.echo(f"{one_line(name)}:{line}:{column}: {change} {edit.why}", err=True)
    edits = [edit for _, fixed in results for edit in fixed.edits]
    safe = sum(edit.safe for edit in edits)
    key = "fix-ringkas" if written else "fix-ringkas-diff"
    if edits:
        changed = sum(bool(fixed.edits) for _, fixed in results)
        typer.echo(say(key, files=changed, edits=len(edits), safe=safe, unsafe=len(edits) - safe), err=True)
    else:
        typer.echo(say("fix-tidak-ada"), err=True)
    blanks = dict.fromkeys(blank for _, fixed in results for blank in fixed.blanks)
    if blanks:
        typer.echo(say("fix-isian", blanks=", ".join(blanks)), err=True)
    if left:
        typer.echo(say("fix-tersisa", count=left), err=True)


def _left(fixer: Fixer, situation: Situation, fixed: Fixed, *, unsafe: bool, insert: bool) -> int:
    """How many edits more the options not chosen would make."""
    if unsafe and insert:
        return 0
    return len(fixer.fix(fixed.text, situation, unsafe=True, insert=True).edits)


def _record(file: str, fixed: Fixed) -> dict[str, Any]:
    return {
        "file": say("masukan-baku") if file == STDIN else file,
        "before": fixed.before.score.to_dict(), "after": fixed.after.score.to_dict(), "text": fixed.text,
        "edits": [edit.to_dict() for edit in fixed.edits], "blanks": list(fixed.blanks),
    }  # fmt: skip
