"""A text becomes words, sentences and clauses, with offsets that stay those of the text as given."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopan.checker import Checker
from sopan.document import Document, plain_view


def build(checker: Checker, text: str) -> Document:
    return checker.document(text)


def sentences(document: Document) -> list[str]:
    return [
        document.text[document.starts[a] : document.ends[b - 1]]
        for a, b in zip(document.sentence_start, document.sentence_end, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Terima kasih,Bapak.Salam hormat.", ["Terima kasih,Bapak", "Salam hormat"]),
        ("Yth. Bapak Andi di Jl. Melati No. 3. Berkas siap.", ["Yth. Bapak Andi di Jl. Melati No. 3", "Berkas siap"]),
        ("Lapor lewat SP4N-LAPOR! atau loket.", ["Lapor lewat SP4N-LAPOR! atau loket"]),
        ("Terima kasih atas\npertanyaannya. Ya.", ["Terima kasih atas\npertanyaannya", "Ya"]),
        ("Selamat siang\n\nterima kasih", ["Selamat siang", "terima kasih"]),
        ("<p>Selamat pagi Ibu.</p><p>Terima kasih.</p>", ["Selamat pagi Ibu", "Terima kasih"]),
        ("Syarat:\n1. KTP\n2. KK asli", ["Syarat", "1. KTP", "2. KK asli"]),
        ("maaf ya... pak", ["maaf ya... pak"]),
        ("Biaya Rp30.000 pukul 08.00 ya. Ok.", ["Biaya Rp30.000 pukul 08.00 ya", "Ok"]),
    ],
)
def test_sentences(checker: Checker, text: str, expected: list[str]) -> None:
    assert sentences(build(checker, text)) == expected


def test_markup_is_blanked_without_moving_anything() -> None:
    text = "<b>Maaf</b>&nbsp;Bu, [10/06/25 09.12] Admin: 3 (tiga) hari"
    view = plain_view(text)
    assert len(view) == len(text)
    assert view.index("Maaf") == text.index("Maaf")
    assert "tiga" not in view


def test_quoted_mail_and_signature_are_not_the_officers() -> None:
    checker = Checker()
    text = "Baik Bu, kami proses.\n--\nSubbag Umum\n"
    assert [r.kind for r in build(checker, text).regions] == ["penutup-surel"]
    text = "Baik Bu.\n\nPada Sen, 9 Jun 2025 Dewi menulis:\n> Dasar bodoh\n> Saya tunggu!!!\n"
    report = checker.check(text)
    assert not [s for s in report.signals if s.rule in ("kasar", "nada-tinggi", "tunda")]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_and_every_signal_is_a_slice_of_it(text: str) -> None:
    report = _shared().check(text)
    for signal in report.signals:
        assert 0 <= signal.start < signal.end <= len(text)
        assert text[signal.start : signal.end] == signal.text
    for finding in report.findings:
        assert 0 <= finding.start <= finding.end <= len(text)


_PIECES = [
    "Maaf",
    "kak",
    "🙏🏽",
    "TIDAK",
    "bisa!!!",
    "\n",
    "\r\n",
    "<br>",
    "&nbsp;",
    "“",
    "”",
    ">",
    "g0bl0k",
    "...",
    "\u200b",
    "é",
    "👨‍👩‍👧",
    " ",
    ",",
    "Bapak/Ibu",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
def test_offsets_hold_among_emoji_and_markup(text: str) -> None:
    report = _shared().check(text)
    assert all(text[s.start : s.end] == s.text for s in report.signals)
    assert report.to_dict() == _shared().check(text).to_dict()


_CHECKERS: list[Checker] = []


def _shared() -> Checker:
    if not _CHECKERS:
        _CHECKERS.append(Checker())
    return _CHECKERS[0]


@pytest.mark.parametrize(
    "message", ["*kok* lama sih?", "kenapa (belum) [jadi]+ ya?", "a\\b c* d+?", "me*nunggu ke? berapa lama?"]
)
def test_signs_in_a_message_do_not_break_the_check(checker: Checker, message: str) -> None:
    assert checker.check("Mohon ditunggu, Bu. *segera* kami proses (hari ini).", message=message).score.value > 0


PARTS = [
    "Yth. Ibu Sri Wahyuni,\n", "Selamat pagi, Bu. ", "Mohon maaf atas ketidaknyamanannya.\n\n", "Sudah kami catat no. 12 di Jl. Mawar. ",
    "TUNGGU SAJA DULU!! ", "Lapor lewat SP4N-LAPOR! ya. ", "1. KTP\n2. KK asli\n", "maaf ya... pak ", "- datang besok. Terserah Ibu? ",
    "\"Itu urusan Bapak,\" kata warga. ", "Hormat kami,\nDinas Sosial", "y\u200bth. Bapak Andi. ", "\r\nSalam.\r\n",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=6))
def test_a_text_is_judged_alike_when_its_passages_come_again(parts: list[str]) -> None:
    text = "".join(parts)
    first = FRESH.check(text).to_dict(verbose=True)
    assert [FRESH.check(text).to_dict(verbose=True) for _ in range(2)] == [first, first]


FRESH = Checker()


def test_very_long_texts_are_judged_in_time_that_grows_with_their_length(checker: Checker) -> None:
    for filler in (" ", "\n", "a. B ", "Ya. ", "kata ", "- "):
        started = time.process_time()
        checker.check(filler * 100_000)
        assert time.process_time() - started < 20
