"""`sopan fix`: what it mends, what it leaves alone, and that a reply is never the worse for it."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from conftest import SHARED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sopan
from sopan.checker import Checker
from sopan.fixes import Edit, Fixer, Situation, apply
from sopan.fixes.edits import apart, compose
from sopan.settings import Settings

MORNING = Situation(hour=9)


@pytest.fixture(scope="module")
def fixer(checker: Checker) -> Fixer:
    return Fixer(checker)


SAFE = [
    ("Trimakasih atas laporannya, Bu.", "Terima kasih atas laporannya, Bu."),
    ("mksh pak, berkas sudah kami terima.", "terima kasih pak, berkas sudah kami terima."),
    ("Sudah kami terima. Trimakasih.", "Sudah kami terima. Terima kasih."),
    ("Mohon maap, Bu, antrean hari ini panjang.", "Mohon maaf, Bu, antrean hari ini panjang."),
    ("Suratmu sudah jadi.", "Surat Bapak/Ibu sudah jadi."),
    ("Kamu bisa ambil KTP besok.", "Bapak/Ibu bisa ambil KTP besok."),
    ("Ibu Sri, berkasmu sudah kami periksa.", "Ibu Sri, berkas Ibu sudah kami periksa."),
    ("Halo Kak, suratmu sudah kami cek ya.", "Halo Kak, surat Kakak sudah kami cek ya."),
    ("DILARANG DUDUK DI SITU!!!", "Dilarang duduk di situ."),
    ("SEGERA BAWA KTP DAN KK KE LOKET BPJS 😀", "Segera bawa KTP dan KK ke loket BPJS 😀"),
    ("Sudah dibaca belum???", "Sudah dibaca belum?"),
    ("TOLONG DATANG HARI SENIN YA PAK", "Tolong datang hari Senin ya Pak"),
    ("MKSH pak.", "TERIMA KASIH pak."),
    ("MHN maaf, Bu.", "Mohon maaf, Bu."),
    ("TKS, Bu.", "Terima kasih, Bu."),
    ("Mksh pak.", "Terima kasih pak."),
    ("Trima ksih banyak, Bu.", "Terima kasih banyak, Bu."),
    ("selamat pgi Bu, mohn maaf.", "selamat pagi Bu, mohon maaf."),
    ("Mohon Maap, Bu.", "Mohon maaf, Bu."),
    ("mohon  maap, Bu.", "mohon  maaf, Bu."),
    ("bpk ibu sekalian, silahkan masuk.", "bapak ibu sekalian, silakan masuk."),
    ("Kalian silakan duduk.", "Bapak/Ibu sekalian silakan duduk."),
    ("Kamu, Bu, silakan duduk.", "Ibu, Bu, silakan duduk."),
    ("Bu, kamu silakan duduk.", "Bu, Ibu silakan duduk."),
    ("Kartu kamu dan suratmu jadi.", "Kartu Bapak/Ibu dan surat Bapak/Ibu jadi."),
    ("Apakah suratnya sudah sampai?!?!", "Apakah suratnya sudah sampai?"),
    ("Tolong bawa KTP!!!  Terima kasih.", "Tolong bawa KTP.  Terima kasih."),
    ("SUDAH SAYA BILANG DATANG HARI SENIN, BUKAN SELASA!!!", "Sudah saya bilang datang hari Senin, bukan Selasa."),
    ("SIAPA SURUH KAMU DATANG?", "Siapa suruh Bapak/Ibu datang?"),
    ('"KAMU DILARANG MASUK" katanya, SEGERA BAWA BERKASNYA', '"KAMU DILARANG MASUK" katanya, segera bawa berkasnya'),
]


@pytest.mark.parametrize(("before", "after"), SAFE)
def test_safe_fixes_mend_form_and_keep_meaning(fixer: Fixer, before: str, after: str) -> None:
    fixed = fixer.fix(before, MORNING)
    assert fixed.text == after
    assert all(edit.safe and edit.why for edit in fixed.edits)


ADDRESSED = [
    ("", "Halo Kakak Rina, berkasmu siap.", "Halo Kakak Rina, berkas Kakak siap."),
    ("", "Bapak Ibu yang baik, berkasmu siap.", "Bapak Ibu yang baik, berkas Bapak/Ibu siap."),
    ("", "Yth. Saudari Ani\nberkasmu siap.", "Yth. Saudari Ani\nberkas Saudari siap."),
    ("", "Baik, Bapak\nIbu kota pindah, berkasmu siap.", "Baik, Bapak\nIbu kota pindah, berkas Bapak siap."),
    ("", "Halo Mas Joko, berkasmu siap.", "Halo Mas Joko, berkas Mas siap."),
    ("", "Bu Sari dan Pak Joko, kamu siap di Malang.", "Bu Sari dan Pak Joko, Ibu siap di Malang."),
    ("", "Halo, berkasmu siap.", "Halo, berkas Bapak/Ibu siap."),
    ("chat", "Halo, berkasmu siap.", "Halo, berkas Kakak siap."),
    ("medsos", "Halo, berkasmu siap.", "Halo, berkas Kakak siap."),
    ("surat", "Halo, berkasmu siap.", "Halo, berkas Bapak/Ibu siap."),
]


@pytest.mark.parametrize(("channel", "before", "after"), ADDRESSED)
def test_the_citizen_is_addressed_as_in_the_draft_else_as_the_channel_does(
    fixer: Fixer, channel: str, before: str, after: str
) -> None:
    assert fixer.fix(before, Situation(channel=channel)).text == after


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.html", "<p>Kamu</p>", "<p>Bapak/Ibu</p>"),
        ("a.html", "<p class='kamu'>Kamu siap</p> kamu", "<p class='kamu'>Bapak/Ibu siap</p> Bapak/Ibu"),
        ("a.md", "# Kamu\n\n*Kamu* siap, lihat [kamu](kamu).", "# Bapak/Ibu\n\n*Bapak/Ibu* siap, lihat [Bapak/Ibu](kamu)."),
        ("", "Ketik `kamu`, kamu siap.", "Ketik `kamu`, Bapak/Ibu siap."),
        ("", "```\nkamu\n```\nkamu siap\n```\nkamu", "```\nkamu\n```\nBapak/Ibu siap\n```\nkamu"),
    ],
)  # fmt: skip
def test_code_and_markup_are_left_alone_amid_words_that_are_mended(
    fixer: Fixer, name: str, before: str, after: str
) -> None:
    assert fixer.fix(before, Situation(name=name)).text == after


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("umum", "Yang payah itu otakmu. Gaptek kok NYALAHIN KAMI", "Yang payah itu otakmu. Gaptek kok nyalahin kami"),
        ("keluhan", "Lo yang melanggar kok lo yang ngegas. Makanya kalau nyetir pakai mata, dasar tukang ngeluh.",
         "Bapak/Ibu yang melanggar kok lo yang ngegas. Makanya kalau nyetir pakai mata, dasar tukang ngeluh."),
    ],
)  # fmt: skip
def test_an_edit_by_which_the_rest_reads_worse_is_left_out_and_the_others_are_made(
    fixer: Fixer, kind: str, before: str, after: str
) -> None:
    assert fixer.fix(before, Situation(kind=kind)).text == after


LEFT_ALONE = [
    'Warga menulis "trimakasih kamu" di formulir.',
    "> Kamu kok lama sekali!!!\n\nSelamat pagi, Bu. Berkas Ibu kami proses hari ini. Terima kasih.",
    "Lihat https://lapor.go.id/kamu/TRIMAKASIH ya, Bu.",
    "Terima kasih! Sampai jumpa, Kak.",
    "PEMERINTAH KABUPATEN SLEMAN\nDINAS KEPENDUDUKAN DAN PENCATATAN SIPIL",
    "Ketik `kamu trimakasih` pada kolom pencarian.",
    "Yth. Bpk. Andi di tempat",
    "Ilmu Bapak sangat membantu kami.",
    "Ibu kamu sudah datang.",
    "Kamu Ibu, bukan?",
    "Kami menerima kasih sayang Ibu.",
    "Kami trima kasihnya, Bu.",
    "Kami trima, kasih itu.",
    'Kami terima "ksih" itu.',
]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_quotations_links_code_and_titles_are_left_alone(fixer: Fixer, text: str) -> None:
    assert fixer.fix(text, MORNING).text == text


def test_an_insult_is_not_removed_as_a_safe_fix(fixer: Fixer) -> None:
    text = "Dasar bodoh. Berkas Ibu kami proses hari ini."
    assert fixer.fix(text, MORNING).text == text
    assert "bodoh" not in fixer.fix(text, MORNING, unsafe=True).text


EMPATHY = "Kami memahami hal ini merepotkan Ibu."
WHEN = "Perkembangannya kami kabarkan kepada Ibu paling lambat [tanggal]."
REWRITTEN = [
    ("Itu bukan urusan kami, silakan lapor ke provinsi.", "keluhan", "Hal ini ditangani oleh provinsi, dan kami bantu meneruskan laporan Bapak/Ibu ke sana."),
    ("Bu, berkas belum lengkap. Makanya baca dulu syaratnya.", "permintaan", None),
    ("Selamat pagi, Bu. Tunggu saja, nanti juga dikabari.", "permintaan", "Selamat pagi, Bu. Perkembangannya kami kabarkan kepada Ibu paling lambat [tanggal]."),
    ("Maaf, untuk sementara belum ada solusi.", "keluhan", None),
    # What the reply says already is not said twice, and no gap is left where a sentence was.
    (f"Terserah Ibu. {EMPATHY}", "keluhan", EMPATHY),
    (f"Selamat pagi, Bu.\nTerserah Ibu.  {EMPATHY}", "keluhan", f"Selamat pagi, Bu.\n{EMPATHY}"),
    (f"{EMPATHY}  Terserah Ibu. Petugas datang besok.", "keluhan", f"{EMPATHY}  Petugas datang besok."),
    ("Kami memahami kekecewaan Ibu. Terserah Ibu.", "keluhan", "Kami memahami kekecewaan Ibu."),
    (f"{EMPATHY}\nTerserah Ibu.", "keluhan", f"{EMPATHY}\n"),
    # Greeting and thanks that open the sentence stay; an apology goes on in the new sentence, which may say it itself.
    ("Selamat pagi Pak, tunggu saja.", "permintaan", "Selamat pagi Pak. Perkembangannya kami kabarkan kepada Bapak paling lambat [tanggal]."),
    ("Mohon maaf Bu, itu bukan urusan kami.", "keluhan", "Mohon maaf atas ketidaknyamanan yang Ibu alami."),
    ("Maaf Bu, tunggu saja.", "permintaan", f"Maaf Bu, {WHEN[0].lower()}{WHEN[1:]}"),
    ("Selamat pagi, mohon maaf, Bu, tunggu saja.", "permintaan", f"Selamat pagi, mohon maaf, Bu, {WHEN[0].lower()}{WHEN[1:]}"),
    ("Terima kasih, Bu, tunggu saja.", "permintaan", f"Terima kasih, Bu. {WHEN}"),
    ("Selamat pagi untuk Ibu, tunggu saja.", "permintaan", f"Selamat pagi untuk Ibu. {WHEN}"),
    ("Selamat pagi untuk Ibu di sana, tunggu saja.", "permintaan", f"Selamat pagi untuk Ibu di sana. {WHEN}"),
    ("Ibu, tunggu saja.", "permintaan", WHEN),
    ("Ibu, mohon maaf, tunggu saja.", "permintaan", f"Ibu, mohon maaf, {WHEN[0].lower()}{WHEN[1:]}"),
    ("Baik, mohon maaf Bu, tunggu saja.", "permintaan", WHEN),
    # The office that is named is named in the new sentence too; the first one that is no name.
    ("Itu bukan urusan kami, silakan tanya Dinas Sosial Kota Malang.", "keluhan", "Hal ini ditangani oleh Dinas Sosial Kota Malang, dan kami bantu meneruskan laporan Bapak/Ibu ke sana."),
    ("Itu bukan urusan kami, urus saja ke dinsos atau kelurahan.", "keluhan", "Hal ini ditangani oleh dinsos, dan kami bantu meneruskan laporan Bapak/Ibu ke sana."),
    # Neighbours that break the same rule go together, in one line or two, but none that breaks another.
    ("Tunggu saja. Sabar saja ya. Antre saja dulu.", "keluhan", "Perkembangannya kami kabarkan kepada Bapak/Ibu paling lambat [tanggal]."),
    ("Selamat pagi, Bu. Bukan wewenang kami. Tanya saja ke PLN.", "keluhan",
     "Selamat pagi, Bu. Hal ini ditangani oleh PLN, dan kami bantu meneruskan laporan Ibu ke sana."),
    ("Ibu, tunggu saja.\nSabar saja.", "permintaan", f"{WHEN}\n"),
    ("Ibu, tunggu saja 😀. Baik.", "permintaan", f"{WHEN} Baik."),
    ("Terserah Ibu. Mohon maaf. Terserah Ibu.", "permintaan", "Permohonan Ibu kami perhatikan dan kami bantu. Mohon maaf."),
    ("Dasar goblok. Ada yang dapat kami bantu, Bu?", "permintaan", "Ada yang dapat kami bantu, Bu?"),
    # Of several findings in one sentence the gravest, or the first, is answered.
    ("Selamat siang. Dasar goblok, tunggu saja, terserah Ibu.", "permintaan", "Selamat siang. Ada yang dapat kami bantu, Bu?"),
    ("Tunggu saja, kalau mau cepat ada uang rokoknya.", "permintaan", "Layanan ini tidak dipungut biaya di luar tarif resmi."),
    ("Tunggu saja, jangan hubungi kami lagi.", "permintaan", "Bila masih ada yang ingin disampaikan, silakan hubungi kami kembali."),
    ("Tunggu saja. Terserah Ibu. Tunggu saja.", "keluhan", f"Perkembangannya kami kabarkan kepada Ibu paling lambat [tanggal]. {EMPATHY}"),
    # What the other clauses of the sentence say stays.
    ("Kami perbaiki pipanya di rumah Ibu, dasar goblok.", "keluhan", f"Kami perbaiki pipanya di rumah Ibu. {EMPATHY}"),
    ("Petugas kami datang hari Senin pukul 09.00, makanya jangan banyak tanya.", "keluhan",
     "Petugas kami datang hari Senin pukul 09.00. Kami siap membantu Bapak/Ibu memeriksa penyebabnya dan mencari jalan keluarnya."),
    ("- Dasar goblok, petugas kami memperbaiki pipanya hari Senin pukul 09.00.", "keluhan",
     "- Kami memahami hal ini merepotkan Bapak/Ibu. Petugas kami memperbaiki pipanya hari Senin pukul 09.00."),
    ("Salah Ibu sendiri, -petugas kami memperbaiki pipanya hari Senin pukul 09.00.", "keluhan",
     "Kami siap membantu Ibu memeriksa penyebabnya dan mencari jalan keluarnya. -petugas kami memperbaiki pipanya hari Senin pukul 09.00."),
    ("Dasar bodoh, petugas kami, Pak Joko, memperbaiki pipanya hari Senin pukul 09.00.", "keluhan",
     "Kami memahami hal ini merepotkan Bapak. Petugas kami, Pak Joko, memperbaiki pipanya hari Senin pukul 09.00."),
    # Brackets and the marks of bold and slanted words in chats stay in pairs.
    ("*Terserah Ibu.* Petugas kami datang.", "keluhan", f"*{EMPATHY}* Petugas kami datang."),
    ("*Terserah Ibu. Petugas kami datang.*", "keluhan", f"*{EMPATHY} Petugas kami datang.*"),
    ("*Terserah* Ibu. Petugas kami datang.", "keluhan", f"{EMPATHY} Petugas kami datang."),
    ("(*Terserah Ibu.*) Petugas kami datang.", "keluhan", f"(*{EMPATHY}*) Petugas kami datang."),
    (f"(_Terserah Ibu._) {EMPATHY}", "keluhan", EMPATHY),
    (f"*Terserah Ibu. {EMPATHY}*", "keluhan", f"*{EMPATHY}*"),
    ("*Petugas kami* datang hari Senin pukul 09.00, makanya jangan banyak tanya.", "keluhan",
     "*Petugas kami* datang hari Senin pukul 09.00. Kami siap membantu Bapak/Ibu memeriksa penyebabnya dan mencari jalan keluarnya."),
    ("*Petugas kami memperbaiki pipanya hari Senin pukul 09.00, dasar goblok.*", "keluhan",
     "*Petugas kami memperbaiki pipanya hari Senin pukul 09.00. Kami memahami hal ini merepotkan Bapak/Ibu.*"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "kind", "after"), REWRITTEN)
def test_unsafe_fixes_rewrite_whole_sentences(
    checker: Checker, fixer: Fixer, before: str, kind: str, after: str | None
) -> None:
    fixed = fixer.fix(before, Situation(kind=kind, hour=9), unsafe=True)
    assert not [finding for finding in fixed.after.findings if finding.entry]
    assert any(not edit.safe for edit in fixed.edits)
    if after is not None:
        assert fixed.text == after


@pytest.mark.parametrize(
    "draft",
    [
        "Dasar bodoh, dan petugas kami memperbaiki pipanya hari Senin pukul 09.00.",
        "Kami perbaiki pipanya, dasar bodoh, hari Senin pukul 09.00.",
        "Dasar bodoh, hari Senin.",
        "Tunggu saja, terima kasih.",
        "Halo Kak, -Tia Itu bukan urusan kami, tanya saja ke dinsos.",
        "Selamat pagi untuk Ibu yang di sana, tunggu saja.",
        "Selamat pagi Bu, dasar bodoh, petugas kami memperbaiki pipanya hari Senin pukul 09.00.",
    ],
)
def test_a_rude_clause_that_cannot_be_taken_out_alone_is_left_to_the_officer(fixer: Fixer, draft: str) -> None:
    assert fixer.fix(draft, Situation(kind="keluhan"), unsafe=True).text == draft


def test_a_rude_sentence_with_a_number_keeps_its_number(fixer: Fixer) -> None:
    text = "Tunggu saja, telepon 0812-3456-7890 kalau perlu."
    fixed = fixer.fix(text, MORNING, unsafe=True, insert=True)
    assert "0812-3456-7890" in fixed.text


def test_insertions_follow_kind_channel_and_hour(checker: Checker, fixer: Fixer) -> None:
    body = "Pipa yang bocor di depan rumah Ibu sudah kami perbaiki kemarin."
    chat = fixer.fix(body, Situation(kind="keluhan", hour=19), insert=True).text
    assert chat.startswith("Selamat malam, Bu. Terima kasih telah menyampaikan hal ini kepada kami.")
    assert body in chat
    letter = (
        Fixer(Checker(settings=Settings(channel="surat")))
        .fix(body, Situation(kind="keluhan", hour=19), insert=True)
        .text
    )
    assert letter.startswith("Dengan hormat,\n" + body)
    assert letter.endswith("Atas perhatian Ibu, kami ucapkan terima kasih.")
    praise = fixer.fix("Sama-sama, Kak.", Situation(kind="apresiasi", hour=12), insert=True).text
    assert "maaf" not in praise.lower()
    assert praise.startswith("Selamat siang, Kak. Sama-sama, Kak.")


SORRY = "Kami memahami hal ini merepotkan {} dan mohon maaf atas ketidaknyamanannya."
THANKS = f"Terima kasih telah menyampaikan hal ini kepada kami. {SORRY}"
AGAIN = "Bila masih ada kendala, silakan hubungi kami kembali."
BODY = "Pipa kami perbaiki besok."
BOTH, IBU, BAPAK = (THANKS.format(w) for w in ("Bapak/Ibu", "Ibu", "Bapak"))
INSERTED = [
    # Where the greeting goes and where thanks do.
    (BODY, f"Selamat pagi, Bapak/Ibu. {BOTH} {BODY} {AGAIN}"),
    ("Pipa kami perbaiki besok", f"Selamat pagi, Bapak/Ibu. {BOTH} {BODY} {AGAIN}"),
    (f"Selamat pagi. {BODY}", f"Selamat pagi, Bapak/Ibu. {BOTH} {BODY} {AGAIN}"),
    (f"Selamat pagi.\r\n{BODY}\r\n", f"Selamat pagi, Bapak/Ibu.\r\n{BOTH} {BODY} {AGAIN}\r\n"),
    (f"Assalamualaikum. Selamat pagi, Bu. {BODY}", f"Assalamualaikum. Selamat pagi, Bu. {IBU} {BODY} {AGAIN}"),
    ("Selamat pagi, Bu 😊\nPipa kami perbaiki besok 😊", f"Selamat pagi, Bu 😊\n{IBU} Pipa kami perbaiki besok 😊. {AGAIN}"),
    (f"Selamat pagi, Bapak/Ibu sekalian.\n{BODY}", f"Selamat pagi, Bapak/Ibu sekalian.\n{BOTH} {BODY} {AGAIN}"),
    (f"Selamat pagi, Adik-adik.\n{BODY}", f"Selamat pagi, Adik-adik.\n{BOTH} {BODY} {AGAIN}"),
    # A greeting that opens the sentence becomes one of its own, where enough follows it.
    ("Selamat pagi, Bu, pipa kami perbaiki besok.", f"Selamat pagi, Bu. {IBU} {BODY} {AGAIN}"),
    ("Selamat pagi Bu Rina, pipa kami perbaiki besok.", f"Selamat pagi Bu Rina. {IBU} {BODY} {AGAIN}"),
    ("Selamat pagi, Bu, kami perbaiki.", f"{IBU} Selamat pagi, Bu, kami perbaiki. {AGAIN}"),
    ("Selamat pagi, Bu, 3 pipa kami perbaiki besok.", f"{IBU} Selamat pagi, Bu, 3 pipa kami perbaiki besok. {AGAIN}"),
    # Before a list, on a line of its own; below headings and address lines.
    (f"- {BODY}", f"Selamat pagi, Bapak/Ibu.\n\n{BOTH}\n\n- {BODY} {AGAIN}"),
    (f"1. {BODY}\n2. Jalan kami tutup.", f"Selamat pagi, Bapak/Ibu.\n\n{BOTH}\n\n1. {BODY}\n2. Jalan kami tutup. {AGAIN}"),
    (f"\n- {BODY}", f"\nSelamat pagi, Bapak/Ibu.\n\n{BOTH}\n\n- {BODY} {AGAIN}"),
    (f"LAPORAN PIPA\n{BODY}", f"LAPORAN PIPA\nSelamat pagi, Bapak/Ibu. {BOTH} {BODY} {AGAIN}"),
    (f"Yth. Bapak Andi\n\n{BODY}", f"Yth. Bapak Andi\n\nSelamat pagi, Pak. {BAPAK} {BODY} {AGAIN}"),
    (f"Perihal: pipa bocor\n\n{BODY}", f"Perihal: pipa bocor\n\nSelamat pagi, Bapak/Ibu. {BOTH} {BODY} {AGAIN}"),
    (f"> Pipa bocor!\n\n{BODY}", f"> Pipa bocor!\n\nSelamat pagi, Bapak/Ibu. {BOTH} {BODY} {AGAIN}"),
    ("**Pipa** kami perbaiki besok.", f"Selamat pagi, Bapak/Ibu. {BOTH} **Pipa** kami perbaiki besok. {AGAIN}"),
    # Before the closing and the signature.
    (f"{BODY} Demikian kami sampaikan. Terima kasih.",
     f"Selamat pagi, Bapak/Ibu. {SORRY.format('Bapak/Ibu')} {BODY} {AGAIN} Demikian kami sampaikan. Terima kasih."),
    (f"{BODY}\n\nBudi", f"Selamat pagi, Bapak/Ibu. {BOTH} {BODY} {AGAIN}\n\nBudi"),
    (f"{BODY}\n– Budi", f"Selamat pagi, Bapak/Ibu. {BOTH} {BODY} {AGAIN}\n– Budi"),
    ("Pipa kami perbaiki besok! 😊", f"Selamat pagi, Bapak/Ibu. {BOTH} Pipa kami perbaiki besok! 😊 {AGAIN}"),
    ("Pipa kami perbaiki besok, ya:", f"Selamat pagi, Bapak/Ibu. {BOTH} Pipa kami perbaiki besok, ya: {AGAIN}"),
    (f"{BODY}\n\nKepala Dinas Kependudukan Kota Malang",
     f"Selamat pagi, Bapak/Ibu. {BOTH} {BODY} {AGAIN}\n\nKepala Dinas Kependudukan Kota Malang"),
    ("Pipa kami perbaiki besok, ya? Budi", f"Selamat pagi, Bapak/Ibu. {BOTH} Pipa kami perbaiki besok, ya? {AGAIN} Budi"),
    ("Pipa kami perbaiki besok… Lusa sudah selesai",
     f"Selamat pagi, Bapak/Ibu. {BOTH} Pipa kami perbaiki besok… Lusa sudah selesai. {AGAIN}"),
    (f"{BODY}\n- Budi", f"Selamat pagi, Bapak/Ibu. {BOTH} {BODY} {AGAIN}\n- Budi"),
    (f"{BODY}\n\nSalam hangat, Bu", f"{IBU} {BODY} {AGAIN}\n\nSalam hangat, Bu"),
    (f"{BODY} Wassalamualaikum.", f"{BOTH} {BODY} {AGAIN} Wassalamualaikum, Bapak/Ibu."),
    (f"Selamat pagi, Ibu Rina.\n\n{BODY}\n\nTerima kasih.\n\nHormat kami,\nBudi",
     f"Selamat pagi, Ibu Rina.\n\n{SORRY.format('Ibu')} {BODY} {AGAIN}\n\nTerima kasih.\n\nHormat kami,\nBudi"),
    # First thanks stay first where two sentences follow; the last sentence is not the opening.
    (f"Terima kasih atas laporannya. {BODY} Petugas datang pukul 09.00.",
     f"Selamat pagi, Bapak/Ibu. Terima kasih atas laporannya. {SORRY.format('Bapak/Ibu')} {BODY} Petugas datang pukul 09.00. {AGAIN}"),
    (f"Terima kasih atas laporannya. {BODY}",
     f"Selamat pagi, Bapak/Ibu. {SORRY.format('Bapak/Ibu')} Terima kasih atas laporannya. {BODY} {AGAIN}"),
    # Behind the last mark of a sentence that ends in bold.
    ("Pipa kami perbaiki *besok*.", f"Selamat pagi, Bapak/Ibu. {BOTH} Pipa kami perbaiki *besok*. {AGAIN}"),
    # Into a reply that says nothing a blank for the answer too; into a quotation or nothing at all, nothing.
    ("Baik.", f"Selamat pagi, Bapak/Ibu. {BOTH} Baik. Langkah yang kami ambil adalah [langkah penyelesaian]. {AGAIN}"),
    ("Selamat siang.", f"Selamat siang, Bapak/Ibu. {BOTH} Langkah yang kami ambil adalah [langkah penyelesaian]. {AGAIN}"),
    ('"Pipa bocor."', '"Pipa bocor."'),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), INSERTED)
def test_what_is_missing_goes_where_an_officer_would_write_it(fixer: Fixer, before: str, after: str) -> None:
    fixed = fixer.fix(before, Situation(kind="keluhan", hour=9), insert=True)
    assert fixed.text == after
    assert fixed.before.text == before
    assert all(not edit.safe and edit.why and edit.rule.startswith("kurang-") for edit in fixed.edits)


FILLED = [
    ("permintaan", "Baik.", "Selamat pagi, Bapak/Ibu. Terima kasih telah menghubungi kami. Baik. Mengenai permohonan Bapak/Ibu, [hasil atau langkahnya]. Bila ada yang perlu dibantu lagi, silakan hubungi kami."),
    ("pertanyaan", "Terima kasih.", "Selamat pagi, Bapak/Ibu. Terima kasih. Mengenai pertanyaan Bapak/Ibu, [jawaban]. Bila ada yang perlu dibantu lagi, silakan hubungi kami."),
    ("kritik", "Baik.", "Selamat pagi, Bapak/Ibu. Terima kasih atas masukan Bapak/Ibu. Mohon maaf atas pelayanan yang belum sesuai harapan. Baik. Langkah perbaikan yang kami ambil adalah [langkah perbaikan]. Masukan Bapak/Ibu menjadi bahan perbaikan kami."),
    ("apresiasi", "Selamat siang.", "Selamat siang, Bapak/Ibu. Terima kasih kembali atas apresiasi Bapak/Ibu. Bila ada yang perlu dibantu lagi, silakan hubungi kami."),
    ("apresiasi", "Baik.", "Selamat pagi, Bapak/Ibu. Baik. Terima kasih kembali atas apresiasi Bapak/Ibu. Bila ada yang perlu dibantu lagi, silakan hubungi kami."),
    ("umum", "Baik.", "Selamat pagi, Bapak/Ibu. Terima kasih telah menghubungi kami. Baik. Mengenai pesan Bapak/Ibu, [jawaban]. Bila ada yang perlu dibantu lagi, silakan hubungi kami."),
    ("umum", BODY, f"Selamat pagi, Bapak/Ibu. Terima kasih telah menghubungi kami. {BODY} Bila ada yang perlu dibantu lagi, silakan hubungi kami."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "before", "after"), FILLED)
def test_what_is_missing_depends_on_what_the_citizen_sent(fixer: Fixer, kind: str, before: str, after: str) -> None:
    assert fixer.fix(before, Situation(kind=kind, hour=9), insert=True).text == after


FORMAL = "Kami memahami hal ini merepotkan {0} dan memohon maaf atas ketidaknyamanannya. Apabila masih ada yang perlu ditanyakan, {0} dapat menghubungi kami kembali."
LETTERS = [
    (f"Yth. Ibu Sri\n{BODY}\n\nKepala Dinas\nBudi Santoso",
     f"Yth. Ibu Sri\nDengan hormat,\n{BODY} {FORMAL.format('Ibu')} Atas perhatian Ibu, kami ucapkan terima kasih.\n\nKepala Dinas\nBudi Santoso"),
    (f"Nomor: 12/2025\nPerihal: Pipa\n\nYth. Ibu Sri,\n\n{BODY} Demikian disampaikan.\n\nKepala Dinas",
     f"Nomor: 12/2025\nPerihal: Pipa\n\nYth. Ibu Sri,\n\nDengan hormat,\n{BODY} {FORMAL.format('Ibu')} Demikian disampaikan. "
     "Atas perhatian Ibu, kami ucapkan terima kasih.\n\nKepala Dinas"),
    (f"{BODY}\r\nDemikian.",
     f"Dengan hormat,\r\n{BODY} {FORMAL.format('Bapak/Ibu')}\r\nDemikian. Atas perhatian Bapak/Ibu, kami ucapkan terima kasih."),
    (f"{BODY}\n\nSalam hangat, Bu",
     f"{BODY} {FORMAL.format('Ibu')} Atas perhatian Ibu, kami ucapkan terima kasih.\n\nSalam hangat, Bu"),
    ("Pipa kami perbaiki besok",
     f"Dengan hormat,\n{BODY} {FORMAL.format('Bapak/Ibu')} Atas perhatian Bapak/Ibu, kami ucapkan terima kasih."),
    (f"Dengan hormat,\n{BODY}",
     f"Dengan hormat, Bapak/Ibu,\n{BODY} {FORMAL.format('Bapak/Ibu')} Atas perhatian Bapak/Ibu, kami ucapkan terima kasih."),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), LETTERS)
def test_a_letter_gets_the_forms_of_a_letter(before: str, after: str) -> None:
    letters = Fixer(Checker(settings=Settings(channel="surat")))
    assert letters.fix(before, Situation(kind="keluhan"), insert=True).text == after


def test_the_greeting_comes_before_the_text_and_after_the_address_line(fixer: Fixer) -> None:
    text = "Yth. Ibu Sri,\nBerkas Ibu sudah lengkap dan dapat diambil Senin.\n\n-- \nLoket 3"
    fixed = fixer.fix(text, Situation(kind="permintaan", hour=9), insert=True).text
    assert fixed.startswith("Yth. Ibu Sri,\nSelamat pagi, Bu. ")
    assert fixed.endswith("\n\n-- \nLoket 3")


KAMU = "Kamu jangan ngeyel, berkasmu belum lengkap."
PIPA = "Pipa di rumah Ibu kami perbaiki besok."
ANSWERED = [
    ("", KAMU, None, "sapaan-kasar", "Bapak/Ibu jangan ngeyel, berkasmu belum lengkap."),
    ("", "Kamu sudah datang, kamu silakan duduk.", None, "sapaan-kasar", "Bapak/Ibu sudah datang, kamu silakan duduk."),
    ("", "Dasar goblok, pipa Ibu sudah kami perbaiki.", "keluhan", "kasar", f"{EMPATHY} Pipa Ibu sudah kami perbaiki."),
    ("", KAMU, None, "kasar", "Ada yang dapat kami bantu, Bapak/Ibu?"),
    ("", KAMU, None, "kurang-sapaan", None),
    ("", "Selamat pagi. Pipa kami perbaiki besok.", None, "kurang-sapaan", "Selamat pagi, Bapak/Ibu. Pipa kami perbaiki besok."),
    ("", KAMU, None, "kurang-salam", f"Selamat pagi, Bapak/Ibu. {KAMU}"),
    ("", "SEGERA BAWA BERKASNYA!!! Trimakasih.", None, "nada-tinggi", "Segera bawa berkasnya!!! Trimakasih."),
    ("", PIPA, "keluhan", "kurang-maaf", f"Mohon maaf atas ketidaknyamanan yang Ibu alami. {PIPA}"),
    ("", PIPA, "keluhan", "kurang-empati", f"Kami memahami hal ini merepotkan Ibu. {PIPA}"),
    ("", PIPA, "keluhan", "kurang-terima-kasih", f"Terima kasih telah menyampaikan hal ini kepada kami. {PIPA}"),
    ("", PIPA, "permintaan", "kurang-terima-kasih", f"Terima kasih telah menghubungi kami. {PIPA}"),
    ("surat", PIPA, "keluhan", "kurang-salam", f"Dengan hormat,\n{PIPA}"),
    ("surat", PIPA, "keluhan", "kurang-terima-kasih", f"{PIPA} Atas perhatian Ibu, kami ucapkan terima kasih."),
    ("", "Selamat pagi, Bu. Tunggu saja.", "permintaan", "tunda",
     "Selamat pagi, Bu. Perkembangannya kami kabarkan kepada Ibu paling lambat [tanggal]."),
    ("", "Selamat pagi, Bu. Tunggu saja.", "pertanyaan", "tunda",
     "Selamat pagi, Bu. Kepastiannya kami kabarkan kepada Ibu paling lambat [tanggal]."),
    ("", "Ingat, kalau masih mengadu, nomor 4512 atas nama Budi Santoso kami coret.", None, "ancam", None),
]  # fmt: skip


@pytest.mark.parametrize(("channel", "draft", "kind", "rule", "after"), ANSWERED)
def test_one_finding_is_answered_by_itself(channel: str, draft: str, kind: str, rule: str, after: str | None) -> None:
    checker = Checker(settings=Settings(channel=channel))
    report = checker.check(draft, kind=kind)
    finding = next(f for f in report.findings if f.rule == rule)
    edits = Fixer(checker).for_finding(report, finding)
    assert (apply(draft, edits) if edits else None) == after
    assert {edit.rule for edit in edits} <= {rule}


def test_sentences_of_ones_own_are_used_for_the_channel_and_kind_they_are_meant_for(tmp_path: Path) -> None:
    (tmp_path / "perbaikan.toml").write_text(
        '[[kalimat]]\naturan = "tunda"\nsaluran = ["chat"]\njenis = ["permintaan"]\nkalimat = "Kami kabari di sini, {panggilan}."\n'
        '[[sisip]]\nunsur = "salam"\nsaluran = ["chat"]\ntempat = "salam"\nkalimat = "Halo, {panggilan}!"\n',
        encoding="utf-8",
    )
    for channel, kind, after in (
        ("chat", "permintaan", "Kami kabari di sini, Bu."),
        ("", "permintaan", WHEN),
        ("chat", "keluhan", WHEN),
    ):
        own = Fixer(Checker(settings=Settings(channel=channel, lexicons=(tmp_path,))))
        assert own.fix("Bu, tunggu saja.", Situation(kind=kind), unsafe=True).text == after
        greeted = own.fix("Bu, tunggu saja.", Situation(kind=kind), insert=True).text
        assert greeted.startswith("Halo, Bu! " if channel else "Selamat pagi, Bu. ")


def test_an_entry_of_ones_own_says_how_it_is_mended(own_lexicon) -> None:
    folder = own_lexicon(
        "gurui",
        '[[entri]]\nid = "loket"\npola = "loketnya belah sana"\nganti = "loketnya di sebelah sana"\naman = true\n'
        'kena = ["Loketnya belah sana."]\nluput = ["Loketnya di sana."]\n'
        '[[entri]]\nid = "antre"\npola = "antre lagi dari belakang"\nkalimat = "Mohon mengambil nomor baru, {panggilan}."\n'
        'kena = ["Antre lagi dari belakang."]\nluput = ["Antre lagi."]\n',
    )
    own = Fixer(Checker([folder]))
    fixed = own.fix("Bu, loketnya belah sana. Antre lagi dari belakang.", Situation(kind="permintaan"))
    assert fixed.text == "Bu, loketnya di sebelah sana. Antre lagi dari belakang."
    assert [(edit.rule, edit.safe) for edit in fixed.edits] == [("gurui", True)]
    assert fixed.edits[0].why
    rewritten = own.fix("Bu, loketnya belah sana. Antre lagi dari belakang.", Situation(kind="permintaan"), unsafe=True)
    assert rewritten.text == "Bu, loketnya di sebelah sana. Mohon mengambil nomor baru, Bu."


def test_one_finding_is_answered_for_the_situation_that_is_given(checker: Checker, fixer: Fixer) -> None:
    report = checker.check(PIPA, kind="keluhan")
    finding = next(f for f in report.findings if f.rule == "kurang-salam")
    (edit,) = fixer.for_finding(report, finding, Situation(channel="surat"))
    assert edit.replacement == "Dengan hormat,\n"
    (edit,) = fixer.for_finding(report, finding, Situation(hour=19))
    assert edit.replacement == "Selamat malam, Bu. "


def test_a_text_is_fixed_by_one_call_too() -> None:
    rude = "Trimakasih, Bu. Tunggu saja."
    assert sopan.fix(rude).text == "Terima kasih, Bu. Tunggu saja."
    night = sopan.fix(rude, Situation(kind="keluhan", hour=20), unsafe=True, insert=True)
    assert night.text.startswith("Selamat malam, Bu. ")
    assert "Tunggu saja" not in night.text
    assert "Tunggu saja" in sopan.fix(rude, Situation(kind="keluhan"), insert=True).text
    assert "Selamat" not in sopan.fix(rude, Situation(kind="keluhan"), unsafe=True).text


def test_blanks_are_named_so_that_they_get_filled(fixer: Fixer) -> None:
    fixed = fixer.fix("Tunggu saja.", Situation(kind="keluhan", hour=9), unsafe=True, insert=True)
    assert "[tanggal]" in fixed.blanks


def test_composed_edits_do_in_one_step_what_two_lists_do_in_two() -> None:
    text = "satu dua tiga empat"
    first = [Edit(0, 4, "1", True, "a", "w"), Edit(9, 13, "III", True, "a", "w")]
    middle = apply(text, first)
    second = [
        Edit(0, 0, "* ", False, "b", "v"),
        Edit(6, 9, "3", False, "b", "v"),
        Edit(len(middle), len(middle), "!", False, "b", "v"),
    ]
    assert apply(text, compose(first, second, text)) == apply(middle, second) == "* 1 dua 3 empat!"


@pytest.mark.parametrize(
    ("first", "second", "after", "joined"),
    [
        # Apart: each stays, moved back to where it stands in the text.
        ([(0, 4, "1")], [(2, 5, "zwei")], "1 zwei tiga empat", [(0, 4, "1"), (5, 8, "zwei")]),
        ([(9, 13, "III")], [(0, 4, "satu ini")], "satu ini dua III empat", [(0, 4, "satu ini"), (9, 13, "III")]),
        ([(0, 5, ""), (9, 14, "")], [(4, 9, "vier")], "dua vier", [(0, 5, ""), (9, 19, "vier")]),
        # Inside, across or beside what the first wrote: one edit of both.
        ([(5, 8, "dua belas")], [(9, 14, "puluh")], "satu dua puluh tiga empat", [(5, 8, "dua puluh")]),
        ([(5, 8, "2")], [(3, 9, "u2t")], "satu2tga empat", [(3, 11, "u2t")]),
        ([(5, 8, "2")], [(6, 6, "x")], "satu 2x tiga empat", [(5, 8, "2x")]),
        ([(5, 8, "2")], [(5, 5, "x")], "satu x2 tiga empat", [(5, 8, "x2")]),
        ([(0, 4, "1"), (5, 8, "2"), (9, 13, "3")], [(0, 5, "123")], "123 empat", [(0, 13, "123")]),
        ([(0, 4, "1"), (5, 8, "2"), (9, 13, "3")], [(2, 3, "zwei")], "1 zwei 3 empat", [(0, 4, "1"), (5, 8, "zwei"), (9, 13, "3")]),
        ([(4, 4, ",")], [(0, 4, "eins")], "eins, dua tiga empat", [(0, 4, "eins,")]),
        ([], [(4, 4, "a"), (4, 4, "b")], "satuab dua tiga empat", [(4, 4, "ab")]),
    ],
)  # fmt: skip
def test_edits_of_two_rounds_become_edits_of_the_text_as_it_was(
    first: list[tuple[int, int, str]],
    second: list[tuple[int, int, str]],
    after: str,
    joined: list[tuple[int, int, str]],
) -> None:
    text = "satu dua tiga empat"
    one = [Edit(*edit, True, "ejaan", "Ejaan dibetulkan.") for edit in first]
    two = [Edit(*edit, False, "tunda", "Isinya berubah.") for edit in second]
    edits = compose(one, two, text)
    assert apply(text, edits) == after
    assert [(e.start, e.end, e.replacement) for e in edits] == joined
    for edit in edits:
        assert edit.safe == (edit.rule == "ejaan")


def test_an_edit_made_of_two_is_unsafe_if_one_is_and_tells_both_reasons_once() -> None:
    def edit(start: int, end: int, safe: bool, why: str) -> Edit:
        return Edit(start, end, "x", safe, "tunda" if why.startswith("I") else "ejaan", why)

    (both,) = compose([edit(0, 4, True, "Ejaan dibetulkan.")], [edit(0, 1, False, "Isinya berubah.")], "satu")
    assert (both.safe, both.rule, both.why) == (False, "tunda", "Ejaan dibetulkan. Isinya berubah.")
    (both,) = compose([edit(0, 4, False, "Isinya berubah.")], [edit(0, 1, True, "Ejaan dibetulkan.")], "satu")
    assert (both.safe, both.rule, both.why) == (False, "ejaan", "Isinya berubah. Ejaan dibetulkan.")
    (both,) = compose([edit(0, 4, True, "Ejaan dibetulkan.")], [edit(0, 1, True, "Ejaan dibetulkan.")], "satu")
    assert (both.safe, both.why) == (True, "Ejaan dibetulkan.")


def test_edits_that_overlap_cannot_be_made_together_and_only_the_first_is_kept() -> None:
    crossing = [Edit(3, 6, "b", True, "r", "w"), Edit(0, 4, "a", True, "r", "w"), Edit(6, 7, "c", True, "r", "w")]
    with pytest.raises(ValueError, match="overlap at 3"):
        apply("satu dua", crossing)
    assert [edit.replacement for edit in apart(crossing)] == ["a", "c"]
    assert [edit.replacement for edit in apart(crossing[::2])] == ["b", "c"]
    assert apply("satu dua", crossing[1:]) == "a dca"


PIECES = st.sampled_from(
    [
        "Selamat pagi, Bu.", "Halo Kak, ", "Trimakasih atas laporannya.", "mksh ya kak 😊", "Mohon maaf atas ketidaknyamanannya.", "Terserah Ibu saja.",
        "Itu bukan urusan kami, tanya saja ke dinsos.", "Tunggu saja, nanti juga dikabari.", "Makanya baca dulu syaratnya!!!", "KAMU JANGAN NGEYEL",
        "Berkasmu belum lengkap.", "Berkas Ibu kami proses dan selesai hari Senin pukul 09.00.", "Kata warga, \"kamu lama sekali, trimakasih\".",
        "Lihat https://sopan.example/kamu?x=1 ya.", "Hubungi 0812-3456-7890 atau cs@dinas.go.id.", "Bapak Budi Santoso sudah kami kabari.",
        "Maaf ya kalau Anda tersinggung.", "Tidak bisa.", "Kuota habis.", "Dasar goblok.", "Kalau mau cepat ada biayanya.", "Nomor Anda kami blokir.",
        "> kamu kok lama!!!", "\n\n", "\n", "👨‍👩‍👧 Keluarga Ibu terdaftar.", "Sudah sesuai Pasal 7 UU 25/2009.", "Baik.", "Demikian agar maklum.", "Hormat kami,", "-Tia",
        "Kalau tidak puas lapor saja ke Ombudsman!", "Hebat sekali Bapak ini.", "Yth. Ibu Sri,", "Iya sama-sama.", "Ga bisa kak.", "ﬁle &amp; <b>kamu</b>",
    ]
)  # fmt: skip
REPLIES = st.lists(PIECES, min_size=1, max_size=6).map(" ".join)
SITUATIONS = st.builds(
    Situation, kind=st.sampled_from([None, "keluhan", "permintaan", "pertanyaan", "kritik", "apresiasi"]),
    channel=st.sampled_from(["", "surat", "chat"]), hour=st.sampled_from([3, 9, 20]),
)  # fmt: skip
KEPT = re.compile(
    r"\"[^\"]*\"|^>.*$|https?://\S+|[\w.]+@[\w.]+|0812[-\d]+|Budi Santoso|Pasal 7|25/2009|09\.00|-Tia|Sri\b",
    re.MULTILINE,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=REPLIES, situation=SITUATIONS, unsafe=st.booleans(), insert=st.booleans())
def test_a_fix_never_makes_a_reply_worse_and_is_done_at_once(
    checker: Checker, fixer: Fixer, text: str, situation: Situation, unsafe: bool, insert: bool
) -> None:
    fixed = fixer.fix(text, situation, unsafe=unsafe, insert=insert)
    kind = situation.kind if unsafe or insert else checker.check(text, kind=situation.kind).kind.name
    before, after = (checker.check(t, kind=kind) for t in (text, fixed.text))
    assert after.score.value >= before.score.value
    assert not Counter(f.rule for f in after.findings) - Counter(f.rule for f in before.findings)
    assert fixer.fix(fixed.text, situation, unsafe=unsafe, insert=insert).text == fixed.text
    assert apply(text, fixed.edits) == fixed.text
    assert KEPT.findall(fixed.text) == KEPT.findall(text)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_any_text_can_be_fixed(fixer: Fixer, text: str) -> None:
    fixed = fixer.fix(text, MORNING, unsafe=True, insert=True)
    assert apply(text, fixed.edits) == fixed.text
    assert fixer.fix(fixed.text, MORNING, unsafe=True, insert=True).text == fixed.text


def test_files_are_changed_in_place_and_the_old_ones_kept(run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Trimakasih, Bu.\r\nKamu sudah terdaftar.\r\n".encode("utf-16"))
    (tmp_path / "b.md").write_text("Selamat pagi, Bu.\n", encoding="utf-8")
    (tmp_path / "c.pdf").write_bytes(b"%PDF")
    result = run("fix", tmp_path, "--backup")
    assert result.exit_code == 0
    assert (tmp_path / "a.txt").read_bytes().decode("utf-16") == "Terima kasih, Bu.\r\nIbu sudah terdaftar.\r\n"
    assert (tmp_path / "a.txt.asli").read_bytes().decode("utf-16") == "Trimakasih, Bu.\r\nKamu sudah terdaftar.\r\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "a.txt.asli", "b.md", "c.pdf"]


def test_a_diff_changes_no_file_and_says_so_by_its_exit_code(run, tmp_path: Path) -> None:
    draft = tmp_path / "a.txt"
    draft.write_text("Trimakasih, Bu.\n", encoding="utf-8")
    result = run("fix", draft, "--diff")
    assert result.exit_code == 1
    assert "-Trimakasih, Bu.\n+Terima kasih, Bu.\n" in result.stdout
    assert draft.read_text("utf-8") == "Trimakasih, Bu.\n"
    draft.write_text("Terima kasih, Bu.\n", encoding="utf-8")
    assert run("fix", draft, "--diff").exit_code == 0


def test_standard_input_goes_to_standard_output_alone(run) -> None:
    result = run("fix", "-", stdin="Trimakasih, Bu 😀")
    assert result.stdout == "Terima kasih, Bu 😀"
    assert "Aman" in result.stderr


def test_each_edit_says_in_json_whether_it_is_safe_and_why(run) -> None:
    result = run(
        "fix", "-", "--unsafe", "--insert", "--format", "json", "--hour", "9", stdin="Tunggu saja, trimakasih."
    )
    edits = json.loads(result.stdout)[0]["edits"]
    assert {e["applicability"] for e in edits} <= {"safe", "unsafe"}
    assert all(e["why"] for e in edits)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("fix", "tidak-ada.txt"), "tidak ada"),
        (("fix", "-", "--kind", "kelhan"), "kelhan"),
        (("fix", "-", "--channel", "radio"), "radio"),
    ],
)
def test_bad_input_gets_one_sentence_and_exit_code_2(run, args: tuple[str, ...], words: str) -> None:
    result = run(*args, stdin="Halo, Bu.")
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_marks_of_suppression_and_settings_hold_for_fixes_too(run, tmp_path: Path) -> None:
    draft = tmp_path / "a.md"
    text = "Selamat pagi, Bu.\n\nTunggu saja. <!-- sopan: abaikan tunda (kata pimpinan) -->\n\nTerserah Ibu.\n"
    draft.write_text(text, encoding="utf-8")
    run("fix", draft, "--unsafe")
    changed = draft.read_text("utf-8")
    assert "Tunggu saja. <!-- sopan: abaikan tunda (kata pimpinan) -->" in changed
    assert "Terserah" not in changed
    draft.write_text(text, encoding="utf-8")
    (tmp_path / ".sopan.toml").write_text('off = ["abai"]\n', encoding="utf-8")
    run("fix", draft, "--unsafe")
    assert draft.read_text("utf-8") == text


def test_markdown_keeps_its_code_links_and_front_matter(run, tmp_path: Path) -> None:
    draft = tmp_path / "a.md"
    text = "---\njudul: kamu!!!\n---\n\n# Balasan\n\nKamu sudah **terdaftar**, lihat [laman kamu](https://x.id/kamu).\n\n```\nkamu!!!\n```\n"
    draft.write_text(text, encoding="utf-8")
    run("fix", draft)
    assert draft.read_text("utf-8") == text.replace("Kamu sudah", "Bapak/Ibu sudah").replace(
        "[laman kamu]", "[laman Bapak/Ibu]"
    )


def test_most_poor_replies_of_the_bench_reach_a_good_grade() -> None:
    bench = SHARED / "bench" / "labelled.jsonl"
    if not bench.is_file():
        pytest.skip("the labelled replies are not here")
    rows = [json.loads(line) for line in bench.read_text("utf-8").splitlines()]
    poor = [row for row in rows if row["rating"] in (2, 3)]
    fixers = {c: Fixer(Checker(settings=Settings(channel=c))) for c in {row["channel"] for row in poor}}
    grades = [
        fixers[row["channel"]]
        .fix(row["reply"], Situation(row["jenis"], row["complaint"], hour=10), unsafe=True, insert=True)
        .after.score.grade
        for row in poor
    ]
    assert sum(grade in "AB" for grade in grades) >= 0.7 * len(poor)
