"""Sentences that once were judged rightly stay so: no alarm on the courteous, and each sign by its rule."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"


def lines(name: str) -> list[str]:
    return [line for line in (DATA / name).read_text("utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("text", lines("kalimat-santun.txt"))
def test_courteous_sentences_raise_no_alarm(checker, text: str) -> None:
    rude = {rule.name for rule in checker.lexicon.rules.values() if rule.bad and rule.severity != "saran"}
    assert [(s.rule, s.text, s.entry) for s in checker.check(text).signals if s.rule in rude] == []


@pytest.mark.parametrize("line", lines("kalimat-kasar.txt"))
def test_discourteous_sentences_are_named_by_their_rule(rules_of, line: str) -> None:
    rule, _, text = line.partition("|")
    assert rule in rules_of(text)


@pytest.mark.parametrize("line", lines("kalimat-baik.txt"))
def test_courteous_sentences_are_named_by_their_rule(rules_of, line: str) -> None:
    rule, _, text = line.partition("|")
    assert rule in rules_of(text)


def test_replies_without_any_discourtesy_are_hardly_ever_accused(checker) -> None:
    """At most 5 of 1,000, counted over all courteous replies that were written without knowing the lexicon."""
    rude = {rule.name for rule in checker.lexicon.rules.values() if rule.bad and rule.severity != "saran"}
    paths = sorted(DATA.glob("balasan-santun-*.txt"))
    replies = [reply.replace("\\n", "\n") for path in paths for reply in lines(path.name)]
    accused = [reply for reply in replies if any(s.rule in rude for s in checker.check(reply).signals)]
    assert len(accused) * 1000 <= 5 * len(replies), accused
