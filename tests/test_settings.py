"""Settings: where they are found, how they are merged, what they change, and what is said of mistakes in them."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from sopan import Checker, Settings
from sopan.config import load
from sopan.errors import InputError

COLD = "Berkas Ibu belum lengkap, silakan lengkapi fotokopi KTP di loket 2 sebelum Jumat."
RUDE = "Selamat pagi, Bu. Terserah Ibu saja. Terima kasih."


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A user folder of its own for each test; the file that the user would write his settings into."""
    folder = tmp_path / "home"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setattr("sopan.config.config_file", lambda: folder / "sopan" / "sopan.toml")
    return folder / "sopan" / "sopan.toml"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def settings(folder: Path, draft: str = "draf.txt", **options: object) -> Settings:
    path = folder / draft
    return load(path.parent).settings(path, options)


def test_files_are_merged_key_by_key_from_the_users_file_to_the_nearest(tmp_path, home):
    write(home, 'channel = "surat"\nmin-score = 10\n[severity]\nberbelit = "galat"\n')
    write(tmp_path / "kantor/pyproject.toml", '[tool.sopan]\nmin-score = 20\n[tool.sopan.severity]\ntunda = "galat"\n')
    write(tmp_path / "kantor/unit/.sopan.toml", "min-score = 30\n[weights]\nabai = -40\n")
    found = settings(tmp_path / "kantor/unit")
    assert (found.channel, found.min_score, found.weights) == ("surat", 30, {"abai": -40})
    assert found.severity == {"berbelit": "galat", "tunda": "galat"}
    assert found.origin("min-score") == f"{tmp_path}/kantor/unit/.sopan.toml:1"
    assert found.origin("severity.tunda") == f"{tmp_path}/kantor/pyproject.toml:4"
    assert found.origin("channel") == f"{home}:1"


def test_the_folder_of_the_draft_counts_not_the_folder_one_stands_in(tmp_path, monkeypatch):
    write(tmp_path / "a/.sopan.toml", "min-score = 11")
    write(tmp_path / "b/.sopan.toml", "min-score = 22")
    monkeypatch.chdir(tmp_path / "b")
    assert settings(tmp_path / "a").min_score == 11


def test_root_ends_the_search(tmp_path):
    write(tmp_path / ".sopan.toml", "min-score = 11")
    write(tmp_path / "a/.sopan.toml", 'root = true\nchannel = "chat"')
    assert settings(tmp_path / "a").min_score == 0


def test_extends_lies_below_the_file_and_paths_are_relative_to_their_own_file(tmp_path):
    write(tmp_path / "bersama/dasar.toml", 'min-score = 11\nshow = "galat"\nlexicons = ["kamus"]')
    write(tmp_path / "a/.sopan.toml", 'extends = "../bersama/dasar.toml"\nmin-score = 22')
    found = settings(tmp_path / "a")
    assert (found.min_score, found.show) == (22, "galat")
    assert [p.resolve() for p in found.lexicons] == [tmp_path / "bersama/kamus"]


def test_a_list_replaces_the_one_before_it_unless_three_dots_keep_it(tmp_path):
    write(tmp_path / ".sopan.toml", 'off = ["berbelit"]\nignore = ["tunda"]')
    write(tmp_path / "a/.sopan.toml", 'off = ["...", "gurui"]\nignore = ["lempar"]')
    found = settings(tmp_path / "a")
    assert found.off == ("berbelit", "gurui")
    assert found.ignore == ("lempar",)


def test_tables_for_paths_and_channels_go_before_the_rest_and_options_before_all(tmp_path):
    write(
        tmp_path / ".sopan.toml",
        'min-score = 1\n[files."surat/*.txt"]\nchannel = "surat"\nfail-on = "saran"\n[channels.surat]\nmin-score = 2\nfail-on = "tidak"',
    )
    letter = settings(tmp_path, "surat/a.txt")
    assert (letter.channel, letter.min_score, letter.fail_on) == ("surat", 2, "saran")
    assert settings(tmp_path, "lain/a.txt").min_score == 1
    assert settings(tmp_path, "surat/a.txt", **{"min-score": 3}).min_score == 3


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('\nchanel = "surat"', 2, 'kunci "chanel" tidak dikenal. Maksud Anda channel?'),
        ("min_score = 3", 1, "Maksud Anda min-score?"),
        ('[files."*.txt"]\nsellect = ["abai"]', 2, "Maksud Anda select?"),
        ("min-score = 101", 1, "angka 0 sampai 100"),
        ('channel = "surat"\nmin-score = true', 2, "angka 0 sampai 100"),
        ('show = "parah"', 1, "galat, peringatan, saran"),
        ('off = ["abai", 3]', 1, "daftar teks"),
        ('[severity]\nabai = "keras"', 2, "galat, peringatan, saran"),
        ('severity = "galat"', 1, "harus berupa tabel"),
        ("a = [1,\nb", 2, "bukan TOML"),
        ('x = 1\nextends = "tak-ada.toml"', 2, "tak-ada.toml"),
        ('extends = ".sopan.toml"', 1, "berputar"),
        ('follow-up = "ya"', 1, "true atau false"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path, text, line, says):
    path = write(tmp_path / ".sopan.toml", text)
    with pytest.raises(InputError) as caught:
        settings(tmp_path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('off = ["abei"]', 1, "Maksud Anda abai?"),
        ('[severity]\nkurang-slam = "saran"', 2, "Maksud Anda kurang-salam?"),
        ("[weights]\nabay = -3", 2, "Maksud Anda abai?"),
        ("[weights]\nabai = 3", 2, "0 atau kurang"),
        ("[weights]\nsalam = -3", 2, "0 atau lebih"),
        ('channel = "sura"', 1, "Maksud Anda surat?"),
        ('kind = "keluan"', 1, "Maksud Anda keluhan?"),
    ],
)
def test_a_name_that_the_lexicon_lacks_is_named_with_file_and_line(tmp_path, text, line, says):
    path = write(tmp_path / ".sopan.toml", text)
    with pytest.raises(InputError) as caught:
        Checker(settings=settings(tmp_path))
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert says in str(caught.value)


