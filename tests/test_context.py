"""What stands around a word changes what it says: one table of cases for each step."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopan.checker import Checker

CASES = [
    # whose words
    ('Kami menyesalkan petugas yang berkata "terserah Ibu" kepada Ibu.', "abai", False),
    ("Kami menyesalkan petugas yang berkata “terserah Ibu” kepada Ibu.", "abai", False),
    ("Kami menyesalkan petugas yang berkata 'terserah Ibu' kepada Ibu.", "abai", False),
    ("Kami menyesalkan petugas yang berkata «terserah Ibu» kepada Ibu.", "abai", False),
    ('Ibu menulis: "petugasnya goblok".', "kasar", False),
    ("Terserah Ibu mau bagaimana.", "abai", True),
    ('Silakan isi formulir "Terima Berkas". Dasar goblok.', "kasar", True),
    ("Baik Bu.\n\n> Dasar goblok semua", "kasar", False),
    ('Bapak mengeluh "yang kenal orang dalam dilayani dulu"; rekamannya kami periksa.', "tebang-pilih", False),
    ('Ibu mendengar "kalau tidak mau ya sudah" di loket 3? Itu tidak patut.', "abai", False),
    ('Laporan Ibu "penting", tapi itu urusan Ibu sendiri.', "abai", True),
    # negation
    ("Kami tidak bermaksud mengabaikan laporan Ibu.", "abai", False),
    ("Laporan Ibu tidak kami abaikan.", "abai", False),
    ("Laporan Ibu kami abaikan saja.", "abai", True),
    ("Bukan berarti kami menyalahkan Bapak.", "salahkan", False),
    # supposed, forbidden
    ("Apabila ada petugas yang meminta uang rokok, mohon laporkan kepada kami.", "pungli", False),
    ("Kami awasi loket agar tidak ada pungli atau uang rokok.", "pungli", False),
    ("Bisa cepat, asal ada uang rokoknya.", "pungli", True),
    ("Petugas yang mendahulukan kenalannya itu sudah dijatuhi hukuman disiplin.", "tebang-pilih", False),
    ("Kami mendahulukan kenalan saja, Pak.", "tebang-pilih", True),
    ("Jangan sebut diri Ibu gaptek, pelan-pelan juga bisa.", "kasar", False),
    ("Jangan banyak tanya, dasar gaptek.", "kasar", True),
    # topic
    ("Petugas akan menangkap anjing liar itu sore ini.", "kasar", False),
    ("Anjing, sudah dibilang besok!", "kasar", True),
    # apologies
    ("Mohon maaf atas keterlambatan kami, Bu.", "maaf", True),
    ("Maaf, ada perlu apa lagi, Bu?", "maaf", False),
    ("Kami tidak perlu meminta maaf atas keterlambatan ini.", "maaf", False),
    ("Mohon maaf kalau Ibu merasa tersinggung.", "maaf", False),
    ("Mohon maaf kalau Ibu merasa tersinggung.", "maaf-semu", True),
    ("Mohon maaf apabila ada pelayanan kami yang kurang berkenan.", "maaf", True),
    ("Mohon maaf apabila ada pelayanan kami yang kurang berkenan.", "maaf-semu", False),
    # completed
    ("Tidak bisa, Bu.", "tolak-buntu", True),
    ("Maaf Bu, belum bisa hari ini karena sistem sedang dalam pemeliharaan.", "tolak-buntu", False),
    ("Mohon tunggu saja, Pak.", "tunda", True),
    ("Mohon menunggu sampai Kamis pukul 10.00, Pak.", "tunda", False),
    # polite words against the citizen
    ("Terima kasih atas ceramahnya, Pak.", "terima-kasih", False),
    ("Terima kasih atas laporannya, Pak.", "terima-kasih", True),
    # shouting
    ("MOHON BAWA BERKASNYA, JANGAN SAMPAI SALAH LAGI!", "nada-tinggi", True),
    ("Mohon bawa KTP, KK, dan SKTM ke RSUD.", "nada-tinggi", False),
    ("TERIMA KASIH atas laporannya.", "nada-tinggi", False),
    ("KTP, KK, dan AKTA LAHIR ASLI mohon dibawa.", "nada-tinggi", False),
    ("Judul laporan Bapak kami ganti menjadi LAMPU PADAM KM 7.", "nada-tinggi", False),
    ("DILARANG MASUK adalah rambu sementara sampai galian ditutup.", "nada-tinggi", False),
    ("Namanya diisi dengan HURUF KAPITAL, Bu.", "nada-tinggi", False),
    ("Isi nama dengan BENAR DAN LENGKAP!", "nada-tinggi", True),
    ("Kan sudah tertulis BAWA BERKAS ASLI.", "nada-tinggi", True),
    ("Kapan lengkapnya???", "nada-tinggi", True),
    ("Terima kasih! Semoga lancar.", "nada-tinggi", False),
]


@pytest.mark.parametrize(("text", "rule", "there"), CASES)
def test_context(rules_of, text: str, rule: str, there: bool) -> None:
    assert (rule in rules_of(text)) is there


def test_a_dropped_signal_says_which_step_dropped_it_and_why(checker: Checker) -> None:
    report = checker.check('Petugas berkata "terserah Ibu" kepada warga.')
    dropped = [d for d in report.dropped if d.signal.rule == "abai"]
    assert dropped[0].step == "bukan-kata-petugas"
    assert dropped[0].reason.endswith(".")


RUDE = ["terserah Ibu", "dasar goblok", "salah Ibu sendiri", "itu bukan urusan kami", "jangan hubungi kami lagi"]
VERBS = ["berkata", "mengatakan", "menulis", "bilang"]
QUOTES = ["“”", '""', "«»"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(RUDE), st.sampled_from(VERBS), st.sampled_from(QUOTES))
def test_quoting_a_discourtesy_removes_it(rude: str, verb: str, quotes: str) -> None:
    checker = _checker()
    bad = {rule.name for rule in checker.lexicon.rules.values() if rule.bad}
    assert {s.rule for s in checker.check(rude.capitalize() + ".").signals} & bad
    quoted = f"Menurut Ibu, petugas {verb} {quotes[0]}{rude}{quotes[1]} di loket."
    assert not {s.rule for s in checker.check(quoted).signals} & bad


BESIDE = [
    'Kalimat {} pantas membuat Ibu tersinggung.', "Betul, Kak, {} itu keterlaluan dan sudah kami tegur.",
    "Menyuruh warga {} jelas melanggar aturan kami.", '{} Tulisan Kakak itu kami baca bersama di apel pagi dan menjadi bahan perbaikan.',
]  # fmt: skip


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("rude", RUDE)
def test_what_stands_in_quotation_marks_is_not_the_officers_word(rules_of, rude: str, beside: str) -> None:
    said = beside.format(f'"{rude}"')
    assert {rule for rule in rules_of(said) if _checker().lexicon.rules[rule].bad} == set()


@pytest.mark.parametrize("rude", RUDE)
def test_a_reply_that_stands_in_quotation_marks_as_a_whole_is_the_officers_word(rules_of, rude: str) -> None:
    assert {rule for rule in rules_of(f'"{rude.capitalize()}, Bu."') if _checker().lexicon.rules[rule].bad}


def test_irony_that_begins_before_the_quotation_marks_is_found(rules_of) -> None:
    assert "sarkas" in rules_of('Terima kasih atas "ceramahnya", Pak.')


_BUILT: list[Checker] = []


def _checker() -> Checker:
    if not _BUILT:
        _BUILT.append(Checker())
    return _BUILT[0]


RICH = (
    "Selamat pagi, Bu Rina. Terima kasih atas laporannya. Kami memahami air yang mati itu merepotkan. Gangguan terjadi "
    "karena pipa pecah, dan petugas kami memperbaikinya hari ini sampai pukul 15.00. {} Bila ada kendala, jangan ragu "
    "menghubungi kami di 0812-3456-7890."
)


def test_a_single_doubtful_mark_in_a_reply_that_serves_is_told_to_the_pedantic_only(checker: Checker) -> None:
    reply = RICH.format("Ditunggu saja ya, Bu.")
    assert "tunda" not in {f.rule for f in checker.check(reply).findings}
    doubtful = RICH.format("Namanya juga sistem baru, Bu, kadang rewel.")
    lone = next(d for d in checker.check(doubtful).dropped if d.step == "tunggal")
    assert (lone.signal.rule, lone.signal.text) == ("abai", "Namanya juga sistem")
    assert "abai" in {s.rule for s in Checker(least_sure=1).check(doubtful).signals}


@pytest.mark.parametrize(
    "rude", ["Dasar bodoh.", "Kalau masih ribut, bantuannya kami coret.", "Seikhlasnya saja buat petugas."]
)
def test_grave_discourtesy_counts_in_the_kindest_reply(rules_of, rude: str) -> None:
    assert {"kasar", "ancam", "pungli"} & rules_of(RICH.format(rude))


def test_two_discourtesies_are_told_in_the_kindest_reply(rules_of) -> None:
    assert {"abai", "salahkan"} <= rules_of(RICH.format("Terserah Ibu. Itu salah Ibu sendiri."))
