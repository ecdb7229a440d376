#!/usr/bin/env python3
"""Fits the weights of the score to people's ratings, and prints them as the [bobot] table of lexicons/bobot.toml.

    python benchmarks/bobot.py FILE.jsonl ... [--write]

Least squares on the courtesy that a rating stands for (1 -> 5, 2 -> 35, 3 -> 58, 4 -> 85, 5 -> 97), with the signs fixed,
each weight between bounds that keep the orientation (a grave discourtesy below 40, a full courteous reply above 90), drawn
towards the weights in use so that rare rules keep theirs, and rounded to whole points.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import numpy as np
from quality import read
from scipy.optimize import minimize

from sopan.checker import Checker

TARGET = {1.0: 5.0, 2.0: 35.0, 3.0: 58.0, 4.0: 85.0, 5.0: 97.0}
BOUNDS = {"good": (3.0, 16.0), "galat": (-60.0, -30.0), "peringatan": (-45.0, -16.0)}
PULL = 0.6
FILE = Path(__file__).resolve().parent.parent / "lexicons" / "bobot.toml"


def main() -> None:
    """Fit and print, or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    checker = Checker()
    rules = list(checker.lexicon.weights.points)
    weights = checker.lexicon.weights
    rows = [row for path in args.files for row in read(path)]
    counts = np.zeros((len(rows), len(rules)))
    for number, row in enumerate(rows):
        for signal in checker.check(row["reply"]).signals:
            if signal.rule in rules:
                counts[number, rules.index(signal.rule)] += 1
    bad = np.array([checker.lexicon.rules[rule].bad for rule in rules])
    rude = counts[:, bad].any(axis=1)
    effect = np.where(bad, np.where(counts > 0, 1 + weights.repeat * (counts - 1), 0), counts > 0)
    effect[:, ~bad] *= np.where(rude, weights.shadow, 1.0)[:, None]
    ratings = [float(row["rating"]) for row in rows]
    goal = np.interp(ratings, list(TARGET), list(TARGET.values()))
    start = np.array([weights.base, *(weights.points[rule] for rule in rules)])

    def loss(values: np.ndarray) -> float:
        fitted = np.clip(values[0] + effect @ values[1:], -15, 115)
        over = np.where(
            goal >= 97, np.maximum(goal - fitted, 0), np.where(goal <= 5, np.maximum(fitted - goal, 0), fitted - goal)
        )
        return float(np.mean(over**2) + PULL * np.mean((values - start) ** 2))

    limits = [
        (54.0, 58.0),
        *(
            BOUNDS["good"] if not b else BOUNDS[checker.lexicon.rules[r].severity]
            for r, b in zip(rules, bad, strict=True)
        ),
    ]
    result = minimize(loss, start, bounds=limits, method="L-BFGS-B")
    fitted = dict(zip(rules, np.round(result.x[1:]).astype(int).tolist(), strict=True))
    base = round(float(result.x[0]))
    print(f"dasar = {base}   rugi {loss(start):.1f} -> {result.fun:.1f}")
    print("\n".join(f"{rule} = {points}" for rule, points in fitted.items()))
    if args.write:
        text = FILE.read_text("utf-8")
        text = re.sub(r"^dasar = .*$", f"dasar = {base}", text, count=1, flags=re.MULTILINE)
        for rule, points in fitted.items():
            text = re.sub(rf"^{rule} = .*$", f"{rule} = {points}", text, count=1, flags=re.MULTILINE)
        FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
