"""Machines that fail: closed pipes, full disks, folders that cannot be written to, Ctrl-C, files that change."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sopan.errors import InputError
from sopan.textfile import replace_file, written_aside

ROOT = Path(__file__).parents[1]
RUDE = "Itu urusan Bapak, bukan urusan kami. Dasar bodoh, baca dulu aturannya.\n"
COMMANDS = [
    ("check", "kasar.txt"), ("check", "kasar.txt", "--verbose"), ("check", "kasar.txt", "--format", "sarif"),
    ("check", "kasar.txt", "--statistics"), ("fix", "--diff", "--unsafe", "--insert", "kasar.txt"),
    ("fix", "--format", "json", "kasar.txt"), ("audit", "arsip.csv"), ("audit", "arsip.csv", "--format", "jsonl"),
    ("audit", "arsip.csv", "--dry-run"), ("rules",), ("rules", "--format", "json"), ("explain", "abai"), ("--help",),
    ("check", "--help"), ("config", "show"), ("lexicon", "test"),
]  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "kasar.txt").write_text(RUDE)
    rows = "".join(f'{n},"{RUDE.strip()} Nomor {n}."\n' for n in range(40))
    (tmp_path / "arsip.csv").write_text("id,balasan\n" + rows)
    return tmp_path


def begun(folder: Path, *args: str, **options: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    if "preexec_fn" in options:  # what limits the files of the process limits those of coverage too
        environment.pop("COVERAGE_PROCESS_CONFIG", None)
    return subprocess.Popen(
        [sys.executable, "-m", "sopan", *args], cwd=folder, env=environment, stderr=subprocess.PIPE, **options
    )  # type: ignore[call-overload]


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_reader_that_closes_the_pipe_has_what_it_wants(office, command):
    before = set(os.listdir(office))
    read, write = os.pipe()
    os.close(read)
    process = begun(office, *command, stdout=write)
    os.close(write)
    said = process.communicate(timeout=120)[1].decode()
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    assert set(os.listdir(office)) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_full_disk_behind_standard_output_gets_one_sentence(office, command):
    with Path("/dev/full").open("wb") as full:
        process = begun(office, *command, stdout=full)
        said = process.communicate(timeout=120)[1].decode()
    assert process.returncode == 2
    assert "sopan: Keluaran tidak dapat ditulis" in said
    assert "Traceback" not in said
    assert "Exception ignored" not in said


@pytest.mark.skipif(os.name == "nt", reason="streams of POSIX")
@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_stream_that_the_parent_closed_changes_no_exit_code(office, closed):
    process = begun(
        office, "check", "kasar.txt", stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        preexec_fn=lambda: os.close(closed),
    )  # fmt: skip
    assert b"Traceback" not in process.communicate(timeout=120)[1]
    assert process.returncode == 1


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("command", [("check", "-"), ("fix", "-"), ("audit", "-", "--format", "jsonl")], ids=" ".join)
def test_ctrl_c_ends_every_command_with_130_and_no_traceback(office, command):
    process = begun(office, *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(4)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1].decode()
    finally:
        process.kill()
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert set(os.listdir(office)) == {"kasar.txt", "arsip.csv"}


def limited(size: int) -> object:
    """What makes a process meet a disk that is full after some bytes: no file of its can grow further."""
    import resource

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


OUTPUTS = [
    ("audit", "arsip.csv", "-o", "hasil.csv"), ("audit", "sample", "arsip.csv", "-o", "hasil.csv"),
    ("check", "kasar.txt", "-o", "hasil.csv"), ("check", "kasar.txt", "--write-baseline", "--baseline", "hasil.csv"),
    ("fix", "--unsafe", "--insert", "kasar.txt"),
]  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
@pytest.mark.parametrize("command", OUTPUTS, ids=" ".join)
def test_a_disk_that_fills_up_while_a_file_is_written_leaves_the_old_one(office, command):
    kept = {path: path.read_bytes() for path in office.iterdir()}
    target = office / command[-1]
    if target not in kept:
        target.write_bytes(b"yang lama")
        kept[target] = b"yang lama"
    process = begun(office, *command, stdout=subprocess.DEVNULL, preexec_fn=limited(16))
    said = process.communicate(timeout=120)[1].decode()
    assert process.returncode == 2, said
    assert "Traceback" not in said
    assert {path: path.read_bytes() for path in office.iterdir()} == kept


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the zip of a workbook tries once more
@pytest.mark.parametrize(
    ("option", "suffix"), [("-o", s) for s in ("csv", "xlsx", "html", "jsonl", "parquet")] + [("--bad-rows", "csv")]
)
def test_an_output_that_finds_no_room_gets_one_sentence_and_the_judged_rows_are_kept(office, run, option, suffix):
    (office / f"hasil.{suffix}").symlink_to("/dev/full")
    result = run("audit", office / "arsip.csv", option, office / f"hasil.{suffix}", "--work", office / "kerja")
    assert result.exit_code == 2, result.output
    assert f"hasil.{suffix} tidak dapat ditulis" in result.stderr
    assert "--resume" in result.stderr
    assert (office / "kerja").exists()


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
def test_an_audit_whose_disk_fills_up_keeps_what_it_judged_and_goes_on_later(office):
    rows = "".join(f'{n},"{RUDE.strip()} Nomor {n} dan {n * 7}."\n' for n in range(6000))
    (office / "arsip.csv").write_text("id,balasan\n" + rows)
    command = ("audit", "arsip.csv", "-o", "hasil.jsonl", "-j", "1")
    process = begun(office, *command, stdout=subprocess.DEVNULL, preexec_fn=limited(1_500_000))
    said = process.communicate(timeout=240)[1].decode()
    assert process.returncode == 2, said
    assert "Traceback" not in said
    assert not (office / "hasil.jsonl").exists()
    resume = ("--resume",) if (office / "hasil.jsonl.kerja").exists() else ()
    process = begun(office, *command, *resume, stdout=subprocess.DEVNULL)
    said = process.communicate(timeout=240)[1].decode()
    assert process.returncode == 0, said
    assert len((office / "hasil.jsonl").read_text().splitlines()) == 6000


def test_a_file_is_replaced_whole_with_its_mode_and_behind_its_link(tmp_path):
    real = tmp_path / "asli.txt"
    real.write_text("lama")
    real.chmod(0o640)
    link = tmp_path / "tautan.txt"
    link.symlink_to(real)
    replace_file(link, b"baru")
    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"baru", 0o640)


def test_nothing_is_left_where_writing_fails_half_way(tmp_path):
    target = tmp_path / "hasil.csv"
    target.write_text("lama")

    def fail() -> None:
        with written_aside(target) as beside:
            assert beside.stat().st_mode & 0o777 == 0o600
            beside.write_text("separ")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["hasil.csv"]
    assert target.read_text() == "lama"


def test_a_device_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipa"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        replace_file(pipe, b"isi")
        assert os.read(reader, 10) == b"isi"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_folder_that_is_not_there_gets_one_sentence(tmp_path):
    with pytest.raises(InputError, match="tidak dapat ditulis"):
        replace_file(tmp_path / "tidak-ada" / "a.txt", b"isi")
