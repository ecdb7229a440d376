"""The notation of patterns means what docs/notasi.md says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopan.checker import Checker
from sopan.lexicon.model import LexiconError
from sopan.lexicon.pattern import PatternError, parse

HEAD = """
judul = "Uji"
kelompok = "buruk"
tingkat = "galat"
pesan = "p"
alasan = "a"
saran = "s"
dasar = []
maladministrasi = []
strategi = ""
benar = ""
salah = ""
"""


def write_rule(folder: Path, body: str, name: str = "uji") -> Path:
    path = folder / "aturan" / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + body, encoding="utf-8")
    return path


def entry(pattern: str, **more: str) -> str:
    extra = "\n".join(f"{key} = {value}" for key, value in more.items())
    return f'\n[[entri]]\npola = "{pattern}"\nkena = ["x"]\nluput = ["y"]\n{extra}\n'


def fires(tmp_path: Path, pattern: str, text: str, **more: str) -> bool:
    write_rule(tmp_path, entry(pattern, **more))
    return any(s.rule == "uji" for s in Checker([tmp_path]).check(text).signals)


CASES = [
    ("kucing hitam", "Ada kucing hitam di sini.", True),
    ("kucing hitam", "Ada kucing, hitam di sini.", False),
    ("kucing , hitam", "Ada kucing, hitam di sini.", True),
    ("kucing (hitam|putih besar)", "Kucing putih besar.", True),
    ("kucing [sangat] hitam", "Kucing hitam.", True),
    ("kucing [sangat] hitam", "Kucing sangat hitam.", True),
    ("kucing <warga>", "Kucing Ibu lucu.", True),
    ("kucing ~batal", "Kucing dibatalkan.", True),
    ("kucing ...2 hitam", "Kucing satu dua hitam.", True),
    ("kucing ...2 hitam", "Kucing satu dua tiga hitam.", False),
    ("kucing ...2 hitam", "Kucing satu, hitam.", False),
    ("kucing ... hitam", "Kucing satu, lalu hitam.", True),
    ("kucing ... hitam", "Kucing satu. Lalu hitam.", False),
    ("kucing (tidak|belum) (bisa|dapat)", "Kucing gabisa.", True),
    ("kucing (tidak|belum) [juga] (tahu|ada)", "Kucing gatau.", True),
    ("kucing (tidak|belum) (bisa|dapat)", "Kucing gatau.", False),
    ("^ kucing", "Kucing hitam.", True),
    ("^ kucing", "Ada kucing.", False),
    ("kucing $", "Ada kucing.", True),
    ("kucing $", "Kucing ada.", False),
    ("kucing ...2 $", "Ada kucing hitam putih.", True),
    ("kucing ...2 $", "Ada kucing hitam putih besar.", False),
    ("kucing ...2 $", "Ada kucing hitam, putih.", False),
    ("kucing ...2 [besar] $", "Ada kucing hitam putih.", True),
    ("kucing ...2 [besar] $", "Ada kucing hitam putih besar.", True),
    ("kucing ...2 [besar] $", "Ada kucing hitam putih kecil.", False),
    ("kucing ... [besar] $", "Ada kucing hitam, putih, kecil.", True),
    ("^ [ada] ...1 kucing", "Seekor kucing.", True),
    ("^ [ada] ...1 kucing", "Ada seekor kucing.", True),
    ("^ [ada] ...1 kucing", "Itu bukan kucing.", False),
    ("kucing ?", "Mana kucing?", True),
    ("kucing ?", "Ini kucing.", False),
    ("kucing ... ?", "Mana kucing yang hitam itu?", True),
    ("kucing ... ?", "Kucing yang hitam itu. Mana?", False),
    ("kucing !", "Awas kucing!", True),
    ("ambil -mu", "Ambil berkasmu.", True),
    ("ambil -mu", "Ambil ilmu.", False),
    ("sudah di-", "Kucing sudah dititipkan.", True),
    ("sudah di-", "Kucing sudah diare.", False),
    ("kami me-", "Kami menambal jalan.", True),
    ("kami me-", "Kami memang di sini.", False),
    ("kami -kan", "Kucing kami majukan.", True),
    ("kami -kan", "Kucing kami makan.", False),
    ("kucing di-rumah", "Kucing di-rumah.", True),
    ("hati-hati kucing", "Hati2 kucing.", True),
    ("hati-hati kucing", "Hati - hati kucing.", True),
    ("kucing terima kasih", "Kucing makasih.", True),
    ("kucing makasih", "Kucing terima kasih.", True),
    ("telepon <telepon>", "Telepon 0812-3456-7890 ya.", True),
    ("(kucing ...1 hitam|anjing ...1 putih)", "Anjing yang putih.", True),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), CASES)
def test_notation(tmp_path: Path, pattern: str, text: str, expected: bool) -> None:
    assert fires(tmp_path, pattern, text) is expected


def test_exceptions_hold_anywhere_in_the_sentence_and_only_there(tmp_path: Path) -> None:
    pattern, exception = "kucing hitam", '["peliharaan"]'
    assert not fires(tmp_path, pattern, "Peliharaan kami itu kucing hitam.", kecuali=exception)
    assert not fires(tmp_path, pattern, "Kucing hitam itu peliharaan.", kecuali=exception)
    assert fires(tmp_path, pattern, "Kucing hitam. Peliharaan lain.", kecuali=exception)


def test_conditions_must_stand_in_the_sentence(tmp_path: Path) -> None:
    assert fires(tmp_path, "kucing", "Kucing ini biaya sendiri.", syarat='["biaya"]')
    assert not fires(tmp_path, "kucing", "Kucing ini. Biaya lain.", syarat='["biaya"]')


@settings(max_examples=30, deadline=None)
@given(gap=st.integers(0, 6), words=st.integers(0, 8), item=st.booleans())
def test_a_gap_of_n_means_zero_to_n_words_in_list_items_too(
    tmp_path_factory: pytest.TempPathFactory, gap: int, words: int, item: bool
) -> None:
    filler = " ".join(["meja"] * words)
    text = f"{'1. ' if item else ''}Kucing {filler} hitam."
    assert fires(tmp_path_factory.mktemp("k"), f"kucing ...{gap} hitam", text) is (words <= gap)


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        ("(a|b", "pola-kurung"),
        ("a|b", "pola-kurung"),
        ("a)", "pola-kurung"),
        ("()", "pola-kosong"),
        ("[a]", "pola-tanpa-kata"),
        ("... a", "pola-tepi"),
        ("a ...", "pola-tepi"),
        ("a ^ b", "pola-awal-akhir"),
        ("a $ b", "pola-awal-akhir"),
        ("a ...99 b", "pola-jarak"),
        ("", "pola-tanpa-kata"),
        ("a < b", "pola-tanda"),
    ],
)
def test_wrong_patterns_are_named(pattern: str, key: str) -> None:
    with pytest.raises(PatternError) as error:
        parse(pattern)
    assert error.value.key == key


@pytest.mark.parametrize(
    ("body", "line_of", "says"),
    [
        (entry("(a|b"), "[[entri]]", "berpasangan"),
        (entry("a <tak-ada>"), "[[entri]]", "<tak-ada> tidak ada"),
        (entry("~perbaikan"), "[[entri]]", "bukan kata dasar"),
        ('\n[[entri]]\npola = "a"\nkena = ["a"]\n', "[[entri]]", "luput"),
        (entry("a", warna='"merah"'), "warna", "warna"),
        (entry("a", yakin="7"), "yakin", "1, 2, atau 3"),
        (entry("a") + entry("a"), None, "sudah ada"),
        ("\n[[entri]\n", None, "TOML"),
    ],
)
def test_mistakes_name_file_line_and_remedy(tmp_path: Path, body: str, line_of: str | None, says: str) -> None:
    path = write_rule(tmp_path, body)
    with pytest.raises(LexiconError) as error:
        Checker([tmp_path])
    assert error.value.file in (path, str(path))
    assert says in error.value.problem
    if line_of:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[error.value.line - 1].startswith(line_of)


def test_all_mistakes_are_collected_on_request(tmp_path: Path) -> None:
    write_rule(tmp_path, entry("(a|b"), "satu")
    write_rule(tmp_path, "\n[[entri]\n", "dua")
    write_rule(tmp_path, entry("kucing hitam"), "tiga")
    problems: list[LexiconError] = []
    checker = Checker([tmp_path], problems=problems)
    assert len(problems) == 2
    assert any(s.rule == "tiga" for s in checker.check("Kucing hitam.").signals)


@pytest.mark.parametrize("pattern", ["(" * 5000 + "a" + ")" * 5000, "[" * 5000, "([" * 13 + "a" + "])" * 13])
def test_brackets_inside_brackets_without_end_are_refused(pattern):
    with pytest.raises(PatternError, match="pola-dalam"):
        parse(pattern)
