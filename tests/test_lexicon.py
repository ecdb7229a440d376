"""The lexicons keep their own promises: each example fires or stays quiet, each rule is whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sopan.checker import Checker
from sopan.examples import failures
from sopan.kind import MESSAGE, REPLY
from sopan.lexicon.loader import load
from sopan.paths import lexicon_folder

LEXICON = load([lexicon_folder()])
LABELS = {
    "salam", "maaf", "terima-kasih", "sapaan", "empati", "solusi", "penjelasan", "tenggat", "kanal", "tawaran-bantuan",
    "terima-kritik", "abai", "lempar", "tolak-buntu", "tunda", "salahkan", "gurui", "tutup-komunikasi", "defensif",
    "maaf-semu", "sarkas", "ancam", "pungli", "tebang-pilih", "kasar", "sapaan-kasar", "nada-tinggi",
}  # fmt: skip


@pytest.fixture(scope="module")
def pedantic() -> Checker:
    return Checker(least_sure=1)


@pytest.mark.parametrize("rule", sorted(LEXICON.rules))
def test_examples_of_every_entry_hold(pedantic: Checker, rule: str) -> None:
    found = [str(f) for entry in LEXICON.entries if entry.rule == rule for f in failures(pedantic, entry)]
    assert found == []


def test_all_rules_are_there() -> None:
    assert set(LEXICON.rules) - {"berbelit"} == LABELS


@pytest.mark.parametrize("rule", sorted(LABELS - {"nada-tinggi"}))
def test_each_rule_has_varied_entries(rule: str) -> None:
    assert sum(len(e.patterns) for e in LEXICON.entries if e.rule == rule) >= 15


@pytest.mark.parametrize("rule", sorted(LEXICON.rules))
def test_rules_tell_what_to_do_and_never_call_it_a_breach_of_law(rule: str) -> None:
    head = LEXICON.rules[rule]
    assert head.message
    assert head.reason
    assert head.advice
    shown = " ".join((head.message, head.reason, head.advice, *head.law, *head.maladministration)).lower()
    assert "melanggar hukum" not in shown
    assert "saber pungli" not in shown
    if head.bad and head.severity != "saran":
        assert head.law
        assert head.maladministration


@pytest.mark.parametrize("rule", sorted(r.name for r in LEXICON.rules.values() if r.name != "berbelit"))
def test_the_right_example_of_a_rule_is_courteous_and_the_wrong_one_is_not(checker: Checker, rule: str) -> None:
    head = LEXICON.rules[rule]
    bad = {r.name for r in LEXICON.rules.values() if r.bad}
    assert not {s.rule for s in checker.check(head.right).signals} & bad
    if head.bad:
        assert rule in {s.rule for s in checker.check(head.wrong).signals}
    else:
        assert rule in {s.rule for s in checker.check(head.right).signals}


@pytest.mark.parametrize("source", [MESSAGE, REPLY])
@pytest.mark.parametrize("kind", sorted(LEXICON.kinds))
def test_kinds_are_read_from_their_examples(checker: Checker, kind: str, source: str) -> None:
    for example in LEXICON.kind_examples[kind][source]:
        guess = checker.kind_of(example, source)
        assert guess.name == kind, (example, guess)


def test_the_version_of_the_lexicon_changes_with_any_byte(tmp_path: Path) -> None:
    copy = tmp_path / "kamus"
    shutil.copytree(lexicon_folder(), copy)
    before = load([copy]).version
    assert before == LEXICON.version
    with (copy / "kelas.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n# catatan\n")
    assert load([copy]).version != before


def test_a_folder_of_ones_own_adds_entries_to_a_rule(tmp_path: Path) -> None:
    (tmp_path / "aturan").mkdir()
    (tmp_path / "aturan" / "abai.toml").write_text(
        '[[entri]]\npola = "bodo amatan"\nkena = ["Bodo amatan."]\nluput = ["Amatan."]\n', encoding="utf-8"
    )
    text = "Bodo amatan, Pak."
    assert any(s.entry == "abai/bodo-amatan" for s in Checker([tmp_path]).check(text).signals)


def test_installed_and_source_lexicons_are_found() -> None:
    assert (lexicon_folder() / "kelas.toml").is_file()


REPLIES = [
    "Selamat pagi, Bu. Mohon maaf atas keterlambatannya; berkas Ibu kami proses besok pukul 09.00. Terima kasih.",
    "Terserah situ, makanya baca dulu. Tunggu saja, nanti juga dikabari. Dasar g0bl0k!!!",
    "Tidak bisa, Pak. Itu bukan kewenangan kami, tanya saja ke pusat.",
]


def test_a_lexicon_from_the_cache_judges_like_a_fresh_one(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("sopan.lexicon.cache.cache_folder", lambda: tmp_path / "singgahan")
    fresh = Checker()
    kept = Checker()
    assert len(list((tmp_path / "singgahan").iterdir())) == 1
    assert [kept.check(r).to_dict(verbose=True) for r in REPLIES] == [
        fresh.check(r).to_dict(verbose=True) for r in REPLIES
    ]
    assert all(kept.check(reply).signals for reply in REPLIES)


def test_a_spoilt_cache_is_made_anew(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("sopan.lexicon.cache.cache_folder", lambda: tmp_path)
    before = [Checker().check(reply).to_dict() for reply in REPLIES]
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:-100])
    assert [Checker().check(reply).to_dict() for reply in REPLIES] == before
