"""Working on a lexicon from the command line: begin, add, search, why, and false alarms turned into counter-examples."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sopan import paths
from sopan.checker import Checker
from sopan.counterexample import exempt
from sopan.errors import InputError
from sopan.settings import Settings

ALARM = "Map jingga pudar menandai berkas yang sudah lengkap."


@pytest.fixture
def broad(own_lexicon) -> Path:
    """A lexicon whose one entry is too broad: it marks ALARM."""
    return own_lexicon(
        "abai", '[[entri]]\npola = "jingga pudar"\nkena = ["Jingga pudar saja."]\nluput = ["Jingga terang."]\n'
    )


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "kamus-kami"


def rules(text: str, *folders: Path) -> set[str]:
    return {signal.rule for signal in Checker(folders).check(text).signals}


def test_a_false_alarm_becomes_a_tested_counter_example(run, broad: Path, own: Path) -> None:
    assert "abai" in rules(ALARM, broad)
    result = run("lexicon", "luput", ALARM, "--folder", own, "--lexicon", broad)
    assert result.exit_code == 0, result.output
    assert "abai" not in rules(ALARM, broad, own)
    assert "abai" in rules("Jingga pudar, Bu.", broad, own)
    assert ALARM in (own / "aturan" / "abai.toml").read_text("utf-8")
    assert run("lexicon", "test", own, "--lexicon", broad).exit_code == 0


def test_a_counter_example_that_is_marked_again_fails_the_lexicon_test(run, broad: Path, own: Path) -> None:
    run("lexicon", "luput", ALARM, "--folder", own, "--lexicon", broad)
    file = own / "aturan" / "abai.toml"
    file.write_text(file.read_text("utf-8").replace("bukan", "catatan"), encoding="utf-8")
    result = run("lexicon", "test", own, "--lexicon", broad)
    assert result.exit_code == 1
    assert "contoh luput ternyata kena" in result.output


def test_ones_own_pattern_exempts_and_one_that_breaks_an_example_is_refused(broad: Path, own: Path) -> None:
    settings = Settings(lexicons=(broad,))
    outcome = exempt(ALARM, own, pattern="menandai berkas", settings=settings)
    assert [one.pattern for one in outcome.exempted] == ["menandai berkas"]
    before = (own / "aturan" / "abai.toml").read_bytes()
    with pytest.raises(InputError, match="Tidak disimpan"):
        exempt("Jingga pudar dong.", own, pattern="jingga", settings=settings)
    assert (own / "aturan" / "abai.toml").read_bytes() == before


def test_nothing_is_written_for_a_sentence_that_nothing_marks(run, tmp_path: Path) -> None:
    result = run("lexicon", "luput", "Selamat pagi, Bu.", "--folder", tmp_path / "baru")
    assert result.exit_code == 2
    assert not (tmp_path / "baru").exists()


def test_an_entry_of_ones_own_file_gets_the_counter_example_and_comments_stay(tmp_path: Path) -> None:
    file = tmp_path / "aturan" / "tunda.toml"
    file.parent.mkdir()
    file.write_text(
        '# catatan kami\n[[entri]]\npola = "menanti giliran"  # ungkapan setempat\nkena = ["Menanti giliran saja."]\nluput = ["Giliran Ibu."]\n',
        encoding="utf-8",
    )
    text = "Kursi bagi yang menanti giliran tersedia."
    exempt(text, tmp_path, rule="tunda")
    written = file.read_text("utf-8")
    assert written.startswith("# catatan kami\n")
    assert "# ungkapan setempat" in written
    assert f'luput = ["Giliran Ibu.", "{text}"]' in written
    assert "tunda" not in rules(text, tmp_path)
    assert "tunda" in rules("Menanti giliran saja.", tmp_path)


def test_remaining_discourtesies_of_the_sentence_are_told(run, broad: Path, own: Path) -> None:
    text = ALARM + " Dasar goblok."
    result = run("lexicon", "luput", text, "--folder", own, "--lexicon", broad, "--rule", "abai")
    assert result.exit_code == 1
    assert "kasar" in result.stderr


def test_a_new_folder_begins_with_a_file_that_loads(run, tmp_path: Path) -> None:
    assert run("lexicon", "new", tmp_path, "--rule", "tunda").exit_code == 0
    assert rules("Selamat pagi.", tmp_path) == {"salam"}
    again = run("lexicon", "new", tmp_path, "--rule", "tunda")
    assert again.exit_code == 2
    assert "sudah ada" in again.stderr


def test_an_entry_is_added_only_when_its_examples_hold(run, tmp_path: Path) -> None:
    args = ["lexicon", "new", tmp_path, "--rule", "tunda", "--pattern", "bulan purnama", "--miss", "Bulan depan."]
    failed = run(*args, "--hit", "Bulan sabit.")
    assert failed.exit_code == 2
    assert "tidak kena" in failed.stderr
    assert not (tmp_path / "aturan" / "tunda.toml").exists()
    assert run(*args, "--hit", "Tunggu bulan purnama.").exit_code == 0
    assert "tunda" in rules("Bulan purnama.", tmp_path)


def test_search_finds_entries_by_word_and_why_shows_pattern_and_place(run) -> None:
    found = run("lexicon", "search", "terserah")
    assert "abai/" in found.stdout
    assert "abai.toml:" in found.stdout
    assert run("lexicon", "search", "zzzz").exit_code == 1
    why = run("lexicon", "why", "Kami tidak bermaksud mengabaikan Ibu. Tunggu saja 😀").stdout
    assert "kena tunda" in why
    assert "pola:" in why
    assert "tunda.toml:" in why


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = tmp_path / "situs"
    (home / "kamus_uji" / "aturan").mkdir(parents=True)
    (home / "kamus_uji" / "__init__.py").write_text("raise SystemExit('tidak boleh dijalankan')\n", encoding="utf-8")
    (home / "kamus_uji" / "aturan" / "tunda.toml").write_text(
        '[[entri]]\npola = "sasih kapat"\nkena = ["Sasih kapat."]\nluput = ["Kapat."]\n', encoding="utf-8"
    )
    info = home / "kamus_uji-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kamus-uji\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[sopan.kamus]\nuji = kamus_uji\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(home), *sys.path])
    paths.packs.cache_clear()
    yield home / "kamus_uji"
    paths.packs.cache_clear()


def test_an_installed_pack_is_read_and_none_of_its_code_is_run(pack: Path) -> None:
    assert paths.packs() == {"uji": pack}
    assert "tunda" in rules("Sasih kapat.")
