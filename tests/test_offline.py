"""Nothing leaves the machine: every command runs where no socket can be made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORBIDDEN = """
import socket, sys
def refuse(event, args):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
        raise SystemExit(f"jaringan: {event} {args}")
sys.addaudithook(refuse)
from sopan.__main__ import main
main()
"""
COMMANDS = [
    ("check", "a.txt"), ("check", "a.txt", "--format", "sarif"), ("fix", "--diff", "--unsafe", "--insert", "a.txt"),
    ("audit", "a.csv", "-o", "hasil.html", "-o", "hasil.xlsx"), ("audit", "a.csv", "--format", "jsonl"), ("rules",),
    ("explain", "abai"), ("explain", "--text", "Terserah Bapak."), ("config", "show"), ("init", "baru"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_uses_the_network(tmp_path, command):
    (tmp_path / "baru").mkdir()
    (tmp_path / "a.txt").write_text("Itu urusan Bapak, bukan urusan kami.\n")
    (tmp_path / "a.csv").write_text("id,balasan\n1,Terserah Bapak saja.\n2,Terima kasih.\n")
    done = subprocess.run(
        [sys.executable, "-c", FORBIDDEN, *command], cwd=tmp_path, capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "jaringan:" not in done.stderr
    assert done.returncode in (0, 1), done.stderr
