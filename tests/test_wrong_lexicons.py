"""Mistakes in lexicons of one's own: each is named with its file, its line and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from sopan.lexicon.loader import load, load_rules
from sopan.lexicon.model import LexiconError
from sopan.paths import lexicon_folder

ENTRY = '[[entri]]\npola = "bodo amatan"\nkena = ["Bodo amatan."]\nluput = ["Amatan."]\n'
HEAD = (lexicon_folder() / "aturan" / "abai.toml").read_text("utf-8").partition("# Petugas")[0]
MISTAKES = [
    ("aturan/abai.toml", "\nkecuali = 3\n", 2, "daftar teks"),
    ("aturan/abai.toml", "apa_saja = 1\n", 1, '"apa_saja" tidak dikenal'),
    ("aturan/abai.toml", 'entri = "satu"\n', 1, "harus berupa tabel"),
    ("aturan/abai.toml", 'entri = ["satu"]\n', 1, "harus berupa tabel"),
    ("aturan/abai.toml", ENTRY + ENTRY, 5, "abai/bodo-amatan"),
    ("aturan/abai.toml", ENTRY + "ganti = 3\n", 5, "salah jenis"),
    ("aturan/baru.toml", ENTRY, 1, "Kepala aturan baru belum lengkap"),
    ("aturan/baru.toml", HEAD.replace('"galat"', '"parah"'), 3, "galat, peringatan, saran"),
    ("aturan/baru.toml", HEAD.replace('"buruk"', '"biasa"'), 2, "baik, buruk"),
    ("aturan/baru.toml", HEAD.replace('"Mengabaikan keluhan"', "7"), 1, "harus berupa teks"),
    ("ejaan.toml", '[ejaan]\nsatu = ["bla"]\ndua = ["bla"]\n', 3, "dua"),
    ("ejaan.toml", '[kata]\npanjang = ["bla"]\n', 2, "akronim, samaran, singkatan, utuh"),
    ("konteks.toml", '[surel]\nkepala = [["Dari"]]\n', 2, "pasangan"),
    ("konteks.toml", '[langkah.tanya]\njudul = "Bertanya"\n', 1, "judul dan alasan"),
    ("jenis.toml", '[keluhan]\npesan = "rusak"\n', 2, "daftar"),
    ("jenis.toml", "[keluhan]\nbalasan = [3]\n", 2, "daftar"),
    ("jenis.toml", '[keluhan]\nbalasan = [{ pola = "maaf", bobot = "besar" }]\n', 1, "bilangan"),
    ("kelas.toml", 'kelas = "x"\n', 1, "tabel"),
    ("bobot.toml", '[kurang.kurang-salam]\npesan = "Belum ada salam."\n', 1, "harus berupa teks"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "text", "line", "says"), MISTAKES, ids=[f"{m[0]}-{n}" for n, m in enumerate(MISTAKES)]
)
def test_a_mistake_is_named_with_its_file_and_line(tmp_path: Path, file: str, text: str, line: int, says: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    with pytest.raises(LexiconError, match=says) as error:
        load([lexicon_folder(), tmp_path])
    assert str(error.value).startswith(f"{path}:{line}: ")
    problems: list[LexiconError] = []
    assert load([lexicon_folder(), tmp_path], problems).entries
    assert [str(problem) for problem in problems] == [str(error.value)]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="Folder kamus tidak ada"):
        load([lexicon_folder(), tmp_path / "tidak-ada"])


def test_weights_of_words_need_a_scale_to_stand_on(tmp_path: Path) -> None:
    (tmp_path / "timbangan.tsv").write_text("terserah\t1.5\t\n", "utf-8")
    with pytest.raises(LexiconError, match=r"timbangan\.tsv memerlukan timbangan\.toml"):
        load([tmp_path])
    assert load([lexicon_folder(), tmp_path]).scales.weights["terserah"] == "1.5"


def test_weights_of_courtesies_need_a_scale_to_stand_on(tmp_path: Path) -> None:
    (tmp_path / "timbangan-baik.tsv").write_text("loket\tkanal:1.5\n", "utf-8")
    with pytest.raises(LexiconError, match=r"timbangan-baik\.tsv memerlukan timbangan\.toml"):
        load([tmp_path])
    assert load([lexicon_folder(), tmp_path]).scales.good["loket"] == "kanal:1.5"


def test_a_folder_that_adds_entries_leaves_the_head_of_the_rule(tmp_path: Path) -> None:
    (tmp_path / "aturan").mkdir()
    (tmp_path / "aturan" / "abai.toml").write_text(ENTRY, "utf-8")
    (tmp_path / "aturan" / "baru.toml").write_text(HEAD, "utf-8")
    heads = load_rules([lexicon_folder(), tmp_path])
    assert heads["abai"] == load_rules([lexicon_folder()])["abai"]
    assert heads["baru"].title == "Mengabaikan keluhan"


@pytest.mark.parametrize(
    ("classes", "pattern", "says"),
    [
        ('[kelas]\nsatu = ["<dua>"]\ndua = ["<satu>"]\n', "<satu>", "Kelas kata <satu> memuat"), ("", "<tidakada>", "tidakada"),
        ('[kelas]\nganjil = ["a ...3 b"]\n', "<ganjil>", "ganjil"), ("", "[satu] [dua]", "kata"),
    ],
)  # fmt: skip
def test_a_pattern_that_cannot_be_compiled_is_named_with_its_entry(
    run, tmp_path: Path, classes: str, pattern: str, says: str
) -> None:
    (tmp_path / "aturan").mkdir()
    (tmp_path / "aturan" / "abai.toml").write_text(ENTRY.replace("bodo amatan", pattern), "utf-8")
    (tmp_path / "kelas.toml").write_text(classes, "utf-8")
    result = run("lexicon", "test", tmp_path)
    assert result.exit_code == 1, result.output
    assert f"{tmp_path / 'aturan' / 'abai.toml'}:1: " in result.stdout or "abai.toml:2: " in result.stdout
    assert says in result.stdout
    refused = run("check", "-", "--lexicon", tmp_path, stdin="Halo, Bu.")
    assert refused.exit_code == 2
    assert len(refused.stderr.splitlines()) == 1
