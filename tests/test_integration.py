"""Sopan inside other programs: the hooks of pre-commit and the action of GitHub run as those programs run them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sopan.toml import loads

yaml = pytest.importorskip("yaml")
ROOT = Path(__file__).resolve().parent.parent
RUDE = "Terserah Ibu saja.\n"


@pytest.fixture
def program(tmp_path) -> dict[str, str]:
    """An environment in which `sopan` is a command."""
    command = tmp_path / "bin" / "sopan"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m sopan "$@"\n', "utf-8")
    command.chmod(0o755)
    return {**os.environ, "PATH": f"{command.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


def hooks() -> list[dict[str, Any]]:
    return yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


def test_the_hooks_are_what_pre_commit_accepts():
    clientlib = pytest.importorskip("pre_commit.clientlib")
    assert [hook["id"] for hook in clientlib.load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))] == [
        "sopan", "sopan-dokumen", "sopan-fix"
    ]  # fmt: skip


def test_the_hook_for_documents_brings_what_the_extra_names():
    extra = loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]["dokumen"]
    (hook,) = [hook for hook in hooks() if hook["id"] == "sopan-dokumen"]
    assert sorted(hook["additional_dependencies"]) == sorted(extra)


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_a_hook_runs_on_the_files_it_asks_for(program, tmp_path, hook):
    draft = tmp_path / "a.txt"
    draft.write_text(RUDE, "utf-8")
    assert re.search(hook["files"], draft.name)
    done = subprocess.run([*hook["entry"].split(), str(draft)], capture_output=True, text=True, env=program)
    assert done.returncode == (1 if "check" in hook["entry"] else 0)
    assert done.stderr == "" or "fix" in hook["entry"]


def action_step() -> str:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    return action["runs"]["steps"][-1]["run"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("inputs", "code", "says"),
    [
        ({}, 1, "::error file=b c/a.txt"),
        ({"FAIL_ON": "tidak"}, 0, "::error file=b c/a.txt"),
        ({"ARGS": "--ignore\nabai\n"}, 0, "kurang-salam"),
        ({"FORMAT": "sarif", "OUTPUT": "hasil.sarif"}, 1, ""),
        ({"FILES": "b c\n$(touch celaka).txt"}, 2, "celaka"),
        ({"MIN_SCORE": "100", "ARGS": "--ignore=abai"}, 1, "title=skor"),
    ],
)
def test_the_action_passes_its_inputs_on_as_they_are(program, tmp_path, inputs, code, says):
    (tmp_path / "b c").mkdir()
    (tmp_path / "b c" / "a.txt").write_text(RUDE, "utf-8")
    summary = tmp_path / "ringkasan.md"
    given = {
        "FILES": "b c",
        "FORMAT": "github",
        "OUTPUT": "",
        "FAIL_ON": "",
        "MIN_SCORE": "",
        "BASELINE": "",
        "ARGS": "",
    }
    environment = {**program, **given, **inputs, "GITHUB_STEP_SUMMARY": str(summary)}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", action_step()]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert says in done.stdout + done.stderr
    assert summary.read_text("utf-8").startswith("### Sopan\n```\n")
    assert not (tmp_path / "celaka").exists()
    assert (tmp_path / "hasil.sarif").exists() == ("OUTPUT" in inputs)
