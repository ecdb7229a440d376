"""The judgement does not drift unnoticed: kept replies are judged as they were, and what differs is told with its cause."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from sopan.audit.judge import Judge
from sopan.drift import drifted
from sopan.settings import Settings

KEPT = Path(__file__).parent / "data" / "patokan.toml"
COMMAND = "sopan lexicon drift tests/data/patokan.toml"
REPLIES = """\
# Dua balasan yang kami jaga.

[tunggu]
kanal = "chat"
balasan = "Terserah Ibu."

["baik sekali"]  # disukai semua orang
jenis = "keluhan"
pesan = "Jalan rusak."
balasan = "Selamat pagi, Bu. Mohon maaf atas jalan yang rusak itu.\\nSudah kami perbaiki. Terima kasih atas laporannya."
"""


def test_kept_replies_are_judged_as_they_were() -> None:
    """Meant changes are accepted with the command and --update; they are then seen in the file's diff."""
    found = drifted(KEPT, Judge(Settings(), None))
    told = [
        f"{one.name}: {one.old and one.old.score} -> {one.new.score}  "
        + "  ".join(
            [f"+{m.mark.entry} {m.mark.words!r}" for m in one.came]
            + [f"-{m.mark.entry} {m.mark.words!r}" for m in one.went]
        )
        for one in found.drifts
    ]
    assert not told, "\n".join([*told, "", f"why: {COMMAND}", f"meant: {COMMAND} --update"])
    assert found.replies >= 150


@pytest.fixture
def kept(tmp_path: Path, run) -> Path:
    path = tmp_path / "patokan.toml"
    path.write_text(REPLIES, encoding="utf-8")
    assert run("lexicon", "drift", path, "--update").exit_code == 0
    return path


@pytest.fixture
def own(own_lexicon) -> Path:
    """A lexicon that marks words of the second reply."""
    return own_lexicon(
        "kasar",
        '[[entri]]\nid = "jalan-itu"\npola = "jalan yang rusak itu"\nkena = ["Jalan yang rusak itu."]\nluput = ["Jalan."]\n',
    )


