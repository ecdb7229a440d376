"""The interface in two languages: nothing is missing, nothing differs in what is filled in, and the choice is honoured."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest

from sopan.lexicon.loader import load
from sopan.messages import LANGUAGES
from sopan.paths import lexicon_folder
from sopan.toml import loads

FOLDER = lexicon_folder() / "pesan"
FIRST, *OTHERS = LANGUAGES


def texts(language: str) -> dict[str, dict[str, str]]:
    return {p.name: loads(p.read_text("utf-8")) for p in sorted((FOLDER / language).glob("*.toml"))}


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_and_takes_the_same_values(language: str) -> None:
    original, translation = texts(FIRST), texts(language)
    assert translation.keys() == original.keys()
    for file, messages in original.items():
        assert messages.keys() - translation[file].keys() == set(), file
        assert translation[file].keys() - messages.keys() == set(), file
        differing = [key for key, text in messages.items() if slots(text) != slots(translation[file][key])]
        assert differing == [], file


def test_no_message_key_is_given_twice() -> None:
    keys = [key for messages in texts(FIRST).values() for key in messages]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("language", OTHERS)
def test_every_rule_element_and_step_is_translated(language: str) -> None:
    heads = loads((FOLDER / language / "kepala" / "kamus.toml").read_text("utf-8"))
    lexicon = load([lexicon_folder()])
    assert heads["aturan"].keys() == lexicon.rules.keys()
    assert heads["kurang"].keys() == lexicon.missing.keys()
    assert heads["langkah"].keys() == lexicon.steps.keys()
    assert all(set(head) == {"judul", "pesan", "alasan", "saran"} for head in heads["aturan"].values())
    assert all(set(head) == {"pesan", "alasan", "saran"} for head in heads["kurang"].values())
    assert all(set(head) == {"judul", "alasan"} for head in heads["langkah"].values())
    assert slots(heads["lain"]["belum-terjawab"]["pesan"]) == {"question"}


def sopan(*args: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {k: v for k, v in os.environ.items() if k not in ("SOPAN_LANG", "LANG", "LC_ALL", "LC_MESSAGES")}
    command = [sys.executable, "-m", "sopan", *args]
    return subprocess.run(command, input=stdin, capture_output=True, encoding="utf-8", env={**bare, **environment})


def test_findings_come_in_the_language_asked_for() -> None:
    english = sopan("check", "--lang", "en", "-", stdin="Tunggu saja.").stdout
    assert "The citizen is told to wait" in english
    assert "There is no greeting." in english
    indonesian = sopan("check", "-", stdin="Tunggu saja.").stdout
    assert "Belum ada salam." in indonesian


@pytest.mark.parametrize(
    ("args", "environment", "shown"),
    [
        ((), {}, "Sopan memeriksa"),
        ((), {"LANG": "en_GB.UTF-8"}, "Sopan checks"),
        ((), {"LANG": "C.UTF-8"}, "Sopan memeriksa"),
        ((), {"LANG": "en_GB.UTF-8", "SOPAN_LANG": "id"}, "Sopan memeriksa"),
        (("--lang=en",), {}, "Sopan checks"),
        (("--lang", "id"), {"SOPAN_LANG": "en"}, "Sopan memeriksa"),
    ],
)
def test_the_option_goes_before_sopan_lang_and_that_before_lang(
    args: tuple[str, ...], environment: dict[str, str], shown: str
) -> None:
    assert shown in sopan(*args, "--help", **environment).stdout


def test_an_unknown_language_gets_one_sentence() -> None:
    result = sopan("--lang", "fr", "rules")
    assert result.returncode == 2
    assert "fr" in result.stderr
    assert "Traceback" not in result.stderr


def test_judgement_is_the_same_in_both_languages(tmp_path: Path) -> None:
    import json

    results = [
        json.loads(
            sopan("check", "-", "--format", "json", "--lang", lang, stdin="Terserah Ibu. Tunggu saja 😀").stdout
        )["results"][0]["result"]
        for lang in LANGUAGES
    ]
    first, second = ([(f["rule"], f["start"], f["end"], f["severity"]) for f in r["findings"]] for r in results)
    assert first == second
    assert results[0]["score"]["value"] == results[1]["score"]["value"]
