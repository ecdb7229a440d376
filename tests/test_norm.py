"""Different spellings of a word share one normal form; different words do not."""

from __future__ import annotations

import pytest

from sopan.lexicon.loader import load
from sopan.norm import Normalizer
from sopan.paths import lexicon_folder
from sopan.stems import root_words, stem


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer(load([lexicon_folder()]).spelling, root_words())


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("MAAF", "maaf"),
        ("Ｍｏｈｏｎ", "mohon"),
        ("ma\u200baf", "maaf"),
        ("maaaaf", "maaf"),
        ("Tungguuuu", "tunggu"),
        ("sabarrrr", "sabar"),
        ("gak", "tidak"),
        ("yg", "yang"),
        ("mksh", "terima kasih"),
        ("sajalah", "saja"),
        ("laporannya", "laporan"),
        ("laporannyalah", "laporan"),
        ("NIK-nya", "nik"),
        ("hanya", "hanya"),
        ("masalah", "masalah"),
        ("bermasalah", "bermasalah"),
        ("soalnya", "soalnya"),
        ("g0bl0k", "goblok"),
        ("g.o.b.l.o.k", "goblok"),
        ("gobl*k", "goblok"),
        ("hati2", "hati-hati"),
        ("30.000", "30.000"),
        ("08.00", "08.00"),
    ],
)
def test_spellings_share_a_normal_form(normalizer: Normalizer, written: str, normal: str) -> None:
    assert normalizer.norm(written) == normal


def test_a_bare_asterisk_is_no_insult(normalizer: Normalizer) -> None:
    assert normalizer.norm("g*") == "g*"
    assert normalizer.norm("*****") == "*****"


def test_stems_are_those_of_the_stock_stemmer() -> None:
    pairs = {
        "pembatalan": "batal",
        "dibatalkan": "batal",
        "mengabaikan": "abai",
        "diributkan": "ribut",
        "menuduh": "tuduh",
    }
    assert {word: stem(word) for word in pairs} == pairs
