"""Forms of a check for programs: each is valid, and its positions name the words in the unit that the form uses."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sopan.cli.check import Format
from sopan.outputs import FORMS

ROOT = Path(__file__).resolve().parent.parent
SARIF = json.loads((ROOT / "tests/skema/sarif-2.1.0.json").read_text("utf-8"))
OWN = json.loads((ROOT / "docs/skema/check.json").read_text("utf-8"))
RUDE = "Selamat pagi 🙂 Bu 👩‍👧.\n🙏🙂 Terserah Ibu saja, makanya baca dulu!\n"
LINE = RUDE.split("\n")[1]
GOOD = (
    "Selamat pagi 🙂, Ibu Ratna. Mohon maaf atas keterlambatan kartu Ibu. Kami memahami Ibu memerlukannya. "
    "Kartu Ibu dapat diambil besok pukul 09.00 di loket 2. Terima kasih."
)
MARKED = "<!-- sopan: abaikan abai (kutipan 🙂) -->\nTerserah Ibu saja 🙂.\n"


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A folder with a rude draft, a good one with a strange name, one with a mark, one that is empty, and a Word file."""
    docx = pytest.importorskip("docx")
    monkeypatch.chdir(tmp_path)
    for name, text in (("a.txt", RUDE), ("b & <c>, d%.txt", GOOD), ("m.md", MARKED), ("kosong.txt", "")):
        Path(name).write_text(text, "utf-8")
    document = docx.Document()
    for text in ("Selamat pagi 🙂.", "🙂 Terserah Bapak saja."):
        document.add_paragraph(text)
    document.save("s.docx")
    return tmp_path


@pytest.fixture
def shown(run, folder):
    def show(form: str, *options: str) -> str:
        result = run("check", ".", "--format", form, "--isolated", *options)
        assert result.exit_code == 2
        return result.stdout

    return show


def test_every_form_can_be_chosen():
    assert [one.value for one in Format] == list(FORMS)


def test_json_and_jsonl_follow_the_published_schema(shown):
    validator = Draft202012Validator(OWN)
    document = json.loads(shown("json", "--verbose"))
    records = [json.loads(line) for line in shown("jsonl").splitlines()]
    for one in (document, *records):
        assert list(validator.iter_errors(one)) == []
    assert [r["file"] for r in records] == [r["file"] for r in document["results"]]
    assert list(validator.iter_errors({**records[0], "error": {"message": "x"}})) != []


def test_json_places_findings_by_offset_line_paragraph_and_page(shown):
    results = {Path(r["file"]).name: r.get("result") for r in json.loads(shown("json"))["results"]}
    (rude,) = [f for f in results["a.txt"]["findings"] if f["rule"] == "abai"]
    assert RUDE[rude["start"] : rude["end"]] == "Terserah Ibu"
    assert rude["place"] == {"paragraph": 1, "page": None, "line": 2, "column": 4}
    (word,) = [f for f in results["s.docx"]["findings"] if f["rule"] == "abai"]
    assert word["place"] == {"paragraph": 2, "page": 1, "line": None, "column": None}
    assert results["m.md"]["left_out"]["suppressed"] == 1


def test_sarif_is_valid_and_counts_code_points(shown):
    log = json.loads(shown("sarif"))
    assert list(Draft202012Validator(SARIF).iter_errors(log)) == []
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    result = next(r for r in run["results"] if r["ruleId"] == "abai")
    region = result["locations"][0]["physicalLocation"]["region"]
    assert LINE[region["startColumn"] - 1 : region["endColumn"] - 1] == "Terserah Ibu"
    assert RUDE[region["charOffset"] : region["charOffset"] + region["charLength"]] == "Terserah Ibu"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "abai"
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "kosong" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_sarif_names_files_as_uris_and_keeps_what_marks_silence(shown):
    (run,) = json.loads(shown("sarif", "--fail-on", "saran"))["runs"]
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]}
    assert "a.txt" in uris
    assert not any(" " in uri or "<" in uri for uri in uris)
    (silenced,) = [r for r in run["results"] if r.get("suppressions")]
    assert silenced["suppressions"] == [{"kind": "inSource", "justification": "kutipan 🙂"}]


