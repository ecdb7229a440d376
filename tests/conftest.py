"""Shared fixtures: one Checker for all tests, and the command line run in this process."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

os.environ["SOPAN_LANG"] = "id"

import pytest
from hypothesis import HealthCheck, settings
from typer.testing import CliRunner, Result

from sopan.checker import Checker
from sopan.cli.app import program

# `pytest --hypothesis-profile=panjang` tries a hundred times as much.
settings.register_profile("sopan", max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("panjang", settings.get_profile("sopan"), max_examples=4000)
settings.load_profile("sopan")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def checker() -> Checker:
    return Checker()


@pytest.fixture
def run() -> Callable[..., Result]:
    def call(*args: object, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(program(), [str(a) for a in args], input=stdin, prog_name="sopan")

    return call


@pytest.fixture
def rules_of(checker: Checker) -> Callable[[str], set[str]]:
    return lambda text: {signal.rule for signal in checker.check(text).signals}


@pytest.fixture
def own_lexicon(tmp_path: Path) -> Callable[[str, str], Path]:
    """Makes a lexicon folder that adds one file to a rule."""

    def make(rule: str, text: str) -> Path:
        folder = tmp_path / "kamus"
        (folder / "aturan").mkdir(parents=True)
        (folder / "aturan" / f"{rule}.toml").write_text(text, encoding="utf-8")
        return folder

    return make
