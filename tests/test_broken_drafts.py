"""Files of every form that are cut, locked, swollen, tangled or full of nothing, and places where nothing can be written."""

from __future__ import annotations

import io
import os
import resource
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from test_broken_archives import outcome

from sopan.errors import InputError
from sopan.reading import from_bytes

ROOT = Path(__file__).parents[1]
SAID = ("Selamat pagi, Bu. Itu urusan Ibu sendiri.", "Terima kasih atas laporannya.")


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    """What a document writes where it is told to save itself."""
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()


def docx() -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for line in SAID * 20:
        document.add_paragraph(line)
    return saved(document.save)


def odt() -> bytes:
    odfdo = pytest.importorskip("odfdo")
    document = odfdo.Document("text")
    for line in SAID * 20:
        document.body.append(odfdo.Paragraph(line))
    return saved(document.save)


def pdf(password: str = "") -> bytes:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    return saved(writer.write)


def ods() -> bytes:
    odfdo = pytest.importorskip("odfdo")
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("a")
    table.set_values([["id", "balasan"], *([str(n), SAID[n % 2]] for n in range(60))])
    document.body.append(table)
    return saved(document.save)


def parquet() -> bytes:
    import duckdb

    path = Path(tempfile.gettempdir()) / f"sopan-uji-{os.getpid()}.parquet"
    try:
        rows = "SELECT range AS id, 'Terima kasih, Bu. Nomor ' || range AS balasan FROM range(60)"
        duckdb.sql(rows).write_parquet(str(path))
        return path.read_bytes()
    finally:
        path.unlink(missing_ok=True)


def letter() -> bytes:
    return (
        "From: a@b.go.id\nTo: c@d.id\nSubject: Balasan\nContent-Type: text/plain; charset=utf-8\n\n" + "\n".join(SAID)
    ).encode()


DRAFTS: dict[str, Callable[[], bytes]] = {
    ".docx": docx, ".odt": odt, ".pdf": pdf, ".eml": letter, ".html": lambda: f"<html><body><p>{'<p>'.join(SAID)}</html>".encode(),
    ".md": lambda: "\n\n".join(SAID).encode(), ".txt": lambda: "\n".join(SAID).encode(),
}  # fmt: skip


def draft(data: bytes, name: str) -> str:
    """The text of a draft, or the one sentence that refuses it."""
    try:
        return from_bytes(data, name).text
    except InputError as error:
        said = str(error)
    assert "\n" not in said
    return said


@pytest.mark.parametrize("suffix", DRAFTS)
def test_a_draft_cut_anywhere_is_refused_or_read_up_to_there(suffix: str) -> None:
    data = DRAFTS[suffix]()
    for part in range(24):
        assert draft(data[: len(data) * part // 24], f"a{suffix}")


@pytest.mark.parametrize("suffix", DRAFTS)
def test_a_damaged_draft_is_refused_or_read(suffix: str) -> None:
    data = DRAFTS[suffix]()
    middle = len(data) // 2
    for broken in (
        data[:middle] + bytes(200) + data[middle + 200 :], data[::-1], data + data, bytes(5000), data[:60] + b"\xff\xfe\x81\x8d" * 40 + data[60:],
    ):  # fmt: skip
        assert draft(broken, f"a{suffix}")


@pytest.mark.parametrize("suffix", [".docx", ".docm", ".odt", ".pdf"])
def test_a_draft_behind_a_password_is_refused_with_one_sentence(tmp_path: Path, run, suffix: str) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)  # as an office locks what it writes
    path = tmp_path / f"a{suffix}"
    path.write_bytes(pdf("rahasia") if suffix == ".pdf" else ole)
    result = run("check", path)
    assert result.exit_code == 2, result.output
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("suffix", "member"), [(".docx", "word/document.xml"), (".odt", "content.xml")])
@pytest.mark.parametrize("kind", ["bom", "dalam", "entitas"])
def test_a_swollen_office_file_is_refused_in_bounded_memory(
    tmp_path: Path, suffix: str, member: str, kind: str
) -> None:
    data = DRAFTS[suffix]()
    path = tmp_path / f"a{suffix}"
    swollen = {
        "bom": lambda: b"<a>" + b"x" * 400_000_000 + b"</a>", "dalam": lambda: b"<a>" * 200_000 + b"</a>" * 200_000,
        "entitas": lambda: b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'">' + b"".join(b'<!ENTITY b%d "%s">' % (n, b"&b%s;" % (str(n - 1).encode() if n else b"") * 10) for n in range(9)) + b"]><a>&b8;</a>",
    }[kind]  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in whole.namelist():
            target.writestr(name, swollen() if name == member else whole.read(name))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (1_500_000_000, 1_500_000_000))

    done = begun(tmp_path, "check", path.name, preexec_fn=limit)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 1000


