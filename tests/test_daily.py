"""`sopan check` from day to day: folders, selection, gate, marks, baseline, watching, small and old terminals."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sopan.config import KEYS, TABLES, load
from sopan.reading import search
from sopan.settings import Settings
from sopan.toml import loads

ROOT = Path(__file__).resolve().parent.parent
GOOD = (
    "Selamat pagi, Ibu Ratna. Mohon maaf atas keterlambatan kartu Ibu. Kami memahami Ibu sangat memerlukannya. "
    "Kartu Ibu sudah kami cetak dan dapat diambil besok pukul 09.00 di loket 2. Terima kasih atas kesabaran Ibu."
)
RUDE = "Terserah Ibu saja."
BLAME = "Makanya baca dulu syaratnya."
WAIT = "Tunggu saja, nanti juga dikabari."


@pytest.fixture
def office(tmp_path, monkeypatch) -> Path:
    """An empty folder that one stands in, without settings of the user."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sopan.config.config_file", lambda: tmp_path / "tak-ada.toml")
    return tmp_path


def put(name: str, text: str) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return name


def rules(result) -> list[str]:
    return [line.split(": ")[1].split(" ")[1] for line in result.stdout.splitlines()]


def files(result) -> list[str]:
    return list(dict.fromkeys(line.split(":")[0] for line in result.stdout.splitlines()))


def test_folders_are_searched_for_drafts_and_hidden_ones_passed_over(run, office):
    for name in ("a.txt", "b/c.md", "b/d.HTML", ".git/e.txt", "b/.draf.txt", "f.png", "g.txt~"):
        put(name, RUDE)
    assert files(run("check", ".")) == ["a.txt", "b/c.md", "b/d.HTML"]
    assert files(run("check", "b", "a.txt", "a.txt")) == ["b/c.md", "b/d.HTML", "a.txt"]


def test_patterns_are_filled_in_where_the_shell_did_not(run, office):
    for name in ("a.txt", "b/c.txt", "b/d.md", "[e].txt"):
        put(name, RUDE)
    assert files(run("check", "b/*.txt")) == ["b/c.txt"]
    assert files(run("check", "**/*.md")) == ["b/d.md"]
    assert files(run("check", "[e].txt")) == ["[e].txt"]
    none = run("check", "*.docx")
    assert none.exit_code == 2
    assert "*.docx" in none.stderr


def test_exclude_leaves_files_of_folders_out_but_not_those_named(run, office):
    put(".sopan.toml", 'exclude = ["arsip/", "*.md"]')
    for name in ("a.txt", "b.md", "arsip/c.txt"):
        put(name, RUDE)
    assert files(run("check", ".")) == ["a.txt"]
    assert files(run("check", "b.md")) == ["b.md"]


def test_standard_input_takes_the_name_it_is_given(run, office):
    put("surat/.sopan.toml", 'channel = "surat"')
    result = run("check", "--stdin-filename", "surat/a.html", stdin=f"<p>{RUDE}</p><script>bodoh</script>")
    assert "surat/a.html:1:4: galat abai" in result.stdout
    assert "saran kurang-salam" in result.stdout
    assert "kasar" not in result.stdout


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--select", "abai"], {"abai"}),
        (["--select", "abai,salahkan"], {"abai", "salahkan"}),
        (["--select", "kurang"], {"kurang-salam", "kurang-terima-kasih"}),
        (["--select", "galat"], {"abai", "salahkan"}),
        (["--select", "buruk", "--ignore", "galat,gurui"], {"tunda"}),
        (["--ignore", "kurang,gurui", "--ignore", "abai"], {"salahkan", "tunda"}),
    ],
)
def test_rules_groups_and_severities_are_selected_and_ignored(run, office, options, expected):
    result = run("check", put("a.txt", f"{RUDE} {BLAME} {WAIT}"), *options)
    assert set(rules(result)) == expected


def test_an_entry_can_be_selected_and_a_wrong_name_is_answered_with_the_near_one(run, office):
    path = put("a.txt", RUDE)
    record = json.loads(run("check", path, "--format", "json").stdout)
    entry = next(f["entry"] for f in record["results"][0]["result"]["findings"] if f["rule"] == "abai")
    assert rules(run("check", path, "--select", entry)) == ["abai"]
    wrong = run("check", path, "--select", "abia")
    assert wrong.exit_code == 2
    assert "Maksud Anda abai?" in wrong.stderr


