"""How many poor replies reach grade B or better with `sopan fix --insert --unsafe`, and how they read afterwards.

    python benchmarks/perbaikan.py [FOLDER] [--show N]

FOLDER holds labelled.jsonl: replies with `rating` (1..5), `jenis`, `channel` and `complaint`. Replies rated 2 or 3 are fixed
as an officer would fix them, with the citizen's message at hand. --show prints the first N pairs.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sopan import Checker
from sopan.fixes import Fixer, Situation
from sopan.settings import Settings

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
HOUR = 10
GOOD_GRADES = ("A", "B")


def main() -> None:
    """Print the share of replies with grade A or B before and after."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=BENCH)
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    rows = [
        json.loads(line) for line in (args.folder / "labelled.jsonl").read_text("utf-8").splitlines() if line.strip()
    ]
    poor = [row for row in rows if row["rating"] in (2, 3)]
    fixers = {
        channel: Fixer(Checker(settings=Settings(channel=channel))) for channel in {row["channel"] for row in poor}
    }
    before = after = rude = 0
    for number, row in enumerate(poor):
        situation = Situation(kind=row["jenis"], message=row["complaint"], hour=HOUR)
        fixed = fixers[row["channel"]].fix(row["reply"], situation, unsafe=True, insert=True)
        before += fixed.before.score.grade in GOOD_GRADES
        after += fixed.after.score.grade in GOOD_GRADES
        rude += any(f.entry for f in fixed.after.findings)
        if number < args.show:
            print(f"{row['id']} {row['jenis']} {row['channel']}: {row['complaint']}")
            print(f"  - {fixed.before.score.grade} {row['reply']!r}\n  + {fixed.after.score.grade} {fixed.text!r}\n")
    print(
        f"{len(poor)} balasan bernilai 2 atau 3: mutu A/B sebelum {before}, sesudah {after} ({after / len(poor):.1%})"
    )
    print(f"masih memuat ketidaksantunan: {rude}")


if __name__ == "__main__":
    main()
