"""Each context step by itself: which marks in a sentence stay and which are taken back, by the cues of the lexicon."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sopan.checker import Checker
from sopan.document import Document
from sopan.lexicon.model import Entries, Entry, Scales
from sopan.signals import context
from sopan.signals.context import lone
from sopan.signals.context.state import State
from sopan.signals.model import Candidate
from sopan.signals.weighing import row

MARK = re.compile(r"\[\[([a-z/-]+)\||\(\(([a-z/-]+)\||(\]\])|(\)\))")


def parsed(marked: str) -> tuple[str, list[tuple[str, int, int, bool]]]:
    """A text without its marks, and rule, start, end of each, and whether it stays: [[rule|words]] does, ((rule|words)) not.

    A rule may come with the name of an entry: [[rule/entry|words]].
    """
    text, open_marks, marks, position = "", [], [], 0
    for found in MARK.finditer(marked):
        text += marked[position : found.start()]
        position = found.end()
        rule = found[1] or found[2]
        if rule:
            open_marks.append((rule, len(text), bool(found[1])))
        else:
            name, start, stays = open_marks.pop()
            marks.append((name, start, len(text), stays))
    return text + marked[position:], sorted(marks, key=lambda mark: (mark[1], -mark[2], mark[0]))


def state_of(checker: Checker, text: str, marks: list[tuple[str, int, int]], message: str | None = None) -> State:
    """The marks of a text as candidates before any step."""
    document = checker.document(text)
    candidates = [
        Candidate(
            rule.partition("/")[0], rule if "/" in rule else f"{rule}/coba",
            next(n for n, at in enumerate(document.starts) if at >= start),
            max(n for n, at in enumerate(document.ends) if at <= end) + 1,
            start, end,
        )
        for rule, start, end in marks
    ]  # fmt: skip
    bad = frozenset(rule.name for rule in checker.lexicon.rules.values() if rule.bad)
    told = None if message is None else (lambda: checker.document(message))
    return State(document, checker._engine.matcher(document), bad, candidates, told)


def weighed(state: State, scales: Scales) -> None:
    """Give a state scales, and what its sentences weigh on them."""
    document = state.document
    assert isinstance(document, Document)
    state.scales = scales
    state.sums = [row(scales, *document.passage_of(n)).sums for n in range(len(document.sentence_end))]


def after(checker: Checker, name: str, state: State) -> State:
    """The state after one step."""
    context.read(state, checker.lexicon.steps, only=[step for step in context.STEPS if step[0] == name])
    return state


CASES = {
    "bukan-kata-petugas": [
        "Baik, Bu, sudah kami terima.\n\n> ((kasar|Dasar goblok)) semua.",
        "> Lama sekali.\n[[kasar|Dasar goblok]] semua.",
        # Rude words in quotation marks are somebody else's, kind ones where a word of saying stands beside them.
        'Ibu menulis "((maaf|mohon maaf))" kepada kami.',
        'Ibu menulis "((maaf|mohon maaf))". Isilah kolom "[[maaf|mohon maaf]]" pada formulir.',
        'Kolom "kata [[maaf|mohon maaf]]" pada formulir itu kosong.',
        'Ibu menulis "[[maaf|mohon" maaf]] saja.',
        'Ibu menulis [[maaf|mohon "maaf]]" saja.',
        'Ibu menulis: "Kami kecewa sekali. ((maaf|Mohon maaf)). Sudah itu saja."',
        '"Kami kecewa. ((maaf|Mohon maaf))," tulis Ibu.',
        '"((maaf|Mohon maaf))" kata petugas itu.',
        '"((maaf|Mohon maaf))"kata Ibu itu.',
        'Ibu menulis begini kemarin. "((maaf|Mohon maaf))."',
        'Isilah kolom "((kasar|goblok))" pada formulir itu.',
        'Isilah kolom "((abai|terserah" Ibu)) pada formulir itu.',
        'Isilah kolom [[abai|terserah "Ibu]]" pada formulir itu.',
        '"[[abai|Terserah Ibu mau bagaimana saja]]." Begitu.',
        "Petugas loket bilang bahwa Ibu ((kasar|goblok)).",
        '"Petugasnya ((kasar|goblok))"kata Ibu itu.',
        'Ibu menulis begini kemarin. "Petugasnya ((kasar|goblok))."',
        "Petugas loket bilang begitu kepada Ibu. [[kasar|Goblok]] sekali.",
        "[[kasar|Goblok]] sekali petugas bilang begitu.",
        "Petugas loket mengatakan [[maaf-semu|mohon maaf kalau tersinggung]].",
    ],
    "penyangkalan": [
        "Kami tidak ((abai|abaikan)) laporan Ibu.",
        "Laporan itu bukan kami sengaja ((abai|abaikan)).",
        "Laporan itu bukan kami di sini [[abai|abaikan]].",
        "Tidak, [[abai|kami abaikan]] saja.",
        "[[abai|Kami abaikan]] tidak lama lagi.",
        "Kami tidak [[tolak-buntu|bisa membantu]] Ibu.",
        "Kami tidak hanya [[abai|mengabaikan]] laporan itu.",
        "Kalau Ibu tidak [[abai|peduli]], silakan.",
        "Apa tidak [[kasar|goblok]] namanya?",
        "Kami tidak hanya datang, dan kami tidak ((abai|mengabaikan)) laporan Ibu.",
        "Bukan berarti ((abai|kami abaikan)).",
        "Bukan berarti laporan Ibu yang sudah lama itu ((abai|kami abaikan)).",
        "Bukan berarti begitu. [[abai|Kami abaikan]] saja.",
        "[[abai|Kami abaikan]], bukan berarti apa-apa.",
        "Bukan berarti laporan Ibu [[nada-tinggi|PENTING SEKALI]].",
        "Kami tidak bermaksud ((lempar|melempar)) Ibu ke kantor lain.",
        "Kami [[abai|tidak bermaksud]] apa pun.",
        "Laporan Ibu sama sekali tidak pernah sekali pun dalam setahun ini ((abai|kami abaikan)).",
    ],
    "pengandaian": [
        "Apabila ada petugas yang ((pungli|meminta uang rokok)), laporkan kepada kami.",
        "Apabila ada petugas yang begitu, laporkan kepada kami. [[abai|Terserah Ibu]].",
        "[[abai|Terserah Ibu]] apabila ada petugas yang datang.",
        "((pungli|Apabila ada petugas yang meminta uang)), laporkan.",
        "Apabila ada petugas yang [[maaf|meminta maaf]], terimalah.",
        "Kami awasi loket agar tidak ada ((pungli|uang rokok)).",
        "Kami awasi loket supaya tidak terjadi lagi di semua loket layanan kantor kami ini ((pungli|uang rokok)).",
        "Kami awasi loket supaya tidak terjadi lagi di semua loket layanan kantor kami yang ini [[pungli|uang rokok]].",
        "[[pungli|Uang rokok]] ditarik supaya tidak terjadi antrean.",
        "Kami jaga supaya tidak terjadi. [[pungli|Uang rokok]] dulu.",
        "Petugas dilarang ((pungli|meminta uang rokok)).",
        "((pungli|Meminta uang rokok)) tidak dibenarkan.",
        "Petugas dilarang di semua loket layanan kantor kami yang ada ((pungli|meminta uang rokok)).",
        "Petugas dilarang di semua loket layanan kantor kami yang ada sekarang [[pungli|meminta uang rokok]].",
        "((pungli|Meminta uang rokok)) di semua loket layanan kantor kami yang ada dilarang.",
        "[[pungli|Meminta uang rokok]] di semua loket layanan kantor kami yang ada sekarang dilarang.",
        "[[kasar|Goblok dilarang masuk]] sini.",
        "Merokok di sini dilarang. [[pungli|Uang rokok]] dulu.",
        "Petugas dilarang [[nada-tinggi|TIDUR SAAT BERTUGAS]].",
    ],
    "topik": [
        "Petugas menangkap ((kasar|anjing)) liar itu sore ini.",
        "[[kasar|Anjing]], sudah dibilang besok!",
        "Itu kandang [[kasar|dasar anjing]] semua.",
        "Vaksinasi rabies itu [[kasar|gila]].",
        "Petugas menangkap [[ancam|anjing]] liar, bukan ((kasar|monyet)).",
        "Truk mengangkut ((kasar|sampah)) setiap Senin.",
    ],
    "permintaan-maaf": [
        "Kami tidak perlu ((maaf|meminta maaf)) soal itu.",
        "Ibu tidak perlu minta maaf, [[maaf|kami yang mohon maaf]].",
        "[[maaf|Mohon maaf]], tidak perlu Ibu minta maaf.",
        "[[defensif|Kami tidak perlu ((maaf|minta maaf))]].",
        "[[maaf|Mohon maaf]], tetapi berkas Ibu belum lengkap.",
        "[[maaf|Mohon maaf]]. Tetapi [[salahkan|itu salah Ibu]].",
        "[[maaf|Mohon maaf]], tetapi berkas belum lengkap. [[salahkan|Itu salah Ibu]].",
        "[[salahkan|Itu salah Ibu]], [[maaf|mohon maaf]], tetapi berkas belum lengkap.",
        "Kami datang, tetapi [[maaf|mohon maaf]], [[salahkan|itu salah Ibu]].",
        "[[maaf|Mohon maaf]], [[salahkan|Ibu tetapi salah]].",
        "[[maaf|Mohon maaf]], tetapi [[tunda|mohon ditunggu]].",
        "[[terima-kasih|Terima kasih]], tetapi [[salahkan|itu salah Ibu]]. [[maaf|Mohon maaf]].",
    ],
    "santun-semu": [
        "((terima-kasih|Terima kasih)) atas kritiknya, [[abai|terserah Ibu]].",
        "[[abai|Terserah Ibu]], ((maaf|mohon maaf)).",
        "[[maaf|Mohon maaf]]. [[abai|Terserah Ibu]].",
        "[[terima-kasih|Terima kasih]]. [[abai|Terserah Ibu]].",
        "((terima-kasih|Terima kasih)). [[kasar|Dasar goblok]].",
        "[[kasar|Dasar goblok]]. ((terima-kasih|Terima kasih)).",
        "[[kasar|Dasar goblok]]. Berkas selesai. [[terima-kasih|Terima kasih]].",
        "[[maaf|Mohon maaf]]. [[kasar|Dasar goblok]].",
        "[[solusi|Kami perbaiki]], [[abai|terserah Ibu]].",
        "[[terima-kasih|Terima kasih]], [[tunda|tunggu saja]].",
    ],
    "dilengkapi": [
        "((tolak-buntu|Tidak bisa)) hari ini, [[penjelasan|sistemnya diperbaiki]].",
        "((tolak-buntu|Tidak bisa)) hari ini. Maaf, Bu. [[penjelasan|Sistemnya diperbaiki]].",
        "[[tolak-buntu|Tidak bisa]] hari ini. Maaf, Bu. Begitulah. [[penjelasan|Sistemnya diperbaiki]].",
        "[[kanal|Hubungi 112]]. Maaf, Bu. ((tolak-buntu|Tidak bisa)) hari ini.",
        "[[kanal|Hubungi 112]]. Maaf, Bu. Begitulah. [[tolak-buntu|Tidak bisa]] hari ini.",
        "Maaf, Bu. Baik. ((tolak-buntu|Tidak bisa)) hari ini, [[penjelasan|sistemnya diperbaiki]].",
        "[[tolak-buntu|Tidak bisa]], titik. [[penjelasan|Sistemnya diperbaiki]].",
        "[[tolak-buntu|Tidak bisa [[penjelasan|karena aturan]]]].",
        "[[abai|Terserah Ibu]], ((tolak-buntu|tidak bisa)), [[solusi|kami bantu]].",
        "[[tolak-buntu|Tidak bisa]], [[tenggat|Kamis]].",
        "((tunda|Tunggu saja)) sampai [[tenggat|Kamis]].",
        "((tunda|Tunggu saja)). Selesai [[tenggat|Kamis]].",
        "Selesai [[tenggat|Kamis]]. ((tunda|Tunggu saja)).",
        "[[tunda|Tunggu saja]]. Maaf, Bu. Selesai [[tenggat|Kamis]].",
        "[[tunda|Tunggu saja]], [[solusi|kami bantu]].",
        "((tunda|Tunggu saja)). Begitu selesai kami kabari.",
        "Begitu selesai kami kabari. ((tunda|Tunggu saja)), [[abai|terserah Ibu]].",
        "[[tunda|Tunggu saja]]. Maaf, Bu. Begitu selesai kami kabari.",
        "((lempar|Itu urusan provinsi)), sudah kami teruskan ke sana.",
        "((lempar|Itu urusan provinsi)). Laporan Ibu sudah kami teruskan ke sana.",
        "[[lempar|Itu urusan provinsi]]. Maaf, Bu. Laporan Ibu sudah kami teruskan ke sana.",
        "[[abai|Terserah Ibu]], ((lempar|itu urusan provinsi)), sudah kami teruskan ke sana.",
        "[[tunda|Tunggu saja]], sudah kami teruskan ke provinsi.",
    ],
}


@pytest.mark.parametrize(("name", "marked"), [(name, marked) for name, cases in CASES.items() for marked in cases])
def test_a_mark_stays_or_is_taken_back_by_what_stands_around_it(checker: Checker, name: str, marked: str) -> None:
    text, marks = parsed(marked)
    state = after(checker, name, state_of(checker, text, [mark[:3] for mark in marks]))
    assert [(c.rule, text[c.start : c.end]) for c in state.kept] == [
        (r, text[a:b]) for r, a, b, stays in marks if stays
    ]
    assert [(c.rule, text[c.start : c.end], step.name) for c, step in state.dropped] == [
        (r, text[a:b], name) for r, a, b, stays in marks if not stays
    ]


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("Kami paham, ((abai|terserah kalian saja)).", "Saya bosan, terserah kalian saja!"),
        ("Kami paham, [[abai|terserah kalian]] saja.", "Saya bosan, terserah kalian saja!"),
        ("Kami paham, [[abai|terserah kalian saja]].", "Saya bosan, aterserah kalian saja!"),
        ("Kami paham, [[abai|terserah kalian saja]].", "Jalan di depan rumah rusak."),
        ("[[maaf|Mohon maaf sekali lagi]], Bu.", "Mohon maaf sekali lagi, jalan kami rusak."),
        ("[[maaf|Mohon maaf sekali lagi]], ((abai|terserah kalian saja)).", "Mohon maaf sekali lagi, terserah kalian saja."),
    ],
)  # fmt: skip
def test_rude_words_that_the_citizen_wrote_are_not_the_officers(checker: Checker, marked: str, message: str) -> None:
    text, marks = parsed(marked)
    state = after(checker, "bukan-kata-petugas", state_of(checker, text, [mark[:3] for mark in marks], message))
    assert [text[c.start : c.end] for c in state.kept] == [text[a:b] for _, a, b, stays in marks if stays]
    assert {step.name for _, step in state.dropped} <= {"bukan-kata-petugas"}


@pytest.mark.parametrize(
    ("marked", "kept"),
    [
        ("[[maaf|Mohon maaf]] ya, Bu, tetapi [[salahkan|itu salah Ibu]].",
         ["maaf-semu: Mohon maaf ya, Bu, tetapi", "salahkan: itu salah Ibu"]),
        ("[[maaf|Mohon maaf]], tetapi berkasnya [[salahkan|salah Ibu]].", ["maaf-semu: Mohon maaf, tetapi", "salahkan: salah Ibu"]),
        ("[[maaf|Mohon maaf]], [[salahkan|tetapi itu salah Ibu]].", ["maaf-semu: Mohon maaf", "salahkan: tetapi itu salah Ibu"]),
        ("[[maaf|Mohon maaf]], tetapi begitu, tetapi [[abai|terserah Ibu]].", ["maaf-semu: Mohon maaf, tetapi", "abai: terserah Ibu"]),
        ("Tetapi [[maaf|mohon maaf]], tetapi [[abai|terserah Ibu]].", ["maaf-semu: mohon maaf, tetapi", "abai: terserah Ibu"]),
        ("[[terima-kasih|Terima kasih]], [[maaf|mohon maaf]], tetapi [[abai|terserah Ibu]].",
         ["terima-kasih: Terima kasih", "maaf-semu: mohon maaf, tetapi", "abai: terserah Ibu"]),
    ],
)  # fmt: skip
def test_an_apology_that_blame_follows_is_a_false_one_up_to_its_but(
    checker: Checker, marked: str, kept: list[str]
) -> None:
    text, marks = parsed(marked)
    state = after(checker, "permintaan-maaf", state_of(checker, text, [mark[:3] for mark in marks]))
    assert [f"{c.rule}: {text[c.start : c.end]}" for c in state.kept] == kept
    assert all(c.end == state.document.ends[c.last - 1] for c in state.kept)
    assert [c.entry for c in state.kept if c.rule == "maaf-semu"] == ["maaf-semu/ditarik"]


@pytest.mark.parametrize(
    ("text", "stay", "go"),
    [
        # Of two discourtesies only one that covers another counts.
        ("Salah Ibu sendiri kenapa baru lapor.", ["salahkan=Salah Ibu sendiri kenapa baru"], ["gurui=kenapa baru"]),
        ("Salah Ibu sendiri kenapa baru lapor.", ["salahkan=Salah Ibu sendiri", "gurui=sendiri kenapa baru"], []),
        ("Salah Ibu sendiri.", ["salahkan=Salah Ibu sendiri", "gurui=Salah Ibu sendiri"], []),
        # A courtesy takes in a discourtesy to which it adds up to five words, else it is none.
        ("Kami kabari nanti sore lewat pesan ya.", ["solusi=Kami kabari nanti sore lewat pesan"], ["tunda=nanti"]),
        ("Kami kabari nanti sore lewat pesan ya.", ["tunda=nanti"], ["solusi=Kami kabari nanti sore lewat pesan ya"]),
        ("Nanti kami kabari.", ["tunda=Nanti kami"], ["solusi=Nanti kami"]),
        ("Nanti kami kabari.", ["tunda=Nanti kami"], ["solusi=kami kabari"]),
        ("Kami kabari nanti saja.", ["tunda=nanti saja"], ["solusi=Kami kabari nanti"]),
        # Courtesies bear each other, and the address, names and shouts bear anything.
        ("Terima kasih, kami bantu.", ["terima-kasih=Terima kasih, kami", "solusi=kami bantu"], []),
        ("Terima kasih, kami bantu.", ["solusi=Terima kasih, kami bantu", "terima-kasih=Terima kasih"], []),
        ("Terserah Ibu saja.", ["abai=Terserah Ibu saja", "sapaan=Ibu"], []),
        ("Dasar goblok, salah Ibu.", ["salahkan=Dasar goblok, salah Ibu", "kasar=Dasar goblok"], []),
        # What stands side by side does not overlap.
        ("Terserah Ibu, nanti saja.", ["abai=Terserah Ibu", "tunda=nanti saja"], []),
        # One covers several, of which the last lies apart.
        ("Salah Ibu sendiri kenapa baru lapor. Tunggu saja.",
         ["salahkan=Salah Ibu sendiri kenapa baru lapor", "tunda=Tunggu saja"], ["abai=sendiri", "gurui=kenapa baru"]),
    ],
)  # fmt: skip
def test_of_marks_that_overlap_the_one_that_says_more_counts(
    checker: Checker, text: str, stay: list[str], go: list[str]
) -> None:
    def spans(marks: list[str]) -> list[tuple[str, int, int]]:
        pairs = [mark.split("=") for mark in marks]
        return [(rule, text.index(words), text.index(words) + len(words)) for rule, words in pairs]

    state = state_of(checker, text, sorted(spans(stay) + spans(go), key=lambda mark: (mark[1], -mark[2], mark[0])))
    after(checker, "terpanjang", state)
    assert sorted(c[0:1] + c[4:6] for c in state.kept) == sorted(spans(stay))
    assert sorted(c[0:1] + c[4:6] for c, _ in state.dropped) == sorted(spans(go))


def test_the_same_said_twice_is_told_once_with_all_its_words(checker: Checker) -> None:
    text = "Terserah Ibu saja mau bagaimana."
    marks = [("abai", 0, 12), ("abai", 0, 17), ("abai", 9, 17), ("abai", 18, 31)]
    state = after(checker, "terpanjang", state_of(checker, text, marks))
    assert [text[c.start : c.end] for c in state.kept] == ["Terserah Ibu saja", "mau bagaimana"]
    assert state.dropped == []


# What the lexicon was taught to weigh may change; here "nanti" weighs 1.9, "sabar" 2, "terserah" 9.
SCALES = Scales(
    threshold=1.5, firm=5.0, faint=1.5, lead=0.0, base=0.0, stand_ins={}, rules={},
    weights={"nanti": "1.9", "sabar": "2", "terserah": "9"},
)  # fmt: skip
NEEDED = {"pasti": (-1.0, 1.95), "cukup": (1.95, 2.0, 3.0), "timbangan": (2.0, 20.0)}
ENTRIES = [
    Entry(f"{rule}/{name}", rule, (), (), (), sure=sure, weighed=weighed)
    for rule in ("abai", "tunda", "kasar", "berbelit")
    for name, sure, weighed in (("pasti", 3, False), ("cukup", 2, False), ("kata", 2, True))
]


@pytest.mark.parametrize(
    "marked",
    [
        # A mark alone needs a sentence that weighs enough, the more so the more ways in which the others are courteous.
        "((abai/cukup|Nanti saja)).",
        "[[abai/cukup|Sabar saja]].",
        "[[terima-kasih|Terima kasih]]. [[abai/cukup|Sabar saja]].",
        "[[terima-kasih|Terima kasih]]. ((abai/cukup|Nanti saja)).",
        "[[terima-kasih|Terima kasih]]. [[maaf|Mohon maaf]]. ((abai/cukup|Sabar saja)).",
        "[[terima-kasih|Terima kasih]]. [[maaf|Mohon maaf]]. [[empati|Kami paham]]. ((abai/cukup|Sabar saja)).",
        "[[terima-kasih|Terima kasih]]. [[maaf|Mohon maaf]]. [[empati|Kami paham]]. [[abai/cukup|Terserah saja]].",
        # What is sure needs less, what was found by weighing words more.
        "[[abai/pasti|Nanti saja]].",
        "[[terima-kasih|Terima kasih]]. ((abai/pasti|Nanti saja)).",
        "[[abai/kata|Sabar saja]].",
        "((abai/kata|Nanti saja)).",
        "[[terima-kasih|Terima kasih]]. ((abai/kata|Terserah saja)).",
        # Courtesy counts once for each way, not in the same sentence, and an address only in a reply of six words.
        "[[terima-kasih|Terima kasih]]. [[terima-kasih|Terima kasih]] lagi. [[abai/cukup|Sabar saja]].",
        "[[terima-kasih|Terima kasih]]. [[maaf|Mohon maaf]], [[abai/cukup|sabar saja]].",
        "[[terima-kasih|Terima kasih]]. [[sapaan|Ibu]]. [[abai/cukup|Sabar saja]].",
        "[[terima-kasih|Terima kasih]]. Baik, [[sapaan|Ibu]]. ((abai/cukup|Sabar saja)).",
        # Two that can back each other stay, the heavily weighed among them; what only words weigh backs nothing.
        "[[abai/cukup|Nanti saja]]. [[tunda/cukup|Nanti ya]].",
        "((abai/cukup|Nanti saja)). ((tunda/kata|Nanti ya)).",
        "[[abai/cukup|Nanti saja]]. [[tunda/kata|Terserah ya]].",
        "[[abai/cukup|Sabar saja]]. [[tunda/kata|Nanti ya]].",
        "((abai/kata|Nanti saja)). ((tunda/kata|Nanti ya)).",
        "[[abai/kata|Nanti saja]]. [[tunda/kata|Sabar ya]].",
        # Graver marks and those found by form stay; hints are none.
        "[[kasar/cukup|Nanti saja]].",
        "[[abai|Nanti saja]].",
        "[[berbelit/cukup|Nanti saja]]. ((abai/cukup|Nanti ya)).",
        # What stands in a mark goes with it, what stands beside it does not.
        "((abai/cukup|Nanti ((solusi|kami cek)))), [[solusi|kami cek]].",
        "[[terima-kasih|Terima kasih]].",
    ],
)
def test_a_lone_mark_counts_where_its_sentence_weighs_enough(checker: Checker, marked: str) -> None:
    text, marks = parsed(marked)
    state = state_of(checker, text, [mark[:3] for mark in marks])
    state.entries = Entries(ENTRIES)
    weighed(state, SCALES)
    step = replace(checker.lexicon.steps["tunggal"], series=NEEDED, numbers={"panjang": 6})
    lone.apply(state, step)
    assert [text[c.start : c.end] for c in state.kept] == [text[a:b] for _, a, b, stays in marks if stays]
    assert [(text[c.start : c.end], why) for c, why in state.dropped] == [
        (text[a:b], step) for _, a, b, stays in marks if not stays
    ]


def test_without_weights_every_pattern_counts_as_firm(checker: Checker) -> None:
    text, marks = parsed("[[abai/kata|Nanti saja]]. [[tunda/kata|Nanti ya]].")
    state = state_of(checker, text, [mark[:3] for mark in marks])
    state.entries = Entries(ENTRIES)
    assert len(after(checker, "tunggal", state).kept) == 2


def test_without_weights_a_sentence_weighs_nothing(checker: Checker) -> None:
    text, marks = parsed("[[abai/cukup|Nanti saja]].")
    for needed, kept in ((0.0, 1), (0.5, 0)):
        state = state_of(checker, text, [mark[:3] for mark in marks])
        state.entries = Entries(ENTRIES)
        lone.apply(state, replace(checker.lexicon.steps["tunggal"], series={"cukup": (needed,)}))
        assert len(state.kept) == kept


def test_the_pedantic_are_told_lone_marks_too(checker: Checker) -> None:
    text, marks = parsed("[[abai/cukup|Nanti saja]].")
    for pedantic, kept in ((False, 0), (True, 1)):
        state = state_of(checker, text, [mark[:3] for mark in marks])
        state.entries = Entries(ENTRIES)
        weighed(state, replace(SCALES, base=-99.0))
        context.read(state, checker.lexicon.steps, pedantic=pedantic)
        assert len(state.kept) == kept


MESSAGE = "Sudah tiga kali saya lapor, katanya salah Ibu sendiri. Kapan diperbaiki?"


@pytest.mark.parametrize(
    ("reply", "message", "rules"),
    [
        ("Selamat pagi, Bu. Kami baca salah Ibu sendiri.", MESSAGE, set()),
        ("Selamat pagi, Bu. Kami baca salah Ibu sendiri.", None, {"salahkan"}),
        ("Selamat pagi, Bu.\n\n> Terserah kalian saja.", None, set()),
        ('Selamat pagi, Bu. Ibu menulis "terserah kalian saja" kepada kami.', None, set()),
        ('Selamat pagi, Bu. Isi kolom "nama lengkap". Dasar goblok.', None, {"kasar"}),
        ("Anjing!\n\nVaksinasi rabies diadakan Senin, Bu.", None, set()),
        ("Anjing!\n\nPengambilan berkas dibuka Senin, Bu.", None, {"kasar"}),
        ("Tidak bisa, Bu.\n\nSistemnya sedang diperbaiki.", None, set()),
        ("Terima kasih atas laporannya, Bu.\n\nDasar goblok.", None, {"kasar"}),
    ],
)  # fmt: skip
def test_steps_hold_together_over_a_whole_reply(
    checker: Checker, reply: str, message: str | None, rules: set[str]
) -> None:
    bad = {rule.name for rule in checker.lexicon.rules.values() if rule.bad}
    report = checker.check(reply, message=message)
    assert {s.rule for s in report.signals} & bad == rules
    assert "terima-kasih" not in {s.rule for s in report.signals}


@pytest.mark.parametrize(
    ("reply", "thanked"),
    [
        # What looked like contempt is a snake, or a danger that is talked of: the thanks beside it are meant.
        (
            "Sugeng enjing, Kak. Matur nuwun sudah berkabar. Ularnya sudah dilepas di habitatnya. Kalau ada lagi, jangan "
            "sungkan panggil kami di 0274-868351, 24 jam.",
            True,
        ),
        (
            "Tidak benar, Mbak. Awas penipuan ya, petugas kami tidak pernah meminta OTP. Abaikan saja teleponnya dan bila sempat "
            "kirim nomornya ke halo@bps.example supaya bisa kami laporkan ke polisi. Terima kasih sudah bertanya dulu.",
            True,
        ),
        # A letter closes as letters close, whatever it says; other thanks beside an insult or a threat are mockery.
        ("Surel Saudara tidak akan kami tanggapi lagi. Atas perhatian Saudara diucapkan terima kasih.", True),
        ("Surel Saudara tidak akan kami tanggapi lagi. Terima kasih atas ketekunan Saudara.", False),
    ],
)
def test_thanks_count_unless_what_stands_beside_them_turns_them_around(
    checker: Checker, reply: str, thanked: bool
) -> None:
    assert ("terima-kasih" in {s.rule for s in checker.check(reply).signals}) is thanked


def test_a_folder_of_ones_own_changes_of_a_step_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "konteks.toml").write_text(
        '[langkah.santun-semu]\njudul = "Semu"\nalasan = "Kata santun ini tidak tulus."\naturan-dekat = ["maaf"]\n',
        "utf-8",
    )
    own = Checker([tmp_path])
    kept = {s.rule for s in own.check("Terima kasih, Bu. Mohon maaf atas keterlambatan kami. Dasar goblok.").signals}
    assert {"terima-kasih", "maaf"} & kept == {"terima-kasih"}
    assert "terima-kasih" not in {s.rule for s in own.check("Terima kasih, dasar goblok.").signals}
    assert "kasar" not in {s.rule for s in own.check("Baik.\n\nPada Senin, Ani menulis:\nDasar goblok.").signals}
