"""The Python API: examples in docstrings and pages run as they stand, the package is typed, spaCy finds its component."""

from __future__ import annotations

import doctest
import pickle
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import spacy

import sopan
import sopan.pipeline
from sopan.errors import InputError
from sopan.paths import PACKAGE

ROOT = Path(__file__).resolve().parents[1]
EMOJI = "👩‍👩‍👧 Selamat pagi, Bu 😀. Tunggu saja ya."


@pytest.mark.parametrize("module", ["sopan", "sopan.pipeline"])
def test_examples_of_docstrings_run(module: str) -> None:
    results = doctest.testmod(import_module(module))
    assert results.attempted > 0
    assert results.failed == 0


@pytest.mark.parametrize("page", ["README.md", "docs/python.md", "docs/konfigurasi.md"])
def test_examples_of_pages_run(page: str) -> None:
    results = doctest.testfile(
        str(ROOT / page), module_relative=False, encoding="utf-8", optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert results.attempted > 0
    assert results.failed == 0


def test_the_package_is_typed_and_every_public_name_is_there() -> None:
    assert (PACKAGE / "py.typed").is_file()
    assert all(getattr(sopan, name) is not None for name in sopan.__all__)
    with pytest.raises(AttributeError):
        _ = sopan.tidak_ada


def test_importing_sopan_loads_no_spacy() -> None:
    code = "import sys, sopan; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_the_component_puts_report_and_spans_on_the_doc() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("sopan", config={"channel": "chat"})
    doc = nlp(EMOJI)
    report = sopan.Checker(settings=sopan.Settings(channel="chat")).check(EMOJI)
    assert doc._.sopan.to_dict() == report.to_dict()
    assert [(s.text, s.label_) for s in doc.spans["sopan"]] == [(s.text, s.rule) for s in report.signals]


def test_the_component_judges_many_texts_and_refuses_unknown_channels() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("sopan")
    assert [doc._.sopan.score.grade for doc in nlp.pipe(["Terserah Bapak.", ""])] == ["D", "D"]
    with pytest.raises(InputError, match="radio"):
        spacy.blank("xx").add_pipe("sopan", config={"channel": "radio"})


def test_a_checker_travels_to_other_processes() -> None:
    checker = pickle.loads(pickle.dumps(sopan.Checker()))
    assert checker.check("Tunggu saja.").to_dict() == sopan.check("Tunggu saja.").to_dict()
