"""Long audits: killed at any moment and taken up again, stopped by hand, spread over processes, never losing a row."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from sopan.audit.archive import Archive, Request
from sopan.audit.judge import Judge, Text, Verdict
from sopan.audit.run import Privacy, Stop, judge_archive
from sopan.audit.store import open_store, read_meta
from sopan.checker import Checker

if hasattr(os, "openpty"):
    import fcntl
    import termios

ROWS, WIDTH = 900, 70
SMALL_CHUNKS = "import sys, sopan.audit.run as r; r.ROWS = 20; from sopan.__main__ import main; main()"
ENDS = (
    "Terima kasih.",
    "Mohon maaf atas ketidaknyamanannya.",
    "Tunggu saja, jangan cerewet.",
    "Itu urusan Ibu.",
    "Semoga membantu.",
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    """Varied replies, a share of them canned, unanswered or broken."""
    chance = random.Random(7)
    lines = []
    for number in range(ROWS):
        reply = f"Selamat pagi, Bapak. Berkas nomor {chance.randrange(10**6)} kami periksa. {chance.choice(ENDS)}"
        if chance.random() < 0.3:
            reply = f"Selamat pagi, Ibu. {chance.choice(ENDS)}"
        if chance.random() < 0.05:
            reply = ""
        lines.append(json.dumps({"id": number, "petugas": chance.choice("ABC"), "pesan": "Kapan?", "balasan": reply}))
    lines[100] = "{rusak"
    path = tmp_path_factory.mktemp("arsip") / "arsip.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path


def start(archive: Path, folder: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SMALL_CHUNKS, "audit", str(archive), "-o", str(folder / "hasil.csv"),
               "-o", str(folder / "hasil.jsonl"), "--jobs", "2", *options]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder)


@pytest.fixture(scope="module")
def undisturbed(archive, tmp_path_factory) -> tuple[Path, float]:
    folder = tmp_path_factory.mktemp("utuh")
    began = time.monotonic()
    process = start(archive, folder)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert f"{ROWS} baris dibaca: " in errors
    return folder, time.monotonic() - began


def work_file(folder: Path) -> Path:
    return folder / "hasil.csv.kerja"


def wait_for_work(process: subprocess.Popen[str], folder: Path) -> None:
    while process.poll() is None and not work_file(folder).exists():
        time.sleep(0.01)


def interrupted(archive: Path, folder: Path) -> subprocess.Popen[str]:
    """An audit that was told to stop by Ctrl-C once it was at work."""
    process = start(archive, folder)
    wait_for_work(process, folder)
    process.send_signal(signal.SIGINT)
    return process


def assert_resumed(archive: Path, folder: Path, whole: Path) -> None:
    """Taken up again, the audit ends like an undisturbed one."""
    process = start(archive, folder, "--resume")
    process.communicate(timeout=300)
    assert process.returncode == 0
    assert same(folder, whole)


def same(folder: Path, other: Path) -> bool:
    return all((folder / name).read_bytes() == (other / name).read_bytes() for name in ("hasil.csv", "hasil.jsonl"))


def test_an_audit_killed_at_any_moment_and_resumed_ends_like_an_undisturbed_one(archive, undisturbed, tmp_path):
    whole, seconds = undisturbed
    chance = random.Random(11)
    reached = [0]
    for _ in range(4):
        process = start(archive, tmp_path, *(["--resume"] if work_file(tmp_path).exists() else []))
        wait_for_work(process, tmp_path)
        time.sleep(chance.uniform(0, seconds / 3))
        process.kill()
        process.communicate()
        assert not (tmp_path / "hasil.csv").exists() or process.returncode == 0
        if not work_file(tmp_path).exists():
            break
        store = open_store(work_file(tmp_path))
        rows = int(read_meta(store)["rows"])
        counted = store.execute("SELECT (SELECT count(*) FROM replies) + (SELECT count(*) FROM bad)").fetchone()
        store.close()
        assert counted == (rows,)
        assert rows >= reached[-1]
        reached.append(rows)
    process = start(archive, tmp_path, *(["--resume"] if work_file(tmp_path).exists() else []))
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert same(tmp_path, whole)
    assert f"{ROWS} baris dibaca: " in errors
    assert not work_file(tmp_path).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process")
def test_ctrl_c_leaves_a_partial_result_and_the_way_to_go_on(archive, undisturbed, tmp_path):
    whole, _ = undisturbed
    process = interrupted(archive, tmp_path)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 130
    assert "--resume" in errors
    assert "Traceback" not in errors
    partial = (tmp_path / "hasil.jsonl").read_text().splitlines()
    assert len(partial) < ROWS
    assert (whole / "hasil.jsonl").read_text().startswith("".join(line + "\n" for line in partial))
    assert_resumed(archive, tmp_path, whole)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process")
def test_a_second_ctrl_c_ends_the_writing_of_the_partial_result_and_loses_nothing(archive, undisturbed, tmp_path):
    whole, _ = undisturbed
    process = interrupted(archive, tmp_path)
    assert process.stderr is not None
    assert "Ctrl-C sekali lagi" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert_resumed(archive, tmp_path, whole)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_judges_end_when_their_parent_is_killed(archive, tmp_path):
    process = start(archive, tmp_path)
    wait_for_work(process, tmp_path)
    judges = _children(process.pid)
    process.kill()
    process.communicate()
    assert len(judges) == 2
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in judges) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(Path(f"/proc/{pid}").exists() for pid in judges)


def _children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(status.parent.name))
    return found


def test_a_pipe_gets_no_progress(archive, undisturbed, tmp_path):
    process = start(archive, tmp_path)
    output, errors = process.communicate(timeout=300)
    assert "\x1b" not in output + errors
    assert "\r" not in output + errors
    assert "per detik" not in errors


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals")
def test_a_terminal_sees_how_far_an_audit_is_and_then_only_its_result(archive, tmp_path):
    shown = _on_a_terminal(archive, tmp_path, "--output", "hasil.csv")
    frames = [frame for frame in re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)) if frame.strip()]
    counted = [int(found[1].replace(".", "")) for frame in frames if (found := re.search(r"━ ([\d.]+) baris", frame))]
    assert counted[0] == 0
    assert counted[-1] == ROWS
    assert counted == sorted(counted)
    assert all(
        re.search(r"baris, [\d.]+ per detik, sisa 0:0\d:\d\d", frame) for frame in frames if "━ 200 baris" in frame
    )
    assert any("Menulis hasil.csv" in frame for frame in frames)
    assert not any("baris, " in frame or "Menulis" in frame for frame in frames[-5:])
    assert all(len(frame) <= WIDTH for frame in frames if "━" in frame)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals")
def test_lines_go_to_their_file_while_a_terminal_sees_how_far_they_are(archive, tmp_path):
    target = tmp_path / "hasil.jsonl"
    with target.open("wb") as stream:
        shown = _on_a_terminal(archive, tmp_path, "--format", "jsonl", stdout=stream)
    assert "500 baris" in shown
    assert "{" not in shown
    assert f"{ROWS} baris dibaca: " in shown
    assert len([json.loads(line) for line in target.read_text("utf-8").splitlines()]) == ROWS - 1


def _on_a_terminal(archive: Path, folder: Path, *options: str, stdout: IO[bytes] | None = None) -> str:
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, WIDTH, 0, 0))
    command = [sys.executable, "-c", SMALL_CHUNKS, "audit", str(archive), "--jobs", "2", *options]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=stdout or theirs, stderr=theirs, cwd=folder, env={**os.environ, "TERM": "xterm"}
    )
    os.close(theirs)
    shown = bytearray()
    with contextlib.suppress(OSError):  # the end of a pseudo-terminal is an error on Linux
        while data := os.read(ours, 65_536):
            shown += data
    os.close(ours)
    assert process.wait(timeout=300) == 0
    return shown.decode()


def test_progress_counts_what_is_judged_and_not_what_is_read(archive, tmp_path, checker, monkeypatch):
    monkeypatch.setattr("sopan.audit.run.ROWS", 100)
    told: list[tuple[int, float | None]] = []
    with Archive(Request((str(archive),))) as records:
        judge_archive(
            records, Judge(checker.settings, None), tmp_path / "a.kerja", Privacy(), jobs=2, resume=False, stop=Stop(),
            tick=lambda rows, share: told.append((rows, share)),
        ).close()  # fmt: skip
    assert [rows for rows, _ in told] == list(range(0, ROWS + 1, 100))
    assert told[0][1] is None
    shares = [share for _, share in told[1:] if share is not None]
    assert shares == sorted(set(shares))
    assert [share for share in shares if share == 1.0] == shares[-1:]


def small(folder: Path, rows: int = 5) -> Path:
    path = folder / "a.csv"
    path.write_text("no,petugas,balasan\n" + "".join(f"{n},Ani,Selamat pagi Bu nomor {n}.\n" for n in range(rows)))
    return path


def test_a_work_file_in_the_way_is_not_overwritten(run, tmp_path):
    path, work = small(tmp_path), tmp_path / "w.kerja"
    assert run("audit", path, "--work", work, "--keep-work").exit_code == 0
    before = work.read_bytes()
    result = run("audit", path, "--work", work)
    assert result.exit_code == 2
    assert "--resume" in result.stderr
    assert work.read_bytes() == before
    assert work.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("option", ["--output", "--work"])
def test_an_archive_is_never_overwritten_by_its_own_audit(run, tmp_path, option):
    path = small(tmp_path)
    before = path.read_bytes()
    result = run("audit", path, option, tmp_path / "." / "a.csv")
    assert result.exit_code == 2
    assert path.read_bytes() == before


def test_a_finished_audit_gives_further_outputs_without_judging_again(run, tmp_path, monkeypatch):
    path, work = small(tmp_path), tmp_path / "w.kerja"
    run("audit", path, "--work", work, "--keep-work", "--output", tmp_path / "h.csv")
    monkeypatch.setattr(Checker, "check", None)
    result = run("audit", path, "--work", work, "--resume", "--output", tmp_path / "b.csv")
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "h.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize(
    ("options", "says"),
    [(["--mask"], "opsi perintah"), (["--officer-column", "no"], "opsi perintah"), (["--pedantic"], "opsi perintah")],
)  # fmt: skip
def test_an_audit_is_taken_up_again_only_as_it_was_begun(run, tmp_path, options, says):
    pytest.importorskip("phonenumbers")
    path, work = small(tmp_path), tmp_path / "w.kerja"
    run("audit", path, "--work", work, "--keep-work")
    result = run("audit", path, "--work", work, "--resume", *options)
    assert result.exit_code == 2
    assert says in result.stderr
    os.utime(path, (1, 1))
    assert "berkas arsip" in run("audit", path, "--work", work, "--resume").stderr


def test_resuming_needs_a_work_file_that_is_one(run, tmp_path):
    path = small(tmp_path)
    assert "tidak ada" in run("audit", path, "--work", tmp_path / "x", "--resume").stderr
    (tmp_path / "y").write_text("bukan basis data")
    result = run("audit", path, "--work", tmp_path / "y", "--resume")
    assert result.exit_code == 2
    assert "bukan berkas kerja" in result.stderr
    assert (tmp_path / "y").read_text() == "bukan basis data"
    assert "masukan baku" in run("audit", "-", "--work", tmp_path / "x", "--resume", stdin="balasan\nYa\n").stderr


def test_a_text_the_engine_fails_on_is_a_bad_row_and_the_audit_goes_on(run, tmp_path, monkeypatch):
    check = Checker.check

    def failing(self: Checker, text: str, **options: object) -> object:
        if "nomor 3" in text:
            raise RecursionError
        return check(self, text, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Checker, "check", failing)
    for options in (("--format", "jsonl"), ("--output", tmp_path / "h.csv")):
        result = run("audit", small(tmp_path), *options)
        assert result.exit_code == 0
        assert "5 baris dibaca: 4 balasan dinilai, 0 pesan belum terjawab, 1 baris rusak." in result.stderr
        assert "baris 5" in result.stderr


def test_a_judge_that_forgot_the_words_it_met_judges_the_same(checker, monkeypatch):
    monkeypatch.setattr("sopan.document.MOST_LEXEMES", 1)
    judge = Judge(checker.settings, None)
    texts = [Text("Itu urusan Ibu.", "", ""), Text("Terima kasih, Bu.", "Kapan?", "keluhan")]
    first = judge(texts)
    assert judge(texts) == first
    assert all(isinstance(verdict, Verdict) for verdict in first)


def test_the_same_text_is_judged_once(run, tmp_path, monkeypatch):
    seen: list[str] = []
    check = Checker.check

    def counting(self: Checker, text: str, **options: object) -> object:
        seen.append(text)
        return check(self, text, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Checker, "check", counting)
    monkeypatch.setattr("sopan.audit.run.ROWS", 3)
    path = tmp_path / "a.csv"
    path.write_text("no,balasan\n" + "1,Terima kasih Bu.\n2,Ya.\n" * 10)
    result = run("audit", path, "--output", tmp_path / "h.csv", "--jobs", "1")
    assert "20 balasan dinilai" in result.stderr
    assert sorted(seen) == ["Terima kasih Bu.", "Ya."]


def test_dry_run_shows_columns_dates_and_bad_rows_and_judges_nothing(run, tmp_path, monkeypatch):
    monkeypatch.setattr(Checker, "check", None)
    path = tmp_path / "a.csv"
    path.write_text("no;tanggal_masuk;balasan;catatan\n1;12/31/2024 09.30;Ya, Bu;x\n2;besok;Ya;y\n3;1;2;3;4\n")
    result = run("audit", path, "--dry-run")
    assert result.exit_code == 0
    shown = " ".join(result.stdout.split())
    for words in ("pemisah ;", "balasan = balasan", "tanggal pesan = tanggal_masuk", "2024-12-31 09:30", "tidak terbaca: besok",
                  "Tidak dipakai: catatan", "bulan di depan", "baris 4: 5 kolom"):  # fmt: skip
        assert words in shown
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_settings_files_name_columns_and_switch_entries_off(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.csv"
    path.write_text("kode,isi,siapa\n7,Itu urusan Ibu.,Ani\n")
    (tmp_path / ".sopan.toml").write_text('off = ["abai"]\n[columns]\nreply = "isi"\nid = "kode"\nofficer = "siapa"\n')
    record = json.loads(run("audit", path, "--format", "jsonl").stdout)
    assert (record["id"], record["officer"]) == ("7", "Ani")
    assert "abai" not in [signal["rule"] for signal in record["signals"]]
    assert run("audit", path, "--format", "jsonl", "--isolated").exit_code == 2
    (tmp_path / ".sopan.toml").write_text('[columns]\nrepli = "isi"\n')
    result = run("audit", path)
    assert result.exit_code == 2
    assert ".sopan.toml:2" in result.stderr
