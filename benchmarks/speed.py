#!/usr/bin/env python3
"""How fast Sopan is: one run that measures it beside bare tokenising, a bare regular expression, and its peers.

    python benchmarks/speed.py [--json FILE] [--write] [--only PART ...] [--replies N] [--audit N]

Prints a table, and writes what was measured as JSON. Only ratios within one run mean anything on another machine; --write
puts those into docs/kinerja.md. Parts: start, stages, peers, length, entries, typing, jobs, spark. The peers are measured
where they are installed (pip install vaderSentiment proselint).

Words of the table: "new" replies hold sentences that were never seen, in a vocabulary that mostly was; "known" are new
replies of known sentences; "again" are replies that came before; "first" is the very first pass of a new Checker.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from page import page
from replies import Writer, write

from sopan.__main__ import COLLECT_AFTER

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "kinerja.md"
WORD = re.compile(r"\w+")
PLAIN_WORD = re.compile(r"(?<![<~\w-])[a-z]{2,}(?![\w>-])")
CLASS = re.compile(r"<([\w-]+)>")
PARTS = ("start", "stages", "peers", "length", "entries", "typing", "jobs", "spark")
SPACY = ("-c", "import spacy")
Result = dict[str, Any]


def seconds(work: Callable[[Any], object], items: Sequence[Any]) -> float:
    """Processor time of this process for some work on each item."""
    gc.collect()
    started = time.process_time()
    for item in items:
        work(item)
    return time.process_time() - started


def scan(text: str) -> list[re.Match[str]]:
    """The bare regular expression that everything is held against."""
    return list(WORD.finditer(text))


def count_words(texts: Sequence[str]) -> int:
    """Words as people count them, between spaces."""
    return sum(len(text.split()) for text in texts)


def together(texts: Sequence[str]) -> list[str]:
    """New texts of known sentences: each text and its neighbour in one."""
    return [f"{one}\n{other}" for one, other in pairwise(texts)]


def run(*args: str, cache: Path | None = None, cwd: Path | None = None) -> float:
    """Wall time of a Python process, in seconds."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **({"XDG_CACHE_HOME": str(cache)} if cache else {})}
    started = time.perf_counter()
    subprocess.run([sys.executable, *args], check=False, capture_output=True, env=environment, cwd=cwd)
    return time.perf_counter() - started


def start(rounds: int = 7) -> Result:
    """Start-up of each command beside `import spacy`, in turn, so that a slow moment strikes all alike."""
    draft = str(ROOT / "contoh" / "santun.txt")
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "arsip.csv"
        write(archive, Writer(5).rows(20))
        commands = {
            "--help": ("-m", "sopan", "--help"),
            "rules": ("-m", "sopan", "rules"),
            "explain": ("-m", "sopan", "explain", "abai"),
            "check": ("-m", "sopan", "check", draft),
            "audit (20 replies)": ("-m", "sopan", "audit", str(archive), "--format", "jsonl"),
        }
        cache = Path(folder) / "cache"
        run(*commands["check"], cache=cache)
        times: dict[str, list[float]] = {name: [] for name in ("import spacy", *commands)}
        for _ in range(rounds):
            times["import spacy"].append(run(*SPACY))
            for name, command in commands.items():
                times[name].append(run(*command, cache=cache))
        first = [run(*commands["check"], cache=Path(folder) / f"empty-{n}") for n in range(2)]
    middle = {name: statistics.median(values) for name, values in times.items()}
    base = middle.pop("import spacy")
    result: Result = {
        name: {
            "seconds": value,
            "of_spacy": statistics.median(a / b for a, b in zip(times[name], times["import spacy"], strict=True)),
        }
        for name, value in middle.items()
    }
    return {
        "import spacy": base, "commands": result, "check with an empty cache": {"seconds": min(first), "of_spacy": min(first) / base},
    }  # fmt: skip


