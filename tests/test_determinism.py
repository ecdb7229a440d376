"""The same replies get the same judgement: whatever the process, its hash seed, locale, time zone, jobs, order or line ends."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from sopan.checker import Checker
from sopan.report import Report
from sopan.toml import loads

ROOT = Path(__file__).resolve().parents[1]
KEPT = loads((ROOT / "tests" / "data" / "patokan.toml").read_text("utf-8"))
REPLIES = [kept["balasan"] for kept in KEPT.values()]
COMMANDS = (
    ("audit", "arsip.csv", "-o", "hasil.csv", "-o", "hasil.jsonl", "-o", "hasil.html", "--mask"),
    ("check", "draf", "--verbose", "--format", "json"),
    ("fix", "--diff", "--unsafe", "--insert", "--hour", "9", "draf"),
)
IN_SMALL_CHUNKS = "import sys, sopan.audit.run as r; r.ROWS = 20; from sopan.__main__ import main; main()"
CIRCUMSTANCES = [
    ("1", "POSIX", "Asia/Jakarta", "1"), ("2", "C.UTF-8", "America/St_Johns", "2"), ("3", "tr_TR.UTF-8", "Pacific/Kiritimati", "3"),
    ("4", "id_ID.UTF-8", "UTC-14", "2"), ("5", "de_DE.ISO-8859-1", "", "1"),
]  # fmt: skip


def archive(path: Path, kept: Iterable[tuple[str, dict[str, Any]]], newline: str = "\n") -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator=newline)
        writer.writerow(["no", "petugas", "kanal", "tanggal masuk", "tanggal jawab", "pesan", "balasan"])
        for number, (name, one) in enumerate(kept):
            day = f"2025-0{1 + number % 9}-0{1 + number % 7}"
            pesan = one.get("pesan", "")
            writer.writerow([name, "ABC"[number % 3], one.get("kanal", ""), day, f"{day} 23:30", pesan, one["balasan"]])


def results(folder: Path, seed: str, locale: str, zone: str, jobs: str, **more: str) -> dict[str, bytes]:
    """What the commands print and write, in a process of their own each."""
    folder.mkdir()
    archive(folder / "arsip.csv", KEPT.items())
    (folder / "draf").mkdir()
    for number, reply in enumerate(REPLIES[::15]):
        (folder / "draf" / f"{number}.txt").write_text(reply, encoding="utf-8")
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "LC_ALL": locale, "LANG": locale, "TZ": zone, **more,
    }  # fmt: skip
    told = {}
    for command in COMMANDS:
        done = subprocess.run(
            [sys.executable, "-c", IN_SMALL_CHUNKS, *command, *(["--jobs", jobs] if command[0] == "audit" else [])],
            cwd=folder, env=environment, capture_output=True, timeout=120,
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr
        told[command[0]] = done.stdout
    return told | {path.name: path.read_bytes() for path in folder.glob("hasil.*")}


@pytest.fixture(scope="module")
def usual(tmp_path_factory) -> dict[str, bytes]:
    return results(tmp_path_factory.mktemp("biasa") / "a", "0", "C.UTF-8", "UTC", "1")


@pytest.mark.parametrize(("seed", "locale", "zone", "jobs"), CIRCUMSTANCES)
def test_results_are_the_same_bytes_in_any_process(usual, tmp_path, seed, locale, zone, jobs):
    found = results(tmp_path / "a", seed, locale, zone, jobs)
    assert found.keys() == usual.keys()
    assert [name for name in usual if found[name] != usual[name]] == []


def test_results_are_the_same_where_the_lexicon_is_compiled_anew(usual, tmp_path):
    found = results(tmp_path / "a", "6", "C.UTF-8", "UTC", "2", XDG_CACHE_HOME=str(tmp_path / "kosong"))
    assert [name for name in usual if found[name] != usual[name]] == []


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_order_and_line_ends_of_an_archive_change_no_verdict(usual, run, tmp_path, monkeypatch, newline):
    monkeypatch.setattr("sopan.audit.run.ROWS", 20)
    shuffled = random.Random(3).sample(list(KEPT.items()), len(KEPT))
    archive(tmp_path / "arsip.csv", shuffled, newline)
    result = run("audit", tmp_path / "arsip.csv", "-o", tmp_path / "hasil.jsonl", "--mask")
    assert result.exit_code == 0, result.stderr
    assert _verdicts((tmp_path / "hasil.jsonl").read_bytes()) == _verdicts(usual["hasil.jsonl"])


def _verdicts(lines: bytes) -> dict[str, Any]:
    records = [json.loads(line) for line in lines.decode().splitlines()]
    return {record["id"]: (record["score"], record["grade"], record["kind"], record["signals"]) for record in records}


def _told(report: Report) -> list[tuple[object, ...]]:
    signals = [(s.rule, s.entry, s.text.replace("\r\n", "\n")) for s in (*report.signals, *report.silent)]
    dropped = [(d.signal.rule, d.signal.entry, d.step) for d in report.dropped]
    missing = [f.rule for f in report.findings]
    return [(report.score.value, report.score.grade, report.kind.name), *signals, *dropped, *missing]


def test_line_ends_of_another_system_change_no_verdict(checker: Checker) -> None:
    letters = ["\n".join(REPLIES[n : n + 3]) for n in range(0, len(REPLIES), 3)]
    letters += [reply.replace(". ", ".\n") for reply in REPLIES]
    changed = [
        text for text in letters if _told(checker.check(text)) != _told(checker.check(text.replace("\n", "\r\n")))
    ]
    assert changed == []


def test_what_was_judged_before_changes_no_verdict() -> None:
    """A checker that has seen other replies, and one that sees them in another order, judge like a new one."""
    first, second = Checker(), Checker()
    forward = [_told(first.check(reply)) for reply in REPLIES]
    backward = [_told(second.check(reply)) for reply in reversed(REPLIES)]
    assert backward[::-1] == forward
    assert [_told(first.check(reply)) for reply in REPLIES] == forward
