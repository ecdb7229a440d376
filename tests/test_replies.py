"""The archives that benchmarks are run on: the same for the same seed, varied, and with the repeats that archives have."""

from __future__ import annotations

import csv
import json
import sys
from itertools import islice
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
replies = pytest.importorskip("replies")


def test_the_same_seed_gives_the_same_archive_in_both_forms(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", "c.jsonl"):
        replies.write(tmp_path / name, replies.Writer(7).rows(300))
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    lines = [json.loads(line) for line in (tmp_path / "c.jsonl").read_text("utf-8").splitlines()]
    assert [row["balasan"] for row in table] == [line["balasan"] for line in lines]
    assert [row.balasan for row in replies.Writer(8).rows(300)] != [row["balasan"] for row in table]


def test_replies_vary_and_some_are_pasted() -> None:
    rows = list(replies.Writer(7).rows(3000))
    texts = [row.balasan for row in rows if row.balasan]
    assert 0.6 < len(set(texts)) / len(texts) < 0.95
    assert 50 < sum(len(text.split()) for text in texts) / len(texts) < 80
    assert 0.01 < sum(not row.balasan for row in rows) / len(rows) < 0.06
    assert [row.tanggal_masuk[:7] for row in rows] == sorted(row.tanggal_masuk[:7] for row in rows)
    fresh = replies.Writer(7, canned=0)
    texts = [fresh.reply() for _ in range(500)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_text_has_the_length_that_was_asked_for(language: str) -> None:
    writer = replies.Writer(1, language=language)
    assert [len(writer.of_length(n).split()) for n in (1, 10, 777)] == [1, 10, 777]


def test_rows_can_be_taken_without_making_all() -> None:
    assert [row.id for row in islice(replies.Writer(2).rows(10_000_000), 3)] == [1, 2, 3]