def test_what_is_not_selected_does_not_fail_the_check(run, office):
    path = put("a.txt", RUDE)
    assert run("check", path).exit_code == 1
    assert run("check", path, "--ignore", "abai").exit_code == 0


def test_the_gate_is_apart_from_the_display(run, office):
    put(".sopan.toml", 'show = "galat"\nfail-on = "saran"')
    result = run("check", put("a.txt", "Berkas Ibu sudah selesai."))
    assert (result.stdout, result.exit_code) == ("", 1)


def test_a_score_below_the_least_is_a_finding_of_its_own(run, office):
    path = put("a.txt", "Berkas Ibu sudah selesai.")
    assert run("check", path, "--min-score", "20").exit_code == 0
    result = run("check", path, "--min-score", "95,5".replace(",", "."))
    assert result.exit_code == 1
    assert "galat skor Skor " in result.stdout
    assert "di bawah batas 95,5." in result.stdout


def test_statistics_count_by_rule_the_most_frequent_first(run, office):
    put("a.txt", RUDE)
    put("b.txt", f"{RUDE} {BLAME} {WAIT}")
    lines = run("check", ".", "--statistics", "--select", "abai,salahkan,tunda").stdout.splitlines()
    assert [line.split()[:3] for line in lines] == [
        ["2", "galat", "abai"], ["2", "peringatan", "tunda"], ["1", "galat", "salahkan"]
    ]  # fmt: skip
    record = json.loads(run("check", ".", "--statistics", "--select", "abai", "--format", "json").stdout)
    assert [(one["rule"], one["count"]) for one in record] == [("abai", 2)]
    assert run("check", ".", "--statistics", "--format", "sarif").exit_code == 2


def test_scores_alone_are_one_line_a_draft(run, office):
    put("a.txt", GOOD)
    put("b.txt", RUDE)
    first, second = run("check", ".", "--show-score-only", "--kind", "keluhan").stdout.splitlines()
    assert first.startswith("a.txt: ")
    assert first.endswith(" A")
    assert second.endswith(" D")
    assert "," not in first


MARKS = [
    ("# sopan: abaikan abai\nTerserah Ibu saja.\n\nTerserah Bapak saja.", [4]),
    ("<!-- sopan: abaikan -->\nTerserah Ibu saja.\n\nTerserah Bapak saja.", [4]),
    ("Terserah Ibu saja. <!-- sopan: abaikan abai -->\nTerserah Bapak saja.", [2]),
    ("Terserah Ibu saja.\n\nTerserah Bapak saja.\n<!-- sopan: abaikan-berkas abai (contoh pelatihan) -->", []),
    ("# sopan: abaikan salahkan\nTerserah Ibu saja.", [2]),
    ("# sopan: abaikan buruk\r\nTerserah Ibu saja.\r\n\r\nTerserah Bapak saja.", [4]),
    ("Jangan pakai tanda # sopan: abaikan abai\nTerserah Ibu saja.", [2]),
]


@pytest.mark.parametrize(("text", "lines"), MARKS)
@pytest.mark.parametrize("ending", ["txt", "md"])
def test_marks_silence_their_line_paragraph_or_draft(run, office, text, lines, ending):
    path = Path(f"a.{ending}")
    path.write_bytes(text.encode())
    result = run("check", path, "--select", "abai")
    found = [line for line in result.stdout.splitlines() if " abai " in line]
    assert [int(line.split(":")[1]) for line in found] == lines


def test_what_a_mark_silences_no_longer_lowers_the_score(run, office):
    plain, marked = put("a.txt", RUDE), put("b.txt", f"# sopan: abaikan abai\n{RUDE}")
    low, high = (
        json.loads(run("check", p, "--format", "json").stdout)["results"][0]["result"] for p in (plain, marked)
    )
    assert low["score"]["value"] < high["score"]["value"]
    assert sum(c["points"] for c in high["score"]["contributions"]) == pytest.approx(high["score"]["value"], abs=0.051)


def test_a_mark_for_a_missing_element_holds_for_the_draft(run, office):
    path = put("a.txt", f"{BLAME}\n\n<!-- sopan: abaikan kurang-salam -->")
    assert "kurang-salam" not in rules(run("check", path))
    assert "kurang-terima-kasih" in rules(run("check", path))