def changed(path: Path, *replaced: tuple[str, str]) -> None:
    """Put something else into the file, as if an earlier judgement had been so."""
    text = path.read_text("utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_a_reply_that_was_never_judged_counts_as_changed_until_it_is_accepted(tmp_path: Path, run) -> None:
    path = tmp_path / "patokan.toml"
    path.write_text(REPLIES, encoding="utf-8")
    assert run("lexicon", "drift", path).exit_code == 1
    assert path.read_text("utf-8") == REPLIES
    assert run("lexicon", "drift", path, "--update").exit_code == 0
    assert run("lexicon", "drift", path).exit_code == 0


def test_accepting_keeps_comments_order_and_replies_that_are_judged_alike(kept: Path, own: Path, run) -> None:
    before = kept.read_text("utf-8")
    assert before.startswith("# Dua balasan")
    assert "# disukai semua orang" in before
    assert run("lexicon", "drift", kept, "--update", "--lexicon", own).exit_code == 0
    after = kept.read_text("utf-8")
    assert after[: after.index('["baik sekali"]')] == before[: before.index('["baik sekali"]')]
    moved = [d for d in difflib.ndiff(before.splitlines(), after.splitlines()) if d[0] in "+-"]
    assert '+     ["kasar", "kasar/jalan-itu", "jalan yang rusak itu"],' in moved
    assert run("lexicon", "drift", kept, "--update").exit_code == 0
    assert sorted(kept.read_text("utf-8").splitlines()) == sorted(before.splitlines())


def test_a_new_entry_is_named_with_the_score_before_and_after_and_its_place(kept: Path, own: Path, run) -> None:
    result = run("lexicon", "drift", kept, "--lexicon", own)
    assert result.exit_code == 1
    assert "baik sekali" in result.output
    assert "tunggu  " not in result.output
    assert "+ kasar: “jalan yang rusak itu”  kasar/jalan-itu" in result.output
    assert f"{own / 'aturan' / 'kasar.toml'}:1" in result.output
    assert "kasar 0 → −" in result.output
    assert "1 dari 2 balasan" in result.output


@pytest.mark.parametrize(
    ("replaced", "told"),
    [
        (('["abai", "abai/terserah", "Terserah Ibu"]', '["tunda", "tunda/lama-sekali", "ya"]'),
         ("− tunda: “ya”  tunda/lama-sekali", "tidak ada lagi dalam kamus", "+ abai: “Terserah Ibu”")),
        (('["abai", "abai/terserah", "Terserah Ibu"]', '["tunda", "tunda/tunggu-saja", "Terserah"]'),
         ("− tunda: “Terserah”", "Polanya tidak lagi kena di sini: ")),
        (('    ["abai", "abai/terserah", "Terserah Ibu"],\n', ""), ("+ abai: “Terserah Ibu”", "Kini kena: ")),
        (('mutu = "D"', 'mutu = "C"'), (" C → ",)),
        (("abai = -30.0", "abai = -20.0"), ("rincian skor: abai −20 → −30",)),
        (('jenis-terbaca = "umum"', 'jenis-terbaca = "kritik"'), ("kritik → umum",)),
        (('kurang = ["kurang-salam"', 'kurang = ["kurang-kanal", "kurang-salam"'), ("− kurang-kanal",)),
        (('tanda = [\n    ["abai"', 'gugur = [["kutipan", "abai", "abai/terserah", "Terserah Ibu"]]\ntanda = [\n    ["tunda"'),
         ("+ abai: “Terserah Ibu”", "Dulu gugur oleh langkah konteks kutipan.")),
    ],
)  # fmt: skip
def test_what_differs_is_told_with_its_cause(kept: Path, run, replaced: tuple[str, str], told: tuple[str, ...]) -> None:
    changed(kept, replaced, ("skor = 31.1", "skor = 31.2"))
    result = run("lexicon", "drift", kept)
    assert result.exit_code == 1, result.output
    for words in told:
        assert words in result.output


def test_a_signal_that_the_context_now_takes_back_is_told_with_the_step(tmp_path: Path, run) -> None:
    path = tmp_path / "patokan.toml"
    path.write_text('[a]\nbalasan = "Bapak menulis: \\"terserah kalian\\". Kami mohon maaf."\n', encoding="utf-8")
    run("lexicon", "drift", path, "--update")
    line = next(s for s in path.read_text("utf-8").splitlines() if "abai/" in s).strip()
    step, mark = line[2:].split('", ', 1)
    changed(path, ("tanda = [\n", f"tanda = [\n    [{mark}\n"))
    output = run("lexicon", "drift", path).output
    assert f"Kini gugur oleh langkah konteks {step}: " in output


def test_where_many_drift_the_entries_behind_it_are_counted(tmp_path: Path, own: Path, run) -> None:
    path = tmp_path / "patokan.toml"
    path.write_text(
        "".join(f'[b{n}]\nbalasan = "Jalan yang rusak itu nomor {n}."\n\n' for n in range(3)), encoding="utf-8"
    )
    run("lexicon", "drift", path, "--update")
    assert "+kasar/jalan-itu  × 3" in run("lexicon", "drift", path, "--lexicon", own).output


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "belum ada balasan"),
        ("[a]\nbalasan = \n", ":2: bukan TOML"),
        ('[a]\nbalasan = ""\n', "[a]: tidak ada balasan"),
        ('balasan = "Baik."\n', "[balasan]: tidak ada balasan"),
        ('[a]\nbalasan = "Baik."\nkanall = "chat"\n', "kunci \"kanall\" tidak dikenal. Maksud Anda"),
        ('[a]\nbalasan = "Baik."\nkanal = "merpati"\n', 'kanal "merpati" tidak dikenal'),
        ('[a]\nbalasan = "Baik."\nkanal = 3\n', '"kanal" harus berupa teks'),
        ('[a]\nbalasan = "Baik."\njenis = "keluan"\n', 'jenis pesan "keluan" tidak ada'),
        ("\0\1\2\3", "bukan"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_ends_with_one_sentence_and_stays(tmp_path: Path, run, content: str, told: str) -> None:
    path = tmp_path / "patokan.toml"
    path.write_text(content, encoding="utf-8")
    result = run("lexicon", "drift", path, "--update")
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert path.read_text("utf-8") == content
