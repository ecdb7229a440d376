"""People check Sopan: blind sheets, agreement, objections that mend the lexicon, earlier results judged again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sopan.audit import measures
from sopan.audit.agreement import agree, read_sheet, verdict
from sopan.audit.comparison import causes, compare
from sopan.audit.judge import Judge
from sopan.audit.sample import draw
from sopan.checker import Checker
from sopan.errors import InputError
from sopan.examples import rule_failures
from sopan.lexicon.loader import load_rule
from sopan.settings import Settings

POLITE = "Selamat pagi, Ibu. Mohon maaf atas keterlambatannya. Urusan {} Ibu selesai besok pukul 09.00. Terima kasih."
PLAIN = "Selamat pagi, Bapak. Perihal {} sedang kami periksa."
RUDE = "Tunggu saja, jangan cerewet soal {}."
HEAD = "no,petugas,balasan,keberatan\n"
THINGS = [
    "akta",
    "paspor",
    "kartu keluarga",
    "surat pindah",
    "izin usaha",
    "sertifikat",
    "formulir",
    "kuitansi",
    "ijazah",
    "bukti bayar",
]


@pytest.fixture
def archive(tmp_path):
    texts = [POLITE.format(thing) for thing in THINGS] + [PLAIN.format(thing) for thing in THINGS]
    texts += [RUDE.format(thing) for thing in THINGS]
    path = tmp_path / "arsip.csv"
    path.write_text(HEAD + "".join(f'{n},Ani,"{text}",\n' for n, text in enumerate(texts, 1)), "utf-8")
    return path


def rated(path: Path, checker: Checker, wrong: set[int] = frozenset()) -> Path:
    """A sheet filled in as Sopan would, except for the lines named."""
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    head = rows[0]
    for line, row in enumerate(rows[1:], 1):
        report = checker.check(row[2])
        value = 1 + sum(report.score.value >= least for least in (20, 45, 65, 85))
        found = {signal.rule for signal in report.signals}
        row[3] = str(6 - value if line in wrong else value)
        for place, rule in enumerate(head[4:-1], 4):
            row[place] = "ya" if (rule in found) != (line in wrong) else ""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def test_sheets_hold_no_verdict_and_every_grade(run, archive, tmp_path, checker):
    assert run("audit", "sample", archive, "--output", tmp_path / "lembar.csv", "--size", "9").exit_code == 0
    one, two = (
        list(csv.DictReader((tmp_path / f"lembar-{n}.csv").read_text("utf-8-sig").splitlines())) for n in (1, 2)
    )
    assert not {"skor", "mutu", "temuan"} & one[0].keys()
    assert all(not row["nilai"] and not row["abai"] for row in one)
    assert {row["nomor"] for row in one} == {row["nomor"] for row in two}
    assert [row["nomor"] for row in one] != [row["nomor"] for row in two]
    grades = [checker.check(row["balasan"]).score.grade for row in one]
    assert len(grades) == 9
    assert min(grades.count(grade) for grade in set(grades)) >= 2


def test_a_workbook_sheet_is_read_back(run, archive, tmp_path, checker):
    openpyxl = pytest.importorskip("openpyxl")
    run("audit", "sample", archive, "--output", tmp_path / "lembar.xlsx", "--size", "12")
    book = openpyxl.load_workbook(tmp_path / "lembar-1.xlsx")
    sheet = book["penilaian"]
    assert sheet.data_validations.dataValidation
    for line in range(2, sheet.max_row + 1):
        sheet.cell(line, 4).value = 3
    book.save(tmp_path / "lembar-1.xlsx")
    found = read_sheet(str(tmp_path / "lembar-1.xlsx"), list(checker.lexicon.rules))
    assert len(found.totals) == 12
    assert set(found.totals.values()) == {3.0}


def test_raters_who_agree_with_sopan_find_it_reliable(run, archive, tmp_path, checker):
    run("audit", "sample", archive, "--output", tmp_path / "lembar.csv", "--size", "30")
    sheets = [rated(tmp_path / f"lembar-{n}.csv", checker) for n in (1, 2)]
    result = run("audit", "agreement", *sheets, "--format", "json")
    found = {one["rule"]: one for one in json.loads(result.stdout)}
    assert found[""]["people"]["value"] == 1
    assert found[""]["sopan"]["value"] == 1
    assert found["maaf"]["sopan"]["value"] == 1
    assert found["tunda"]["marked_sopan"] == 10
    assert found["pungli"]["people"] is None


def test_a_rater_apart_lowers_agreement_among_people_and_its_interval_holds_the_value(run, archive, tmp_path, checker):
    run("audit", "sample", archive, "--output", tmp_path / "lembar.csv", "--size", "30")
    one = rated(tmp_path / "lembar-1.csv", checker)
    two = rated(tmp_path / "lembar-2.csv", checker, wrong=set(range(1, 12)))
    rules = list(checker.lexicon.rules)
    total, *by_rule = agree([read_sheet(str(p), rules) for p in (one, two)], checker, rules)
    assert total.people.value < 0.7
    assert total.people.low <= total.people.value <= total.people.high
    assert verdict(total) == "penilai belum sepakat"
    assert all(one.people is None or one.people.value < 0.8 for one in by_rule)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace(",3,", ",9,", 1), "nilai"),
        (lambda text: text.replace("nilai", "poin", 1), "bukan lembar penilaian"),
        (lambda text: text.replace(",3,,", ",3,entah,", 1), "entah"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_named(tmp_path, checker, change, says):
    text = "nomor,pesan warga,balasan,nilai,salam,maaf,catatan\n" + "".join(f"{n},,Ya.,3,,,\n" for n in range(6))
    path = tmp_path / "lembar.csv"
    path.write_text(change(text), "utf-8")
    with pytest.raises(InputError, match=says):
        read_sheet(str(path), list(checker.lexicon.rules))


def test_the_same_seed_draws_the_same_sample(archive, checker):
    from sopan.audit.opening import judged
    from sopan.settings import Settings

    with judged([str(archive)], Settings()) as store:
        measures.prepare(store, checker.lexicon)
        assert draw(store, 6, 1) == draw(store, 6, 1)
        assert draw(store, 6, 1) != draw(store, 6, 2)


def test_an_accepted_objection_is_marked_no_more_and_leaves_a_trace(run, tmp_path):
    path = tmp_path / "arsip.csv"
    path.write_text(HEAD + '7,Ani,"Masa berlaku nomor antrean tunggu saja di layar utama.",kutipan\n', "utf-8")
    listed = run("audit", "objections", path)
    assert "1. tunda" in listed.stdout
    assert "kutipan" in listed.stdout
    own = tmp_path / "kamus-kami"
    done = run("audit", "objections", path, "--accept", "1", "--into", own)
    assert done.exit_code == 0, done.stderr
    trace = list(csv.DictReader((own / "keberatan.csv").read_text("utf-8-sig").splitlines()))
    assert (trace[0]["nomor"], trace[0]["aturan"], trace[0]["alasan"]) == ("7", "tunda", "kutipan")
    mended = Checker([own])
    assert "tunda" not in {
        s.rule for s in mended.check("Masa berlaku nomor antrean tunggu saja di layar utama.").signals
    }
    assert "tunda" in {s.rule for s in mended.check("Tunggu saja.").signals}
    lexicon = load_rule(mended.folders, "tunda")
    assert lexicon.rule_misses["tunda"]
    assert not list(rule_failures(mended, "tunda", lexicon.rule_misses["tunda"]))
    again = run("audit", "objections", path, "--accept", "all", "--into", own)
    assert "0 keberatan" in again.stdout


def test_objections_are_read_from_the_sheet_of_findings(run, archive, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    target = tmp_path / "hasil.xlsx"
    run("audit", archive, "--output", target)
    book = openpyxl.load_workbook(target)
    sheet = book["temuan"]
    head = [cell.value for cell in sheet[1]]
    line = next(n for n in range(2, sheet.max_row) if sheet.cell(n, head.index("aturan") + 1).value == "tunda")
    sheet.cell(line, head.index("keberatan") + 1).value = "jadwal ada di papan"
    book.save(target)
    listed = run("audit", "objections", target).stdout
    assert "1. tunda" in listed
    assert "Tunggu saja" in listed
    assert "2." not in listed
    assert run("audit", "objections", target, "--accept", "2", "--into", tmp_path / "k").exit_code == 2


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".csv.kerja"])
def test_old_results_judged_again_tell_which_entry_changed_the_grade(run, archive, tmp_path, own_lexicon, suffix):
    outputs = [tmp_path / f"h{s}" for s in (".csv", ".jsonl", ".parquet")]
    run("audit", archive, *(part for path in outputs for part in ("--output", path)), "--keep-work")
    same = compare(tmp_path / f"h{suffix}", Judge(Settings(), None))
    assert (same.texts, same.changed, same.old_mean) == (30, (), same.mean)
    entry = '[[entri]]\npola = "sedang kami periksa"\nkena = ["Sedang kami periksa."]\nluput = ["Kami periksa."]\n'
    found = compare(tmp_path / f"h{suffix}", Judge(Settings(lexicons=(own_lexicon("kasar", entry),)), None))
    assert len(found.changed) == 10
    assert causes(found.changed)[0] == ("+kasar/sedang-kami-periksa", 10)
    assert found.mean < found.old_mean


def test_a_file_that_is_no_result_is_refused(run, archive):
    result = run("audit", "--compare", archive)
    assert result.exit_code == 2
    assert "bukan hasil audit" in result.stderr


BASE = "nomor,pesan warga,balasan,nilai,salam,maaf,catatan\n"


def sheet(path: Path, rows: str) -> Path:
    path.write_text(BASE + rows, "utf-8")
    return path


def test_cells_left_open_and_lines_left_out_are_no_ratings(tmp_path, checker):
    rows = "1,,Ya.,3.0,ya,tidak,\n2,,Baik.,,?,,\n3,,Siap.,,,,\n4.0,,Oke.,5,1.0,0,\n"
    found = read_sheet(str(sheet(tmp_path / "a.csv", rows)), list(checker.lexicon.rules))
    assert found.totals == {1: 3.0, 2: None, 4: 5.0}
    assert found.marks[1] == {"salam": True, "maaf": False}
    assert found.marks[2] == {"salam": None, "maaf": False}
    assert found.marks[4] == {"salam": True, "maaf": False}


@pytest.mark.parametrize(
    ("rows", "says"),
    [("x,,Ya.,3,,,\n", "x"), ('1,,"Ya.,3,,,\n2,,Ya.,3,,,\n', "kutip"), ("1,,Ya.,3,,,,,sisa\n", "kolom")],
)
def test_a_line_of_a_sheet_that_makes_no_sense_is_named(run, tmp_path, rows, says):
    one = sheet(tmp_path / "a.csv", rows)
    result = run("audit", "agreement", one, one)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_agreement_needs_two_people_and_some_replies_in_common(run, tmp_path):
    one = sheet(tmp_path / "a.csv", "1,,Ya.,3,,,\n2,,Baik.,3,,,\n")
    two = sheet(tmp_path / "b.csv", "1,,Ya.,3,,,\n3,,Baik.,3,,,\n")
    alone, apart = run("audit", "agreement", one), run("audit", "agreement", one, two)
    assert alone.exit_code == apart.exit_code == 2
    assert "dua" in alone.stderr
    assert "1" in apart.stderr


def test_agreement_is_shown_to_people_with_what_it_means(run, tmp_path):
    texts = [POLITE.format("akta"), PLAIN.format("akta"), RUDE.format("akta")] * 4
    steps = [5, 3, 1] * 4
    rows = "".join(
        f'{n},,"{text}",{step},{"ya" if step > 1 else ""},,\n'
        for n, (text, step) in enumerate(zip(texts, steps, strict=True), 1)
    )
    one, two = sheet(tmp_path / "a.csv", rows), sheet(tmp_path / "b.csv", rows)
    shown = run("audit", "agreement", one, two)
    assert shown.exit_code == 0, shown.output
    lines = shown.stdout.splitlines()
    assert any(line.startswith("salam") and "1,00" in line and "8 / 8" in line for line in lines)
    assert any(line.startswith("maaf") and "1,00" not in line for line in lines)


def test_a_rating_of_few_replies_has_a_value_without_an_interval(checker):
    import numpy

    from sopan.audit.agreement import _bootstrap

    once = iter([0.5])
    found = _bootstrap(lambda at: next(once, None), 8)
    assert (found.value, found.low, found.high) == (0.5, None, None)
    assert _bootstrap(lambda at: None, 8) is None
    assert _bootstrap(lambda at: float(numpy.size(at)), 8).low == 8


@pytest.mark.parametrize(
    ("people", "sopan", "key"),
    [(0.9, 0.85, "sepakat-baik"), (0.9, 0.7, "sepakat-sementara"), (0.9, 0.2, "sepakat-rendah"), (0.7, 0.66, "sepakat-baik"),
     (0.5, 0.9, "sepakat-orang-rendah"), (None, 0.9, "sepakat-tak-terukur")],
)  # fmt: skip
def test_what_an_agreement_means_follows_its_bounds(people, sopan, key):
    from sopan.audit.agreement import Agreement
    from sopan.audit.measures import Estimate
    from sopan.messages import say

    estimate = [None if value is None else Estimate(value, value, value) for value in (people, sopan)]
    assert verdict(Agreement("maaf", 10, *estimate)) == say(key)


def test_what_cannot_be_sampled_is_said(run, archive, tmp_path):
    wrong = run("audit", "sample", archive, "-o", tmp_path / "lembar.pdf")
    assert wrong.exit_code == 2
    assert "lembar.pdf" in wrong.stderr
    (tmp_path / "kosong.csv").write_text("no,balasan\n1,\n2,\n", "utf-8")
    empty = run("audit", "sample", tmp_path / "kosong.csv", "-o", tmp_path / "lembar.csv")
    assert empty.exit_code == 2
    assert not (tmp_path / "lembar-1.csv").exists()


def test_objections_without_any_are_said_and_accepting_needs_a_folder(run, archive, tmp_path):
    assert "arsip.csv" in run("audit", "objections", archive).stdout
    path = tmp_path / "b.csv"
    path.write_text(HEAD + '7,Ani,"Masa berlaku nomor antrean tunggu saja di layar utama.",kutipan\n', "utf-8")
    result = run("audit", "objections", path, "--accept", "1")
    assert result.exit_code == 2
    assert "--into" in result.stderr
    for wrong in ("9", "satu"):
        assert run("audit", "objections", path, "--accept", wrong, "--into", tmp_path / "k").exit_code == 2
    assert not (tmp_path / "k").exists()


def test_a_kept_work_file_is_sampled_like_its_archive(run, archive, tmp_path):
    assert run("audit", archive, "-o", tmp_path / "h.csv", "--keep-work").exit_code == 0
    for name, source in (("a", archive), ("b", tmp_path / "h.csv.kerja")):
        assert run("audit", "sample", source, "-o", tmp_path / f"{name}.csv", "--size", 6).exit_code == 0
    assert (tmp_path / "a-1.csv").read_bytes() == (tmp_path / "b-1.csv").read_bytes()


def test_a_comparison_is_shown_and_written(run, archive, tmp_path, own_lexicon):
    assert run("audit", archive, "-o", tmp_path / "h.csv").exit_code == 0
    same = run("audit", "--compare", tmp_path / "h.csv")
    assert same.exit_code == 0, same.output
    assert "30" in same.stdout
    entry = '[[entri]]\npola = "(sedang kami periksa|mohon maaf atas)"\nkena = ["Sedang kami periksa."]\nluput = ["Kami periksa."]\n'
    own = own_lexicon("kasar", entry)
    shown = run("audit", "--compare", tmp_path / "h.csv", "--lexicon", own, "-o", tmp_path / "beda.csv")
    assert shown.exit_code == 0, shown.output
    rows = list(csv.reader((tmp_path / "beda.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 21
    assert "+kasar/sedang-kami-periksa-mohon-maaf-atas" in shown.stdout
    assert sum("→" in line for line in shown.stdout.splitlines()) >= 10
    assert shown.stdout.count("  × 1") == 10
    assert "10" in shown.stdout.splitlines()[-1]
    refused = run("audit", "--compare", tmp_path / "h.csv", "-o", tmp_path / "beda.xlsx")
    assert refused.exit_code == 2
    assert "beda.xlsx" in refused.stderr


def test_only_files_that_hold_results_can_be_compared(run, tmp_path):
    (tmp_path / "a.txt").write_text("bukan hasil")
    for path in (tmp_path / "tidak-ada.csv", tmp_path / "a.txt"):
        result = run("audit", "--compare", path)
        assert result.exit_code == 2
        assert path.name in result.stderr