def stages(replies: int, canned: float | None, seed: int = 3, rounds: int = 3) -> Result:
    """Each stage and the whole beside bare tokenising and a bare regular expression, as ratios of the time they take."""
    from sopan.checker import Checker
    from sopan.rules import findings
    from sopan.score import score

    writer = Writer(seed) if canned is None else Writer(seed, canned=canned)
    known = [writer.reply() for _ in range(replies)]
    checker = Checker()
    engine, find = checker._engine, checker._find
    tokenizer = engine.builder.tokenizer
    first = seconds(checker.check, known) / seconds(scan, known)
    gathered: dict[str, list[float]] = {}
    for _ in range(rounds):
        texts = [writer.reply() for _ in range(replies)]
        times = {"bare tokenising, first sight": seconds(tokenizer, texts)}
        times["whole, new"] = seconds(checker.check, texts)
        times["scan"] = seconds(scan, texts)
        times["bare tokenising"] = seconds(tokenizer, texts)
        documents: list[Any] = []
        times["document"] = seconds(lambda text, out=documents: out.append(engine.builder.build(text)), texts)
        matches: list[Any] = []
        times["match"] = seconds(lambda document, out=matches: out.append(engine.matcher(document)), documents)
        found: list[Any] = []
        pairs = list(zip(documents, matches, strict=True))
        times["context"] = seconds(lambda pair, out=found: out.append(find(*pair)), pairs)
        lexicon = checker.lexicon

        def close(pair: Any, lexicon: Any = lexicon) -> None:
            document, signals = pair[0], pair[1].signals
            findings(lexicon, document, signals, "umum", None)
            score(signals, lexicon.weights)

        times["score"] = seconds(close, list(zip(documents, found, strict=True)))
        few = texts[: min(400, replies)]
        for _ in range(3):
            seconds(checker.check, few)
        words = count_words(texts)
        joined = together(few)
        times["whole, known"] = seconds(checker.check, joined) * words / count_words(joined)
        times["whole, again"] = seconds(checker.check, few) * words / count_words(few)
        for name, value in times.items():
            gathered.setdefault(name, []).append(value)
    middle = {name: statistics.median(values) for name, values in gathered.items()}

    def ratio(one: str, other: str) -> float:
        return statistics.median(a / b for a, b in zip(gathered[one], gathered[other], strict=True))

    return {
        "replies": replies,
        "words_per_reply": words / replies,
        "replies_per_second": {name: replies / value for name, value in middle.items()},
        "of_tokenising": {
            "new": ratio("bare tokenising, first sight", "whole, new"), "known": ratio("bare tokenising", "whole, known"),
            "again": ratio("bare tokenising", "whole, again"),
        },
        "of_scan": {**{name: ratio("scan", f"whole, {name}") for name in ("new", "known", "again")}, "first": 1 / first},
        "times_of_scan": {name: ratio(name, "scan") for name in middle},
        "peak_mib": peak(),
    }  # fmt: skip


def peak() -> float:
    """The most memory that this process held so far, in MiB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def peers(replies: int = 400, rounds: int = 3) -> Result:
    """Words per second of what a user might take instead, on English text of the same shape, as ratios to Sopan's."""
    from sopan.checker import Checker

    checker = Checker()
    own, english = Writer(4), Writer(4, language="en")
    warm = [own.reply() for _ in range(5 * replies)]
    seconds(checker.check, warm)
    judges: dict[str, Callable[[str], object]] = {}
    if find_spec("vaderSentiment"):
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        judges["VADER"] = SentimentIntensityAnalyzer().polarity_scores
    if find_spec("proselint"):
        judges["proselint"] = _proselint()
    rates: dict[str, list[float]] = {}
    for _ in range(rounds):
        texts, others = [own.reply() for _ in range(replies)], [english.reply() for _ in range(replies)]
        rates.setdefault("Sopan", []).append(count_words(texts) / seconds(checker.check, texts))
        few = texts[:200]
        for _ in range(3):
            seconds(checker.check, few)
        joined = together(few)
        rates.setdefault("Sopan, known", []).append(count_words(joined) / seconds(checker.check, joined))
        rates.setdefault("Sopan, again", []).append(count_words(few) / seconds(checker.check, few))
        for name, judge in judges.items():
            rates.setdefault(name, []).append(count_words(others) / seconds(judge, others))
    return {
        name: {
            "words_per_second": statistics.median(values),
            **{
                key: statistics.median(a / b for a, b in zip(rates[own], values, strict=True))
                for key, own in (("new", "Sopan"), ("known", "Sopan, known"), ("again", "Sopan, again"))
            },
        }
        for name, values in rates.items()
    }  # fmt: skip


def _proselint() -> Callable[[str], object]:
    from proselint.checks import __register__
    from proselint.config import DEFAULT
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)
    return lambda text: LintFile(source="balasan", content=text).lint(DEFAULT)