def begun(folder: Path, *args: str, **options: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    if "preexec_fn" in options:  # what limits the files of the process limits those of coverage too
        environment.pop("COVERAGE_PROCESS_CONFIG", None)
    command = [sys.executable, "-m", "sopan", *args]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=240, **options)  # type: ignore[call-overload,no-any-return]


def test_a_document_with_macros_is_read_and_nothing_in_it_runs() -> None:
    stream = io.BytesIO(docx())
    with zipfile.ZipFile(stream, "a") as target:
        target.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(500))
    assert SAID[0] in draft(stream.getvalue(), "a.docx")


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_drafts_that_are_links_in_a_circle_get_one_sentence(tmp_path: Path, run) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "lingkar").symlink_to(tmp_path, target_is_directory=True)
    for command in (("check", tmp_path / "a.txt"), ("fix", tmp_path / "a.txt"), ("check", tmp_path)):
        result = run(*command)
        assert result.exit_code == 2, result.output
        assert len(result.stderr.strip().splitlines()) == 1


ARCHIVES: dict[str, Callable[[], bytes]] = {
    ".ods": ods, ".parquet": parquet, ".tsv": lambda: ("id\tbalasan\n" + f"1\t{SAID[0]}\n" * 60).encode(), ".eml": letter, ".docx": docx,
}  # fmt: skip


