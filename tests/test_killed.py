"""Processes killed outright (SIGKILL): no half-written file under a name that counts, what is left is private, no row lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

ROOT = Path(__file__).parents[1]
DRAFT = "Selamat pagi, Bu. Trimakasih atas laporan nya nomor {}.\n"
DRAFTS, ROWS = 60, 4_500
SUFFIXES = (".csv", ".jsonl", ".html", ".xlsx", ".parquet")


def begun(folder: Path, *args: str, cache: Path | None = None) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "TMPDIR": str(folder / "sementara")}
    if cache is not None:
        environment["XDG_CACHE_HOME"] = str(cache)
    (folder / "sementara").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "sopan", *args], cwd=folder, env=environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def killed_when(process: subprocess.Popen[bytes], come: Callable[[], bool]) -> None:
    """Kill a process as soon as something has come, or at the latest after a minute; its end before that is fine too."""
    end = time.monotonic() + 60
    while process.poll() is None and not come() and time.monotonic() < end:
        time.sleep(0.0005)
    process.send_signal(signal.SIGKILL)
    process.wait(60)


def open_to_others(folder: Path, *kept: str) -> list[Path]:
    """What was left beside the files named that not only its owner may read."""
    left = [path for path in folder.rglob("*") if path.is_file() and path.name not in kept]
    return [path for path in left if path.stat().st_mode & 0o077]


def private(folder: Path, *kept: str) -> bool:
    """Whether what was left beside the files named is for its owner alone."""
    return not open_to_others(folder, *kept)


@pytest.mark.parametrize("moment", [0, 1, 30])
def test_a_killed_fix_leaves_every_draft_old_or_new(tmp_path, moment):
    names = [f"{n:03}.txt" for n in range(DRAFTS)]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(DRAFT.format(number))

    def changed() -> int:
        return sum("Trima" not in (tmp_path / name).read_text() for name in names)

    def come() -> bool:
        if moment == 0:
            return any(name.startswith(".sopan-") for name in os.listdir(tmp_path))
        return changed() >= moment

    killed_when(begun(tmp_path, "fix", "."), come)
    new = DRAFT.replace("Trimakasih", "Terima kasih")
    for number, name in enumerate(names):
        assert (tmp_path / name).read_text() in (DRAFT.format(number), new.format(number))
    left = {path.name for path in tmp_path.iterdir() if path.is_file()} - set(names)
    assert all(name.startswith(".sopan-") for name in left)
    # Whole, and about to take its draft's name, a file has its draft's mode already.
    assert all(path.read_text() in [new.format(n) for n in range(DRAFTS)] for path in open_to_others(tmp_path, *names))
    assert begun(tmp_path, "fix", ".").wait(120) == 0
    assert changed() == DRAFTS


@pytest.fixture(scope="module")
def archive() -> str:
    return "id,balasan\n" + "".join(f'{n},"Itu urusan Bapak. Nomor {n} dan {n * 7}."\n' for n in range(ROWS))


@pytest.fixture(scope="module")
def undisturbed(archive, tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("utuh")
    (folder / "arsip.csv").write_text(archive)
    outputs = [f"hasil{suffix}" for suffix in SUFFIXES]
    options = [part for name in outputs for part in ("-o", name)]
    assert begun(folder, "audit", "arsip.csv", *options, "-j", "1").wait(240) == 0
    return {name: (folder / name).read_bytes() for name in outputs}


@pytest.mark.parametrize(
    ("moment", "suffix"), [("bermula", ".csv"), ("catatan", ".csv"), *(("hasil", suffix) for suffix in SUFFIXES)]
)
def test_a_killed_audit_leaves_the_old_result_and_goes_on_without_a_row_lost(
    tmp_path, archive, undisturbed, moment, suffix
):
    (tmp_path / "arsip.csv").write_text(archive)
    target, work = tmp_path / f"hasil{suffix}", tmp_path / f"hasil{suffix}.kerja"
    target.write_bytes(b"yang lama")
    log = work.with_name(work.name + ".wal")
    come = {
        "bermula": work.exists, "catatan": lambda: log.exists() and log.stat().st_size > 200_000,
        "hasil": lambda: any(name.startswith(".sopan-") for name in os.listdir(tmp_path)),
    }[moment]  # fmt: skip
    command = ("audit", "arsip.csv", "-o", target.name, "-j", "1")
    killed_when(begun(tmp_path, *command), come)
    whole = target.read_bytes()
    assert whole == b"yang lama" or len(whole) > 5_000
    for path in open_to_others(tmp_path, "arsip.csv", target.name):  # about to take the result's name, whole
        assert path.name.startswith(".sopan-")
        assert abs(path.stat().st_size - len(undisturbed[target.name])) < 2_000
    if work.exists():
        code = begun(tmp_path, *command, "--resume").wait(240)
        if code == 2:  # killed before the work file held anything: the sentence says so, and the audit begins anew
            assert moment == "bermula"
            work.unlink()
            log.unlink(missing_ok=True)
            code = begun(tmp_path, *command).wait(240)
        assert code == 0
    if suffix in (".csv", ".jsonl"):
        assert target.read_bytes() == undisturbed[target.name]
    assert abs(target.stat().st_size - len(undisturbed[target.name])) < 2_000
    assert not work.exists()
    assert not log.exists()


@pytest.mark.parametrize("member", ["a.ods", "a.parquet"])
def test_the_private_copy_of_a_killed_audit_is_for_its_owner_alone(tmp_path, member):
    import zipfile

    from test_broken_drafts import ARCHIVES

    data = ARCHIVES[Path(member).suffix]()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr(member, data)
    place = tmp_path / "sementara"
    process = begun(tmp_path, "audit", "a.zip", "-o", "hasil.csv")
    killed_when(process, lambda: any(place.glob("sopan-*")))
    assert private(tmp_path, "a.zip")


@pytest.mark.parametrize("moment", [0.0, 0.002, 0.01])
def test_a_killed_start_leaves_no_cache_that_is_half_written(tmp_path, moment):
    (tmp_path / "a.txt").write_text("Itu urusan Bapak.")
    cache = tmp_path / "singgahan"

    def come() -> bool:
        found = any(cache.rglob("kamus-*.tmp"))
        time.sleep(moment if found else 0)
        return found

    killed_when(begun(tmp_path, "check", "a.txt", cache=cache), come)
    assert private(tmp_path, "a.txt")
    assert begun(tmp_path, "check", "a.txt", cache=cache).wait(120) == 1
    assert begun(tmp_path, "check", "a.txt", cache=cache).wait(120) == 1


def test_what_killed_starts_left_in_the_cache_goes_with_what_is_old(tmp_path, monkeypatch):
    from sopan.lexicon import cache
    from sopan.lexicon.loader import load
    from sopan.paths import lexicon_folder

    folder = tmp_path / "singgahan"
    folder.mkdir()
    monkeypatch.setattr(cache, "cache_folder", lambda: folder)
    for number in range(12):
        left = folder / f"kamus-{number}.tmp"
        left.write_bytes(b"separuh")
        os.utime(left, (number, number))
    lexicon = load([lexicon_folder()])
    cache.write(lexicon, {})
    names = {path.name for path in folder.iterdir()}
    assert len(names) == 8
    assert "kamus-0.tmp" not in names
    assert "kamus-11.tmp" in names
