"""How commands join the program, are found among its arguments, and speak its language."""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
import typer.core
from click import UsageError
from typer.core import TyperGroup

from sopan.errors import shorten
from sopan.messages import LANGUAGE, say
from sopan.outputs.safe import one_line
from sopan.paths import lexicon_folder

typer.core.HAS_RICH = False  # or typer puts a backslash before the brackets of its plain help
BRANCH = "+"
_LIBRARY = "click"


def add(app: typer.Typer, name: str, command: Callable[..., None], *, of: str = "") -> None:
    """Add a command with its help and an example; `of` names the group that it belongs to."""
    key = "-".join(filter(None, ("bantuan", of, name)))
    app.command(name, help=say(key), epilog=say(f"{key}-contoh"), options_metavar=say("isian-opsi"))(command)


def add_group(app: typer.Typer, name: str, *, beside: bool = False) -> typer.Typer:
    """Add a group of commands; `beside`: beside the command of that name, which stays (see `Group`). Returns the group."""
    group = typer.Typer(
        cls=Group, help=say(f"bantuan-{name}"), epilog=say(f"bantuan-{name}-contoh"), no_args_is_help=True,
        rich_markup_mode=None, suggest_commands=False, options_metavar=say("isian-opsi"), subcommand_metavar=say("isian-perintah"),
    )  # fmt: skip
    app.add_typer(group, name=name + BRANCH if beside else name, hidden=beside)
    return group


def translate() -> None:
    """Let the words of the command-line library itself come from the catalogue beside Sopan's messages."""
    os.environ["LANGUAGE"] = LANGUAGE
    gettext.bindtextdomain(_LIBRARY, str(lexicon_folder() / "pesan"))
    gettext.textdomain(_LIBRARY)


class Group(TyperGroup):
    """Commands by name, with two liberties.

    Options of a command may stand before its name. And a command may have commands of its own beside what it does with a
    file: a group registered under its name and `BRANCH` holds them, so that both `audit FILE` and `audit sample FILE` work.
    """

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the program in its language."""
        translate()
        return super().main(*args, **options)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Arrange the arguments before the parser sees them."""
        with _told_in_one_line():
            return super().parse_args(ctx, arranged(self, args))

    def invoke(self, ctx: Any) -> Any:
        """Run the command that the arguments name."""
        with _told_in_one_line():
            return super().invoke(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the arguments name, or its branch where the second word names a command there."""
        branch = _branch(self, args)
        if branch:
            return args[0], branch, args[1:]
        if args[0] not in self.commands and os.path.exists(args[0]):
            ctx.fail(say("perintah-belum", name=shorten(args[0])))
        return super().resolve_command(ctx, args)


@contextmanager
def _told_in_one_line() -> Iterator[None]:
    """What the library says of arguments steers no terminal and begins no other line: a name may come from a folder of others."""
    try:
        yield
    except UsageError as error:
        error.message = one_line(error.message)  # type: ignore[misc]
        raise


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
