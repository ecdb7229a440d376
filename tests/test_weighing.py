"""A sentence that no pattern knows is weighed word by word; what its words amount to is told, and yields to a courteous reply."""

from __future__ import annotations

from pathlib import Path

import pytest

from sopan.checker import Checker
from sopan.document import Document
from sopan.lexicon.model import LexiconError, Scales
from sopan.settings import Settings
from sopan.signals.weighing import heaviest, row

UNKNOWN = [
    ("abai", "Ya udah sih, cuma telat sebulan doang juga nggak bikin rugi."),
    ("ancam", "Silakan lapor, tapi nanti jangan minta tolong lagi ke kelurahan kalau ada kematian di keluarga."),
    ("pungli", "Saya bukan minta, cuma mengingatkan, yang kemarin kasih rokok dua slop sudah jadi."),
    ("tebang-pilih", "Mana ada warga kontrakan dikasih kupon daging, itu buat yang punya rumah sini."),
    ("salahkan", "Kena tipu kan akibat gampang percaya sama orang."),
]
COURTEOUS = (
    "Selamat pagi, Ibu Ratna. Mohon maaf atas keterlambatan kami. Berkas Ibu sudah kami cetak dan dapat diambil besok pukul 09.00 "
    "di loket 2. {} Terima kasih atas kesabaran Ibu."
)


def entries(checker: Checker, text: str) -> set[str]:
    rules = checker.lexicon.rules
    return {signal.entry for signal in checker.check(text).signals if rules[signal.rule].bad}


@pytest.mark.parametrize(("rule", "text"), UNKNOWN)
def test_a_rude_sentence_without_a_known_phrase_is_found(checker: Checker, rule: str, text: str) -> None:
    assert entries(checker, text) == {f"{rule}/timbangan"}


@pytest.mark.parametrize(("rule", "text"), UNKNOWN)
def test_the_finding_names_the_words_that_weigh_most(checker: Checker, rule: str, text: str) -> None:
    finding = next(f for f in checker.check(text).findings if f.entry == f"{rule}/timbangan")
    named = [part.partition("»")[0] for part in finding.why.split("«")[1:]]
    assert 1 <= len(named) <= 3
    words = checker.document(text).words
    assert all(word in words or word.startswith("<") for part in named for word in part.replace(" … ", " ").split())
    assert finding.suggestions


def test_two_rude_sentences_are_each_told(checker: Checker) -> None:
    text = f"{UNKNOWN[0][1]} {UNKNOWN[4][1]}"
    assert entries(checker, text) == {"abai/timbangan", "salahkan/timbangan"}


BESIDE = [
    ("Sudahlah, tak usah lagi Ibu datang ke kantor kami.", "abai/lupakan", "tutup-komunikasi"),
    ("Jika layanan kami dinilai buruk, Ibu dipersilakan mencari kantor lain.", "abai/pergi-saja", "defensif"),
    ("Kalau masih tanya-tanya soal dana itu, jatah beras Ibu belum tentu ada.", "tunda/belum-tahu-kapan", "ancam"),
]


@pytest.mark.parametrize(("text", "matched", "second"), BESIDE)
def test_a_sentence_that_speaks_clearly_of_a_second_kind_is_told_of_both(
    checker: Checker, text: str, matched: str, second: str
) -> None:
    assert entries(checker, text) == {matched, f"{second}/timbangan"}


@pytest.mark.parametrize(("text", "matched", "second"), BESIDE)
def test_what_is_quoted_is_told_of_neither(checker: Checker, text: str, matched: str, second: str) -> None:
    assert entries(checker, f'Petugas kami keliru menulis "{text}" Kami mohon maaf.') == set()


FAINT = [
    ("salahkan", "Nomor antreannya dilihat baik-baik."),
    ("gurui", "Sudah dewasa, mestinya bisa mengurus sendiri tanpa diantar orang tua."),
]


@pytest.mark.parametrize(("rule", "text"), FAINT)
def test_a_slight_mark_counts_only_in_a_reply_that_is_rude_anyway(checker: Checker, rule: str, text: str) -> None:
    assert entries(checker, text) == set()
    assert f"{rule}/timbangan" in entries(checker, f"Bukan urusan saya, Pak. {text}")
    assert entries(checker, f"Saya catat, Pak. {text} Terima kasih.") == set()


@pytest.mark.parametrize(
    "text", ["Tidak apa-apa, Ibu tidak salah.", "Silakan ditunggu sebentar.", "Cukup fotokopi KTP saja kok, Bu."]
)
def test_a_doubtful_sentence_in_a_courteous_reply_is_let_pass(checker: Checker, text: str) -> None:
    assert entries(checker, COURTEOUS.format(text)) == set()


def test_a_quoted_sentence_of_a_colleague_is_not_weighed_against_the_officer(checker: Checker) -> None:
    text = f'Kami menyesalkan petugas yang berkata "{UNKNOWN[4][1]}" kepada Ibu.'
    assert not any(entry.endswith("/timbangan") for entry in entries(checker, text))


def test_weighing_is_switched_off_by_rule_and_by_sureness() -> None:
    rule, text = UNKNOWN[1]
    assert entries(Checker(settings=Settings(off=(f"{rule}/timbangan",))), text) == set()
    assert entries(Checker(settings=Settings(sure=3)), text) == set()


def test_an_exception_in_an_own_folder_stops_a_false_alarm(own_lexicon) -> None:
    rule, text = UNKNOWN[4]
    own = Checker([own_lexicon("salahkan", 'kecuali = ["kena tipu"]\n')])
    assert f"{rule}/timbangan" not in entries(own, text)
    assert any(one.signal.entry == f"{rule}/timbangan" for one in own.check(text).dropped)


