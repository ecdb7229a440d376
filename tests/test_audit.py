"""`sopan audit` as a supervisor meets it."""

from __future__ import annotations

import csv
import json
import tracemalloc
from pathlib import Path

import pytest
from conftest import SHARED

from sopan.audit.columns import find_columns
from sopan.errors import InputError

HEADER = "no,petugas,pesan,balasan\n"
ROWS = [
    '1,Ani,"Kapan jadi?","Selamat pagi, Bu. Terima kasih, KTP Ibu kami cetak besok."',
    '2,Budi,"Kapan jadi?","Tunggu saja, jangan cerewet."',
    '3,Ani,"Halo?",',
]


def archive(folder: Path, text: str | bytes, name: str = "arsip.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


@pytest.fixture
def small(tmp_path):
    return archive(tmp_path, HEADER + "\n".join(ROWS) + "\n")


def test_the_table_counts_officers_and_unanswered_messages(run, small):
    result = run("audit", small)
    assert result.exit_code == 0
    assert "Ani" in result.stdout
    assert "Budi" in result.stdout
    assert "3 baris dibaca: 2 balasan dinilai, 1 pesan belum terjawab, 0 baris rusak." in result.stderr


def test_a_grave_reply_is_shown_with_its_number_and_rules(run, tmp_path):
    path = archive(tmp_path, HEADER + ROWS[0] + '\n2,Budi,"Kapan?","Itu urusan Ibu, bukan urusan kami."\n')
    shown = run("audit", path).stdout
    assert "nomor 2" in shown
    assert "abai" in shown
    assert "nomor 2" not in run("audit", path, "--worst", "0").stdout


def test_jsonl_is_the_contract(run, small):
    result = run("audit", small, "--format", "jsonl")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [r["id"] for r in records] == ["1", "2", "3"]
    assert all(0 <= r["score"] <= 100 for r in records[:2])
    assert records[2]["unanswered"]
    assert {"rule", "start", "end"} <= records[1]["signals"][0].keys()


def test_ids_of_json_lines_come_back_as_they_were(run, tmp_path):
    lines = [json.dumps({"kode": 7, "teks": "Terima kasih, Bu 🙏"}), json.dumps({"kode": "b", "teks": "Ya."})]
    path = archive(tmp_path, "\n".join(lines), "arsip.jsonl")
    result = run("audit", path, "--text-column", "teks", "--id-column", "kode", "--format", "jsonl")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [7, "b"]


def test_results_are_written_whole_and_safe_for_spreadsheets(run, tmp_path):
    path = archive(tmp_path, HEADER + '=1+1,+cmd,x,"=HYPERLINK(""x"") terserah Ibu"\n')
    target = tmp_path / "hasil.csv"
    assert run("audit", path, "--output", target).exit_code == 0
    rows = list(csv.DictReader(target.read_text("utf-8-sig").splitlines()))
    assert rows[0]["nomor"] == "'=1+1"
    assert rows[0]["petugas"] == "'+cmd"
    assert rows[0]["balasan"].startswith("'=HYPERLINK")
    assert "abai" in rows[0]["tidak_santun"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["arsip.csv", "hasil.csv"]


def test_figures_of_csv_and_jsonl_agree(run, small, tmp_path):
    a, b = tmp_path / "a.csv", tmp_path / "b.jsonl"
    run("audit", small, "--output", a, "--output", b)
    rows = list(csv.DictReader(a.read_text("utf-8-sig").splitlines()))
    records = [json.loads(line) for line in b.read_text("utf-8").splitlines()]
    assert [float(r["skor"]) for r in rows if r["skor"]] == [r["score"] for r in records if r["score"] is not None]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings_are_found(run, tmp_path, delimiter, encoding):
    text = (
        delimiter.join(["no", "petugas", "balasan"])
        + "\n"
        + delimiter.join(["1", "Ani", "Terima kasih – “Bu Ratna”"])
        + "\n"
    )
    result = run("audit", archive(tmp_path, text.encode(encoding)), "--format", "jsonl")
    record = json.loads(result.stdout)
    assert record["magic"]["terima-kasih"]


def test_a_missing_column_is_named_with_those_that_are_there(run, small):
    result = run("audit", small, "--text-column", "jawab")
    assert result.exit_code == 2
    assert "jawab" in result.stderr
    assert "balasan" in result.stderr
    result = run("audit", archive(small.parent, "a,b\n1,2\n", "lain.csv"))
    assert result.exit_code == 2
    assert "--text-column" in result.stderr


def test_a_broken_line_is_named_and_counted_and_does_not_end_the_audit(run, tmp_path):
    path = archive(tmp_path, '{"reply": "Terima kasih."}\n{"reply": \n{"reply": "Ya."}\n', "a.jsonl")
    for options in (("--format", "jsonl"), ("--output", tmp_path / "hasil.csv")):
        result = run("audit", path, *options)
        assert result.exit_code == 0
        assert "baris 2" in result.stderr
        assert "3 baris dibaca: 2 balasan dinilai, 0 pesan belum terjawab, 1 baris rusak." in result.stderr
    assert len(list(csv.DictReader((tmp_path / "hasil.csv").read_text("utf-8-sig").splitlines()))) == 2


def test_all_bad_rows_are_listed_in_a_file(run, tmp_path):
    path = archive(tmp_path, '{"reply": "Ya."}\n' + "rusak\n" * 30, "a.jsonl")
    assert "20 baris rusak lagi" in run("audit", path, "--output", tmp_path / "h.csv").stderr
    assert run("audit", path, "--bad-rows", tmp_path / "rusak.csv").exit_code == 0
    rows = list(csv.DictReader((tmp_path / "rusak.csv").read_text("utf-8-sig").splitlines()))
    assert [int(row["baris"]) for row in rows] == list(range(2, 32))


def test_a_strict_audit_ends_at_a_broken_line_and_leaves_nothing_behind(run, tmp_path):
    path = archive(tmp_path, '{"reply": "Terima kasih."}\nrusak\n', "a.jsonl")
    result = run("audit", path, "--strict", "--output", tmp_path / "hasil.csv")
    assert result.exit_code == 2
    assert "baris 2" in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["a.jsonl"]
    assert run("audit", path, "--strict", "--format", "jsonl").exit_code == 2


def test_a_line_of_50_megabytes_is_a_bad_row_not_a_crash(run, tmp_path):
    data = b'{"reply": "' + b"a" * 50_000_000 + b'"}\n{"reply": "Terima kasih."}\n'
    result = run("audit", archive(tmp_path, data, "a.jsonl"), "--format", "jsonl")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1
    assert "baris 1" in result.stderr


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [("a.csv", b"", "kosong"), ("a.csv", b"\x89PNG\0\0\xff" * 99, "bukan teks"), ("a.csv", None, "tidak ada")],
)
def test_bad_archives_get_one_sentence(run, tmp_path, name, data, says):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    result = run("audit", path)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            ["Tanggal_Masuk", "Isi Laporan", "Tindak_Lanjut", "OPD"],
            {"reply": "Tindak_Lanjut", "message": "Isi Laporan", "unit": "OPD", "asked_at": "Tanggal_Masuk"},
        ),
        (
            ["reviewId", "content", "replyContent", "repliedAt"],
            {"reply": "replyContent", "message": "content", "replied_at": "repliedAt"},
        ),
        (
            ["no", "akun", "tanggal", "balasan"],
            {"reply": "balasan", "officer": "akun", "replied_at": "tanggal", "id": "no"},
        ),
    ],
)
def test_usual_column_names_are_found(columns, expected):
    found = find_columns(columns, {}, "arsip")
    assert expected.items() <= found.items()


def test_a_column_asked_for_must_exist():
    with pytest.raises(InputError):
        find_columns(["balasan"], {"officer": "tak ada"}, "arsip")


def test_memory_does_not_grow_with_the_archive(run, tmp_path):
    def peak(count: int) -> int:
        lines = (
            f'{n},P{n % 5},"x","Selamat pagi, Bu. Berkas nomor {n} kami proses besok. Terima kasih."'
            for n in range(count)
        )
        path = archive(tmp_path, HEADER + "\n".join(lines), f"{count}.csv")
        tracemalloc.start()
        run("audit", path, "--output", tmp_path / "hasil.csv")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(50)
    few, many = peak(500), peak(2500)
    assert many < few + 60_000_000


@pytest.mark.skipif(not SHARED.is_dir(), reason="no real data here")
def test_real_replies_give_a_table_with_the_unanswered_counted(run):
    result = run("audit", SHARED / "data" / "bpjstk-facebook-2021.csv")
    assert result.exit_code == 0
    assert "49 baris dibaca: 41 balasan dinilai, 8 pesan belum terjawab, 0 baris rusak." in result.stderr
