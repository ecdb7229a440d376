"""Options and arguments that make no sense, and rare ones that do: one sentence and exit code 2, or what was asked for."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

RUDE = "Itu urusan Bapak, bukan urusan kami.\n"
ENTRY = '[[entri]]\npola = "bodo amatan"\nkena = ["Bodo amatan."]\nluput = ["Amatan."]\n'


@pytest.fixture
def office(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "rumah"))
    (tmp_path / "a.txt").write_text(RUDE)
    (tmp_path / "kosong.txt").write_text("")
    (tmp_path / "a.html").write_text(f"<p>{RUDE}</p>")
    (tmp_path / "arsip.csv").write_text(f"id,balasan\n1,{RUDE}")
    (tmp_path / "kamus").mkdir()
    return tmp_path


REFUSED = [
    (("explain",), "salah satu"), (("explain", "abai", "--text", "x"), "salah satu"), (("explain", "--text", "  "), "kosong"),
    (("explain", "abai/tidak-ada-sama-sekali"), "tidak-ada-sama-sekali"),
    (("check", "a.txt", "--statistics", "--format", "sarif"), "--statistics"),
    (("check", "a.txt", "--show-score-only", "--format", "json"), "--show-score-only"),
    (("check", "a.txt", "--message", "tidak-ada.txt"), "tidak-ada.txt"), (("check", "a.txt", "--kind", "entah"), "entah"),
    (("check", "a.txt", "kosong.txt", "--write-baseline"), "kosong.txt"),
    (("fix", "a.txt", "--kind", "entah"), "entah"), (("fix", "a.html"), ".txt, .md"),
    (("lexicon", "why", " "), "kosong"), (("lexicon", "new", "kamus", "--rule", "entah"), "entah"),
    (("lexicon", "new", "kamus", "--rule", "abai", "--pattern", "apa saja"), "--hit"),
    (("lexicon", "luput", "Terserah Ibu saja."), "--folder"), (("lexicon", "test", "kamus"), "kamus"),
    (("lexicon", "luput", RUDE, "--folder", "kamus", "--rule", "maaf"), "maaf"),
    (("audit", "arsip.csv", "--limits", "entah"), "entah"), (("audit", "arsip.csv", "--holidays", "tidak-ada.csv"), "tidak-ada.csv"),
    (("audit", "arsip.csv", "--delimiter", "xx"), "xx"), (("audit", "arsip.csv", "-o", "hasil.pdf"), "hasil.pdf"),
    (("audit", "--resume", "-"), "masukan baku"), (("audit", "kamus"), "kamus"),
    (("check", "a.txt", "--config", "tidak-ada.toml"), "tidak-ada.toml"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "says"), REFUSED, ids=[" ".join(command) for command, _ in REFUSED])
def test_what_makes_no_sense_is_refused_with_one_sentence(run, office, command, says):
    before = {path: path.read_bytes() for path in office.rglob("*") if path.is_file()}
    result = run(*command)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert "Traceback" not in result.output
    assert len(result.stderr.splitlines()) == 1 + ("rusak" in result.stderr)
    assert {path: path.read_bytes() for path in office.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("pyproject.toml", "tool = 3\n", "tool.sopan"), ("pyproject.toml", "[tool.lain]\na = 1\n", "tool.sopan"),
        ("atur.toml", 'root = "ya"\n', "true atau false"), ("atur.toml", '[columns]\nbalasn = "x"\n', "balasn"),
        ("atur.toml", 'extends = "atur.toml"\n', "atur.toml"),
    ],
)  # fmt: skip
def test_a_settings_file_that_makes_no_sense_is_named(run, office, name, text, says):
    (office / name).write_text(text)
    result = run("check", "a.txt", "--config", name)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_groups_of_citizens_can_be_named_in_the_settings(run, office):
    (office / "arsip.csv").write_text(
        "id,balasan,daerah\n" + "".join(f'{n},"{RUDE.strip()}",{"AB"[n % 2]}\n' for n in range(8))
    )
    (office / "atur.toml").write_text('[columns]\ngroup = ["daerah"]\n')
    result = run("audit", "arsip.csv", "--config", "atur.toml", "--format", "jsonl", "--work", "kerja", "--keep-work")
    assert result.exit_code == 0, result.output
    assert len(result.stdout.splitlines()) == 8


@pytest.mark.parametrize("delimiter", ["tab", "\\t", ";"])
def test_a_delimiter_can_be_named(run, office, delimiter):
    sign = ";" if delimiter == ";" else "\t"
    (office / "b.csv").write_text(f"id{sign}balasan\n1{sign}Ya, Pak, baik.\n")
    result = run("audit", "b.csv", "--delimiter", delimiter, "-o", "hasil.jsonl")
    assert result.exit_code == 0, result.output
    assert json.loads((office / "hasil.jsonl").read_text())["reply"] == "Ya, Pak, baik."


def test_a_dry_run_of_many_tables_names_what_it_passes_over_and_months_first(run, office):
    for number in range(30):
        (office / "kamus" / f"{number:02}.csv").write_text(
            f'id,balasan,tanggal balasan\n1,"{RUDE.strip()}",12/31/2024\n'
        )
    (office / "kamus" / "catatan.dat").write_text("x")
    result = run("audit", "kamus", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "catatan.dat" in result.stdout
    assert "bulan" in result.stdout
    assert "29.csv" not in result.stdout
    whole = run("audit", "kamus", "--format", "jsonl")
    assert len(whole.stdout.splitlines()) == 30


def test_pages_of_rules_are_written(run, office):
    result = run("rules", "abai", "--output", "halaman")
    assert result.exit_code == 0, result.output
    assert "Mengabaikan keluhan" in (office / "halaman" / "abai.md").read_text("utf-8")
    assert run("rules", "zzzzz").exit_code == 1


def test_entries_are_found_for_programs_too(run, office):
    found = json.loads(run("lexicon", "search", "terserah", "--format", "json").stdout)
    assert {entry["rule"] for entry in found} >= {"abai"}
    assert all(entry["patterns"] or entry["hits"] for entry in found)
    nothing = run("lexicon", "search", "zzzzz", "--format", "json")
    assert (nothing.exit_code, json.loads(nothing.stdout)) == (1, [])


def test_one_file_of_a_lexicon_is_tested_alone(run, office):
    (office / "kamus" / "aturan").mkdir()
    (office / "kamus" / "aturan" / "abai.toml").write_text(ENTRY)
    (office / "kamus" / "aturan" / "tunda.toml").write_text(ENTRY.replace('["Bodo amatan."]', '["Lain."]'))
    assert run("lexicon", "test", "kamus/aturan/abai.toml").exit_code == 0
    failed = run("lexicon", "test", "kamus")
    assert failed.exit_code == 1
    assert "tunda.toml" in failed.stdout


def test_why_tells_what_the_context_took_back_and_where_nothing_is_met(run):
    kept = run("lexicon", "why", "Kami tidak akan bilang itu bukan urusan kami, Pak.")
    assert kept.exit_code == 0
    assert "sebabnya: " in kept.stdout
    assert "gugur" in kept.stdout
    nothing = run("lexicon", "why", "Kucing.")
    assert nothing.exit_code == 0
    assert "gugur" not in nothing.stdout


@pytest.mark.parametrize(("found", "shell"), [("pwsh", "powershell"), ("bash", "bash"), ("ksh", None), (None, None)])
def test_completion_serves_the_shell_that_runs_it(run, monkeypatch, found, shell):
    import shellingham

    def detect() -> tuple[str, str]:
        if found is None:
            raise shellingham.ShellDetectionFailure
        return found, f"/bin/{found}"

    monkeypatch.setattr(shellingham, "detect_shell", detect)
    result = run("completion")
    assert result.exit_code == (2 if shell is None else 0)
    assert ("bash, zsh, fish, powershell" in result.stderr) == (shell is None)
    assert ("_SOPAN_COMPLETE" in result.stdout) == (shell is not None)


@pytest.mark.parametrize(
    ("module", "command", "says"),
    [
        ("pygls", ("lsp",), "lsp"), ("pygls.lsp.server", ("lsp",), "lsp"), ("watchfiles", ("check", "a.txt", "--watch"), "pantau"),
        ("python_calamine", ("audit", "a.xlsx"), "sopan[audit]"), ("ijson", ("audit", "a.json"), "sopan[audit]"),
        ("scipy", ("audit", "arsip.csv", "--group-column", "id"), "sopan[audit]"), ("docx", ("check", "a.docx"), "docx"),
    ],
)  # fmt: skip
def test_a_library_that_is_not_there_is_named_with_what_installs_it(run, office, monkeypatch, module, command, says):
    for name in [one for one in sys.modules if one == module or one.startswith(module + ".")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "sopan.lsp.server", raising=False)
    monkeypatch.delitem(sys.modules, "sopan.reading.word", raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    (office / "a.json").write_text('[\n{"balasan": "Ya."}\n]')
    for name in ("a.xlsx", "a.docx"):
        import zipfile

        with zipfile.ZipFile(office / name, "w") as book:
            book.writestr("xl/workbook.xml", "<workbook/>")
    result = run(*command)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_language_that_is_not_there_is_named(run, monkeypatch):
    monkeypatch.setenv("SOPAN_LANG", "fr")
    result = run("rules")
    assert result.exit_code == 2
    assert "id, en" in result.stderr


@pytest.mark.parametrize("text", ['[[["a"]]]', '"teks"', "[1, 2]", '{"a": [1, {"balasan": 3}]}', "[]", '{"a": 1}'])
def test_json_without_records_is_refused_or_its_rows_are_bad(run, office, text):
    (office / "b.json").write_text(text)
    result = run("audit", "b.json")
    assert result.exit_code == 2, result.output
    assert "b.json" in result.stderr


def test_lines_that_are_no_objects_are_bad_rows(run, office):
    (office / "b.jsonl").write_text('{"balasan": "Ya, Pak."}\n[1]\n3\n\n{"balasan": "Baik."\n')
    result = run("audit", "b.jsonl", "--format", "jsonl")
    assert result.exit_code == 0
    assert "4 baris dibaca: 1 balasan dinilai, 0 pesan belum terjawab, 3 baris rusak" in result.stderr


def test_a_work_file_of_another_audit_or_of_none_is_not_gone_on_with(run, office):
    (office / "kerja").write_text("bukan berkas kerja")
    assert run("audit", "arsip.csv", "--work", "kerja", "--resume").exit_code == 2
    assert run("audit", "arsip.csv", "--work", "kerja").exit_code == 2
    assert (office / "kerja").read_text() == "bukan berkas kerja"
    missing = run("audit", "arsip.csv", "--work", "tidak-ada/kerja")
    assert missing.exit_code == 2
    assert "tidak-ada/kerja" in missing.stderr
    import duckdb

    duckdb.connect(str(office / "lain.duckdb")).close()
    other = run("audit", "arsip.csv", "--work", "lain.duckdb", "--resume")
    assert other.exit_code == 2
    assert "lain.duckdb" in other.stderr
