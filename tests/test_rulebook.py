"""Rules that teach: listing, explanation, and reference pages that are always those of the lexicon."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sopan.lexicon.loader import load_rule, load_rules
from sopan.outputs.rulepage import pages
from sopan.paths import lexicon_folder
from sopan.rulebook import chapter, chapters

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = [lexicon_folder()]


def test_the_reference_pages_are_those_of_the_lexicon() -> None:
    """Where this fails: sopan rules --output docs/aturan"""
    folder = ROOT / "docs" / "aturan"
    expected = pages(chapters(FOLDERS))
    assert {path.name for path in folder.glob("*.md")} == set(expected)
    stale = [name for name, text in expected.items() if (folder / name).read_text("utf-8") != text]
    assert stale == []


@pytest.mark.parametrize("name", sorted(load_rules(FOLDERS)))
def test_every_rule_tells_what_why_examples_and_how_to_switch_it_off(name: str) -> None:
    found = chapter(FOLDERS, name)
    assert found is not None
    text = pages([found])[f"{name}.md"]
    assert found.message in text
    assert found.reason in text
    assert found.right in text
    if found.group == "buruk":
        assert f'off = ["{name}"]' in text
        assert f"<!-- sopan: abaikan {name} -->" in text
        assert all(law.rstrip("!") in text for law in found.law)


def test_missing_elements_are_explained_like_rules(run) -> None:
    result = run("explain", "kurang-maaf")
    assert result.exit_code == 0
    assert "Belum ada permintaan maaf" in result.stdout
    assert "wajib pada: keluhan" in run("explain", "kurang-maaf", "--format", "markdown").stdout.lower()


def test_an_entry_is_explained_with_its_patterns_and_place(run) -> None:
    entry = next(iter(load_rule(FOLDERS, "salam").entries))
    result = run("explain", entry.id)
    assert entry.patterns[0].split()[0] in result.stdout
    assert entry.hits[0] in result.stdout
    assert re.search(rf"salam\.toml:{entry.line}\b", result.stdout)


@pytest.mark.parametrize(
    ("name", "near"), [("abay", "abai"), ("maaf semu", "maaf-semu"), ("kurang-maap", "kurang-maaf")]
)
def test_a_misspelt_rule_gets_the_one_that_was_meant(run, name: str, near: str) -> None:
    result = run("explain", name)
    assert result.exit_code == 2
    assert f"Maksud Anda {near}?" in result.stderr


def test_rules_are_filtered_by_words_group_and_severity(run) -> None:
    names = lambda *args: [r["name"] for r in json.loads(run("rules", "--format", "json", *args).stdout)]  # noqa: E731
    assert {"abai", "kurang-maaf", "salam"} <= set(names())
    assert set(names("--group", "kurang")) == {n for n in names() if n.startswith("kurang-") or n == "belum-terjawab"}
    assert "tunda" in names("menunda")
    assert "salam" not in names("menunda")
    assert names("--severity", "galat", "--group", "buruk") == sorted(names("--severity", "galat", "--group", "buruk"))
    assert run("rules", "tidakadayangbegini").exit_code == 1


@pytest.mark.parametrize("args", [["rules"], ["explain", "abai"], ["fix", "--help"], ["lexicon", "--help"]])
def test_what_needs_no_text_does_not_load_spacy(args: list[str]) -> None:
    code = f"import sys; sys.argv = ['sopan', *{args}]\nfrom sopan.cli.app import program\ntry: program()()\nexcept SystemExit: pass\nsys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT).returncode == 0