def test_unused_and_unknown_marks_are_reported_where_they_stand(run, office):
    result = run("check", put("a.txt", f"{GOOD}\n# sopan: abaikan abai\n# sopan: abaikan abay"), "--kind", "keluhan")
    unused, unknown = result.stdout.splitlines()
    assert unused.startswith("a.txt:2:1: saran abaikan-tak-terpakai Tanda abaikan ini tidak meredam")
    assert unknown.startswith("a.txt:3:1: saran abaikan-tak-terpakai")
    assert "Maksud Anda abai?" in unknown


def test_a_baseline_tells_only_what_is_new_wherever_the_lines_moved(run, office):
    put("a.txt", f"{RUDE}\n\n{BLAME}")
    written = run("check", ".", "--baseline", "lama.json", "--write-baseline")
    assert written.exit_code == 0
    assert "lama.json" in written.stderr
    assert RUDE not in Path("lama.json").read_text("utf-8")
    known = run("check", ".", "--baseline", "lama.json", "--select", "buruk")
    assert (known.stdout, known.exit_code) == ("", 0)
    put("a.txt", f"Selamat pagi.\n\n{BLAME}\n\nTerserah  Ibu\nsaja.\n\n{RUDE}\n\nTerserah Bapak.")
    new = run("check", ".", "--baseline", "lama.json", "--select", "buruk")
    assert new.exit_code == 1
    assert [line.split(":")[1] for line in new.stdout.splitlines()] == ["8", "10"]


def test_a_baseline_is_written_where_the_settings_say(run, office):
    put(".sopan.toml", 'baseline = "lama/dasar.json"')
    put(".sopan-baseline.json", "{}")
    Path("lama").mkdir()
    assert run("check", put("a.txt", RUDE), "--write-baseline").exit_code == 0
    assert Path("lama/dasar.json").exists()
    assert Path(".sopan-baseline.json").read_text("utf-8") == "{}"


def test_a_baseline_says_when_it_holds_what_is_gone(run, office):
    put("a.txt", RUDE)
    run("check", "a.txt", "--write-baseline")
    put("a.txt", GOOD)
    put(".sopan.toml", 'baseline = ".sopan-baseline.json"')
    assert "sudah tidak ada" in run("check", "a.txt").stderr


@pytest.mark.parametrize("text", [None, "bukan json", "[]", '{"schema": 1, "findings": {"abai:1": "dua"}}'])
def test_a_baseline_that_cannot_be_used_gets_one_sentence(run, office, text):
    if text is not None:
        put("lama.json", text)
    result = run("check", put("a.txt", RUDE), "--baseline", "lama.json")
    assert result.exit_code == 2
    assert "--write-baseline" in result.stderr
    assert result.stderr.count("\n") == 1


def test_settings_files_hold_for_check(run, office):
    put("surat/.sopan.toml", '[files."*.txt"]\nchannel = "surat"\n[severity]\nabai = "saran"')
    put("surat/a.txt", RUDE)
    put("b.txt", RUDE)
    result = run("check", ".")
    assert "b.txt:1:1: galat abai" in result.stdout
    assert "surat/a.txt:1:1: saran abai" in result.stdout
    assert "surat/a.txt:1:1: saran kurang-salam" in result.stdout
    assert "surat/a.txt:1:1: galat abai" in run("check", ".", "--isolated").stdout


def test_a_mistake_in_a_settings_file_ends_with_its_line(run, office):
    put(".sopan.toml", 'chanel = "surat"')
    result = run("check", put("a.txt", RUDE))
    assert result.exit_code == 2
    assert result.stderr == f'sopan: {office}/.sopan.toml:1: kunci "chanel" tidak dikenal. Maksud Anda channel?\n'


def test_config_show_names_each_value_and_its_origin(run, office):
    put(".sopan.toml", 'channel = "surat"\n[severity]\nabai = "saran"')
    shown = run("config", "show", "a.txt").stdout
    lines = {line.split()[0]: line.split()[1:] for line in shown.splitlines() if line.strip()}
    assert lines["fail-on"] == ['"galat"', "bawaan"]
    assert "kurang-salam menjadi saran" in " ".join(shown.split())
    record = json.loads(run("config", "show", "--format", "json").stdout)
    assert record["settings"]["severity.abai"] == {"value": "saran", "origin": f"{office}/.sopan.toml:3"}
    assert record["files"] == [f"{office}/.sopan.toml"]


def uncommented(text: str) -> str:
    return "\n".join(line[2:] if "=" in line or line.startswith("# [") else "" for line in text.splitlines())


