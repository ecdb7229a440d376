#!/usr/bin/env python3
"""How well Sopan agrees with people, measured on labelled replies; writes docs/mutu.md.

    python benchmarks/quality.py [--write] [--details LABEL] [FILE.jsonl ...]

Each line of a file holds `reply`, `spans` ([{label, start, end}]) and `rating` (1..5), or `marked`: the reply with its
spans written inline as [[label|words]]. Without files, the batches in tests/data/ are measured.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from sopan.checker import MAGIC, Checker

ROOT = Path(__file__).resolve().parent.parent
BATCHES = ROOT / "tests" / "data"
STEADINESS = BATCHES / "keteguhan"
PAGE = ROOT / "docs" / "mutu.md"
FIRST_SIGHT = BATCHES / "pandangan-pertama.json"
_MARK = re.compile(r"\[\[([a-z-]+)\|(.*?)\]\]", re.DOTALL)
POLITE = 65


def read(path: Path) -> list[dict[str, Any]]:
    """The labelled replies of a file."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [unmarked(row) if "marked" in row else row for row in rows]


def unmarked(row: dict[str, Any]) -> dict[str, Any]:
    """A row with inline marks as one with plain reply and spans."""
    text, spans, position = "", [], 0
    for match in _MARK.finditer(row["marked"]):
        text += row["marked"][position : match.start()]
        inner = row_inner(match[2])
        spans.append({"label": match[1], "start": len(text), "end": len(text) + len(inner)})
        text += inner
        position = match.end()
    text += row["marked"][position:]
    spans += [{"label": label, "start": 0, "end": 0} for label in row.get("also", [])]
    return {**{k: v for k, v in row.items() if k != "marked"}, "reply": text, "spans": spans}


def row_inner(text: str) -> str:
    """The words of a mark, where another mark may lie inside."""
    return re.sub(r"\[\[[a-z-]+\|", "", text)


def prf(hit: int, alarm: int, miss: int) -> tuple[float, float, float]:
    """Precision, recall and F1; nan where there is nothing to divide by."""
    nan = float("nan")
    return (
        hit / (hit + alarm) if hit + alarm else nan,
        hit / (hit + miss) if hit + miss else nan,
        2 * hit / (2 * hit + alarm + miss) if hit + alarm + miss else nan,
    )


def spearman(x: list[float], y: list[float]) -> float:
    """Rank correlation of two lists of the same length."""
    from scipy.stats import spearmanr

    return float(spearmanr(x, y).statistic)


def measure(
    checker: Checker, rows: list[dict[str, Any]]
) -> tuple[dict[str, float], dict[str, list[int]], dict[str, list[str]]]:
    """Figures, counts by label (hit, alarm, miss), and the details of each mistake."""
    bad = {rule.name for rule in checker.lexicon.rules.values() if rule.bad and rule.severity != "saran"}
    labels = [*(r.name for r in checker.lexicon.rules.values() if not r.bad), *sorted(bad)]
    counts: dict[str, list[int]] = {label: [0, 0, 0] for label in labels}
    details: dict[str, list[str]] = defaultdict(list)
    rude, scores, ratings, alarms, courteous = [0, 0, 0], [], [], 0, 0
    for row in rows:
        report = checker.check(row["reply"])
        has = {s.rule for s in report.signals} & set(labels)
        want = {s["label"] for s in row["spans"]}
        for label in labels:
            for slot, hit in enumerate((label in has & want, label in has - want, label in want - has)):
                counts[label][slot] += hit
            if label in has ^ want:
                words = (
                    [f"{s.text} <{s.entry}>" for s in report.signals if s.rule == label]
                    if label in has
                    else [row["reply"][s["start"] : s["end"]] for s in row["spans"] if s["label"] == label]
                )
                details[label].append(
                    f"{'ALARM' if label in has else 'MISS '} {row.get('id', '')} {words}\n      {row['reply']!r}"
                )
        is_rude, said = bool(want & bad), bool(has & bad)
        for slot, hit in enumerate((is_rude and said, said and not is_rude, is_rude and not said)):
            rude[slot] += hit
        scores.append(report.score.value)
        ratings.append(float(row["rating"]))
        if row["rating"] >= 4 and not is_rude:
            courteous += 1
            alarms += said
    clear = [(s, r > 3) for s, r in zip(scores, ratings, strict=True) if r >= 3.5 or r <= 2.5]
    good = [label for label in labels if label not in bad]
    total = {
        name: [sum(counts[label][k] for label in group) for k in range(3)]
        for name, group in (("bad", bad), ("good", good))
    }
    precision, recall, f1 = prf(*rude)
    figures = {
        "replies": float(len(rows)),
        "magic": sum(prf(*counts[m])[2] for m in MAGIC) / 3,
        "rude-precision": precision,
        "rude-recall": recall,
        "rude-f1": f1,
        "rude-kind": prf(*total["bad"])[2],
        "good-kind": prf(*total["good"])[2],
        "rho": spearman(scores, ratings),
        "polite-at-65": sum((s >= POLITE) == polite for s, polite in clear) / len(clear),
        "alarms-per-1000": 1000 * alarms / courteous if courteous else float("nan"),
        "courteous": float(courteous),
    }
    return figures, counts, details