def test_weights_of_an_own_folder_replace_those_of_the_same_phrase(tmp_path: Path) -> None:
    rule, text = UNKNOWN[4]
    (tmp_path / "timbangan.tsv").write_text("^ kena\t-9\t\n", "utf-8")
    assert f"{rule}/timbangan" not in entries(Checker([tmp_path]), text)


@pytest.mark.parametrize(
    "line", ["kata saja", "kata\tberat\t", "kata\tnan\t", "kata\t0.5\tabai", "\t0.5\t", "kata\t0.5\tabai:inf"]
)
def test_a_broken_line_of_weights_is_told_with_its_place(tmp_path: Path, line: str) -> None:
    (tmp_path / "timbangan.tsv").write_text(f"boleh\t0.5\t\n{line}\n", "utf-8")
    with pytest.raises(LexiconError, match=r"timbangan\.tsv:2: "):
        Checker([tmp_path])


KIND = [
    ("solusi", "Lunasi dulu di kasir depan, terus balik ke meja ini."),
    ("penjelasan", "Dokter Ayu hari ini kosong, ada seminar di Medan."),
    ("kanal", "Infonya ada di tautan bio."),
    ("empati", "Tiga kali antre sambil gendong si kecil, pegal sekali ya, Bu."),
    ("terima-kritik", "Masukan soal parkir itu sedang kami bahas."),
    ("tawaran-bantuan", "Kalau mental lagi, kirim filenya ke sini, kami kecilin."),
]


@pytest.mark.parametrize(("rule", "text"), KIND)
def test_a_courtesy_without_a_known_phrase_is_found(checker: Checker, rule: str, text: str) -> None:
    assert f"{rule}/timbangan" in {signal.entry for signal in checker.check(text).signals}
    off = Checker(settings=Settings(off=(f"{rule}/timbangan",)))
    assert rule not in {signal.rule for signal in off.check(text).signals}


@pytest.mark.parametrize(("rule", "text"), KIND)
def test_a_quoted_courtesy_is_not_the_officers(checker: Checker, rule: str, text: str) -> None:
    report = checker.check(f'Bapak menulis: "{text}"')
    assert f"{rule}/timbangan" not in {signal.entry for signal in report.signals}


def test_a_pattern_of_a_courtesy_yields_where_the_words_of_its_sentence_speak_against_it(checker: Checker) -> None:
    report = checker.check("Sudah jadi ibu kok manja.")
    assert "solusi" not in {signal.rule for signal in report.signals}
    assert {d.step for d in report.dropped if d.signal.rule == "solusi"} == {"ringan"}


def test_a_sentence_of_unknown_words_says_nothing_against_a_pattern(checker: Checker) -> None:
    assert "solusi" in {signal.rule for signal in checker.check("We will check it right away, Sir.").signals}


def test_a_weighed_courtesy_takes_in_no_discourtesy(checker: Checker) -> None:
    for rule, text in KIND:
        signals = checker.check(text.rstrip(".") + ", bodoh.").signals
        assert "kasar" in {signal.rule for signal in signals}, rule


def test_weights_of_courtesies_in_an_own_folder_replace_those_of_the_same_phrase(tmp_path: Path) -> None:
    rule, text = KIND[2]
    (tmp_path / "timbangan-baik.tsv").write_text("tautan bio\tkanal:-9\n", "utf-8")
    assert f"{rule}/timbangan" not in {signal.entry for signal in Checker([tmp_path]).check(text).signals}


@pytest.mark.parametrize(
    "line", ["kata", "kata\t0.5", "kata\tabai:0.5", "\tkanal:1", "kata\tkanal:nan", "kata\tkanal:1\tx"]
)
def test_a_broken_line_of_courtesies_is_told_with_its_place(tmp_path: Path, line: str) -> None:
    (tmp_path / "timbangan-baik.tsv").write_text(f"boleh\tkanal:0.5\n{line}\n", "utf-8")
    with pytest.raises(LexiconError, match=r"timbangan-baik\.tsv:2: "):
        Checker([tmp_path])


def test_weights_add_up_over_words_neighbours_gaps_and_the_ends_of_a_sentence(checker: Checker) -> None:
    document: Document = checker.document("Masa begitu saja, Bu?")
    one = Scales(
        threshold=0,
        firm=0,
        faint=0,
        lead=0,
        base=0.5,
        stand_ins={"bu": "<warga>"},
        weights={"masa": "1", "masa _ saja": "2", "<warga> $?": "4", "saja <warga>": "8", "^": "16"},
        rules={},
    )
    assert row(one, *document.passage_of(0)).sums.rude == 0.5 + 1 + 2 + 4
    assert heaviest(one, document, 0) == ["<warga>", "masa … saja"]


def test_a_lone_match_that_its_sentence_speaks_against_is_dropped_with_its_reason(checker: Checker) -> None:
    text = COURTEOUS.format("Namanya juga sistem baru, Bu, kadang rewel.")
    report = checker.check(text)
    assert not any(checker.lexicon.rules[signal.rule].bad for signal in report.signals)
    assert [one.step for one in report.dropped if one.signal.rule == "abai"] == ["tunggal"]


def test_what_is_learned_from_names_rules_that_exist(checker: Checker) -> None:
    folder = Path(__file__).resolve().parent.parent / "benchmarks" / "latihan"
    rude = {rule.name for rule in checker.lexicon.rules.values() if rule.bad}
    for path in folder.glob("*kasar*.txt"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            labels, bar, text = line.partition("|")
            assert bar, f"{path.name}:{number}"
            assert text.strip(), f"{path.name}:{number}"
            assert set(labels.split("+")) <= rude, f"{path.name}:{number}: {line}"
