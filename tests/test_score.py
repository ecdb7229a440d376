"""The score is a sum that can be read out, and it moves the right way."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sopan
from sopan.checker import Checker
from sopan.lexicon.loader import load
from sopan.paths import lexicon_folder
from sopan.score import grade, score
from sopan.settings import Settings
from sopan.signals.model import Signal

LEXICON = load([lexicon_folder()])
RULES = sorted(LEXICON.weights.points)
COURTEOUS = [rule for rule in RULES if LEXICON.weights.points[rule] > 0]
RUDE = [rule for rule in RULES if LEXICON.weights.points[rule] < 0]


def signals(rules: list[str]) -> list[Signal]:
    return [Signal(rule, n, n + 1, "x", "") for n, rule in enumerate(rules)]


def value(rules: list[str]) -> float:
    return score(signals(rules), LEXICON.weights).value


@settings(max_examples=300)
@given(st.lists(st.sampled_from(RULES), max_size=20))
def test_contributions_sum_to_the_value(rules: list[str]) -> None:
    result = score(signals(rules), LEXICON.weights)
    assert sum(term.points for term in result.contributions) == pytest.approx(result.value, abs=0.051)
    assert 0 <= result.value <= 100


@settings(max_examples=300)
@given(st.lists(st.sampled_from(RULES), max_size=15), st.sampled_from(COURTEOUS), st.sampled_from(RUDE))
def test_courtesy_never_lowers_and_discourtesy_never_raises(rules: list[str], kind: str, rude: str) -> None:
    assert value([*rules, kind]) >= value(rules)
    assert value([*rules, rude]) <= value(rules)


@settings(max_examples=100)
@given(st.lists(st.sampled_from(RULES), max_size=15), st.randoms())
def test_order_does_not_matter(rules: list[str], random: object) -> None:
    shuffled = sorted(rules)
    assert value(shuffled) == value(rules)


def test_two_different_discourtesies_cost_more_than_the_same_twice() -> None:
    assert value(["abai", "gurui"]) <= value(["gurui", "gurui"])


def test_every_rule_of_the_lexicon_has_a_weight_of_the_right_sign() -> None:
    for rule in LEXICON.rules.values():
        points = LEXICON.weights.points.get(rule.name, 0)
        assert (points < 0) if rule.bad and rule.severity != "saran" else (points >= 0), rule.name


@pytest.mark.parametrize(
    ("points", "letter"), [(100, "A"), (88.31, "A"), (88.3, "B"), (76.61, "B"), (65, "C"), (64.9, "D"), (0, "D")]
)
def test_grades_use_the_bands_of_the_ikm(points: float, letter: str) -> None:
    assert grade(points, LEXICON.weights) == letter


EXPLAINED = [
    ("Selamat pagi, Bu. Terima kasih atas laporannya.", "", "76.0 C", """\
dasar 58.0: nilai awal balasan yang netral
salam 4.0: ada salam
terima-kasih 5.0: ada terima-kasih
sapaan 9.0: ada sapaan"""),
    ("Selamat pagi, Bu. Terserah Ibu.", "", "32.5 D", """\
dasar 58.0: nilai awal balasan yang netral
salam 1.4: ada salam, tetapi redup karena ada yang tidak santun
sapaan 3.1: ada sapaan, tetapi redup karena ada yang tidak santun
abai -30.0: ada abai (1 kali)"""),
    ("Terserah Ibu. Terserah kalian. Dasar goblok, bodoh kamu.", "", "0.0 D", """\
dasar 58.0: nilai awal balasan yang netral
sapaan 3.1: ada sapaan, tetapi redup karena ada yang tidak santun
abai -37.5: ada abai (2 kali)
kasar -61.2: ada kasar (2 kali)
sapaan-kasar -40.0: ada sapaan-kasar (2 kali)
batas 77.6: nilai terendah 0"""),
    ("Selamat pagi, Ibu Rina. Terima kasih atas laporannya. Mohon maaf atas keterlambatan kami. Kami memahami kekecewaan Ibu. "
     "Kami perbaiki besok pukul 09.00 karena pipa pecah. Hubungi kami di 0812-3456-7890, kami siap membantu. "
     "Masukan Ibu sangat berarti bagi kami.", "", "100.0 A", """\
dasar 58.0: nilai awal balasan yang netral
salam 4.0: ada salam
maaf 5.0: ada maaf
terima-kasih 5.0: ada terima-kasih
sapaan 9.0: ada sapaan
empati 8.0: ada empati
solusi 3.0: ada solusi
penjelasan 3.0: ada penjelasan
tenggat 3.0: ada tenggat
kanal 3.0: ada kanal
tawaran-bantuan 7.0: ada tawaran-bantuan
terima-kritik 5.0: ada terima-kritik
batas -13.0: nilai tertinggi 100"""),
    ("Berkas Ibu selesai besok.", "sms", "78.0 B", """\
