"""`sopan check` as an officer meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = (
    "Selamat pagi, Ibu Ratna. Mohon maaf atas keterlambatan kartu Ibu. Kami memahami Ibu sangat memerlukannya. "
    "Kartu Ibu sudah kami cetak dan dapat diambil besok pukul 09.00 di loket 2. Terima kasih atas kesabaran Ibu."
)
RUDE = "Ya terserah situ. Makanya baca dulu syaratnya!!!"


def draft(folder: Path, text: str | bytes, name: str = "draf.txt") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def test_a_courteous_draft_is_clean(run, tmp_path):
    result = run("check", draft(tmp_path, GOOD), "--kind", "keluhan")
    assert result.exit_code == 0
    assert "galat" not in result.stdout


def test_a_rude_draft_fails_with_file_line_and_column(run, tmp_path):
    path = draft(tmp_path, "Selamat pagi.\n🙂 " + RUDE)
    result = run("check", path)
    assert result.exit_code == 1
    assert f"{path}:2:" in result.stdout
    assert " galat abai " in result.stdout


def test_standard_input_is_read(run):
    result = run("check", "-", stdin=RUDE)
    assert result.exit_code == 1
    assert result.stdout.startswith("masukan baku:1:")


@pytest.mark.parametrize(("level", "code"), [("galat", 1), ("peringatan", 1), ("saran", 1), ("tidak", 0)])
def test_the_gate_is_set_by_fail_on(run, tmp_path, level, code):
    assert run("check", draft(tmp_path, RUDE), "--fail-on", level).exit_code == code


def test_a_missing_greeting_is_a_warning_not_an_error(run, tmp_path):
    path = draft(tmp_path, "Berkas Ibu sudah selesai.")
    assert run("check", path).exit_code == 0
    assert run("check", path, "--fail-on", "peringatan").exit_code == 1


def test_json_has_versions_and_result_or_error_never_both(run, tmp_path):
    good, missing = draft(tmp_path, GOOD), tmp_path / "tak-ada.txt"
    result = run("check", good, missing, "--format", "json")
    assert result.exit_code == 2
    document = json.loads(result.stdout)
    assert {"schema", "sopan", "lexicon", "results"} <= document.keys()
    first, second = document["results"]
    assert "result" in first
    assert "error" not in first
    assert "error" in second
    assert "result" not in second
    score = first["result"]["score"]
    assert sum(c["points"] for c in score["contributions"]) == pytest.approx(score["value"], abs=0.051)


def test_jsonl_has_the_versions_in_every_record(run, tmp_path):
    result = run("check", draft(tmp_path, GOOD), draft(tmp_path, RUDE, "b.txt"), "--format", "jsonl")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(r["file"]).name for r in records] == ["draf.txt", "b.txt"]
    assert all({"schema", "sopan", "lexicon"} <= r.keys() for r in records)


def test_kind_decides_what_is_missing(run, tmp_path):
    path = draft(tmp_path, "Selamat pagi, Ibu. Terima kasih.")
    assert "kurang-maaf" in run("check", path, "--kind", "keluhan").stdout
    assert "kurang-maaf" not in run("check", path, "--kind", "apresiasi").stdout


def test_kind_is_read_from_the_message(run, tmp_path):
    message = draft(
        tmp_path, "Saya sangat kecewa, sudah sebulan KTP saya belum jadi, pelayanannya lambat!", "pesan.txt"
    )
    path = draft(tmp_path, "Selamat pagi, Ibu. Terima kasih.")
    document = json.loads(run("check", path, "--message", message, "--format", "json").stdout)
    kind = document["results"][0]["result"]["kind"]
    assert kind["name"] == "keluhan"
    assert kind["evidence"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_are_read(run, tmp_path, encoding):
    path = draft(tmp_path, f"Selamat pagi, Bu “Ratna”. {RUDE}".encode(encoding))
    result = run("check", path)
    assert result.exit_code == 1
    assert " galat abai " in result.stdout


BAD_INPUT = [
    ("tak-ada.txt", None, "tidak ada"),
    ("kosong.txt", b"", "kosong"),
    ("spasi.txt", b" \n\t ", "kosong"),
    ("biner.txt", bytes(range(256)) * 20, "bukan teks"),
    ("gambar.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 50, "bukan teks"),
    ("raksasa.txt", b"a" * 50_000_000, "terlalu besar"),
]


@pytest.mark.parametrize(("name", "data", "says"), BAD_INPUT)
def test_bad_input_gets_one_sentence_and_exit_code_2(run, tmp_path, name, data, says):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    result = run("check", path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr


def test_a_folder_without_drafts_is_refused_with_one_sentence(run, tmp_path):
    draft(tmp_path, GOOD, "foto.png")
    result = run("check", tmp_path)
    assert result.exit_code == 2
    assert "tidak berisi draf" in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_unknown_kind_is_named_with_the_known_ones(run, tmp_path):
    result = run("check", draft(tmp_path, GOOD), "--kind", "pujian")
    assert result.exit_code == 2
    assert "keluhan" in result.stderr


def test_options_of_the_program_work_on_both_sides_of_the_command(run, tmp_path):
    path = draft(tmp_path, 'Petugas berkata "terserah Ibu" kepada Ibu Ani.')
    assert run("--verbose", "check", path).stdout == run("check", path, "--verbose").stdout
    assert "bukan-kata-petugas" in run("--verbose", "check", path).stdout


def test_control_characters_do_not_reach_the_terminal(run, tmp_path):
    path = draft(tmp_path, "\x1b[2J\x1b]0;judul\x07Terserah Ibu. [bold]x[/bold]")
    result = run("check", path, "--verbose")
    assert "\x1b]0" not in result.stdout
    assert "\x1b[2J" not in result.stdout
    assert "[bold]x[/bold]" in result.stdout


def test_a_closed_pipe_ends_quietly(tmp_path):
    path = draft(tmp_path, "\n\n".join([RUDE] * 2000))
    command = f"{sys.executable} -m sopan check {path} | head -1"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