def test_init_writes_a_file_that_explains_every_key_and_changes_nothing(run, office):
    assert run("init").exit_code == 0
    text = Path(".sopan.toml").read_text("utf-8")
    assert load(office).settings() == Settings()
    data = loads(uncommented(text))
    assert set(data) >= {*KEYS, *TABLES, "files", "channels", "extends", "root"}
    again = run("init")
    assert again.exit_code == 2
    assert Path(".sopan.toml").read_text("utf-8") == text


def test_the_page_on_settings_names_every_key():
    page = (ROOT / "docs/konfigurasi.md").read_text("utf-8")
    assert [key for key in KEYS if f"`{key}`" not in page] == []
    assert [table for table in TABLES if f"`[{table}]`" not in page] == []


def test_init_adds_a_table_to_a_pyproject(run, office):
    put("pyproject.toml", '[project]\nname = "kantor"\n')
    assert run("init", "--pyproject", "--channel", "surat").exit_code == 0
    data = loads(Path("pyproject.toml").read_text("utf-8"))
    assert data == {"project": {"name": "kantor"}, "tool": {"sopan": {"channel": "surat"}}}
    assert run("init", "--pyproject").exit_code == 2


def on_terminal(*args: str, width: int = 80, height: int = 24) -> tuple[str, str]:
    """What the command prints on a terminal of a size under NO_COLOR: as it is, and without its styles."""
    import fcntl
    import pty
    import struct
    import termios

    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
    environment |= {"PYTHONPATH": str(ROOT), "TERM": "xterm", "NO_COLOR": "1"}
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, [sys.executable, "-m", "sopan", *args], environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    data = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        data += part
    os.waitpid(pid, 0)
    text = data.decode("utf-8").replace("\r\n", "\n")
    return text, re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
def test_a_narrow_terminal_without_colours_is_served(office):
    put("a.txt", f"{RUDE} {BLAME}")
    styled, shown = on_terminal("check", "a.txt", width=34)
    assert not re.search(r"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7])", styled)
    assert max(map(len, shown.splitlines())) <= 34
    assert "abai" in shown
    assert "Skor" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
def test_many_drafts_are_summed_up_on_one_screen_the_worst_first(office):
    for number in range(40):
        put(f"baik{number:02}.txt", GOOD)
    put("zz.txt", RUDE)
    _, shown = on_terminal("check", ".", "--kind", "keluhan", height=24)
    lines = shown.rstrip().splitlines()
    assert len(lines) <= 24
    assert lines[1].startswith("zz.txt")
    assert lines[-1].startswith("41 draf, 1 perlu diperbaiki:")


def test_an_old_code_page_gets_signs_that_it_has(office):
    put("a.txt", f"🙂 {RUDE}")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp437", "COLUMNS": "80"}
    command = [sys.executable, "-m", "sopan", "check", "a.txt", "--verbose"]
    done = subprocess.run(command, capture_output=True, env=environment)
    text = done.stdout.decode("cp437")
    assert done.returncode == 1
    assert "x galat" in text
    assert "✖" not in text
    assert done.stderr == b""


def test_nothing_depends_on_the_locale(office):
    put("a.txt", f"🙂 {RUDE}")
    outputs = set()
    for locale in ("C", "C.UTF-8", "POSIX"):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": locale, "PYTHONUTF8": "0"}
        outputs.add(
            subprocess.run(
                [sys.executable, "-m", "sopan", "check", "a.txt"], capture_output=True, env=environment
            ).stdout
        )
    assert len(outputs) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts differ")
def test_watching_judges_again_when_a_draft_is_saved(office):
    pytest.importorskip("watchfiles")
    put("a.txt", RUDE)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "sopan", "check", "a.txt", "--watch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        assert b"galat abai" in process.stdout.readline()
        while b"Menunggu" not in process.stderr.readline():
            pass
        time.sleep(0.5)
        put("a.txt", BLAME)
        while b"salahkan" not in (line := process.stdout.readline()):
            assert line
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def test_watching_standard_input_is_refused(run, office):
    pytest.importorskip("watchfiles")
    result = run("check", "--watch", stdin=RUDE)
    assert result.exit_code == 2
    assert "masukan baku" in result.stderr


def test_watching_what_is_nowhere_is_refused(run, office):
    pytest.importorskip("watchfiles")
    result = run("check", "--watch", "tak/ada/a.txt")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_patterns_are_watched_from_the_folder_above_them(office):
    put("b/c/d.txt", RUDE)
    assert search.place("b/**/*.txt") == Path("b")
    assert search.place("*.txt") == Path()
    assert search.place("b/c/d.txt") == Path("b/c")
