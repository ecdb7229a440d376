"""The command line as a whole: help, options on both sides of a name, commands beside a command."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from sopan.cli.app import program
from sopan.cli.commands import BRANCH, Group


def every_command() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each command with the words that call it."""

    def below(path: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
        yield path, command
        for name, child in getattr(command, "commands", {}).items():
            yield from below((*path, name.removesuffix(BRANCH)), child)

    return below((), get_command(program()))


@pytest.mark.parametrize("path", sorted({path for path, _ in every_command()}), ids=" ".join)
def test_help_fits_80_columns_and_shows_an_example(run, path):
    shown = run(*path, "--help")
    assert shown.exit_code == 0
    assert max(map(len, shown.stdout.splitlines())) <= 80
    usage, example, shown_command = shown.stdout.rpartition("Contoh: ")
    assert usage
    assert example
    assert shown_command.startswith(f"sopan {' '.join(path)}".rstrip())


def test_help_does_not_load_spacy():
    code = "import sys; from sopan.cli.app import program\ntry: program()(['--help'])\nexcept SystemExit: pass\nsys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_an_option_takes_a_value_in_every_command_or_in_none():
    arity: dict[str, set[bool]] = {}
    for _, command in every_command():
        for parameter in command.params:
            for name in parameter.opts if parameter.param_type_name == "option" else ():
                arity.setdefault(name, set()).add(bool(parameter.is_flag))
    assert [name for name, kinds in arity.items() if len(kinds) > 1] == []


@pytest.fixture
def office():
    """A program with a command `audit` that has a command `sample` of its own."""
    program = typer.Typer(cls=Group, rich_markup_mode=None)
    branch = typer.Typer(cls=Group, rich_markup_mode=None)

    @program.command("audit")
    def audit(file: str, limit: int = 0, loud: bool = False) -> None:
        print("audit", file, limit, loud)

    @branch.command("sample")
    def sample(file: str, limit: int = 0) -> None:
        print("sample", file, limit)

    @branch.command("agreement")
    def agreement(file: str) -> None:
        print("agreement", file)

    program.add_typer(branch, name="audit" + BRANCH, hidden=True)
    return lambda *args: CliRunner().invoke(program, list(args)).output.strip()


@pytest.mark.parametrize(
    ("args", "out"),
    [
        (("audit", "a.csv"), "audit a.csv 0 False"),
        (("--limit", "3", "audit", "a.csv"), "audit a.csv 3 False"),
        (("--limit=3", "--loud", "audit", "a.csv"), "audit a.csv 3 True"),
        (("audit", "./sample"), "audit ./sample 0 False"),
        (("audit", "sample", "a.csv"), "sample a.csv 0"),
        (("--limit", "3", "audit", "sample", "a.csv"), "sample a.csv 3"),
        (("audit", "--limit", "3", "sample", "a.csv"), "sample a.csv 3"),
        (("audit", "agreement", "a.csv"), "agreement a.csv"),
    ],
)
def test_a_command_may_have_commands_of_its_own(office, args, out):
    assert office(*args) == out


def test_an_option_that_the_command_lacks_is_refused_wherever_it_stands(run, tmp_path):
    assert run("rules", "--fail-on", "galat").exit_code == 2
    assert run("--fail-on", "galat", "rules").exit_code == 2
    assert run("--tak-ada", "rules").exit_code == 2


def test_a_long_path_is_told_with_the_name_of_its_file(run) -> None:
    result = run("check", "arsip/" + "tahun-dua-ribu-dua-puluh-empat/" * 6 + "balasan.txt")
    assert result.exit_code == 2
    assert "/balasan.txt tidak ada" in result.stderr
    assert len(result.stderr) < 160
