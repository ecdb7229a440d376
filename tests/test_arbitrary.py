"""Whatever comes in, text, lexicon or settings: only documented errors, valid offsets, the same result twice."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest
import tomlkit
from hypothesis import example, given
from hypothesis import strategies as st

from sopan.checker import Checker
from sopan.config import load
from sopan.engine import prepare
from sopan.errors import InputError
from sopan.fixes import Fixer, Situation
from sopan.lexicon.files import MOST_BYTES
from sopan.lexicon.model import LexiconError
from sopan.lexicon.remedies import load_remedies
from sopan.profiles import ChannelNames
from sopan.reading import from_text
from sopan.settings import Settings

SCRAPS = [
    "Mohon maaf", "Itu urusan Bapak", "terima kasih", "Selamat pagi, Bu", "salah sendiri", "GOBLOK", "g0bl0k", "tunggu saja",
    "besok pukul 09.00", "Rp 1.000.000", "0812-3456-7890", "a@b.go.id", "https://lapor.go.id/x", "Pak RT", "ke-2", "hati2",
    ". ", "! ", "?? ", "\n\n", "\r\n", "- ", "1) ", "> ", "\t", "\u00a0", "“", "”", "(", ")", "<b>", "</b>", "&amp;", "`", "*", "_",
    "<!-- sopan: abaikan -->", "# sopan: abaikan kasar\n", "[nama]", "{waktu}", "-- \n", "From: a\n",
    "\ud800", "\udfff", "\ud83d", "\0", "\x1b[2J", "\x85", "\u2028", "\ufeff", "\ufffe", "\u200b", "\u200d", "\u00ad",
    "e\u0301\u0301\u0301", "\u0301", "\u202e", "\u2067", "\u200f", "שלום", "مرحبا", "👩‍👩‍👧‍👦", "🙏🏽", "🇮🇩", "1️⃣", "ﬁ", "ſ", "İ", "ß", "ǆ", "Ａｂ", "𝐦𝐚𝐚𝐟", "٣", "½",
]  # fmt: skip
ANY = st.characters(codec=None)
TEXTS = st.lists(st.sampled_from(SCRAPS) | st.text(ANY, max_size=8) | st.just(" "), max_size=24).map("".join)
DRAFTS = st.sampled_from(["", "a.txt", "a.md", "a.html", "a.eml"])


@pytest.fixture(scope="module")
def fixer(checker: Checker) -> Fixer:
    return Fixer(checker, checker.settings)


def valid(checker: Checker, text: str, message: str | None = None) -> None:
    """A text is judged, where the report points is in the text, and a second judgement is the same."""
    report = checker.check(text, message=message)
    assert all(text[s.start : s.end] == s.text and s.text for s in report.signals)
    assert all(0 <= f.start <= f.end <= len(text) for f in report.findings)
    assert 0 <= report.score.value <= 100
    told = json.dumps(report.to_dict(verbose=True))
    assert json.dumps(checker.check(text, message=message).to_dict(verbose=True)) == told


@given(TEXTS, st.none() | TEXTS)
@example("\ud800\udc00 itu urusan \udc00Bapak", "\udfff?")
def test_any_text_is_judged_with_valid_offsets_and_twice_alike(
    checker: Checker, text: str, message: str | None
) -> None:
    valid(checker, text, message)


@given(TEXTS, DRAFTS, st.booleans())
def test_any_text_is_fixed_twice_alike_and_the_result_is_a_text_to_judge(
    checker: Checker, fixer: Fixer, text: str, name: str, insert: bool
) -> None:
    situation = Situation(hour=9, name=name)
    fixed = fixer.fix(text, situation, unsafe=True, insert=insert)
    assert fixer.fix(text, situation, unsafe=True, insert=insert) == fixed
    valid(checker, from_text(fixed.text, name).text)
    assert fixer.fix(text, situation).before == fixed.before


LONG = 1_000_000


@pytest.mark.parametrize("piece", ["a", "ba", "\u0301", "😀", "_", "<", "9", "\ud800", "\0"])
def test_a_word_of_a_million_characters_is_judged_and_what_stands_beside_it_too(checker: Checker, piece: str) -> None:
    word = (piece * LONG)[: LONG - 100]
    text = f"Itu urusan Bapak. {word} Dasar goblok."
    report = checker.check(text)
    assert all(text[s.start : s.end] == s.text for s in report.signals)
    assert {"abai", "kasar"} <= {s.rule for s in report.signals}


# What others write into lexicon and settings files: the right keys with any values, and keys that do not exist.

PLAIN = st.characters(codec="utf-8", exclude_characters="\r")
PATTERNS = st.lists(
    st.sampled_from(["maaf", "~bantu", "<warga>", "<angka>", "...", "...3", "-mu", "(", ")", "[", "]", "|", ",", "^", "$", "?", "!", "a-a"])
    | st.text(PLAIN, max_size=4), max_size=12,
).map(" ".join)  # fmt: skip
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(width=32) | PATTERNS | st.text(PLAIN, max_size=200),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(PLAIN, min_size=1, max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
HEAD = {
    "judul": "Abai", "kelompok": "buruk", "tingkat": "galat", "pesan": "p", "alasan": "a", "saran": "s",
    "dasar": [], "maladministrasi": [], "strategi": "x", "benar": "b", "salah": "s",
}  # fmt: skip
SHAPES: dict[str, dict[str, object]] = {
    "aturan/abai.toml": {**HEAD, "entri": [{"pola": "maaf ya", "kena": ["Maaf ya."], "luput": ["Ya."], "ganti": "maaf", "yakin": 2}], "kelas": {"k": ["a"]}, "kecuali": ["b"], "bukan": ["c"]},
    "kelas.toml": {"kelas": {"warga": ["bapak", "<ibu>"], "ibu": ["ibu", "~anda"]}},
    "konteks.toml": {"surel": {"kepala": [["a", "b"]], "kaki": ["x"]}, "langkah": {"tanya": {"judul": "j", "alasan": "a", "isyarat": {"k": ["apa"]}, "deret": [1, 2], "batas": 3}}},
    "jenis.toml": {"keluhan": {"pesan": ["rusak", {"pola": "lama", "bobot": 2}], "balasan": ["maaf"], "contoh_pesan": ["Rusak."]}},
    "bobot.toml": {"skor": {"dasar": 60, "ulang": 1, "bayang": 0.5}, "bobot": {"abai": -10}, "mutu": {"A": 80}, "jenis": {"keluhan": {"wajib": ["maaf | salam"], "sebaiknya": ["salam"]}}, "kurang": {"maaf": {"pesan": "p", "alasan": "a", "saran": "s"}}, "belum-terjawab": {"pesan": "p", "alasan": "a", "saran": "s", "kata-umum": ["apa"]}},
    "ejaan.toml": {"ejaan": {"tidak": ["gak", "nggak"]}, "kata": {"utuh": ["masalah"], "singkatan": ["dr"]}},
    "timbangan.toml": {"ambang": 1.0, "kukuh": 2.0, "lirih": 0.5, "unggul": 3.0, "dasar": -1.0, "baik": {"solusi": {"ambang": 0.5, "gugur": 0, "dasar": -3.0}}, "wakil": {"warga": ["<warga>", "bapak"]}},
    "perbaikan.toml": {"ejaan": ["gak"], "waktu": {"pagi": 4}, "isian": {"a": "b"}, "sapaan": {"bawaan": {"warga": "Bapak/Ibu"}, "bentuk": {"pak": ["Bapak", "Pak"]}, "ganti": {"Anda": ["kamu"]}}, "kalimat": [{"aturan": "abai", "kalimat": "Mohon maaf, {panggilan}."}], "sisip": [{"unsur": ["salam"], "kalimat": "Selamat {waktu}.", "tempat": "salam"}]},
    "profil.toml": {"chat": {"judul": "Obrolan", "nama": ["wa"], "tak-perlu": ["salam"], "cukup": {"salam": ["sapaan"]}, "tingkat": {"abai": "saran"}}},
}  # fmt: skip
SETTINGS: dict[str, object] = {
    "channel": "chat", "follow-up": True, "kind": "keluhan", "lexicons": ["kamus"], "off": ["abai"], "sure": 2, "select": ["..."], "ignore": ["abai"],
    "show": "saran", "fail-on": "galat", "min-score": 20, "baseline": "dasar.json", "exclude": ["a/**"], "severity": {"abai": "saran"}, "weights": {"abai": -3},
    "columns": {"reply": "balasan"}, "files": {"surat/*": {"channel": "surat"}}, "channels": {"chat": {"sure": 1}}, "root": True,
}  # fmt: skip


@st.composite
def altered(draw: st.DrawFn, shape: object) -> object:
    """A valid table of which some values, keys or members are something else."""
    if not isinstance(shape, dict) or not shape:
        return draw(VALUES)
    table = dict(shape)
    for _ in range(draw(st.integers(1, 2))):
        key = draw(st.sampled_from(sorted(table)) | st.text(PLAIN, min_size=1, max_size=90))
        value = table.get(key, {})
        inside = isinstance(value, dict | list) and value and draw(st.booleans())
        if inside and isinstance(value, list):
            table[key] = [draw(altered(value[0])), *value[1:]]
        else:
            table[key] = draw(altered(value)) if inside else draw(VALUES)
    return table


def plain(name: str, table: object) -> bytes:
    """A table as the bytes of a file."""
    return tomlkit.dumps(table).encode() if isinstance(table, dict) else str(table).encode()


def told(error: LexiconError | InputError, data: bytes, folder: str) -> None:
    """An error is one line, and nothing of more than 80 characters of the file stands in it."""
    message = str(error).replace(folder, "")
    assert "\n" not in message
    text = data.decode("utf-8", "replace")
    assert not any(message[n : n + 81] in text for n in range(len(message) - 80)), message


@given(st.data())
def test_any_lexicon_folder_is_read_or_refused_with_documented_errors(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SHAPES)))
    content = data.draw(altered(SHAPES[name]).map(lambda table: plain(name, table)) | st.binary(max_size=60))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "aturan").mkdir()
        (folder / "kelas.toml").write_bytes(plain("", SHAPES["kelas.toml"]))
        (folder / name).write_bytes(content)
        problems: list[LexiconError] = []
        try:
            engine = prepare((folder,), problems)
            load_remedies([folder])
            ChannelNames([folder])
        except LexiconError as error:
            problems.append(error)
        else:
            engine.matcher(engine.builder.build("Maaf ya, Bapak, nggak bisa membantumu. Apa lagi?"))
        for error in problems:
            told(error, content, place)


@given(altered(SETTINGS).map(lambda table: plain("", table)) | st.binary(max_size=80))
@example(b'lexicons = ["~tidakada/kamus"]')
@example(b'extends = "~tidakada/a.toml"')
@example(b'exclude = ["[z-a]"]')
@example(b'[files."!"]\nsure = 1')
def test_any_settings_file_is_read_or_refused_with_one_sentence(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / ".sopan.toml"
        path.write_bytes(content)
        try:
            config = load(Path(place), only=path)
            found = config.settings(Path(place) / "surat" / "a.txt")
        except InputError as error:
            told(error, content, place)
        else:
            assert isinstance(found, Settings)
            assert config.settings(Path(place) / "surat" / "a.txt") == found


# Lexicons that would take for ever or fill the memory.

BOMBS = {
    "ulang-ulang": 'pola = "' + "a-a " * 60 + '"', "pilihan": 'pola = "' + "(a b|<k>) " * 60 + '"', "boleh": 'pola = "a ' + "[b] " * 400 + '"', "panjang": 'pola = "' + "a " * 50_000 + '"', "jarak": 'pola = "a ' + "... " * 500 + 'b"', "angka": 'pola = "a ...' + "9" * 5000 + ' b"',
}  # fmt: skip
ENTRY = '[[entri]]\n{}\nkena = ["a"]\nluput = ["b"]\n[kelas]\nk = ["x", "y z"]\n'


@pytest.mark.parametrize("pattern", BOMBS.values(), ids=BOMBS)
def test_a_pattern_that_would_swell_is_refused_at_once(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "aturan").mkdir()
    head = tomlkit.dumps(HEAD)
    (tmp_path / "aturan" / "abai.toml").write_text(head + ENTRY.format(pattern))
    with pytest.raises(LexiconError, match=r"terlalu|lebih dari|kemungkinan|tidak punya"):
        prepare((tmp_path,))


def test_classes_that_double_in_each_other_are_read_once_and_a_long_chain_is_refused(tmp_path: Path) -> None:
    laughs = "\n".join(f'k{n} = ["<k{n + 1}>", "<k{n + 1}>"]' for n in range(10))
    for depth, chain in ((10, laughs), (500, "\n".join(f'k{n} = ["<k{n + 1}>"]' for n in range(500)))):
        (tmp_path / "kelas.toml").write_text(f'[kelas]\n{chain}\nk{depth} = ["kucing"]\n')
        (tmp_path / "aturan").mkdir(exist_ok=True)
        (tmp_path / "aturan" / "abai.toml").write_text(tomlkit.dumps(HEAD) + ENTRY.format('pola = "<k0> hitam"'))
        problems: list[LexiconError] = []
        prepare((tmp_path,), problems)
        assert [p.problem.startswith("Kelas kata <k") for p in problems] == [True] * (depth > 100)


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
@pytest.mark.parametrize(
    "name", ["aturan/abai.toml", "kelas.toml", "perbaikan.toml", "profil.toml", "timbangan.tsv", "lain/dalam.toml"]
)
def test_a_lexicon_of_others_does_not_reach_out_of_its_folder(tmp_path: Path, run, name: str) -> None:
    secret = tmp_path / "rahasia.toml"
    secret.write_text('kata_sandi = "hunter2 di sini"\n')
    folder = tmp_path / "kamus"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).symlink_to(secret)
    for command in (("check", "-"), ("fix", "-"), ("lexicon", "test", folder)):
        result = run(*command, "--lexicon", folder, stdin="Itu urusan Bapak.")
        assert result.exit_code == 2, result.output
        assert "hunter2" not in result.output
        assert "kata_sandi" not in result.output
        assert "tautan" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_what_is_no_file_in_a_lexicon_folder_is_never_opened(tmp_path: Path, run) -> None:
    (tmp_path / "aturan").mkdir()
    os.mkfifo(tmp_path / "bobot.toml")
    os.mkfifo(tmp_path / "aturan" / "abai.toml")
    (tmp_path / "kelas.toml").mkdir()
    (tmp_path / "jenis.toml").symlink_to("/dev/zero")
    (tmp_path / "profil.toml").symlink_to(tmp_path / "profil.toml")
    result = run("check", "-", "--lexicon", tmp_path, stdin="Itu urusan Bapak.")
    assert result.exit_code == 1, result.output


def test_a_lexicon_file_that_is_too_large_is_refused_unread(tmp_path: Path, run) -> None:
    with (tmp_path / "kelas.toml").open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    result = run("check", "-", "--lexicon", tmp_path, stdin="Itu urusan Bapak.")
    assert result.exit_code == 2
    assert "terlalu besar" in result.stderr


def test_an_installed_lexicon_may_be_made_of_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tmp_path / "asli.toml"
    real.write_text('[kelas]\nwarga = ["bapak"]\n')
    folder = tmp_path / "paket"
    folder.mkdir()
    (folder / "kelas.toml").symlink_to(real)
    monkeypatch.setattr("sopan.lexicon.files.standard_folders", lambda: (folder,))
    assert prepare((folder,), []).lexicon.classes == {"warga": ("bapak",)}


def test_a_pattern_or_word_of_a_lexicon_is_data_and_runs_nothing(tmp_path: Path, run) -> None:
    (tmp_path / "aturan").mkdir()
    code = "__import__('os').system('touch dijalankan')"
    for suffix in ("py", "pickle", "pkl", "so", "pth"):
        (tmp_path / f"kelas.{suffix}").write_text(code)
        (tmp_path / "aturan" / f"abai.{suffix}").write_text(code)
    (tmp_path / "__init__.py").write_text(code)
    (tmp_path / "kelas.toml").write_text(f'[kelas]\nx = ["a", {json.dumps(code[:10])}]\n')
    result = run("check", "-", "--lexicon", tmp_path, stdin="Itu urusan Bapak.")
    assert result.exit_code in (1, 2)
    assert not Path("dijalankan").exists()
