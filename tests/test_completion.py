"""Completion in real shells: what is offered after the words typed so far."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OFFERS = [
    ("sopan ch", "check"),
    ("sopan check --format sar", "sarif"),
    ("sopan check --channel med", "medsos"),
    ("sopan check --select kurang-sa", "kurang-salam"),
    ("sopan explain tutup", "tutup-komunikasi"),
    ("sopan config sh", "show"),
]
ASK = {
    "bash": '{script}\nCOMP_WORDS=({line})\nCOMP_CWORD={last}\n_sopan_completion sopan\nprintf "%s\\n" "${{COMPREPLY[@]}}"\n',
    "fish": "{script}\ncomplete -C '{line}'\n",
    "zsh": (
        "autoload -Uz compinit; compinit -u -D\n_arguments() {{ print -r -- \"$@\"; }}\nwords=({line}); CURRENT={current}\n{script}\n"
        "_sopan_completion\n"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> dict[str, str]:
    """An environment in which `sopan` is a command."""
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "sopan"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m sopan "$@"\n', "utf-8")
    command.chmod(0o755)
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "HOME": str(folder)}


@pytest.mark.parametrize("shell", ASK)
@pytest.mark.parametrize(("line", "offered"), OFFERS)
def test_the_shell_offers_what_may_follow(program, shell, line, offered):
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    script = subprocess.run(
        ["sopan", "completion", shell], capture_output=True, text=True, env=program, check=True
    ).stdout
    words = line.split(" ")
    asked = ASK[shell].format(script=script, line=line, last=len(words) - 1, current=len(words))
    done = subprocess.run([found, "-c", asked], capture_output=True, text=True, env=program)
    assert offered in done.stdout, done.stderr


def test_installing_says_where_it_was_put(program, tmp_path):
    environment = {**program, "HOME": str(tmp_path)}
    done = subprocess.run(["sopan", "completion", "bash", "--install"], capture_output=True, text=True, env=environment)
    assert done.returncode == 0
    assert str(tmp_path) in done.stdout
    assert any("_SOPAN_COMPLETE" in path.read_text() for path in tmp_path.rglob("*.sh"))
