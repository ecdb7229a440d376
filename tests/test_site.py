"""The documentation site builds without a warning, and its commands are commands that exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("material")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "aturan" / "abai" / "index.html").is_file()


def commands() -> list[str]:
    found = set()
    for page in ROOT.glob("docs/*.md"):
        for block in re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            found.update(re.findall(r"^(?:.*\| )?sopan ([^#\n]+)", block, re.MULTILINE))
    return sorted(line.strip() for line in found)


@pytest.mark.parametrize("line", commands())
def test_options_on_the_pages_exist(run, line: str) -> None:
    words = [re.split(r"[=\s]", word)[0] for word in line.replace('"', "").split()]
    known = {"sample", "agreement", "objections", "show", "search", "why", "new", "test", "luput", "drift"}
    command = words[:1] + [w for w in words[1:2] if w in known]
    shown = run(*command, "--help")
    assert shown.exit_code == 0, line
    missing = [w for w in words if w.startswith("--") and w not in shown.stdout]
    assert missing == [], line
