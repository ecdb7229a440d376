"""Writing lexicon files: a folder of one's own begun with an entry that works, and entries added to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomlkit

from sopan.checker import Checker
from sopan.errors import InputError
from sopan.examples import failures
from sopan.lexicon.loader import RULES, load_rule
from sopan.messages import say
from sopan.textfile import replace_file


def begin(folder: Path, rule: str, wrong: str, right: str) -> Path:
    """Write the first file of a lexicon folder: a commented example for a rule. Returns its path.

    Raises InputError where that file is there already.
    """
    path = folder / RULES / f"{rule}.toml"
    if path.exists():
        raise InputError(say("kamus-baru-ada", path=path))
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, say("kamus-baru-isi", rule=rule, wrong=wrong, right=right).encode("utf-8"))
    return path


def add_entry(folder: Path, rule: str, pattern: str, hits: Sequence[str], misses: Sequence[str]) -> Path:
    """Add an entry to the rule's file of a lexicon folder and test it; the file is put back where the entry fails.

    Raises InputError with what to change, LexiconError for a pattern that cannot be read.
    """
    path = folder / RULES / f"{rule}.toml"
    before = path.read_bytes() if path.is_file() else None
    document: Any = tomlkit.parse(before.decode("utf-8-sig").rstrip() + "\n\n") if before else tomlkit.document()
    entry = tomlkit.table()
    for key, value in (("pola", pattern), ("kena", list(hits)), ("luput", list(misses))):
        entry[key] = value
    if "entri" not in document:
        document["entri"] = tomlkit.aot()
    document["entri"].append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, tomlkit.dumps(document).encode("utf-8"))
    try:
        _test(folder, path)
    except BaseException:
        if before is None:
            path.unlink()
        else:
            replace_file(path, before)
        raise
    return path


def _test(folder: Path, path: Path) -> None:
    checker = Checker([folder], least_sure=1)
    entries = load_rule(checker.folders, path.stem).entries
    own = [entry for entry in entries if Path(entry.file).resolve() == path.resolve()]
    problems = [failure for entry in own for failure in failures(checker, entry)]
    if problems:
        raise InputError(say("kamus-baru-gagal", problem=problems[0].problem))