def length(rounds: int = 3) -> Result:
    """Time by length of the text: what twice as long costs, and the slope of time over length (1 is linear)."""
    from sopan.checker import Checker

    sizes = (10, 100, 1_000, 5_000, 10_000, 20_000, 50_000, 100_000)
    writer = Writer(6, canned=0)
    checker = Checker()
    seconds(checker.check, [writer.reply() for _ in range(1_500)])
    times: dict[int, float] = {}
    for size in sizes:
        copies = max(1, 2_000 // size)
        tries = [
            seconds(checker.check, [writer.of_length(size) for _ in range(copies)]) / copies for _ in range(rounds)
        ]
        times[size] = min(tries)
    doubled = {"5000 -> 10000": times[10_000] / times[5_000], "10000 -> 20000": times[20_000] / times[10_000],
               "50000 -> 100000": times[100_000] / times[50_000]}  # fmt: skip
    return {"milliseconds": {size: value * 1000 for size, value in times.items()}, "twice": doubled,
            "per_word_100_to_100000": times[100_000] / times[100] / 1000}  # fmt: skip


def typing(drafts: int = 400) -> Result:
    """`Checker.check` while a draft grows: milliseconds for 100 and 5,000 words, after the first."""
    from sopan.checker import Checker

    writer = Writer(8, canned=0)
    checker = Checker()
    checker.check(writer.reply())
    short = [seconds(checker.check, [writer.of_length(100)]) * 1000 for _ in range(drafts)]
    growing = writer.of_length(100).split()
    keys = [seconds(checker.check, [" ".join(growing[:n])]) * 1000 for n in range(40, 100)]
    long = [seconds(checker.check, [writer.of_length(5_000)]) * 1000 for _ in range(5)]
    return {"p50_100_words": statistics.median(short), "p95_100_words": statistics.quantiles(short, n=20)[18],
            "p95_word_by_word": statistics.quantiles(keys, n=20)[18], "worst_5000_words": max(long)}  # fmt: skip


def entries(replies: int = 800, rounds: int = 5) -> Result:
    """Time with ten times the entries: nine variants of each, with other words in its patterns and in the classes of its file."""
    from sopan.checker import Checker

    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        extra = Path(folder) / "kamus"
        added = _more_entries(extra)
        checkers = [Checker(), Checker([extra])]
        started = [seconds(lambda lexicons: Checker(lexicons), [[*lexicons]]) for lexicons in ([], [extra])]
        writer = Writer(9)
        warm = [writer.reply() for _ in range(3 * replies)]
        for checker in checkers:
            seconds(checker.check, warm)
        ratios = []
        for _ in range(rounds):
            texts = [writer.reply() for _ in range(replies)]
            few, many = (seconds(checker.check, texts) for checker in checkers)
            ratios.append(many / few)
        own = len(checkers[0].lexicon.entries)
    return {"entries": own, "with": own + added, "time": statistics.median(ratios), "start": started[1] / started[0]}


def _more_entries(folder: Path, times: int = 9) -> int:
    from sopan.lexicon.loader import load
    from sopan.paths import lexicon_folder
    from sopan.stems import root_words

    chance = random.Random(1)
    words = sorted(word for word in root_words() if word.isalpha() and len(word) > 3)
    lexicon = load([lexicon_folder()])
    (folder / "aturan").mkdir(parents=True)

    def changed(texts: Iterable[str], local: Collection[str], copy: int) -> list[str]:
        """Patterns with other words, and with classes of their own in the places of a file's classes."""
        other = [PLAIN_WORD.sub(lambda _: chance.choice(words), text) for text in texts]
        return [CLASS.sub(lambda m: f"<{m[1]}-{copy}>" if m[1] in local else m[0], text) for text in other]

    added = 0
    for rule in lexicon.rules:
        local = lexicon.local_classes.get(rule, {})
        head, blocks = ["[kelas]"], []
        for copy in range(times):
            head += [
                f"{json.dumps(f'{name}-{copy}')} = {json.dumps(changed(local[name], local, copy))}" for name in local
            ]
            for entry in (e for e in lexicon.entries if e.rule == rule and e.patterns):
                name = json.dumps(f"{entry.id.partition('/')[2]}-{copy}")
                patterns = [new for new in changed(entry.patterns, local, copy) if new not in entry.patterns]
                if not patterns:
                    continue
                blocks.append(
                    f'[[entri]]\nid = {name}\npola = {json.dumps(patterns)}\nkena = ["a"]\nluput = ["b"]\n'
                    f"kecuali = {json.dumps([*entry.exceptions])}\nsyarat = {json.dumps([*entry.conditions])}\n"
                )
                added += 1
        # Exceptions and conditions stay as they are, so the classes that they name are needed too.
        head += [f"{json.dumps(name)} = {json.dumps([*members])}" for name, members in local.items()]
        (folder / "aturan" / f"{rule}.toml").write_text("\n".join([*head, *blocks]), encoding="utf-8")
    return added


def jobs(rows: int) -> Result:
    """An archive judged by one process and by two; the archive has repeats, as archives do. And how memory grows."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "kecil.csv", Path(folder) / "besar.csv"
        write(small, Writer(10).rows(rows // 5))
        write(large, Writer(10).rows(rows))
        times, memory = {}, {}
        for name, archive, count in (("one", large, 1), ("two", large, 2), ("one, a fifth", small, 1)):
            target = Path(folder) / f"{count}-{archive.stem}.csv"
            command = ("-m", "sopan", "audit", str(archive), "--jobs", str(count), "--output", str(target))
            times[name], memory[name] = _measured(command, Path(folder))
    return {"rows": rows, "seconds": times, "peak_mib": memory, "two_of_one": times["one"] / times["two"],
            "replies_per_second": {"one": rows / times["one"], "two": rows / times["two"]}}  # fmt: skip


def _measured(command: Sequence[str], cwd: Path) -> tuple[float, float]:
    """Wall time in seconds and the memory of the largest process in MiB of a Python process."""
    code = (
        "import resource,subprocess,sys\n"
        "subprocess.run([sys.executable,*sys.argv[1:]],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL,check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss/1024)"
    )
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *command], capture_output=True, text=True, check=True, cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return time.perf_counter() - started, float(done.stdout)


def spark(rows: int = 20_000) -> Result:
    """The rate of a local Spark with two workers, without its start; {} where Spark or Java is missing."""
    try:
        from pyspark.sql import SparkSession

        from sopan.spark import judged
    except ImportError:
        return {}
    session = SparkSession.builder.master("local-cluster[2,1,1024]").appName("kinerja").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        frame = session.createDataFrame(
            [(row.id, row.balasan) for row in Writer(10).rows(rows)], "id long, balasan string"
        )
        frame.repartition(4).write.parquet(f"{folder}/arsip")
        replies = session.read.parquet(f"{folder}/arsip").repartition(4)
        judged(replies).write.parquet(f"{folder}/first")
        started = time.perf_counter()
        judged(replies).write.parquet(f"{folder}/second")
        took = time.perf_counter() - started
    session.stop()
    return {"rows": rows, "workers": 2, "seconds": took, "replies_per_second_and_core": rows / took / 2}


def measured(parts: Sequence[str], replies: int, audit: int) -> Result:
    """All parts that are asked for."""
    result: Result = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    makers: dict[str, Callable[[], Result]] = {
        "start": start,
        "stages": lambda: {"realistic": stages(replies, None), "without repeats": stages(replies, 0.0)},
        "peers": peers,
        "length": length,
        "entries": entries,
        "typing": typing,
        "jobs": lambda: jobs(audit),
        "spark": spark,
    }
    for part in PARTS:
        if part in parts:
            print(f"... {part}", file=sys.stderr)
            result[part] = makers[part]()
    return result


def table(result: Result, indent: str = "") -> list[str]:
    """The figures as lines to read."""
    lines = []
    for key, value in result.items():
        if isinstance(value, dict):
            lines += [f"{indent}{key}", *table(value, indent + "  ")]
        else:
            shown = (
                f"{value:,.3f}"
                if isinstance(value, float) and abs(value) < 100
                else f"{value:,.0f}"
                if isinstance(value, float)
                else value
            )
            lines.append(f"{indent}{key:<{44 - len(indent)}} {shown:>14}")
    return lines


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--replies", type=int, default=2_000)
    parser.add_argument("--audit", type=int, default=100_000)
    args = parser.parse_args()
    gc.set_threshold(COLLECT_AFTER)  # as the command line does
    result = measured(args.only, args.replies, args.audit)
    print("\n".join(table(result)))
    if args.json:
        args.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if args.write:
        PAGE.write_text(page(PAGE.name, result), encoding="utf-8")


if __name__ == "__main__":
    main()
