"""What hides people: labels in place of personal data, and what only looks like it left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sopan.audit.privacy import Mask, mask_all, names_in, pseudonyms
from sopan.audit.template import template
from sopan.errors import InputError

pytest.importorskip("phonenumbers")

MASKED = [
    ("Selamat pagi Bapak Budi Santoso, terima kasih.", "Selamat pagi Bapak [nama], terima kasih."),
    ("Yth. Sdri. Siti Aisyah binti Ahmad, mohon maaf.", "Yth. Sdri. [nama], mohon maaf."),
    ("Terima kasih pak budi, sudah kami proses.", "Terima kasih pak [nama], sudah kami proses."),
    ("Kak Rina Kami sudah proses.", "Kak [nama] Kami sudah proses."),
    ("Bu Hj. Nur Hayati, dimohon hadir.", "Bu [nama], dimohon hadir."),
    ("Bapak H. Moh. Yusuf Kalla dipersilakan.", "Bapak [nama] dipersilakan."),
    ("BAPAK AGUS SALIM MOHON DATANG KE KANTOR", "BAPAK [nama] MOHON DATANG KE KANTOR"),
    ("Ibu RATNA SARI KTP sudah jadi", "Ibu [nama] KTP sudah jadi"),
    ("Bapak M. Zulfikar B. Siregar sudah hadir", "Bapak [nama] sudah hadir"),
    ("Bapak/Ibu Andi, silakan datang.", "Bapak/Ibu [nama], silakan datang."),
    ("Pak Lurah Sri sudah di lokasi", "Pak Lurah [nama] sudah di lokasi"),
    ("mbak sri, sudah dicek ya 🙏", "mbak [nama], sudah dicek ya 🙏"),
    ("Kepada Bapak Joko di Jakarta", "Kepada Bapak [nama] di Jakarta"),
    ("Rekening a.n. Dewi Lestari sudah aktif.", "Rekening a.n. [nama] sudah aktif."),
    ("Berkas atas nama Ibu Sulastri selesai.", "Berkas atas nama Ibu [nama] selesai."),
    ("Nama Lengkap: zulfan effendi", "Nama Lengkap: [nama]"),
    ("Nama: Bambang Wijaya, NIK 3201234506890001.", "Nama: [nama], NIK [NIK]."),
    ("NIK Anda 3201-2345-0689-0001 belum padan.", "NIK Anda [NIK] belum padan."),
    ("NIK 320123 450689 0001", "NIK [NIK]"),
    ("No KK: 3273012509150004 sudah terdaftar.", "No KK: [nomor KK] sudah terdaftar."),
    ("Kartu keluarga Bapak nomor 3273 0125 0915 0004.", "Kartu keluarga Bapak nomor [nomor KK]."),
    ("Hubungi 0812-3456-7890 atau (021) 7654321.", "Hubungi [telepon] atau [telepon]."),
    ("WA +62 812 3456 7890 ya", "WA [telepon] ya"),
    ("hubungi 812 3456 7890", "hubungi [telepon]"),
    ("wa.me/6281234567890", "wa.me/[telepon]"),
    ("08123456789", "[telepon]"),
    ("Kirim ke ani.petugas@contoh.go.id atau warga+1@example.co.id.", "Kirim ke [surel] atau [surel]."),
    ("Mobil B 1234 XYZ parkir di trotoar.", "Mobil [pelat nomor] parkir di trotoar."),
    ("motor plat ab 5678 cd melintas", "motor plat [pelat nomor] melintas"),
    ("kendaraan D 12 A ditilang", "kendaraan [pelat nomor] ditilang"),
    ("Transfer ke BCA 1234567890 a.n. Rudi", "Transfer ke BCA [nomor rekening] a.n. [nama]"),
    ("Nomor rekening 0123-01-012345-53-9 kami terima.", "Nomor rekening [nomor rekening] kami terima."),
    ("Nomor BPJS 0001234567890 aktif.", "Nomor BPJS [nomor] aktif."),
    ("Kartu kredit 5412 7512 3456 7890", "Kartu kredit [nomor]"),
    ("Rumah di Jl. Melati Raya No. 12 RT 03/RW 04, Kel. Sukamaju.", "Rumah di [alamat], Kel. Sukamaju."),
    ("Perumahan Griya Indah Blok C3 No 5", "[alamat]"),
    ("Gang Mawar No. 7", "[alamat]"),
    ("warga RT 02 RW 05 mengeluh", "warga [alamat] mengeluh"),
]
LEFT_ALONE = [
    "Bapak/Ibu Terima kasih atas laporannya.",
    "Bapak Camat Gambir akan menindaklanjuti.",
    "Ibu Kota Nusantara sedang dibangun.",
    "Ibu hamil dan anak-anak didahulukan.",
    "Selamat siang, Mas. Mohon tunggu.",
    "Pak RT dan Bu Lurah sudah tahu.",
    "IBU MOHON MENUNGGU",
    "mas dan mbak sekalian",
    "atas nama Pemerintah Kota kami mohon maaf",
    "Harga emas Antam hari ini",
    "Call center 1500910 atau 165.",
    "Biaya Rp 1.250.000 sampai 12-05-2021 pukul 08.00-15.00.",
    "Tiket LAPOR 7654321 sudah selesai.",
    "Nomor resi 1234 5678 9012",
    "Nomor antrean 081 dan 082 tahun 2021 2022",
    "UU 25 Tahun 2009 Pasal 34 huruf c",
    "Pasal B 12 C tidak berlaku",
    "Pada D 2024 SD kami",
    "Jalan Sudirman rusak berat.",
    "Cari jalan keluar bersama, jalan kaki 10 menit.",
    "Kami perbaiki lubang di Jl. Sudirman besok.",
    "Akun @dinas_sosial atau #LAPOR",
    "Suhu 25 C dan air 5 L per orang",
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_personal_data_is_replaced(text, expected):
    assert mask_all()(text) == expected


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_only_looks_like_personal_data_stays(text):
    assert mask_all()(text) == text


def test_masking_again_changes_nothing():
    mask = mask_all()
    for text, _ in MASKED:
        assert mask(mask(text)) == mask(text)


def test_spans_move_with_the_text():
    text = "Yth. Bapak Budi Santoso, maaf, NIK 3201234506890001 sudah padan. Terima kasih."
    masked = mask_all().masked(text)
    for words in ("maaf", "sudah padan", "Terima kasih", "Yth."):
        start = text.index(words)
        a, b = masked.moved(start, start + len(words))
        assert masked.text[a:b] == words
    start = text.index("Bapak")
    a, b = masked.moved(start, start + len("Bapak Budi"))
    assert masked.text[a:b] == "Bapak [nama]"
    assert masked.moved(len(text), len(text)) == (len(masked.text), len(masked.text))


def test_an_officer_is_hidden_in_own_replies_but_ordinary_words_stay():
    text = "Selamat pagi, saya Radu Pagi. Salam, RADU"
    assert Mask(kinds=()).masked(text, own="Radu Pagi", alias="P-1").text == "Selamat pagi, saya P-1. Salam, P-1"


def test_templates_ignore_names_numbers_case_and_spaces():
    first = template("Selamat pagi Bapak Budi Santoso, nomor 12/2024 sudah  kami proses.")
    assert template("SELAMAT PAGI  Ibu Siti, nomor 7 sudah kami proses") != first
    assert template("selamat pagi bapak Joko,\nnomor 99 sudah kami proses!") == first
    assert template("Selamat pagi Bapak Budi, nomor 12 belum kami proses.") != first


def test_pseudonyms_are_stable_by_key_and_the_key_is_private(tmp_path):
    names, made = pseudonyms(tmp_path / "kunci")
    again, made_again = pseudonyms(tmp_path / "kunci")
    other, _ = pseudonyms(tmp_path / "lain")
    assert (made, made_again) == (True, False)
    assert names("Budi  Santoso") == again(" budi santoso ") != other("Budi Santoso")
    assert names("") == ""
    assert names("Ani") != names("Budi Santoso")
    assert (tmp_path / "kunci").stat().st_mode & 0o077 == 0
    (tmp_path / "pendek").write_text("abc")
    with pytest.raises(InputError, match="pendek"):
        pseudonyms(tmp_path / "pendek")


SECRETS = ("Budi Santoso", "3201234506890001", "081234567890", "warga@example.org", "Melati No", "Radu")
ROW = {
    "no": "warga@example.org", "petugas": "Radu", "unit": "Pak Budi Santoso", "wilayah": "HP 081234567890",
    "tanggal_masuk": "tanya Bapak Budi Santoso", "keberatan": "Kata Bapak Budi Santoso (081234567890) salah",
    "pesan": "Saya Bapak Budi Santoso, Jl. Melati No. 3, NIK 3201234506890001",
    "balasan": "Itu urusan Bapak Budi Santoso. NIK 3201234506890001, hubungi 081234567890 atau warga@example.org. -Radu",
}  # fmt: skip


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".html", ".parquet", ".xlsx", "stdout"])
def test_no_output_shows_what_is_masked_and_scores_stay_the_same(run, tmp_path, suffix):
    if suffix in (".html", ".xlsx"):
        pytest.importorskip("vl_convert")
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({**ROW, "n": n}) + "\n" for n in range(3)))
    plain = json.loads(run("audit", path, "--format", "jsonl").stdout.splitlines()[0])
    options = ["--mask", "--pseudonym", tmp_path / "kunci", "--group-column", "wilayah"]
    shown = (
        _shown(run, path, tmp_path / f"hasil{suffix}", options) if suffix != "stdout" else _streamed(run, path, options)
    )
    for secret in SECRETS:
        assert secret not in shown
    if suffix in (".jsonl", "stdout"):
        record = json.loads(shown.splitlines()[0])
        assert record["score"] == plain["score"]
        assert [s["rule"] for s in record["signals"]] == [s["rule"] for s in plain["signals"]]


def _streamed(run, path: Path, options: list[object]) -> str:
    return run("audit", path, "--format", "jsonl", *options).stdout


def _shown(run, path: Path, target: Path, options: list[object]) -> str:
    result = run("audit", path, "--output", target, "--keep-work", "--work", target.with_suffix(".kerja"), *options)
    assert result.exit_code == 0, result.stderr
    work = target.with_suffix(".kerja").read_bytes().decode("latin-1")
    written = target.read_bytes()
    if target.suffix == ".parquet":
        import duckdb

        text = str(duckdb.execute("SELECT * FROM read_parquet(?)", [str(target)]).fetchall())
    elif target.suffix == ".xlsx":
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_path(str(target))
        text = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    else:
        text = written.decode("utf-8")
    return text + "\n" + result.stdout + result.stderr + work


def test_names_are_found_where_they_stand():
    text = "Terima kasih Ibu Ratna Sari Dewi atas sarannya, salam untuk Pak Joko."
    assert [text[a:b] for a, b in names_in(text)] == ["Ratna Sari Dewi", "Joko"]
