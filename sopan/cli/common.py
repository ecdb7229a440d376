"""What the commands share: option types, the group that finds a command, exit codes, and how errors end the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
import typer.core
from typer.core import TyperGroup

from sopan.errors import InputError
from sopan.lexicon.model import LexiconError
from sopan.messages import say
from sopan.paths import lexicon_folder

if TYPE_CHECKING:
    from rich.console import Console

typer.core.HAS_RICH = False  # or typer puts a backslash before the brackets of its plain help
OK, FOUND, WRONG, STOPPED = 0, 1, 2, 130
BRANCH = "+"


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
    list[Path], typer.Option("--lexicon", metavar="FOLDER", help=say("opsi-lexicon"), show_default=False)
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
        "--channel", "-c", metavar="SALURAN", help=say("opsi-channel"), show_default=False, autocompletion=channel_names
    ),
]
FollowUp = Annotated[bool, typer.Option("--follow-up", help=say("opsi-follow-up"))]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help=say("opsi-config"), show_default=False)
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
    typer.echo(f"sopan: {problem}", err=True)
    raise typer.Exit(WRONG)


def finish(command: Callable[..., int], *args: Any, **options: Any) -> NoReturn:
    """Run what a command does and end with the exit code that it returns; bad input ends with one sentence."""
    try:
        code = command(*args, **options)
    except (InputError, LexiconError) as error:
        fail(error)
    except KeyboardInterrupt:
        typer.echo(say("dihentikan"), err=True)
        raise typer.Exit(STOPPED) from None
    raise typer.Exit(code)


def console(*, no_color: bool = False) -> Console:
    """Standard output as a Rich console that prints texts as they are: no markup, emoji names or highlighting."""
    from rich.console import Console

    class Piped(Console):
        def on_broken_pipe(self) -> None:
            """Leave a closed pipe to the end of the program: Rich would say that something failed."""
            raise BrokenPipeError

    return Piped(no_color=no_color or None, highlight=False, emoji=False, markup=False)


class Group(TyperGroup):
    """Commands by name, with two liberties.

    Options of a command may stand before its name. And a command may have commands of its own beside what it does with a
    file: a group registered under its name and `BRANCH` holds them, so that both `audit FILE` and `audit sample FILE` work.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Arrange the arguments before the parser sees them."""
        return super().parse_args(ctx, arranged(self, args))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the arguments name, or its branch where the second word names a command there."""
        branch = _branch(self, args)
        return (args[0], branch, args[1:]) if branch else super().resolve_command(ctx, args)


def arranged(group: TyperGroup, args: list[str]) -> list[str]:
    """The arguments with the options that stand before a command's name moved behind it."""
    takes_value = dict(option for command in _commands(group) for option in _options(command))
    for option, _ in _options(group):
        takes_value.pop(option, None)
    path: list[str] = []
    moved: list[str] = []
    rest = list(args)
    here: Any = group
    while hasattr(here, "commands"):
        options, rest = _leading(rest, takes_value)
        moved += options
        if not rest or rest[0] not in here.commands:
            break
        options, after = _leading(rest[1:], takes_value)
        branch = _branch(here, [rest[0], *after])
        path.append(rest[0])
        here, rest = branch or here.commands[rest[0]], rest[1:]
    return [*path, *moved, *rest]


def _branch(group: Any, args: list[str]) -> Any:
    """The group beside the command `args[0]` that holds the command `args[1]`, or None."""
    branch = group.commands.get(args[0] + BRANCH) if len(args) > 1 else None
    return branch if branch is not None and args[1] in branch.commands else None


def _leading(args: list[str], takes_value: dict[str, bool]) -> tuple[list[str], list[str]]:
    """The known options at the start of the arguments, with their values, and what follows."""
    end = 0
    while end < len(args) and (name := args[end].partition("=")[0]) in takes_value:
        end += 2 if takes_value[name] and "=" not in args[end] else 1
    return args[:end], args[end:]


def _commands(group: Any) -> Iterator[Any]:
    for command in group.commands.values():
        yield command
        if hasattr(command, "commands"):
            yield from _commands(command)


def _options(command: Any) -> Iterator[tuple[str, bool]]:
    """Each option name of a command, and whether a value follows it."""
    for parameter in command.params:
        if parameter.param_type_name == "option":
            for name in (*parameter.opts, *parameter.secondary_opts):
                yield name, not (parameter.is_flag or parameter.count)
