"""The score is a sum that can be read out, and it moves the right way."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sopan
from sopan.checker import Checker
from sopan.lexicon.loader import load
from sopan.paths import lexicon_folder
from sopan.score import grade, score
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
