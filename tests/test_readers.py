"""Whatever a help desk exports comes in as rows: none lost, none invented."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from sopan.audit.archive import Archive, BadRecord, Record, Request
from sopan.audit.dates import DateReader
from sopan.errors import InputError

REPLIES = ["Terima kasih, Bu Ratna – “sudah” kami proses; besok selesai.", "Maaf, mohon ditunggu,\nPak 🙏", "Ya."]


def read(*names: object, **options: object) -> list[Record | BadRecord]:
    with Archive(Request(tuple(map(str, names)), **options)) as archive:  # type: ignore[arg-type]
        return list(archive.records())


def replies(*names: object, **options: object) -> list[str]:
    return [record.reply if isinstance(record, Record) else "BAD" for record in read(*names, **options)]


def write(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def quoted(delimiter: str, rows: list[str], header: str = "balasan") -> str:
    lines = [delimiter.join(("no", "petugas", header))]
    lines += [delimiter.join((str(n), "Ani", '"' + row.replace('"', '""') + '"')) for n, row in enumerate(rows, 1)]
    return "\r\n".join(lines) + "\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimited_files_are_read_whatever_their_delimiter_and_encoding(tmp_path, delimiter, encoding):
    path = write(tmp_path / "a.csv", quoted(delimiter, REPLIES).encode(encoding))
    assert replies(path) == REPLIES


def test_a_windows_file_is_read(tmp_path):
    path = write(tmp_path / "a.csv", quoted(";", ["Terima kasih – “Bu Ratna”, biaya 5 €"]).encode("cp1252"))
    assert replies(path) == ["Terima kasih – “Bu Ratna”, biaya 5 €"]


def test_encoding_and_delimiter_can_be_told(tmp_path):
    path = write(tmp_path / "a.csv", "no:balasan\n1:Caf\xe9 tutup\n".encode("cp437"))
    assert replies(path, delimiter=":", encoding="cp437") == ["Café tutup"]
    with pytest.raises(InputError, match="xyz"):
        read(path, encoding="xyz")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sep=;\nno;balasan\n1;Ya, Bu\n", ["Ya, Bu"]),
        ("LAPORAN ADUAN 2024\n\nno,balasan\n1,Ya\n", ["Ya"]),
        ("balasan\nTerima kasih, Bu, besok.\nYa\n", ["Terima kasih, Bu, besok.", "Ya"]),
        ('no,balasan\n1,"Kata \\"baik\\", Bu"\n', ['Kata "baik", Bu']),
        ("no,balasan,\n1,Ya,,\n2,Baik,,\n", ["Ya", "Baik"]),
        ("no,balasan\n1,Ya\n\n,\n2,Baik\n", ["Ya", "Baik"]),
        ("no,balasan,balasan\n1,Ya,Lagi\n", ["Ya"]),
        ("no\tjawaban\n1\tYa, Bu\n", ["Ya, Bu"]),
        ('no,balasan\n1,"Ya ""siap"" Bu"\n', ['Ya "siap" Bu']),
        ("no,balasan\n1,Ya\x00 Bu" + " siap" * 30 + "\n", ["Ya  Bu" + " siap" * 30]),
    ],
)
def test_exports_with_oddities_are_understood(tmp_path, text, expected):
    assert replies(write(tmp_path / "a.csv", text)) == expected


def test_a_quotation_mark_never_closed_costs_its_own_line_only(tmp_path):
    path = write(tmp_path / "a.csv", 'no,balasan\n1,Ya\n2,"rusak\n' + "".join(f"{n},Baik\n" for n in range(3, 500)))
    records = read(path)
    assert [record.line for record in records if isinstance(record, BadRecord)] == [3]
    assert len(records) == 499


def test_a_row_cut_before_its_reply_is_bad_and_not_unanswered(tmp_path):
    records = read(write(tmp_path / "a.csv", "no,pesan,balasan\n1,Halo,Ya\n2,terpotong di\nsini,\n3,Halo,\n"))
    assert [type(record) for record in records] == [Record, BadRecord, BadRecord, Record]
    assert isinstance(records[1], BadRecord)
    assert "baris 3" in records[1].problem


def test_rows_with_more_cells_than_columns_are_bad(tmp_path):
    records = read(write(tmp_path / "a.csv", "no,balasan\n1,Ya, Bu\n2,Ya\n"))
    assert isinstance(records[0], BadRecord)
    assert "3 kolom" in records[0].problem
    assert isinstance(records[1], Record)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(json.dumps({"id": n, "balasan": r}) for n, r in enumerate(REPLIES)),
        json.dumps([{"id": n, "balasan": r} for n, r in enumerate(REPLIES)]),
        json.dumps([{"id": n, "balasan": r} for n, r in enumerate(REPLIES)], indent=2),
        json.dumps(
            {"ok": True, "total": 3, "data": {"items": [{"id": n, "balasan": r} for n, r in enumerate(REPLIES)]}}
        ),
        json.dumps({"meta": {"n": [1, 2]}, "data": [{"id": n, "balasan": r} for n, r in enumerate(REPLIES)]}, indent=1),
    ],
)
def test_json_is_read_as_lines_as_list_and_inside_a_wrapper(tmp_path, text):
    path = write(tmp_path / "a.json", text)
    assert replies(path) == REPLIES
    assert [record.id for record in read(path)] == [0, 1, 2]


def test_a_json_document_that_breaks_off_gives_what_came_before_and_one_bad_row(tmp_path):
    text = json.dumps([{"balasan": r} for r in REPLIES])
    assert replies(write(tmp_path / "a.json", text[:-15])) == [REPLIES[0], REPLIES[1], "BAD"]


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(r, c, value, day)
                else:
                    sheet.write(r, c, value)
    book.close()
    return path


def test_all_sheets_of_a_workbook_are_read_and_those_without_replies_named(tmp_path):
    at = datetime(2024, 2, 1, 8, 30)
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "Petunjuk": [["Isi lembar bulan masing-masing"]],
            "Januari": [
                ["REKAP ADUAN"],
                [],
                ["No", "Tanggal Jawab", "Balasan"],
                [1, at, REPLIES[0]],
                [2.5, "", REPLIES[1]],
            ],
            "Februari": [["No", "Tanggapan"], ["A-3", REPLIES[2]]],
        },
    )
    with Archive(Request((str(path),))) as archive:
        records = list(archive.records())
        assert [r.reply for r in records if isinstance(r, Record)] == REPLIES
        assert [r.id for r in records if isinstance(r, Record)] == [1, 2.5, "A-3"]
        assert [r.line for r in records] == [4, 5, 2]
        assert records[0].replied_at == at
        assert archive.passed_over == [f"{path}#Petunjuk"]
    assert replies(path, sheet="Februari") == [REPLIES[2]]
    with pytest.raises(InputError, match="Januari"):
        read(path, sheet="Maret")


def test_rows_of_a_sheet_that_starts_further_down_are_numbered_as_the_sheet_shows_them(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", {"Data": [[], [], [], ["No", "Balasan"], [1, REPLIES[0]], [], [2, REPLIES[1]]]}
    )
    with Archive(Request((str(path),))) as archive:
        assert [record.line for record in archive.records()] == [5, 7]
        assert [layout.notes["catatan-judul"] for layout in archive.layouts] == ["4"]


def test_an_opendocument_sheet_is_read(tmp_path):
    odfdo = pytest.importorskip("odfdo")
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("Data")
    for row in [["no", "balasan"], *[[str(n), r.replace("\n", " ")] for n, r in enumerate(REPLIES)]]:
        cells = odfdo.Row()
        cells.set_values(row)
        table.append_row(cells)
    document.body.append(table)
    document.save(str(tmp_path / "a.ods"))
    assert replies(tmp_path / "a.ods") == [r.replace("\n", " ") for r in REPLIES]


def test_parquet_is_read_whatever_its_name(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "data [1] it's*.parquet"
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE a AS SELECT 7 AS id, 'Ya, Bu' AS balasan, TIMESTAMP '2024-02-01 08:30' AS tanggal_jawab"
    )
    connection.execute("COPY a TO '" + str(path).replace("'", "''") + "' (FORMAT parquet)")
    (record,) = read(path)
    assert isinstance(record, Record)
    assert (record.id, record.reply, record.replied_at) == (7, "Ya, Bu", datetime(2024, 2, 1, 8, 30))


MAIL = (
    "From: Ani Petugas <ani@dinas.go.id>\nTo: warga@example.org\nSubject: =?utf-8?q?Balasan?=\n"
    "Date: Thu, 01 Feb 2024 10:00:00 +0700\nMessage-ID: <1@dinas.go.id>\n"
)


def test_a_mailbox_gives_one_row_a_mail(tmp_path):
    html = MAIL + "Content-Type: text/html; charset=utf-8\n\n<style>p{}</style><p>Selamat pagi</p><p>Terima kasih</p>\n"
    box = f"From ani Thu Feb  1 10:00:00 2024\n{MAIL}\nYa, Bu.\n\n> Kapan jadi?\n\nFrom ani Thu Feb  1 10:00:00 2024\n{html}"
    records = read(write(tmp_path / "kirim.mbox", box))
    first, second = records
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.reply.startswith("Ya, Bu.")
    assert first.officer == "Ani Petugas"
    assert first.replied_at == datetime(2024, 2, 1, 10)
    assert second.reply.split() == ["Selamat", "pagi", "Terima", "kasih"]


def test_a_folder_of_letters_gives_one_row_a_file_and_names_what_it_leaves_out(tmp_path):
    docx = pytest.importorskip("docx")
    inner = tmp_path / "surat" / "dinas"
    inner.mkdir(parents=True)
    document = docx.Document()
    document.add_paragraph("Yth. Ibu Ratna")
    document.add_paragraph("Terima kasih.")
    document.save(str(inner / "1.docx"))
    write(tmp_path / "surat" / "2.txt", "Maaf, Bu.")
    write(tmp_path / "surat" / "3.eml", MAIL + "\nBaik, Pak.")
    write(tmp_path / "surat" / "foto.jpg", b"\xff\xd8\xff")
    write(tmp_path / "surat" / "kosong.txt", "  \n")
    write(tmp_path / "surat" / "rusak.docx", b"PK\x03\x04rusak")
    with Archive(Request((str(tmp_path / "surat"),))) as archive:
        records = list(archive.records())
        assert archive.passed_over == [str(tmp_path / "surat" / "foto.jpg")]
    assert [record.reply.split()[0] if isinstance(record, Record) else "BAD" for record in records] == [
        "Maaf,", "Baik,", "BAD", "BAD", "Yth.",
    ]  # fmt: skip


def test_packed_archives_are_read_like_what_is_in_them(tmp_path):
    text = quoted(",", REPLIES)
    with gzip.open(tmp_path / "a.csv.gz", "wb") as stream:
        stream.write(text.encode())
    assert replies(tmp_path / "a.csv.gz") == REPLIES
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("../../keluar.csv", text)
        packed.writestr("folder/b.jsonl", '{"balasan": "Ya."}\n')
        packed.writestr("surat/1.txt", "Baik, Bu.")
        packed.writestr("c.csv.gz", (tmp_path / "a.csv.gz").read_bytes())
        packed.writestr("foto.png", b"x")
    assert replies(tmp_path / "a.zip") == [*REPLIES, *REPLIES, "Ya.", "Baik, Bu."]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv.gz", "a.zip"]


def test_a_packed_file_cut_short_gives_what_came_before_and_one_bad_row(tmp_path):
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as stream:
        stream.write(
            "".join(
                json.dumps({"id": n, "balasan": f"Nomor {n * 7919 % 10007}"}) + "\n" for n in range(20_000)
            ).encode()
        )
    path = write(tmp_path / "a.jsonl.gz", packed.getvalue()[:-20_000])
    records = read(path)
    assert [record.id for record in records[:-1] if isinstance(record, Record)] == list(range(len(records) - 1))
    assert len(records) > 5_000
    assert isinstance(records[-1], BadRecord)


def test_a_bomb_is_stopped(tmp_path):
    with gzip.open(tmp_path / "a.csv.gz", "wb", compresslevel=9) as stream:
        stream.write(b"no,balasan\n")
        for _ in range(260):
            stream.write((b"1," + b"a" * 50_000 + b"\n") * 20)
    records = iter(Archive(Request((str(tmp_path / "a.csv.gz"),))).records())
    assert any(isinstance(record, BadRecord) and "bom" in record.problem for record in records)


def test_several_files_and_patterns_come_one_after_another(tmp_path):
    for name, reply in (("b.csv", "dua"), ("a.csv", "satu"), ("c.csv", "tiga")):
        write(tmp_path / name, f"no,balasan\n1,{reply}\n")
    assert replies(tmp_path / "c.csv", tmp_path / "[ab].csv") == ["tiga", "satu", "dua"]


def test_a_column_missing_in_the_last_of_many_files_shows_before_the_first_is_read(tmp_path):
    write(tmp_path / "a.csv", "no,balasan\n1,ya\n")
    write(tmp_path / "b.csv", "no,isi\n1,ya\n")
    with pytest.raises(InputError, match=r"b\.csv"):
        Archive(Request((str(tmp_path / "a.csv"), str(tmp_path / "b.csv"))))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2021-02-13 15:25:16", datetime(2021, 2, 13, 15, 25, 16)),
        ("2021-02-13T15:25:16Z", datetime(2021, 2, 13, 22, 25, 16)),
        ("2021-02-13T08:25:16.123456789+00:00", datetime(2021, 2, 13, 15, 25, 16, 123456)),
        ("13/02/2021", datetime(2021, 2, 13)),
        ("05/04/2021 08.30", datetime(2021, 4, 5, 8, 30)),
        ("13-2-21 8:30", datetime(2021, 2, 13, 8, 30)),
        ("13.02.2021", datetime(2021, 2, 13)),
        ("Senin, 13 Februari 2021 pukul 08.30 WIB", datetime(2021, 2, 13, 8, 30)),
        ("9 Okt 2023, 14.05", datetime(2023, 10, 9, 14, 5)),
        ("1 Agustus 2024", datetime(2024, 8, 1)),
        ("Thu, 01 Feb 2024 10:00:00 +0700", datetime(2024, 2, 1, 10)),
        ("Thu Feb 01 2024 10:00:00 GMT+0700 (WIB)", datetime(2024, 2, 1, 10)),
        ("Feb 13, 2021 9:05 PM", datetime(2021, 2, 13, 21, 5)),
        ("44240.5", datetime(2021, 2, 13, 12)),
        (1613200000, datetime(2021, 2, 13, 14, 6, 40)),
        (1613200000000, datetime(2021, 2, 13, 14, 6, 40)),
        (date(2021, 2, 13), datetime(2021, 2, 13)),
        ("besok", None), ("31/02/2024", None), ("2024", None), ("10", None), ("", None), (None, None), (True, None),
        ("02/13/2021", None), ("1/1/1890", None), ("2021-13-45", None), ("13/02/2021 sore", None),
    ],
)  # fmt: skip
def test_dates_are_read_strictly(written, expected):
    assert DateReader()(written) == expected


def test_a_column_that_puts_the_month_first_is_known_by_its_values():
    reader = DateReader(["01/02/2021", "02/13/2021"])
    assert reader("03/01/2021") == datetime(2021, 3, 1)
    assert reader("13/02/2021") is None
    assert DateReader(["01/02/2021", "13/02/2021"])("03/01/2021") == datetime(2021, 1, 3)
