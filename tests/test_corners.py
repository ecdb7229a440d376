"""Rare inputs, each taken or refused as the part that meets it promises."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from archive_store import make_store

from sopan import memory, paths
from sopan.audit.dates import DateReader
from sopan.audit.judge import Judge
from sopan.audit.measures import Estimate, Moments, difference
from sopan.author import add_entry
from sopan.checker import Checker
from sopan.counterexample import exempt
from sopan.errors import InputError
from sopan.fixes.edits import Edit, apply
from sopan.lexicon.model import LexiconError
from sopan.lexicon.remedies import load_remedies
from sopan.paths import lexicon_folder
from sopan.profiles import channels
from sopan.settings import Settings
from sopan.textfile import encoded

RUDE = "Itu urusan Bapak, bukan urusan kami. Dasar bodoh."


def test_what_comes_again_is_remembered_within_bounds(monkeypatch):
    monkeypatch.setattr(memory, "MARKED", 3)
    kept: memory.Memory[int] = memory.Memory(2)
    kept.put("a", 1)
    assert kept.get("a") is None
    kept.put("a", 1)
    assert kept.get("a") == 1
    for key in ("b", "b", "c", "c", "d", "d"):
        kept.put(key, 2)
        kept.get("a")
    assert kept.get("a") == 1
    for key in range(20):
        kept.put(key, 3)
        kept.put(key, 3)
    assert kept.get("a") is None
    assert kept.get(19) == 3


def test_places_outside_a_document_are_errors(checker):
    document = checker.document("Terima kasih, Bu. Tunggu saja.")
    assert document.place(0, 2) == (0, 12)
    assert document.passage_of(1)[1] >= 0
    for wrong in (99, -1):
        with pytest.raises(IndexError):
            document.passage_of(wrong)
    with pytest.raises(IndexError):
        document.place(-1, 0)


def test_edits_that_overlap_are_refused():
    one, other = Edit(0, 4, "x", True, "abai", ""), Edit(2, 6, "y", True, "abai", "")
    with pytest.raises(ValueError, match="overlap at 2"):
        apply("abcdefgh", [other, one])


@pytest.mark.parametrize(
    ("like", "text", "expected"),
    [
        ("\ufeffa".encode("utf-16-le"), "é", "\ufeffé".encode("utf-16-le")), ("\ufeffa".encode("utf-16-be"), "é", "\ufeffé".encode("utf-16-be")),
        (b"\xef\xbb\xbfa", "é", b"\xef\xbb\xbf\xc3\xa9"), ("caf\u00e9 r\u00e9sum\u00e9 \u201cya\u201d".encode("cp1252"), "→", "→".encode()), (b"abc", "é", "é".encode()),
    ],
)  # fmt: skip
def test_a_mended_text_keeps_the_encoding_that_can_hold_it(like, text, expected):
    assert encoded(text, like) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a =", "TOML"), ('[[kalimat]]\naturan = ["abai"]\nkalimat = "{entah}"\n', "entah"),
        ('[[sisip]]\nunsur = ["salam"]\nkalimat = "Salam."\ntempat = "langit"\n', "tempat"), ("isian = 3\n", "perbaikan"),
    ],
)  # fmt: skip
def test_sentences_to_put_instead_that_make_no_sense_are_named(tmp_path, text, says):
    (tmp_path / "perbaikan.toml").write_text(text, "utf-8")
    with pytest.raises(LexiconError, match=says) as error:
        load_remedies([lexicon_folder(), tmp_path])
    assert "perbaikan.toml:" in str(error.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[surat]\nentah = 1\n", "entah"),
        ('[surat]\ntingkat = { abai = "parah" }\n', "galat"),
        ("[surat]\ncukup = 3\n", "cukup"),
    ],
)
def test_a_profile_that_makes_no_sense_is_named(run, tmp_path, text, says):
    (tmp_path / "profil.toml").write_text(text, "utf-8")
    assert "surat" in channels([lexicon_folder(), tmp_path])
    result = run("check", "-", "--channel", "surat", "--lexicon", tmp_path, stdin="Halo, Bu.")
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert "profil.toml:" in result.stderr


def test_an_entry_added_to_a_file_leaves_it_as_it_was_where_its_examples_fail(tmp_path):
    path = add_entry(tmp_path, "tunda", "bulan purnama", ["Tunggu bulan purnama."], ["Bulan depan."])
    before = path.read_bytes()
    with pytest.raises(InputError, match="tidak kena"):
        add_entry(tmp_path, "tunda", "bulan sabit", ["Bulan apa saja."], ["Bulan depan."])
    assert path.read_bytes() == before
    add_entry(tmp_path, "tunda", "bulan sabit", ["Tunggu bulan sabit."], ["Bulan depan."])
    assert path.read_text("utf-8").count("[[entri]]") == 2


def test_what_no_entry_marks_cannot_be_exempted_in_a_lexicon(tmp_path):
    text = "MOHON BAPAK SEGERA MELENGKAPI BERKAS PERMOHONAN YANG KURANG ITU!!!"
    assert "nada-tinggi" in {s.rule for s in Checker().check(text).signals}
    with pytest.raises(InputError, match="nada-tinggi"):
        exempt(text, tmp_path / "kamus", rule="nada-tinggi")
    assert not (tmp_path / "kamus" / "aturan" / "nada-tinggi.toml").exists()


def test_a_sentence_that_is_all_discourtesy_needs_a_pattern_of_ones_own(own_lexicon, tmp_path):
    broad = own_lexicon("abai", '[[entri]]\npola = "jingga pudar"\nkena = ["Jingga pudar."]\nluput = ["Jingga."]\n')
    settings = Settings(lexicons=(broad,))
    for text in ("Jingga pudar.", "Jingga pudar @#!"):
        with pytest.raises(InputError, match="--except"):
            exempt(text, tmp_path / "kami", settings=settings)
    with pytest.raises(InputError, match="Tidak disimpan"):
        exempt("Map jingga pudar itu.", tmp_path / "kami", pattern="tidak ada di sini", settings=settings)
    assert not list((tmp_path / "kami").rglob("*.toml"))


def test_one_sentence_that_two_entries_mark_gets_an_exception_in_each(own_lexicon, tmp_path):
    entries = "".join(
        f'[[entri]]\npola = "{word} pudar"\nkena = ["{word.title()} pudar saja."]\nluput = "{word.title()} terang."\n'
        for word in ("jingga", "nila")
    )
    own = own_lexicon("abai", entries)
    text = "Map jingga pudar, 12/2024, menandai berkas dan map nila pudar menandai salinan, map jingga pudar lagi."
    outcome = exempt(text, own, settings=Settings(lexicons=(own,)))
    assert {one.entry for one in outcome.exempted} == {"abai/jingga-pudar", "abai/nila-pudar"}
    assert "abai" not in {s.rule for s in Checker([own]).check(text).signals}
    assert "abai" in {s.rule for s in Checker([own]).check("Jingga pudar saja.").signals}


def test_a_difference_of_too_few_or_of_equal_values_claims_no_interval():
    assert difference(Moments(1, 50.0, 0.0), Moments(9, 40.0, 4.0)) == Estimate(10.0, None, None)
    assert difference(Moments(9, 50.0, 0.0), Moments(9, 40.0, 0.0)) == Estimate(10.0, 10.0, 10.0)


def test_a_channel_named_in_many_ways_is_remembered_within_bounds(monkeypatch):
    monkeypatch.setattr("sopan.audit.judge.MOST_CHANNELS", 2)
    judge = Judge(Settings(), None)
    found = [judge.channel(name) for name in ("Twitter", "surel", "WhatsApp", "entah", "Twitter")]
    assert found[0] == found[-1] != ""
    assert found[3] == ""
    assert Judge(Settings(channel="surat"), None).channel("Twitter") == ""


@pytest.mark.parametrize(
    "written", ["Tue, 31 Dec 2024 10:00:00 GMT", "31 Desember 2024 10:00 UTC", "2024-12-31 17:00 +07:00"]
)
def test_a_date_that_names_its_zone_is_read_in_it(written):
    read = DateReader(iter([written]))
    assert read(written) == DateReader(iter(["2024-12-31T10:00Z"]))("2024-12-31T10:00Z")


def test_a_column_is_found_whatever_its_case_and_hyphens(run, tmp_path):
    (tmp_path / "a.csv").write_text("No,Jawaban_Akhir\n1,Tunggu saja.\n")
    result = run("audit", tmp_path / "a.csv", "--text-column", "jawaban akhir", "--format", "jsonl")
    assert result.exit_code == 0, result.output
    assert "tunda" in result.stdout


def test_a_letter_too_large_in_a_mailbox_is_one_bad_row(tmp_path, monkeypatch, run):
    monkeypatch.setattr("sopan.audit.readers.mail.MOST_DOCUMENT", 300)
    mail = "From a@b Thu Jan  1 00:00:00 2026\nFrom: Sari <s@b.go.id>\nSubject: x\n\n{}\n\n"
    (tmp_path / "a.mbox").write_text(mail.format("Tunggu saja.") + mail.format("Ya. " * 100) + mail.format("Baik, Bu."))
    result = run("audit", tmp_path / "a.mbox", "--format", "jsonl")
    assert "3 baris dibaca: 2 balasan dinilai, 0 pesan belum terjawab, 1 baris rusak" in result.stderr


def test_an_output_whose_library_is_missing_is_refused_before_reading(run, tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("id,balasan\n1,Ya.\n")
    monkeypatch.setattr("sopan.audit.outputs.find_spec", lambda name: None)
    result = run("audit", tmp_path / "a.csv", "-o", tmp_path / "h.xlsx")
    assert result.exit_code == 2
    assert "xlsxwriter" in result.stderr


def test_an_incomplete_installation_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "sopan")
    with pytest.raises(FileNotFoundError):
        paths.lexicon_folder()


@pytest.mark.parametrize("form", ["sarif", "github", "checkstyle", "junit", "rdjson", "json", "text"])
def test_a_question_left_open_is_reported_in_every_form(run, tmp_path, form):
    (tmp_path / "pesan.txt").write_text("Kapan paspor anak saya selesai dan berapa biaya legalisasi ijazah?")
    (tmp_path / "a.txt").write_text("Selamat pagi, Bu.\nMohon maaf. Tunggu\nsaja. Terima kasih.")
    result = run("check", tmp_path / "a.txt", "--message", tmp_path / "pesan.txt", "--format", form, "--min-score", 99)
    assert result.exit_code == 1, result.output
    assert "tunda" in result.stdout


def test_pages_and_clean_drafts_are_shown_in_full(run, tmp_path):
    (tmp_path / "a.html").write_text(f"<h1>Balasan</h1>\n\n<p>{RUDE}</p>\n<p>Terima <b>kasih</b>.</p>")
    shown = run("check", tmp_path / "a.html", "--verbose")
    assert "Itu urusan Bapak" in shown.stdout
    assert "<p>" not in shown.stdout
    polite = (
        "Selamat pagi, Ibu. Mohon maaf atas keterlambatannya. KTP Ibu selesai besok pukul 09.00 di loket 3."
        " Bila ada pertanyaan, hubungi kami di 1500-123. Terima kasih."
    )
    clean = run("check", "-", "--verbose", stdin=polite)
    assert clean.exit_code == 0
    assert "✔" in clean.stdout


def test_two_drafts_share_a_baseline_and_settings_of_two_kinds_a_lexicon(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(RUDE)
    Path(".sopan.toml").write_text('[files."b.txt"]\nignore = ["kasar"]\n')
    assert run("check", ".", "--write-baseline", "--baseline", "dasar.json").exit_code == 0
    assert run("check", ".", "--baseline", "dasar.json").exit_code == 0
    Path("b.txt").write_text(RUDE + " Tunggu saja.")
    again = run("check", ".", "--baseline", "dasar.json")
    assert again.exit_code == 1
    assert "tunda" in again.stdout
    assert "a.txt" not in again.stdout


def test_cells_of_a_workbook_are_taken_as_they_are_meant(run, tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    import datetime

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    day, clock = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "hh:mm"})
    notes = book.add_worksheet("catatan")
    notes.write(0, 0, "hanya catatan")
    book.add_worksheet("kosong")
    sheet = book.add_worksheet("data")
    sheet.write_row(0, 0, ["Laporan bulan ini"])
    sheet.write_row(2, 0, ["id", "balasan", "tanggal balasan", "jam", "yakin"])
    sheet.write_row(3, 0, [7.0, "Tunggu saja."])
    sheet.write_datetime(3, 2, datetime.datetime(2024, 12, 31), day)
    sheet.write_datetime(3, 3, datetime.datetime(1900, 1, 1, 9, 30), clock)
    sheet.write_boolean(3, 4, True)
    sheet.write_row(6, 0, [8.5, "Baik, Bu."])
    book.close()
    result = run("audit", tmp_path / "a.xlsx", "-o", tmp_path / "h.jsonl")
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in (tmp_path / "h.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == [7, 8.5]
    assert rows[0]["date"].startswith("2024-12-31")
    assert "catatan" in result.stderr
    named = run("audit", tmp_path / "a.xlsx", "--sheet", "tidak-ada")
    assert named.exit_code == 2
    assert "catatan, kosong, data" in named.stderr
    assert run("audit", tmp_path / "a.xlsx", "--sheet", "data", "--format", "jsonl").stdout.count("\n") == 2


def test_a_workbook_is_opened_within_the_memory_that_it_is_given(tmp_path):
    from sopan.audit.readers import trial

    xlsxwriter = pytest.importorskip("xlsxwriter")
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet().write(0, 0, "balasan")
    book.close()
    (tmp_path / "a.xlsx").write_bytes(stream.getvalue())
    trial.refuse_swollen(tmp_path / "a.xlsx", "a.xlsx", 5000)
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 rusak")
    trial.refuse_swollen(tmp_path / "b.xlsx", "b.xlsx", 5000)
    trial.open_sheets(str(tmp_path / "a.xlsx"), 1 << 62)
    trial.open_sheets(str(tmp_path / "b.xlsx"), 1 << 62)


def test_a_work_file_is_judged_by_objections_as_its_archive_is(run, tmp_path, checker):
    path = tmp_path / "kerja"
    make_store(path, [{"reply": RUDE, "objection": "kutipan"}], checker).close()
    shown = run("audit", "objections", path)
    assert shown.exit_code == 0, shown.output
    assert "kutipan" in shown.stdout


def test_zips_hide_what_is_no_archive(run, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as target:
        target.writestr("__MACOSX/a.csv", "id,balasan\n1,Ya.\n")
        target.writestr(".tersembunyi.csv", "id,balasan\n1,Ya.\n")
        target.writestr("map/", "")
        target.writestr("map/dalam.zip", b"PK")
        target.writestr("map/a.csv", "id,balasan\n1,Tunggu saja.\n")
        target.writestr("b.csv", "id,catatan\n1,bukan balasan\n")
    result = run("audit", tmp_path / "a.zip", "--format", "jsonl")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\n") == 1
    assert "dalam.zip" in result.stderr
    assert "b.csv" in result.stderr
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as target:
        target.writestr("b.csv", "id,catatan\n1,bukan balasan\n")
    nothing = run("audit", tmp_path / "c.zip")
    assert nothing.exit_code == 2
    assert "c.zip" in nothing.stderr
