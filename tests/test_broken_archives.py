"""Archives that are cut short, locked, swollen, tangled or nonsense: one sentence or bad rows, never more, in bounded memory."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from sopan.audit.archive import Archive, BadRecord, Request
from sopan.errors import InputError
from sopan.reading import from_bytes

ROOT = Path(__file__).parents[1]
ROWS = "id,balasan\n" + "".join(f'{n},"Selamat pagi, Bu. Nomor {n} kami proses."\n' for n in range(200))
LINES = "".join(json.dumps({"id": n, "balasan": f"Terima kasih, Pak {n}."}) + "\n" for n in range(200))


def outcome(path: Path) -> tuple[int, int] | str:
    """Rows and bad rows of an archive, or the one sentence that refuses it."""
    try:
        with Archive(Request((str(path),))) as archive:
            records = list(archive.records())
    except InputError as error:
        return str(error) if "\n" not in str(error) else ""
    bad = sum(isinstance(record, BadRecord) for record in records)
    return len(records) - bad, bad


def packed(suffix: str) -> bytes:
    """The same rows as one kind of file."""
    if suffix == ".csv":
        return ROWS.encode()
    if suffix == ".jsonl":
        return LINES.encode()
    if suffix == ".json":
        return json.dumps([json.loads(line) for line in LINES.splitlines()]).encode()
    if suffix == ".gz":
        return gzip.compress(ROWS.encode())
    stream = io.BytesIO()
    if suffix == ".zip":
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", ROWS)
    elif suffix == ".xlsx":
        import xlsxwriter

        book = xlsxwriter.Workbook(stream)
        sheet = book.add_worksheet()
        for number, line in enumerate(ROWS.splitlines()):
            sheet.write_row(number, 0, line.split(",", 1))
        book.close()
    elif suffix == ".mbox":
        mail = "From a@b Thu Jan  1 00:00:00 2026\nFrom: Sari <s@b.go.id>\nSubject: x\n\nTerima kasih, Pak.\n\n"
        return (mail * 50).encode()
    return stream.getvalue()


FORMS = (".csv", ".jsonl", ".json", ".gz", ".zip", ".xlsx", ".mbox")


@pytest.mark.parametrize("suffix", FORMS)
def test_a_file_cut_anywhere_is_refused_or_read_up_to_there(tmp_path, suffix):
    data = packed(suffix)
    whole = outcome(_put(tmp_path / f"utuh{suffix}", data))
    assert isinstance(whole, tuple)
    assert whole[1] == 0
    for part in range(24):
        cut = outcome(_put(tmp_path / f"potong{suffix}", data[: len(data) * part // 24]))
        assert isinstance(cut, str) or cut[0] <= whole[0]


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize("damage", ["nol", "biner", "kebalikan", "dua-kali"])
def test_a_damaged_file_is_refused_or_its_bad_rows_are_counted(tmp_path, suffix, damage):
    data = packed(suffix)
    middle = len(data) // 2
    broken = {
        "nol": data[:middle] + bytes(200) + data[middle + 200 :], "biner": bytes(range(256)) * 40,
        "kebalikan": data[::-1], "dua-kali": data + data,
    }[damage]  # fmt: skip
    found = outcome(_put(tmp_path / f"rusak{suffix}", broken))
    assert isinstance(found, str) or sum(found) > 0


def test_mixed_encodings_lose_no_row(tmp_path):
    lines = [b"id,balasan"] + [
        f"{n},Maaf, Bu \u201cé\u201d".replace(", ", " ").encode(("utf-8", "cp1252")[n % 2]) for n in range(100)
    ]
    assert outcome(_put(tmp_path / "campur.csv", b"\n".join(lines))) == (100, 0)


NESTED = 100_000


@pytest.mark.parametrize(
    "text",
    [
        '[{"balasan": ' + "[" * NESTED + "]" * NESTED + "}]", '{"balasan": "a", "x": ' + '{"x":' * NESTED + "1" + "}" * NESTED + "}",
        "[" * NESTED, '{"balasan":"a"}\n' + "[" * NESTED + "\n", '[{"balasan": "a", "n": ' + "9" * 100_000 + "}]",
    ],
    ids=["daftar", "objek", "terbuka", "baris", "angka"],
)  # fmt: skip
@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_deeply_nested_json_ends_in_a_sentence_or_bad_rows(tmp_path, text, suffix):
    found = outcome(_put(tmp_path / f"dalam{suffix}", text.encode()))
    assert isinstance(found, str) or sum(found) > 0


def test_memory_for_a_deeply_nested_json_record_does_not_grow_with_the_square_of_its_depth(tmp_path):
    text = '[{"balasan": "Terima kasih."}, {"balasan": ' + "[" * 5_000 + "]" * 5_000 + "}]"
    path = _put(tmp_path / "dalam.json", text.encode())
    outcome(path)  # imports what is needed
    tracemalloc.start()
    try:
        assert outcome(path) == (1, 1)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000  # some 250 bytes for each bracket
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by the kernel of Linux")
@pytest.mark.parametrize("kind", ["sepuluh-juta-kolom", "satu-baris", "bom-gz", "bom-zip", "bom-xlsx"])
def test_swollen_files_are_refused_within_a_gigabyte_and_a_half(tmp_path, kind):
    path = tmp_path / {"bom-gz": "a.csv.gz", "bom-zip": "a.zip", "bom-xlsx": "a.xlsx"}.get(kind, "a.csv")
    if kind == "sepuluh-juta-kolom":
        path.write_bytes(b"balasan," + b"a," * 10_000_000 + b"b\nTerima kasih," + b"," * 10_000_000 + b"\n")
    elif kind == "satu-baris":
        path.write_bytes(b"balasan\n" + b"x" * 60_000_000)
    elif kind == "bom-gz":
        with gzip.open(path, "wb", 9) as stream:
            stream.write(b"id,balasan\n")
            for _ in range(300):
                stream.write(b"1,terima kasih\n" * 70_000)
    else:
        name = "a.csv" if kind == "bom-zip" else "xl/worksheets/sheet1.xml"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            archive.writestr("xl/workbook.xml" if kind == "bom-xlsx" else "baca.txt", "<workbook/>")
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(b"id,balasan\n")
                for _ in range(300):
                    member.write(b"1,terima kasih\n" * 70_000)

    done = audited_within(tmp_path, path, "--dry-run")
    assert done.returncode in (0, 2), done.stderr
    assert len(done.stdout) + len(done.stderr) < 100_000


def audited_within(folder: Path, path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """An audit by a process that may take a gigabyte and a half of memory."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (1_500_000_000, 1_500_000_000))

    done = subprocess.run(
        [sys.executable, "-m", "sopan", "audit", str(path), *options], cwd=folder, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, preexec_fn=limit, timeout=300,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    assert "panicked" not in done.stderr, done.stderr[-2000:]
    return done


FAR = '<c r="{}" t="inlineStr"><is><t>ya</t></is></c>'
SHEETS = {  # what stands in the sheet, what is put in its place, and whether the file is read all the same
    "pojok-terjauh": ("</sheetData>", f'<row r="1048576">{FAR.format("XFD1048576")}</row></sheetData>', False),
    "kolom-mustahil": ("</sheetData>", f'<row r="3">{FAR.format("ZZZZZ3")}</row></sheetData>', False),
    "baris-mustahil": ("</sheetData>", f'<row r="4294967295">{FAR.format("A4294967295")}</row></sheetData>', False),
    "ukuran-palsu": ('<dimension ref="A1:B201"/>', '<dimension ref="A1:XFD1048576"/>', True),
    "xml-putus": ("</sheetData>", "<row><c></sheetData", False), "alamat-rusak": ('r="A1"', 'r="!!"', False),
    "teks-hilang": ("<v>0</v>", "<v>999999</v>", False),
}  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by the kernel of Linux")
@pytest.mark.parametrize("kind", SHEETS)
def test_a_sheet_that_lies_about_its_size_or_is_broken_inside_is_refused_with_one_sentence(tmp_path, kind):
    old, new, read = SHEETS[kind]
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(io.BytesIO(packed(".xlsx"))) as whole, zipfile.ZipFile(path, "w") as target:
        for name in whole.namelist():
            data = whole.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                assert old in data
                data = data.replace(old, new)
            target.writestr(name, data)
    done = audited_within(tmp_path, path)
    assert done.returncode == (0 if read else 2), done.stderr
    if read:
        assert "200 baris dibaca" in done.stderr
    else:
        assert len(done.stderr.splitlines()) == 1
        assert "a.xlsx" in done.stderr


def parquet_of_columns(path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pyarrow.table({"balasan": ["Terima kasih."], **{f"k{n}": ["x"] for n in range(20_000)}})
    parquet.write_table(table, str(path))


def object_of_keys(path: Path) -> None:
    keys = {"balasan": "Terima kasih.", **dict.fromkeys((f"k{n}" for n in range(1_000_000)), "")}
    records = [keys, {"balasan": "Ya, Pak."}]
    lines = path.suffix == ".jsonl"
    path.write_text("\n".join(map(json.dumps, records)) if lines else json.dumps(records))


def spreadsheet_of_columns(path: Path) -> None:
    odfdo = pytest.importorskip("odfdo")
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("a")
    table.set_values([["id", "balasan"], ["1", "Terima kasih."]])
    document.body.append(table)
    stream = io.BytesIO()
    document.save(stream)
    far = '<table:table-cell table:number-columns-repeated="1000000000" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    with zipfile.ZipFile(stream) as whole, zipfile.ZipFile(path, "w") as target:
        for name in whole.namelist():
            data = whole.read(name)
            target.writestr(name, data.replace(b"</table:table-row>", far.encode()) if name == "content.xml" else data)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by the kernel of Linux")
@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("a.parquet", parquet_of_columns, "kolomnya terlalu banyak"), ("a.jsonl", object_of_keys, "2 baris dibaca: 1 balasan dinilai, 0 pesan belum terjawab, 1 baris rusak"),
        ("a.json", object_of_keys, "2 baris dibaca: 2 balasan dinilai"), ("a.ods", spreadsheet_of_columns, "1 baris dibaca: 1 balasan dinilai"),
    ],
)  # fmt: skip
def test_records_of_far_too_many_columns_are_read_counted_or_refused_in_bounded_memory(tmp_path, name, make, said):
    path = tmp_path / name
    make(path)
    done = audited_within(tmp_path, path)
    assert said in done.stderr
    assert done.returncode == (2 if name == "a.parquet" else 0)
    assert len(done.stdout) + len(done.stderr) < 10_000


