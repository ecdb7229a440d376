"""Archives with a column of channels: each reply judged as its channel wants it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sopan.audit.comparison import compare
from sopan.audit.judge import Judge
from sopan.paths import standard_folders
from sopan.profiles import ChannelNames
from sopan.settings import Settings

REPLY = "Selamat pagi, Bu. Mohon maaf, jalan kami perbaiki besok. Terima kasih."
WRITTEN = ("Surat", "DM Instagram", "WhatsApp", "Loket 3")


@pytest.fixture
def archive(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "arsip.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["kanal", "jenis", "balasan"])
        table.writerows([written, "keluhan", REPLY] for written in WRITTEN * 2)
    return path


def missing(output: str) -> dict[str, set[str]]:
    """By channel as the archive writes it: what its replies are said to lack."""
    found: dict[str, set[str]] = {}
    for line in map(json.loads, output.splitlines()):
        lacking = {finding["rule"] for finding in line["findings"] if finding["rule"].startswith("kurang-")}
        assert found.setdefault(line["channel"], lacking) == lacking
    return found


@pytest.mark.parametrize(
    ("written", "channel"),
    [
        ("medsos", "medsos"), ("DM Instagram", "medsos"), ("Twitter/X", "medsos"), ("FACEBOOK", "medsos"),
        ("WhatsApp Business", "chat"), ("WA", "chat"), ("e-mail", "surel"), ("Email kantor", "surel"),
        ("Surat elektronik", "surel"), ("SURAT", "surat"), ("SP4N-LAPOR!", "lapor"), ("sms", "sms"),
        ("", ""), ("Loket 3", ""), ("Chat Instagram", ""), ("Waru", ""), ("suratan", ""),
    ],
)  # fmt: skip
def test_channels_are_known_by_what_archives_call_them(written, channel):
    assert ChannelNames(standard_folders())(written) == channel


@pytest.mark.parametrize("more", [[], ["--work", "a.kerja"]])
def test_each_reply_lacks_what_its_own_channel_asks_for(run, archive, more):
    result = run("audit", archive, "--format", "jsonl", "--jobs", "1", *more)
    assert result.exit_code == 0, result.stderr
    lacking = missing(result.stdout)
    assert "kurang-empati" in lacking["Surat"]
    assert lacking["DM Instagram"] == lacking["Surat"] - {"kurang-empati"}
    assert lacking["WhatsApp"] == lacking["Loket 3"] == lacking["Surat"]
    assert "8 balasan dinilai" in result.stderr


def test_a_channel_that_is_set_goes_for_every_reply(run, archive):
    lacking = missing(run("audit", archive, "--format", "jsonl", "--channel", "medsos").stdout)
    assert "kurang-empati" not in set().union(*lacking.values())


def test_settings_for_a_channel_go_for_its_replies(run, archive):
    before = [json.loads(line) for line in run("audit", archive, "--format", "jsonl").stdout.splitlines()]
    Path(".sopan.toml").write_text('[channels.chat]\noff = ["kurang-empati"]\n', "utf-8")
    output = run("audit", archive, "--format", "jsonl").stdout
    lacking = missing(output)
    assert "kurang-empati" in lacking["Surat"]
    assert "kurang-empati" not in lacking["WhatsApp"]
    assert {json.loads(line)["lexicon"] for line in output.splitlines()}.isdisjoint(line["lexicon"] for line in before)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".csv.kerja"])
def test_replies_judged_again_are_judged_by_their_channels(run, archive, tmp_path, suffix):
    outputs = [tmp_path / f"h{s}" for s in (".csv", ".jsonl", ".parquet")]
    run("audit", archive, *(part for path in outputs for part in ("--output", path)), "--keep-work")
    found = compare(tmp_path / f"h{suffix}", Judge(Settings(), None))
    assert (found.changed, found.mean) == ((), found.old_mean)
