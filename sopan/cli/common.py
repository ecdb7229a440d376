"""What the commands share: option types, exit codes, and how errors end the program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from sopan.errors import InputError
from sopan.lexicon.model import LexiconError
from sopan.messages import say
from sopan.paths import lexicon_folder

if TYPE_CHECKING:
    from rich.console import Console

OK, FOUND, WRONG, STOPPED = 0, 1, 2, 130


class Level(str, Enum):
    """Values of --fail-on."""

    error = "galat"
    warning = "peringatan"
    hint = "saran"
    never = "tidak"


class ListFormat(str, Enum):
    """Values of --format where something is listed."""

    text = "text"
    json = "json"


Lexicons = Annotated[
    list[Path], typer.Option("--lexicon", metavar=say("isian-folder"), help=say("opsi-lexicon"), show_default=False)
]
NoColor = Annotated[bool, typer.Option("--no-color", help=say("opsi-no-color"))]
Pedantic = Annotated[bool, typer.Option("--pedantic", help=say("opsi-pedantic"))]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help=say("opsi-verbose"))]


def rule_names(incomplete: str) -> list[str]:
    """Rules, missing elements and groups that begin as typed, for a shell to complete."""
    from sopan.lexicon.model import BAD, LACKING, SEVERITIES
    from sopan.rulebook import names

    return [name for name in (*names([lexicon_folder()]), BAD, LACKING, *SEVERITIES) if name.startswith(incomplete)]


def channel_names(incomplete: str) -> list[str]:
    """Channels that begin as typed."""
    from sopan.profiles import channels

    return [name for name in channels([lexicon_folder()]) if name.startswith(incomplete)]


Channel = Annotated[
    str | None,
    typer.Option(
        "--channel",
        "-c",
        metavar=say("isian-saluran"),
        help=say("opsi-channel"),
        show_default=False,
        autocompletion=channel_names,
    ),
]
Kind = Annotated[
    str | None,
    typer.Option("--kind", "-k", metavar=say("isian-jenis"), help=say("opsi-kind"), show_default=False),
]
Message = Annotated[
    str | None,
    typer.Option("--message", "-m", metavar=say("isian-berkas"), help=say("opsi-message"), show_default=False),
]
StdinFilename = Annotated[
    str | None,
    typer.Option("--stdin-filename", metavar=say("isian-berkas"), help=say("opsi-stdin-filename"), show_default=False),
]
FollowUp = Annotated[bool, typer.Option("--follow-up", help=say("opsi-follow-up"))]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar=say("isian-berkas"), help=say("opsi-config"), show_default=False)
]
Isolated = Annotated[bool, typer.Option("--isolated", help=say("opsi-isolated"))]


def options(
    *, channel: str | None = None, follow_up: bool = False, kind: str | None = None, lexicon: Sequence[Path] = (),
    pedantic: bool = False, select: Sequence[str] = (), ignore: Sequence[str] = (), fail_on: str | None = None,
    min_score: float | None = None, baseline: Path | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What the command line says of the settings, by key; what it does not say is left to the settings files.

    Lexicons and ignored names are added to those of the files.
    """
    from sopan.config import INHERITED

    values = {
        "channel": channel, "follow-up": follow_up or None, "kind": kind, "sure": 1 if pedantic else None,
        "lexicons": (INHERITED, *lexicon) if lexicon else None, "select": _listed(select) or None,
        "ignore": (INHERITED, *_listed(ignore)) if ignore else None, "fail-on": fail_on, "min-score": min_score,
        "baseline": baseline,
    }  # fmt: skip
    return {key: value for key, value in values.items() if value is not None}


def _listed(names: Sequence[str]) -> tuple[str, ...]:
    """Names given one by one or parted by commas."""
    return tuple(name.strip() for listed in names for name in listed.split(",") if name.strip())


def fail(problem: object) -> NoReturn:
    """Print one sentence on standard error and end with exit code 2."""
    tell(f"sopan: {problem}")
    raise typer.Exit(WRONG)


def tell(text: str) -> None:
    """Print a line for people on standard error; names and texts in it steer no terminal and begin no other line."""
    from sopan.outputs.safe import one_line

    typer.echo(one_line(text), err=True)


def finish(command: Callable[..., int], *args: Any, **options: Any) -> NoReturn:
    """Run what a command does and end with the exit code that it returns; bad input ends with one sentence."""
    try:
        code = command(*args, **options)
    except (InputError, LexiconError) as error:
        fail(error)
    except KeyboardInterrupt:
        tell(say("dihentikan"))
        raise typer.Exit(STOPPED) from None
    raise typer.Exit(code)


def console(*, no_color: bool = False) -> Console:
    """Standard output as a Rich console that prints texts as they are: no markup, emoji names or highlighting."""
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    from sopan.outputs.safe import log, terminal

    class Safe(Console):
        def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
            """What is printed, without characters that steer a terminal: texts of drafts, files and lexicons alike."""
            for text, style, control in super().render(renderable, options):
                yield Segment(text if control else terminal(text), style, control)

        def print(self, *objects: Any, **options: Any) -> None:
            """Print; where no terminal is behind the output, a build server may be, for which no line is a command."""
            if self.file.isatty():
                return super().print(*objects, **options)
            with self.capture() as shown:
                super().print(*objects, **options)
            self.file.write(log(shown.get()))
            return None

        def on_broken_pipe(self) -> None:
            """Leave a closed pipe to the end of the program: Rich would say that something failed."""
            raise BrokenPipeError

    return Safe(no_color=no_color or None, highlight=False, emoji=False, markup=False)
