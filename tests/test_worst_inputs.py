"""No text makes the lexicon slow: the worst inputs cost little more than ordinary text of the same length."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from sopan.checker import Checker
from sopan.fixes import Fixer, Situation
from sopan.reading import from_text

LENGTH = 20_000
ORDINARY = (
    "Selamat pagi, Bu Sari. Mohon maaf atas keterlambatan penerbitan KTP Ibu; berkas nomor 12345 kami proses besok pukul 09.00. "
    "Silakan datang ke loket 2 dengan membawa fotokopi KK, lalu hubungi 0812-3456-7890 bila ada kendala. Terima kasih atas laporannya.\n"
)  # fmt: skip
PIECES = {
    "huruf": "a", "suku": "ba", "partikel": "lah", "milik": "nya", "ulang": "hati-", "ulang-dua": "hati2", "samar": "g*bl0k", "samar-titik": "g.o.b.l.o.k.",
    "bintang": "*", "pagar": "#", "seru": "!", "tanya": "?!", "titik": ".", "elipsis": "… ", "koma": ", ", "titik-koma": ";", "setrip": "-", "garis": "_", "gelombang": "~",
    "kutip": '"', "kutip-satu": "'", "kutip-buka": "“", "kutip-lain": "„a«", "kurung": "(", "siku": "[", "siku-isi": "[a](", "sudut": "<", "tag": "<b>", "tag-buka": "<b ", "komentar": "<!--", "komentar-sopan": "<!-- sopan: ",
    "entitas": "&#", "dan": "&amp;", "balik": "`", "pagar-kode": "```\n", "kutip-baris": "> ", "butir": "- a\n", "nomor": "1. a\n", "baris": "\n", "baris-dua": "\n\n", "kembali": "\r\n", "kembali-saja": "\r",
    "spasi": " ", "tab": "\t", "spasi-nol": "\u200b", "gabung": "\u0301", "wajah": "😀", "keluarga": "👩‍👩‍👧", "kanan": "\u202e", "surogat": "\ud800", "nol": "\0",
    "angka": "9", "pecahan": "1,", "ribuan": "1.000.", "jam": "09.00-", "tanggal": "1/2/", "telepon": "+62 812 ", "romawi": "MCM", "kurung-angka": "2 (dua ",
    "tautan": "http://a.", "surel": "a@b.", "surel-kepala": "From: a\n", "tanda-tangan": "-- \n", "obrolan": "[1/2, 09:00] ",
    "maaf": "maaf ", "tidak": "tidak ", "tidak-bisa": "tidak bisa ", "bukan-urusan": "bukan urusan ", "terima-kasih": "terima kasih ", "warga": "bapak ibu ", "anda": "anda ", "urusan": "itu urusan bapak ",
    "kasar": "goblok ", "kasar-seru": "BODOH! ", "tunggu": "tunggu saja ", "kalau": "kalau ", "kata-sambung": "yang dan di ke dari ", "besar": "ANDA SALAH ", "maaf-koma": "maaf, tapi ", "salah-siapa": "salah sendiri siapa suruh ", "isian": "[nama] {waktu} ",
}  # fmt: skip


def filled(piece: str, length: int = LENGTH) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def spent(work: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    work(text)
    return time.process_time() - started


@pytest.fixture(scope="module")
def fresh() -> Checker:
    return Checker(least_sure=1)


@pytest.fixture(scope="module")
def ordinary(fresh: Checker) -> float:
    """Seconds for ordinary text, each sentence of it another, so that nothing comes from memory."""
    text = "".join(
        ORDINARY.replace("12345", str(n)).replace("Sari", f"Sari{n}x") for n in range(LENGTH // len(ORDINARY) + 1)
    )
    fresh.check(text[:300])
    return max(spent(fresh.check, text[:LENGTH]), 0.02)


# Ordinary text takes some hundredths of a second; what tries all combinations takes minutes.
MOST = 30


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_a_text_of_one_piece_again_and_again_is_judged_in_linear_time(
    fresh: Checker, ordinary: float, piece: str
) -> None:
    assert spent(fresh.check, f"Itu urusan Bapak. {filled(piece)} Dasar goblok.") < MOST * ordinary


def test_all_pieces_one_after_another_are_judged_in_linear_time(fresh: Checker, ordinary: float) -> None:
    assert (
        spent(fresh.check, "".join(filled(piece, LENGTH // len(PIECES)) for piece in PIECES.values())) < MOST * ordinary
    )


FIXED = (
    "samar",
    "kutip",
    "siku-isi",
    "tag-buka",
    "komentar-sopan",
    "balik",
    "kutip-baris",
    "baris",
    "isian",
    "maaf-koma",
    "urusan",
    "surel-kepala",
)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.eml"])
@pytest.mark.parametrize("piece", FIXED)
def test_the_worst_drafts_of_every_form_are_read_and_fixed_in_linear_time(
    fresh: Checker, ordinary: float, name: str, piece: str
) -> None:
    text = f"Itu urusan Bapak. {filled(PIECES[piece], LENGTH // 10)} Dasar goblok."
    fixer = Fixer(fresh, fresh.settings)

    def fix(text: str) -> None:
        fixer.fix(from_text(text, name).text, Situation(hour=9, name=name), unsafe=True, insert=True)

    assert spent(fix, text) < MOST * ordinary
