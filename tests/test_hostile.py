"""Hostile texts come out of every command as text: no formula, markup, escape sequence, log line or workflow command."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hostile import PAYLOADS, STEERING, reply

from sopan.outputs import safe

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝")


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("jahat")
    drafts = folder / "draf"
    drafts.mkdir()
    for name, payload in PAYLOADS.items():
        (drafts / f"{name}.txt").write_text(reply(payload), "utf-8", newline="")
        if not {"/", "\0"} & set(payload):
            (drafts / f"{payload[:60]}.txt").write_text(reply("x"), "utf-8")
    (drafts / "\x1b[2J\n::error::kosong.txt").write_text("")
    head = ["balasan", "pesan", "petugas", "unit", "saluran", "jenis", "tanggal", "id", "keberatan", "=kelompok"]
    with (folder / "arsip.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        for payload in PAYLOADS.values():
            writer.writerow([reply(payload), *[payload] * (len(head) - 1)])
        writer.writerow(["x"] * 12)
    return folder


def inert(text: str) -> None:
    """Nothing in it steers a terminal."""
    found = STEERING.search(text)
    assert found is None, ascii(text[max(found.start() - 60, 0) : found.end() + 20])


CHECKS = [
    ("--format", form) for form in ("text", "json", "jsonl", "sarif", "github", "junit", "rdjson", "checkstyle")
] + [("--verbose",), ("--statistics",), ("--show-score-only",), ("--statistics", "--format", "json")]


@pytest.mark.parametrize("options", CHECKS, ids=" ".join)
def test_check_shows_hostile_drafts_and_names_as_text(run, place, options):
    result = run("check", place / "draf", "--isolated", *options)
    assert result.exit_code == 2, result.output
    inert(result.stdout)
    inert(result.stderr)
    lines = result.stdout.splitlines()
    if options == ("--format", "github"):
        commands = [line for line in lines if line.lstrip().startswith("::")]
        assert len(commands) <= 10
        assert all(re.match(r"::(error|warning|notice) [^:]*title=[a-z-]+::", line) for line in commands)
        assert not re.search(r"##\[|##vso\[", "".join(line for line in lines if line not in commands))
    if options[-1] in ("junit", "checkstyle"):
        tags = {element.tag for element in ElementTree.fromstring(result.stdout).iter()}
        assert tags <= {"testsuites", "testsuite", "testcase", "failure", "error", "system-out", "checkstyle", "file"}
        assert "<!" not in result.stdout
    if options[-1] == "json" and "--statistics" not in options:
        files = {record["file"] for record in json.loads(result.stdout)["results"]}
        assert files == {str(path) for path in (place / "draf").iterdir()}
    if options == ("--format", "text"):
        assert all(re.match(r".+:\d+:\d+: (galat|peringatan|saran) ", line) for line in lines)


@pytest.mark.parametrize("options", [("--diff",), ("--format", "json")], ids=" ".join)
def test_fix_shows_hostile_drafts_as_text(run, place, options):
    result = run("fix", place / "draf", "--isolated", "--unsafe", "--insert", *options)
    assert result.exit_code == 2
    assert "kosong" in result.stderr
    (place / "draf" / "\x1b[2J\n::error::kosong.txt").unlink(missing_ok=True)
    try:
        result = run("fix", place / "draf", "--isolated", "--unsafe", "--insert", *options)
    finally:
        (place / "draf" / "\x1b[2J\n::error::kosong.txt").write_text("")
    assert result.exit_code in (0, 1), result.output
    inert(result.stderr)
    if options == ("--format", "json"):
        inert(result.stdout)
        assert len(json.loads(result.stdout)) > len(PAYLOADS)


def test_an_audit_prints_and_writes_hostile_archives_as_text(run, place, tmp_path):
    outputs = [tmp_path / f"hasil.{suffix}" for suffix in ("csv", "xlsx", "html", "jsonl")]
    options = [part for path in outputs for part in ("-o", path)]
    result = run(
        "audit", place / "arsip.csv", *options, "--group-column", "=kelompok", "--bad-rows", tmp_path / "rusak.csv"
    )
    assert result.exit_code == 0, result.output
    inert(result.stdout)
    inert(result.stderr)
    for name in ("hasil.csv", "rusak.csv"):
        cells = [
            cell
            for row in csv.reader(io.StringIO((tmp_path / name).read_text("utf-8-sig"), newline=""))
            for cell in row
        ]
        assert not [cell for cell in cells if cell.lstrip(" \n").startswith(FORMULA)]
    records = [json.loads(line) for line in (tmp_path / "hasil.jsonl").read_text("utf-8").splitlines()]
    assert [record["reply"] for record in records] == [reply(p) for p in PAYLOADS.values()]
    workbook = zipfile.ZipFile(tmp_path / "hasil.xlsx")
    sheets = [workbook.read(name).decode() for name in workbook.namelist() if "worksheets" in name]
    assert sheets
    assert not any("<f>" in sheet or ("<hyperlink " in sheet and "location=" not in sheet) for sheet in sheets)
    assert not any(b'TargetMode="External"' in workbook.read(n) for n in workbook.namelist() if n.endswith(".rels"))
    page = Page((tmp_path / "hasil.html").read_text("utf-8"))
    assert page.tags.count("script") == 1
    assert "img" not in page.tags
    assert not page.handlers
    assert not page.outside


def test_an_audit_stream_of_hostile_rows_is_a_line_a_row(run, place):
    result = run("audit", place / "arsip.csv", "--format", "jsonl")
    inert(result.stdout)
    inert(result.stderr)
    lines = [line for line in result.stdout.split("\n") if line]
    assert [json.loads(line)["officer"] for line in lines] == [p.strip() for p in PAYLOADS.values()]


class Page(HTMLParser):
    """The tags of a page, its event handlers, and what it would load from elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.outside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.outside += [
            v for n, v in attrs if n in ("src", "href", "xlink:href") and v and not v.startswith(("#", "data:"))
        ]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_sheets_for_raters_hold_hostile_replies_as_text(run, place, tmp_path, suffix):
    result = run("audit", "sample", place / "arsip.csv", "-o", tmp_path / f"lembar.{suffix}", "--raters", 2)
    assert result.exit_code == 0, result.output
    sheet = min(tmp_path.iterdir())
    if suffix == "csv":
        rows = csv.reader(io.StringIO(sheet.read_text("utf-8-sig"), newline=""))
        assert not [cell for row in rows for cell in row if cell.lstrip(" \n").startswith(FORMULA)]
    else:
        with zipfile.ZipFile(sheet) as book:
            assert not any(b"<f>" in book.read(n) for n in book.namelist() if "worksheets" in n)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_what_is_asked_for_comes_back_as_text(run, tmp_path, payload):
    settings = tmp_path / "atur.toml"
    settings.write_text(f"[sopan]\n{json.dumps(payload)} = 1\n")
    shown = [
        run("explain", "--text", reply(payload)), run("explain", "--", payload), run("rules", "--", payload),
        run("check", "--", f"tidak-ada/{payload}"), run("check", "-", "--config", settings, stdin="Halo"),
        run("audit", "--", f"tidak-ada/{payload}"), run("check", "-", "--lexicon", f"tidak-ada/{payload}", stdin="Halo"),
    ]  # fmt: skip
    for result in shown:
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        inert(result.output)
    assert [result.exit_code for result in shown[3:]] == [2] * 4