dasar 58.0: nilai awal balasan yang netral
sapaan 9.0: ada sapaan
empati 8.0: empati tidak diminta di saluran ini
tenggat 3.0: ada tenggat"""),
    ("Terserah Ibu. Sehubungan dengan hal tersebut di atas, bersama ini kami sampaikan bahwa berkas kurang.", "sms", "33.9 D", """\
dasar 58.0: nilai awal balasan yang netral
sapaan 3.1: ada sapaan, tetapi redup karena ada yang tidak santun
empati 2.8: empati tidak diminta di saluran ini
abai -30.0: ada abai (1 kali)"""),
    ("Selamat pagi, Bu. Sehubungan dengan hal tersebut di atas, bersama ini kami sampaikan bahwa berkas kurang.", "", "71.0 C", """\
dasar 58.0: nilai awal balasan yang netral
salam 4.0: ada salam
sapaan 9.0: ada sapaan"""),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "channel", "value", "terms"), EXPLAINED)
def test_each_point_is_told_with_its_reason(reply: str, channel: str, value: str, terms: str) -> None:
    result = Checker(settings=Settings(channel=channel)).check(reply).score
    assert f"{result.value} {result.grade}" == value
    assert "\n".join(f"{t.rule} {t.points}: {t.reason}" for t in result.contributions) == terms


def test_a_score_that_ends_at_the_very_bound_is_told_without_it() -> None:
    exact = replace(LEXICON.weights, base=49, points={"kasar": -49.0})
    assert [term.rule for term in score(signals(["kasar"]), exact).contributions] == ["dasar", "kasar"]


def test_a_score_just_below_the_bound_is_told_with_the_lower_bound() -> None:
    near = replace(LEXICON.weights, base=48.5, points={"kasar": -49.0})
    assert score(signals(["kasar"]), near).contributions[-1].reason == "nilai terendah 0"


def test_sums_are_told_with_one_decimal() -> None:
    odd = replace(LEXICON.weights, base=58.03, repeat=0.33, shadow=0.333, points={"abai": -30.07, "salam": 4.0})
    result = score(signals(["abai", "abai", "salam"]), odd)
    assert [term.points for term in result.contributions] == [58.03, -40.0, 1.3]
    assert result.value == 19.3


def test_a_courtesy_that_counts_little_or_nothing_is_told_as_one() -> None:
    slight = replace(LEXICON.weights, points={"kanal": 0.5, "tenggat": 0.0})
    told = score(signals(["kanal", "tenggat"]), slight).contributions
    assert [term.reason for term in told[1:]] == ["ada kanal", "ada tenggat"]


def test_grades_count_from_the_best_in_whatever_order_a_lexicon_lists_them() -> None:
    turned = replace(LEXICON.weights, grades=LEXICON.weights.grades[::-1])
    assert [grade(points, turned) for points in (90, 80, 70, 10)] == ["A", "B", "C", "D"]


def test_a_value_below_every_grade_has_none() -> None:
    assert grade(10, replace(LEXICON.weights, grades=(("A", 90.0), ("B", 50.0)))) == ""


def test_one_grave_discourtesy_is_below_40_whatever_the_courtesy(checker: Checker) -> None:
    polite = "Selamat pagi, Ibu. Mohon maaf atas keterlambatannya. Terima kasih atas laporannya. "
    assert checker.check(polite).score.value > 75
    assert checker.check(polite + "Dasar goblok, terserah kamu.").score.value < 40


REPLIES = [
    row["marked"]
    for path in sorted((Path(__file__).parent / "data").glob("kelompok-*.jsonl"))
    for row in map(json.loads, path.read_text("utf-8").splitlines())
]
KIND_WORDS = (
    "Terima kasih atas kesabaran Bapak/Ibu.",
    "Mohon maaf atas ketidaknyamanannya.",
    "Jangan ragu menghubungi kami kembali.",
    "Berkas Ibu kami selesaikan paling lambat Kamis.",
)
RUDE_WORDS = ("Dasar bodoh.", "Terserah Ibu.", "Jangan hubungi kami lagi.", "Salah Ibu sendiri.", "Tidak bisa.")


@given(st.sampled_from(REPLIES), st.sampled_from(KIND_WORDS), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_courteous_paragraph_never_lowers_the_score_of_a_reply(marked: str, more: str, first: bool) -> None:
    reply, longer = joined(marked, more, first)
    assert sopan.check(longer).score.value >= sopan.check(reply).score.value


@given(st.sampled_from(REPLIES), st.sampled_from(RUDE_WORDS), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_discourteous_paragraph_never_raises_the_score_of_a_reply(marked: str, more: str, first: bool) -> None:
    reply, longer = joined(marked, more, first)
    assert sopan.check(longer).score.value <= sopan.check(reply).score.value


def joined(marked: str, more: str, first: bool) -> tuple[str, str]:
    """A labelled reply without its marks, and the same with a paragraph more before or after it."""
    reply = re.sub(r"\[\[[a-z-]+\||\]\]", "", marked)
    return reply, "\n\n".join((more, reply) if first else (reply, more))
