"""Messages and code fit together: no sentence is left over, none is missing, and the command line speaks one language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import click
import pytest
import typer
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from sopan.paths import lexicon_folder
from sopan.toml import loads

ROOT = Path(__file__).resolve().parents[1]
MESSAGES = lexicon_folder() / "pesan"
KEYS = frozenset(key for path in (MESSAGES / "id").glob("*.toml") for key in loads(path.read_text("utf-8")))
CATALOGUE = MESSAGES / "id" / "LC_MESSAGES" / "click.po"
RECOMPILE = "pybabel compile --directory lexicons/pesan --domain click"
UNSEEN = re.compile(
    r"DeprecationWarning|Boolean option|Could not determine|defined twice|No options defined|take exactly one|Editing"
    r"|Windows error|continue|Confirm|Repeat|colour|color|UUID|format|start character|stream|entered|invalid input|version"
    r"|executable|Choice\(|values are required|deprecated|^d$|^Error: \{e\.message"
)


def trees() -> Iterator[ast.AST]:
    for path in (ROOT / "sopan").rglob("*.py"):
        yield from ast.walk(ast.parse(path.read_text("utf-8")))
    for path in (ROOT / "sopan").rglob("*.j2"):
        for call in re.findall(r"say\(([^)]*?)\)", path.read_text("utf-8")):
            yield from ast.walk(ast.parse(call.replace(" ~ ", " + ").partition(",")[0], mode="eval"))


def shape(node: ast.AST) -> str | None:
    """The keys that an expression of the code can be, as a regular expression; None where it says nothing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(re.escape(p.value) if isinstance(p, ast.Constant) else ".+" for p in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = shape(node.left), shape(node.right)
        return f"{left or '.+'}{right or '.+'}" if left or right else None
    return None


def test_every_message_is_used() -> None:
    shapes = {s for s in map(shape, trees()) if s and re.fullmatch(r"[a-z0-9_.+\\-]+", s) and s.strip(".+")}
    plain = {re.sub(r"\\(.)", r"\1", s) for s in shapes if ".+" not in s}
    open_ended = re.compile("|".join(f"(?:{s})" for s in shapes if ".+" in s and re.search(r"[a-z]{3}", s)))
    assert sorted(key for key in KEYS - plain if not open_ended.fullmatch(key)) == []


def test_every_message_that_the_code_says_exists() -> None:
    said = [n.args[0] for n in trees() if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "say" and n.args]
    branches = [b for arg in said for b in ((arg.body, arg.orelse) if isinstance(arg, ast.IfExp) else (arg,))]
    wanted = {s for s in map(shape, branches) if s}
    assert len(wanted) > 300
    assert sorted(s for s in wanted if not any(re.fullmatch(s, key) for key in KEYS)) == []


def library_words() -> list[str]:
    """What click and typer, as installed, can say to a user of Sopan."""
    found = set()
    for folder in (Path(str(click.__file__)).parent, Path(str(typer.__file__)).parent):
        for path in folder.glob("*.py"):
            if path.name == "rich_utils.py":
                continue
            for _, message, _, _ in extract_from_file("python", path, keywords={"_": None, "ngettext": (1, 2)}):
                found.add(message if isinstance(message, str) else message[0])
    return sorted(word for word in found if not UNSEEN.search(word))


@pytest.mark.parametrize("word", library_words())
def test_the_librarys_words_are_translated(word: str) -> None:
    with CATALOGUE.open("rb") as file:
        translated = read_po(file).get(word)
    assert translated is not None
    assert translated.string


def test_the_compiled_catalogue_is_current() -> None:
    with CATALOGUE.open("rb") as source, CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        written, shown = read_po(source), GNUTranslations(compiled)
    for message in written:
        if isinstance(message.id, str):
            assert not message.id or shown.gettext(message.id) == message.string, RECOMPILE
        else:
            assert shown.ngettext(*message.id, 2) == message.string[0], RECOMPILE


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["chek", "a.txt"], "Perintah 'chek' tidak ada. Maksud Anda 'check'?"),
        (["contoh"], "Perintahnya belum disebut; untuk memeriksa draf: sopan check contoh"),
        (["check", "--jenis", "keluhan"], "Opsi '--jenis' tidak ada."),
        (["check", "--kind"], "Opsi '--kind' perlu nilai."),
        (["check", "--format", "xml", "a.txt"], "'xml' tidak ada; yang boleh: 'text', 'json'"),
        (["check", "--min-score", "tinggi"], "'tinggi' bukan angka yang sah."),
        (["check", "--min-score", "120"], "120.0 di luar batas 0<=x<=100."),
        (["check", "--verbose=ya"], "Opsi '--verbose' tidak menerima nilai."),
        (["lexicon", "new"], "Belum ada argumen 'FOLDER'."),
        (["audit", "sample", "a.csv"], "Belum ada opsi '--output' / '-o'."),
        (["explain", "abai", "tunda"], "Argumen berlebih: tunda"),
    ],
)
def test_a_slip_on_the_command_line_is_told_in_indonesian(
    run, monkeypatch: pytest.MonkeyPatch, words: list[str], sentence: str
) -> None:
    monkeypatch.chdir(ROOT)
    result = run(*words)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert not re.search(r"Usage|Error|Try|Missing|Invalid|OPTIONS", result.stderr)
