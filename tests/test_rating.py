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
RUDE = "Tunggu saja, jangan cerewet. Urusan {} belum."
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