def test_rdjson_counts_bytes_of_utf8(shown):
    result = json.loads(shown("rdjson"))
    (rude,) = [
        d for d in result["diagnostics"] if d.get("code") == {"value": "abai"} and d["location"]["path"] == "a.txt"
    ]
    span = rude["location"]["range"]
    assert span["start"]["line"] == span["end"]["line"] == 2
    line = LINE.encode("utf-8")
    assert line[span["start"]["column"] - 1 : span["end"]["column"] - 1].decode() == "Terserah Ibu"
    assert {d["severity"] for d in result["diagnostics"]} <= {"ERROR", "WARNING", "INFO"}


def test_junit_is_read_by_a_consumer_and_counts_what_the_gate_stops(shown):
    junitparser = pytest.importorskip("junitparser")
    suites = junitparser.JUnitXml.fromstring(shown("junit").encode("utf-8"))
    by_name = {suite.name: suite for suite in suites}
    assert set(by_name) == {"a.txt", "b & <c>, d%.txt", "kosong.txt", "m.md", "s.docx"}
    assert (suites.failures, suites.errors) == (sum(s.failures for s in suites), 1)
    assert by_name["a.txt"].failures == 2
    assert by_name["b & <c>, d%.txt"].failures == 0
    names = [case.name for case in by_name["a.txt"]]
    assert "abai 2:4" in names


def test_checkstyle_places_and_severities(shown):
    root = ElementTree.fromstring(shown("checkstyle"))
    files = {file.get("name"): file for file in root.iter("file")}
    errors = [(e.get("source"), e.get("line"), e.get("column"), e.get("severity")) for e in files["a.txt"]]
    assert ("sopan.abai", "2", "4", "error") in errors
    assert "hlm. 1 par. 2" in files["s.docx"][0].get("message")


def test_xml_forms_hold_what_xml_forbids(run, tmp_path):
    path = tmp_path / "a\x01.txt"
    path.write_text("\x00Terserah ]]> <b>Ibu</b> & \ufffe\x0b\x1b[2J saja.", "utf-8")
    for form in ("junit", "checkstyle"):
        assert len(ElementTree.fromstring(run("check", path, "--format", form).stdout)) == 1


def commands(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("::")]


def test_github_shows_one_summary_and_the_worst_nine(run, tmp_path):
    (tmp_path / "a.txt").write_text("\n\n".join([RUDE] * 20), "utf-8")
    lines = run("check", tmp_path, "--format", "github").stdout
    shown = commands(lines)
    assert len(shown) == 10
    assert shown[0].startswith("::error title=sopan::1 draf")
    assert all(line.startswith("::error file=") for line in shown[1:])
    assert sum(line.startswith("- ") for line in lines.splitlines()) > 40


def test_github_lines_cannot_be_forged_by_names_or_texts(run, tmp_path):
    path = tmp_path / "x,line=9::a%0A.txt"
    path.write_text("Terserah Ibu saja.\n::error::palsu\n##[error]palsu", "utf-8")
    (rude,) = [line for line in commands(run("check", path, "--format", "github").stdout) if "title=abai" in line]
    assert "file=" in rude
    assert "x%2Cline=9%3A%3Aa%250A.txt,line=1,endLine=1,col=1,endColumn=13,title=abai::" in rude


def test_github_says_nothing_of_clean_drafts(run, tmp_path):
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    assert run("check", tmp_path, "--format", "github", "--kind", "keluhan").stdout == ""


@pytest.mark.parametrize("form", ["jsonl", "junit"])
def test_forms_for_programs_are_utf8_whatever_the_user_asked_for(folder, form):
    import os
    import subprocess
    import sys

    command = [sys.executable, "-m", "sopan", "check", "a.txt", "m.md", "--format", form]
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(ROOT)}
    text = subprocess.run(command, capture_output=True, env=environment, cwd=folder).stdout.decode("utf-8")
    assert "abai" in text


def test_output_goes_into_a_file_whole(run, folder):
    result = run("check", "a.txt", "--format", "sarif", "--output", "hasil.sarif")
    assert result.stdout == ""
    assert json.loads(Path("hasil.sarif").read_text("utf-8"))["version"] == "2.1.0"
