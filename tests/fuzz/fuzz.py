"""Coverage-guided fuzzing with atheris of one path: `python tests/fuzz/fuzz.py pola|kamus|teks|arsip|setelan [SECONDS]`.

The corpus lies beside this file and grows with what reached new code. Any exception but the documented ones ends the run.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["sopan"], exclude=["sopan.cli"]):
    from sopan.audit.archive import Archive, Request
    from sopan.checker import Checker
    from sopan.config import load
    from sopan.errors import InputError
    from sopan.fixes import Fixer, Situation
    from sopan.lexicon.compiler import Compiler
    from sopan.lexicon.loader import load as load_lexicon
    from sopan.lexicon.model import LexiconError
    from sopan.lexicon.pattern import PatternError
    from sopan.norm import Normalizer, Spelling
    from sopan.reading import SUFFIXES, from_bytes

CORPUS = Path(__file__).with_name("korpus")
ARCHIVES = (".csv", ".json", ".jsonl", ".xlsx", ".ods", ".parquet", ".mbox", ".gz", ".zip", ".eml", ".txt", ".html")


def pattern(data: bytes) -> None:
    """The notation: any text is a pattern whose tables are small, or one documented error."""
    compiler = Compiler(
        Normalizer(Spelling(), frozenset(("warga", "bantu"))),
        {"warga": ("kamu", "~anda"), "semua": ("<warga>", "mereka semua")},
    )
    with suppress(PatternError):
        compiler.add("entri", "a/b", data.decode("utf-8", "surrogateescape"))
        assert len(compiler.tables(()).sequences) <= 20_000


def lexicon(data: bytes) -> None:
    """A lexicon folder of others: a byte names the file, the rest is its content."""
    with tempfile.TemporaryDirectory() as folder:
        name = LEXICON[data[0] % len(LEXICON)] if data else LEXICON[0]
        (Path(folder) / "aturan").mkdir()
        (Path(folder) / name).write_bytes(data[1:])
        with suppress(LexiconError):
            load_lexicon([Path(folder)])


def text() -> Callable[[bytes], None]:
    """A draft in any form: its offsets name its words, and its safe fixes can be applied."""
    checker = Checker()
    fixer = Fixer(checker, checker.settings)

    def judge(data: bytes) -> None:
        suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else ".txt"
        try:
            draft = from_bytes(data[1:2000], f"a{suffix}")
        except InputError:
            return
        report = checker.check(draft.text)
        assert all(s.text == draft.text[s.start : s.end] and s.start < s.end for s in report.signals)
        assert all(0 <= f.start <= f.end <= len(draft.text) for f in report.findings)
        assert 0 <= report.score.value <= 100
        fixer.fix(draft.text, Situation(hour=9), unsafe=True, insert=True)

    return judge


def archive(data: bytes) -> None:
    """An archive of any form: rows, bad rows, or one documented error."""
    suffix = ARCHIVES[data[0] % len(ARCHIVES)] if data else ".csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"arsip{suffix}"
        path.write_bytes(data[1:])
        with suppress(InputError), Archive(Request((str(path),))) as opened:
            list(opened.records())


def settings(data: bytes) -> None:
    """A settings file: settings, or one documented error."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ".sopan.toml"
        path.write_bytes(data)
        with suppress(InputError, LexiconError):
            config = load(Path(folder), only=path)
            config.settings(Path(folder) / "surat" / "a.txt")


LEXICON = ("aturan/abai.toml", "kelas.toml", "konteks.toml", "jenis.toml", "bobot.toml", "ejaan.toml", "timbangan.toml")
TARGETS: dict[str, Callable[[], Callable[[bytes], None]]] = {
    "pola": lambda: pattern, "kamus": lambda: lexicon, "teks": text, "arsip": lambda: archive, "setelan": lambda: settings,
}  # fmt: skip

if __name__ == "__main__":
    name, seconds = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "3600"
    corpus = CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    # Modules that a path loads when it first meets a form are loaded, and so counted, on the way.
    atheris.Setup(
        [sys.argv[0], str(corpus), f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=3000"], TARGETS[name]()
    )
    atheris.Fuzz()