def main() -> None:
    """Measure and print; with --write, write the quality page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--write", action="store_true", help="write docs/mutu.md")
    parser.add_argument("--details", help="print the mistakes of one label, or 'all'")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    args = parser.parse_args()
    files = args.files or sorted(BATCHES.glob("*.jsonl"))
    checker = Checker()
    measured = {}
    for path in files:
        figures, counts, details = measure(checker, read(path))
        measured[path.stem] = (figures, counts)
        if args.json:
            print(json.dumps({path.stem: figures}))
            continue
        print(f"{path.stem}: " + "  ".join(f"{name} {value:.3f}" for name, value in figures.items()))
        for label, lines in details.items():
            if args.details in (label, "all"):
                print(f"== {label}", *lines, sep="\n  ")
    if args.write:
        PAGE.write_text(page(measured, checker), encoding="utf-8")


def page(measured: dict[str, tuple[dict[str, float], dict[str, list[int]]]], checker: Checker) -> str:
    """The quality page in Markdown."""
    first = json.loads(FIRST_SIGHT.read_text("utf-8")) if FIRST_SIGHT.is_file() else {}
    names = [name for name in next(iter(measured.values()))[0] if name not in ("replies", "courteous")]
    lines = [
        "# Mutu penilaian",
        "",
        "Halaman ini dibuat oleh `python benchmarks/quality.py --write`. Setiap kelompok berisi balasan karangan yang ditulis dan",
        "dilabeli menurut panduan label saja, tanpa melihat kamus. *Pandangan pertama* adalah angka sebelum kamus belajar dari",
        "kelompok itu: angka itulah yang menunjukkan mutu pada balasan baru. Angka *sekarang* hanya menunjukkan bahwa yang sudah",
        "dipelajari tidak hilang. Kelompok-kelompok ini kecil dan masing-masing dilabeli satu kali: bacalah angka sekitar 0,9",
        "sebagai sepakat, bukan sebagai kebenaran. Untuk menguji Sopan dengan penilai Anda sendiri: `sopan audit sample` dan",
        "`sopan audit agreement` ([caranya](laporan.md#memeriksa-sopan-dengan-penilaian-orang)).",
        "",
        "| ukuran | arti |",
        "|---|---|",
        "| magic | ketepatan mengenali tiga kata ajaib (rerata F1) |",
        "| rude-precision, rude-recall, rude-f1 | balasan yang tidak santun: berapa bagian yang ditandai memang demikian, berapa yang tertangkap, dan rerata keduanya |",
        "| rude-kind, good-kind | ketepatan menyebut jenisnya (F1 semua aturan) |",
        "| rho | kesesuaian urutan skor dengan nilai 1 sampai 5 (korelasi Spearman) |",
        "| polite-at-65 | bagian balasan yang santun atau tidaknya terbaca benar dari skor 65 |",
        "| alarms-per-1000 | alarm palsu pada 1.000 balasan yang santun |",
        "",
        "| kelompok | balasan | pandangan | " + " | ".join(names) + " |",
        "|---|---|---|" + "---|" * len(names),
    ]
    for batch, (figures, _) in measured.items():
        for view, values in (("pertama", first.get(batch)), ("sekarang", figures)):
            if values:
                cells = " | ".join(_number(values.get(name, float("nan"))) for name in names)
                lines.append(f"| {batch} | {figures['replies']:.0f} | {view} | {cells} |")
    lines += [*courteous(checker, first), *steadiness(checker, first)]
    lines += [
        "",
        "## Menurut aturan (semua kelompok, sekarang)",
        "",
        "| aturan | balasan | presisi | daya tangkap | F1 |",
        "|---|---|---|---|---|",
    ]
    for label in next(iter(measured.values()))[1]:
        hit, alarm, miss = (sum(counts[label][k] for _, counts in measured.values()) for k in range(3))
        lines.append(f"| {label} | {hit + miss} | " + " | ".join(map(_number, prf(hit, alarm, miss))) + " |")
    return "\n".join(lines) + "\n"


def courteous(checker: Checker, first: dict[str, dict[str, float]]) -> list[str]:
    """The table of alarms on replies that hold no discourtesy at all."""
    bad = {rule.name for rule in checker.lexicon.rules.values() if rule.bad and rule.severity != "saran"}
    lines = [
        "",
        "## Alarm palsu pada balasan yang santun",
        "",
        "Balasan tanpa ketidaksantunan apa pun, sekitar separuhnya ditulis agar mirip dengan yang kasar.",
        "",
        "| kelompok | balasan | alarm, pandangan pertama | per 1.000 | alarm, sekarang |",
        "|---|---|---|---|---|",
    ]
    for path in sorted(BATCHES.glob("balasan-santun-*.txt")):
        replies = [line.replace("\\n", "\n") for line in path.read_text("utf-8").splitlines()]
        now = sum(any(signal.rule in bad for signal in checker.check(reply).signals) for reply in replies)
        seen = first[path.stem]["alarms"]
        lines.append(f"| {path.stem} | {len(replies)} | {seen} | {_number(1000 * seen / len(replies))} | {now} |")
    return lines


def steadiness(checker: Checker, first: dict[str, dict[str, float]]) -> list[str]:
    """The table of minimal pairs told apart, and of other writings of one reply that are judged like it."""

    def score(text: str) -> float:
        return checker.check(text).score.value

    pairs = [json.loads(line) for line in (STEADINESS / "pasangan.jsonl").read_text("utf-8").splitlines()]
    better = sum(score(pair["better"]) > score(pair["worse"]) for pair in pairs) / len(pairs)
    sets = [json.loads(line) for line in (STEADINESS / "ragam.jsonl").read_text("utf-8").splitlines()]
    like = [_alike(checker, one["base"], variant) for one in sets for variant in one["variants"]]
    return [
        "",
        "## Pasangan dan ragam tulisan",
        "",
        "Pasangan: dua balasan yang hanya berbeda dalam satu hal; yang lebih santun harus mendapat skor lebih tinggi. Ragam: balasan yang",
        "sama dengan ejaan, nama, angka, spasi, atau huruf yang lain; tandanya harus sama dan skornya paling banyak berbeda 5.",
        "",
        "| | banyaknya | pandangan pertama | sekarang |",
        "|---|---|---|---|",
        f"| pasangan | {len(pairs)} | {_number(first['pasangan']['share'])} | {_number(better)} |",
        f"| ragam | {len(like)} | {_number(first['ragam']['share'])} | {_number(sum(like) / len(like))} |",
    ]


def _alike(checker: Checker, base: str, variant: str) -> bool:
    one, other = checker.check(base), checker.check(variant)
    same = {signal.rule for signal in one.signals} == {signal.rule for signal in other.signals}
    return same and abs(one.score.value - other.score.value) <= 5


def _number(value: float) -> str:
    return "–" if value != value else f"{value:.2f}".replace(".", ",") if value <= 1 else f"{value:.0f}"


if __name__ == "__main__":
    sys.exit(main())