@pytest.mark.parametrize("suffix", ARCHIVES)
@pytest.mark.parametrize("damage", ["potong", "nol", "kebalikan", "dua-kali", "kosong"])
def test_an_archive_of_the_rarer_forms_is_refused_or_its_rows_are_counted(
    tmp_path: Path, suffix: str, damage: str
) -> None:
    data = ARCHIVES[suffix]()
    middle = len(data) // 2
    (tmp_path / f"utuh{suffix}").write_bytes(data)
    whole = outcome(tmp_path / f"utuh{suffix}")
    assert isinstance(whole, tuple)
    assert whole[1] == 0
    cases = {
        "potong": [data[: len(data) * part // 16] for part in range(16)], "nol": [data[:middle] + bytes(400) + data[middle + 400 :], bytes(9000)],
        "kebalikan": [data[::-1]], "dua-kali": [data + data], "kosong": [b"", b"\n", b"\xef\xbb\xbf"],
    }[damage]  # fmt: skip
    for case in cases:
        (tmp_path / f"rusak{suffix}").write_bytes(case)
        found = outcome(tmp_path / f"rusak{suffix}")
        assert isinstance(found, str) or sum(found) <= 2 * sum(whole) + 1
        assert found, case[:20]


FORMATS = ("csv", "xlsx", "html", "jsonl", "parquet")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "arsip.csv"
    path.write_text("id,balasan\n" + "".join(f'{n},"{SAID[n % 2]} Nomor {n}."\n' for n in range(400)))
    return path


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_result_that_outgrows_the_disk_is_not_there_half(archive: Path, suffix: str) -> None:
    work = archive.parent / "kerja"
    assert begun(archive.parent, "audit", "arsip.csv", "--work", "kerja", "--dry-run").returncode == 0
    target = archive.parent / f"hasil.{suffix}"
    target.write_bytes(b"yang lama")

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = begun(archive.parent, "audit", "arsip.csv", "-o", target.name, preexec_fn=limit)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert target.read_bytes() == b"yang lama"
    assert not [path for path in archive.parent.iterdir() if path.name.startswith((".sopan-", "tmp")) and path != work]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder that nobody can write to")
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_folder_that_cannot_be_written_to_gets_one_sentence(archive: Path, run, suffix: str) -> None:
    result = run("audit", archive, "-o", f"/proc/hasil.{suffix}", "--work", archive.parent / "kerja")
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    assert f"hasil.{suffix} tidak dapat ditulis" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_private_copies_of_an_interrupted_audit_are_gone(tmp_path: Path, how: signal.Signals) -> None:
    place = tmp_path / "sementara"
    place.mkdir()
    rows = "id,balasan\n" + "".join(f'{n},"{SAID[n % 2]} Nomor {n}."\n' for n in range(60_000))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as target:
        target.writestr("a.csv", rows)
        target.writestr("b.ods", ods())
        target.writestr("c.csv", rows)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(place)}
    process = subprocess.Popen(
        [sys.executable, "-m", "sopan", "audit", "a.zip", "-o", "hasil.csv", "-j", "1"], cwd=tmp_path, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(4)
        assert all(path.stat().st_mode & 0o077 == 0 for path in place.iterdir())
        process.send_signal(how)
        said = process.communicate(timeout=60)[1].decode()
    finally:
        process.kill()
    assert "Traceback" not in said
    assert list(place.iterdir()) == []
    if (tmp_path / "hasil.csv").exists():  # Ctrl-C gives what was judged, whole rows, and says so
        assert how == signal.SIGINT
        assert "--resume" in said
        assert (tmp_path / "hasil.csv").read_bytes().endswith(b"\n")


def test_the_cache_and_what_an_audit_leaves_hold_no_text(archive: Path, run, tmp_path: Path, monkeypatch) -> None:
    kept = tmp_path / "singgahan"
    monkeypatch.setattr("sopan.lexicon.cache.cache_folder", lambda: kept)
    secret = "Kalimantan-Zx81-rahasia"
    (tmp_path / "a.txt").write_text(f"Itu urusan Bapak {secret}.")
    own = tmp_path / "kamus"
    own.mkdir()
    (own / "kelas.toml").write_text('[kelas]\nbaru = ["anu"]\n')
    assert run("check", tmp_path / "a.txt", "--lexicon", own).exit_code == 1
    files = [path for path in kept.rglob("*") if path.is_file()]
    assert files
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)
    assert not any(secret.encode() in path.read_bytes() for path in files)


LEAKS = "rahasia warga " * 40


@pytest.mark.parametrize(
    "content",
    [
        f'[sopan]\nx = """{LEAKS}"""\n', f'channel = "{LEAKS}"\n', f'kind = "{LEAKS}"\n', f'"{LEAKS}" = 1\n', f'[severity]\n"{LEAKS}" = "galat"\n',
        f'[severity]\nabai = "{LEAKS}"\n', f'lexicons = "{LEAKS}"\n', f'off = ["{LEAKS}"]\n', f'select = ["{LEAKS}"]\n', f'baseline = "{LEAKS}"\n',
        f'extends = "{LEAKS}"\n', f'exclude = ["[z-a]{LEAKS}"]\n', f"{LEAKS}\n", f'a = "{LEAKS}\n', f'[files."{LEAKS}"]\nx = 1\n', f'[channels."{LEAKS}"]\nsure = 9\n', f'[columns]\nreply = ["{LEAKS}"]\n',
    ],
)  # fmt: skip
def test_no_message_about_settings_holds_more_than_eighty_characters_of_them(tmp_path: Path, run, content: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(content)
    result = run("check", "-", "--config", path, stdin="Itu urusan Bapak.")
    assert result.exit_code in (1, 2)
    assert LEAKS[:81] not in result.output
    assert "Traceback" not in result.output