def test_links_in_a_circle_and_to_nowhere_are_passed_over(tmp_path):
    (tmp_path / "a.csv").write_text(ROWS)
    (tmp_path / "lingkar").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "diri.csv").symlink_to(tmp_path / "diri.csv")
    (tmp_path / "hilang.csv").symlink_to(tmp_path / "tidak-ada.csv")
    found = outcome(tmp_path)
    assert isinstance(found, tuple)
    assert found[0] == 200
    assert found[1] == 2
    assert isinstance(outcome(tmp_path / "diri.csv"), str)


def test_a_locked_file_says_that_it_is_locked(tmp_path):
    locked = bytearray(packed(".zip"))
    for at in (6, locked.rindex(b"PK\x01\x02") + 8):
        locked[at] |= 1
    found = outcome(_put(tmp_path / "a.zip", bytes(locked)))
    assert found == (0, 1) or isinstance(found, str)
    assert isinstance(outcome(_put(tmp_path / "b.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000))), str)


def test_a_workbook_with_macros_is_read_and_nothing_in_it_runs(tmp_path):
    path = _put(tmp_path / "a.xlsm", packed(".xlsx"))
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(500))
    assert outcome(path) == (200, 0)


def test_a_file_that_shrinks_while_it_is_read_loses_no_row_unsaid(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,balasan\n" + "".join(f'{n},"{"Terima kasih. " * 50}"\n' for n in range(20_000)))
    with Archive(Request((str(path),))) as archive:
        records = archive.records()
        first = [next(records) for _ in range(100)]
        os.truncate(path, path.stat().st_size // 2)
        rest = list(records)
    assert len(first) == 100
    assert 9_000 < len(rest) < 20_000


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.pdf", "a.eml", "a.html", "a.md", "a.txt"])
@pytest.mark.parametrize(
    "data",
    [
        b"\0" * 5000, b"\xff\xfe" + b"\xd8\x00" * 100, b"<" * 20_000, b"[" * 20_000, b"> " * 20_000, b"%PDF-1.7\n" + b"<<" * 5000,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * 5000, b"=?utf-8?b?" * 2000, b"&#99999999999;" * 500,
    ],
    ids=["nol", "utf16", "kurung", "siku", "kutip", "pdf", "bagian", "kepala", "entitas"],
)  # fmt: skip
def test_a_draft_of_nonsense_is_read_or_refused_with_one_sentence(name, data):
    try:
        draft = from_bytes(data, name)
    except InputError:
        return
    assert draft.source is None or len(draft.source) == len(draft.text)


def _put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