def test_a_pyproject_of_another_program_is_passed_over(tmp_path):
    write(tmp_path / "pyproject.toml", '[project]\nname = "sopan-santun"\n')
    assert settings(tmp_path) == Settings()


def rules(text: str, **values: object) -> dict[str, str]:
    return {f.rule: f.severity for f in Checker(settings=Settings(**values)).check(text, kind="keluhan").findings}


def test_a_rule_a_group_and_an_entry_can_be_switched_off():
    entry = next(s.entry for s in Checker().check(RUDE).signals if s.rule == "abai")
    assert rules(RUDE)["abai"] == "galat"
    for off in ("abai", "buruk", "galat", entry):
        assert "abai" not in rules(RUDE, off=(off,))
    assert "kurang-maaf" in rules(RUDE, off=("buruk",))
    assert not any(rule.startswith("kurang-") for rule in rules(RUDE, off=("kurang",)))


def test_what_is_switched_off_does_not_lower_the_score():
    assert Checker(settings=Settings(off=("abai",))).check(RUDE).score.value > Checker().check(RUDE).score.value


def test_severity_and_weights_can_be_changed():
    assert rules(RUDE, severity={"abai": "saran", "kurang-maaf": "galat"}).items() >= {
        "abai": "saran", "kurang-maaf": "galat"
    }.items()  # fmt: skip
    mild, harsh = (Checker(settings=Settings(weights={"abai": w})).check(RUDE).score.value for w in (-1, -60))
    assert mild > harsh


@pytest.mark.parametrize(
    ("channel", "later", "expected"),
    [
        ("", False, "peringatan"),
        ("surat", False, "saran"),
        ("chat", False, "peringatan"),
        ("chat", True, None),
        ("surel", True, "peringatan"),
    ],
)
def test_a_greeting_is_asked_for_as_the_channel_needs_it(channel, later, expected):
    assert rules(COLD, channel=channel, follow_up=later).get("kurang-salam") == expected


def test_a_later_turn_without_greeting_scores_as_much_as_one_with_it():
    later = Checker(settings=Settings(channel="chat", follow_up=True))
    bare, greeted = (later.check(text).score for text in (COLD, "Selamat pagi. " + COLD))
    assert bare.value == greeted.value
    assert bare.value > Checker(settings=Settings(channel="chat")).check(COLD).score.value
    assert sum(c.points for c in bare.contributions) == pytest.approx(bare.value, abs=0.051)


def test_on_social_media_a_referral_does_for_a_solution():
    text = "Selamat pagi Kak, mohon maaf. Silakan hubungi WhatsApp 0811-1234-567. Terima kasih."
    assert "kurang-solusi" in rules(text)
    assert "kurang-solusi" not in rules(text, channel="medsos")


def test_discourtesy_is_the_same_on_every_channel():
    for channel in ("surat", "surel", "lapor", "chat", "medsos", "sms", "lisan"):
        assert rules(RUDE, channel=channel)["abai"] == "galat"


def test_the_version_tells_that_settings_changed_the_lexicon():
    plain, changed = Checker().check(COLD), Checker(settings=Settings(weights={"salam": 1})).check(COLD)
    assert changed.lexicon.startswith(plain.lexicon + "+")


def test_a_checker_with_settings_can_be_sent_to_another_process():
    checker = Checker(settings=Settings(channel="chat", follow_up=True, off=("tunda",)))
    again = pickle.loads(pickle.dumps(checker))
    assert again.settings == checker.settings
    assert again.check(COLD).to_dict() == checker.check(COLD).to_dict()


def test_checkers_with_other_settings_share_the_lexicon_and_not_each_others_findings(monkeypatch):
    plain = Checker()
    first = plain.check(RUDE).to_dict()
    monkeypatch.setattr("sopan.checker.prepare", None)
    off = plain.with_settings(Settings(off=("abai",)))
    chat = plain.with_settings(Settings(channel="chat", follow_up=True))
    for _ in range(3):  # from the second time on, passages are remembered
        assert plain.check(RUDE).to_dict() == first
        assert not any(signal.rule == "abai" for signal in off.check(RUDE).signals)
        assert chat.check(RUDE).signals == plain.check(RUDE).signals
    assert any(signal.rule == "abai" for signal in plain.check(RUDE).signals)