def test_a_lexicon_of_others_is_data(run, tmp_path):
    words = [
        f"cobalah {a} {b}"
        for a in ("satu", "dua", "tiga", "empat", "lima", "enam")
        for b in ("apel", "jeruk", "mangga", "pisang", "salak", "sawo")
    ]
    whole, broken = tmp_path / "utuh", tmp_path / "rusak"
    for folder in (whole, broken):
        (folder / "aturan").mkdir(parents=True)
    entries = [
        f'[[entri]]\npola = "{pattern}"\nkena = ["{pattern}."]\nluput = ["Cobalah."]\nganti = {json.dumps(payload)}\n'
        for pattern, payload in zip(words, PAYLOADS.values(), strict=False)
    ]
    (whole / "aturan" / "abai.toml").write_text("\n".join(entries), "utf-8")
    entries = [f"[[entri]]\npola = {t}\nkena = [{t}]\nluput = [{t}]\n" for t in map(json.dumps, PAYLOADS.values())]
    (broken / "aturan" / "abai.toml").write_text("\n".join(entries), "utf-8")
    draft = " ".join(f"{pattern.capitalize()}, Pak." for pattern in words)
    shown = [
        run("check", "-", "--verbose", "--pedantic", "--lexicon", whole, stdin=draft), run("explain", "abai", "--lexicon", whole),
        run("lexicon", "test", whole), run("lexicon", "test", broken), run("check", "-", "--lexicon", broken, stdin=draft),
    ]  # fmt: skip
    for result in shown:
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        inert(result.output)
    assert [result.exit_code for result in shown] == [1, 0, 0, 1, 2]


