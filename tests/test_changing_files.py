"""Files that change between reading and writing: nothing of another's is overwritten, and no row goes unsaid."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sopan.audit.archive import Archive, BadRecord, Request
from sopan.fixes import Fixer

RUDE = "Selamat pagi, Bu. Trimakasih atas laporan nya.\n"
ROWS = "id,balasan\n" + "".join(f'{n},"Terima kasih, Bu. Nomor {n} kami proses."\n' for n in range(3000))


def grow(path: Path) -> None:
    with path.open("a") as stream:
        stream.write("9999,Satu baris lagi.\n")


def shrink(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def swap(path: Path) -> None:
    other = path.with_name("lain")
    other.write_text("id,balasan\n1,Berkas lain.\n")
    os.replace(other, path)


def rewrite(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data.swapcase())


def remove(path: Path) -> None:
    path.unlink()


CHANGES = (grow, shrink, swap, rewrite)


@pytest.fixture
def meanwhile(monkeypatch) -> Callable[[Callable[[], None]], None]:
    """Lets something happen while drafts are judged, as when somebody saves a draft in an editor."""

    def plan(happen: Callable[[], None]) -> None:
        judge = Fixer.fix
        waiting = [happen]

        def fix(self: Fixer, *args: object, **options: object) -> object:
            while waiting:
                waiting.pop()()
            return judge(self, *args, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(Fixer, "fix", fix)

    return plan


@pytest.mark.parametrize("change", [*CHANGES, remove], ids=lambda change: change.__name__)
@pytest.mark.parametrize("options", [(), ("--backup",)], ids=["", "backup"])
def test_fix_never_overwrites_a_draft_that_changed_since_it_was_read(run, tmp_path, meanwhile, change, options):
    path = tmp_path / "a.txt"
    path.write_text(RUDE)
    meanwhile(lambda: change(path))
    result = run("fix", path, *options)
    assert result.exit_code == 2, result.output
    assert result.stderr.count("berubah sejak dibaca") == 1
    assert len(result.stderr.splitlines()) == 1
    expected = tmp_path / "b.txt"
    expected.write_text(RUDE)
    change(expected)
    assert path.exists() == expected.exists()
    assert not path.exists() or path.read_bytes() == expected.read_bytes()
    assert {p.name for p in tmp_path.iterdir()} <= {"a.txt", "b.txt"}


def test_a_draft_that_changed_does_not_keep_the_others_from_being_mended(run, tmp_path, meanwhile):
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(RUDE)
    meanwhile(lambda: grow(tmp_path / "b.txt"))
    result = run("fix", tmp_path)
    assert result.exit_code == 2
    assert "b.txt berubah sejak dibaca" in result.stderr
    assert "2 draf diubah" in result.stderr
    assert "9999" in (tmp_path / "b.txt").read_text()
    assert all("Terima kasih" in (tmp_path / name).read_text() for name in ("a.txt", "c.txt"))


def table(path: Path) -> Path:
    path.write_text(ROWS)
    return path


def packed(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", ROWS)
    return path


def lines(path: Path) -> Path:
    path.write_text("".join(json.dumps({"balasan": f"Terima kasih, Bu. Nomor {n}."}) + "\n" for n in range(3000)))
    return path


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize(("make", "name"), [(table, "a.csv"), (lines, "a.jsonl"), (packed, "a.zip")])
def test_an_archive_that_changes_while_it_is_read_is_counted_as_a_bad_row(tmp_path, change, make, name):
    path = make(tmp_path / name)
    with Archive(Request((str(path),))) as archive:
        records = archive.records()
        first = next(records)
        change(path)
        rest = list(records)
    assert not isinstance(first, BadRecord)
    said = [record.problem for record in rest if isinstance(record, BadRecord)]
    assert "berubah selagi dibaca" in said[-1]
    assert name in said[-1]


@pytest.mark.parametrize("make", [table, packed])
def test_an_archive_that_stays_the_same_has_no_bad_row(tmp_path, make):
    path = make(tmp_path / ("a.zip" if make is packed else "a.csv"))
    with Archive(Request((str(path),))) as archive:
        records = list(archive.records())
    assert len(records) == 3000
    assert not [record for record in records if isinstance(record, BadRecord)]


def test_a_strict_audit_of_an_archive_that_changes_gives_no_result(run, tmp_path, monkeypatch):
    path = table(tmp_path / "a.csv")
    read = Archive.records

    def records(self: Archive) -> object:
        for number, record in enumerate(read(self)):
            if number == 10:
                grow(path)
            yield record

    monkeypatch.setattr(Archive, "records", records)
    shutil.copy(path, tmp_path / "asli.csv")
    result = run("audit", path, "--strict", "-o", tmp_path / "hasil.csv", "-j", 1)
    assert result.exit_code == 2, result.output
    assert "berubah selagi dibaca" in result.stderr
    assert not (tmp_path / "hasil.csv").exists()
    shutil.copy(tmp_path / "asli.csv", path)
    result = run("audit", path, "-o", tmp_path / "hasil.csv", "-j", 1)
    assert result.exit_code == 0, result.output
    assert "1 baris rusak" in result.stderr