COMMANDS = ("::error file=a,line=1::palsu.txt", "##[error]palsu.txt", "x##vso[task.setvariable variable=a]b.txt")


def commands_in(text: str) -> list[str]:
    """The lines that a build server would take for commands."""
    return [line for line in text.splitlines() if line.lstrip().startswith("::") or re.search(r"##\[|##vso\[", line)]


@pytest.mark.parametrize(
    "options",
    [("check",), ("check", "--verbose"), ("check", "--statistics"), ("check", "--show-score-only"), ("fix",), ("audit", "--dry-run"), ("audit",)],
    ids=" ".join,
)  # fmt: skip
def test_names_and_texts_are_no_commands_to_a_build_server(run, tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    for name in COMMANDS:
        path = tmp_path / (name.replace(".txt", ".csv") if options[0] == "audit" else name)
        text = f"Trimakasih. ::error::a ##[error]b {COMMANDS[0]}\n::error::c ##[warning]d. Itu urusan Bapak, bukan urusan kami."
        path.write_text(f'balasan,petugas\n"{text}",{name}\n,\n"x' if options[0] == "audit" else text)
    result = run(*options, *sorted(path.name for path in tmp_path.iterdir()))
    assert result.exit_code in (0, 1), result.output
    assert "palsu" in result.output or "--statistics" in options
    assert commands_in(result.output) == []
    inert(result.output)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_arguments_that_are_refused_are_told_as_text(run, payload):
    for command in (
        (f"--{payload}",), ("check", f"--x{payload}"), (payload,), ("check", "-", "--format", payload), ("audit", "a.csv", "--jobs", payload), ("fix", "--hour", f"1{payload}"),
    ):  # fmt: skip
        result = run(*command, stdin="Halo")
        assert result.exit_code == 2, result.output
        inert(result.output)
        assert commands_in(result.output) == []


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals")
def test_the_progress_line_of_a_terminal_shows_names_as_text(tmp_path):
    import pty

    name = "a\x1b]0;dibajak\x07\n::error::palsu.csv"
    (tmp_path / "arsip.csv").write_text("balasan\nTunggu saja.\n")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "sopan", "audit", "arsip.csv", "-o", name], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a pseudo-terminal is an error on Linux
        while data := os.read(ours, 65_536):
            shown += data
    os.close(ours)
    assert process.wait(120) == 0
    assert "Menulis" in shown.decode()
    assert "\x1b]0" not in shown.decode()
    assert "\x07" not in shown.decode()
    assert not [line for line in re.split(r"[\r\n]+", shown.decode()) if line.startswith("::")]


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_each_kind_of_escaping_is_inert_by_itself(payload):
    inert(safe.terminal(payload))
    inert(safe.one_line(payload))
    assert "\n" not in safe.one_line(payload)
    assert not str(safe.cell(payload)).lstrip(" \n").startswith(FORMULA)
    root = ElementTree.Element("a", b=safe.xml_text(payload))
    root.text = safe.xml_text(payload)
    again = ElementTree.fromstring(safe.xml_document(root))
    assert (again.tag, again.text.replace("\r", ""), len(again)) == ("a", root.text.replace("\r", ""), 0)
    assert "\n" not in safe.workflow_data(payload) + safe.workflow_property(payload)
    assert "::" not in safe.workflow_property(payload)
    assert json.loads(safe.json_text({"a": payload})) == {"a": payload}
    assert "<" not in safe.markdown(payload)
