#!/usr/bin/env python3
"""Kills an audit at random moments, takes it up again each time, and compares its outputs with an undisturbed audit's.

    python benchmarks/kill.py --rows 20000 --kills 10

Every moment of a run is as likely, that in which outputs are written too. After each kill the work file must hold whole
chunks, and no output may be there in part. Ends with 1 where something differs.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from zipfile import ZipFile

import duckdb
from replies import Writer, write

OUTPUTS = ("h.csv", "h.jsonl", "h.parquet", "h.xlsx", "h.html")
WORK = "h.csv.kerja"


def start(archive: Path, folder: Path, *, resume: bool) -> subprocess.Popen[bytes]:
    """An audit of the archive to all outputs in a folder."""
    outputs = [part for name in OUTPUTS for part in ("--output", name)]
    command = [sys.executable, "-m", "sopan", "audit", str(archive.resolve()), *outputs, "--jobs", "2"]
    return subprocess.Popen(
        [*command, *(["--resume"] if resume else [])],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=(folder / "pesan.txt").open("wb"),
    )  # fmt: skip


def rows_safe(folder: Path) -> int:
    """Records in the work file that a kill left, 0 where there is none yet. Exits where it holds a chunk in part."""
    if not (folder / WORK).exists():
        return 0
    with duckdb.connect(str(folder / WORK)) as store:
        found = store.execute(
            "SELECT (SELECT value::BIGINT FROM meta WHERE key = 'rows'),"
            " (SELECT count(*) FROM replies) + (SELECT count(*) FROM bad),"
            " (SELECT count(DISTINCT text_id) FROM replies) - (SELECT count(*) FROM texts)"
        ).fetchall()
    said, counted, orphans = found[0]
    if said != counted or orphans:
        sys.exit(f"work file in part: {said} records said, {counted} there, {orphans} texts missing")
    return int(said)


def finish(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait for an audit. Exits where it failed."""
    if process.wait():
        sys.exit((folder / "pesan.txt").read_text("utf-8"))


def disturbed(archive: Path, folder: Path, seconds: float, kills: int, chance: random.Random) -> int:
    """An audit killed up to so many times on its way; how often it was."""
    done = 0
    while done < kills:
        process = start(archive, folder, resume=(folder / WORK).exists())
        while process.poll() is None and not (folder / WORK).exists():
            time.sleep(0.01)
        began = time.monotonic()
        until = began + chance.uniform(0, 3 * seconds / kills)
        while process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        if process.poll() is not None:
            finish(process, folder)
            return done
        process.kill()
        process.wait()
        done += 1
        there = [name for name in OUTPUTS if (folder / name).exists()]
        print(
            f"kill {done}: after {time.monotonic() - began:.1f} s, {rows_safe(folder):,} records safe, outputs {there}"
        )
    finish(start(archive, folder, resume=(folder / WORK).exists()), folder)
    return done


def same(one: Path, other: Path) -> bool:
    """Whether two outputs say the same: byte for byte, workbooks and Parquet by their content."""
    if one.suffix == ".parquet":
        both = f"(FROM '{one}' EXCEPT ALL FROM '{other}') UNION ALL (FROM '{other}' EXCEPT ALL FROM '{one}')"
        return not duckdb.sql(both).fetchall()
    if one.suffix == ".xlsx":
        with ZipFile(one) as first, ZipFile(other) as second:
            names = sorted(first.namelist())
            return names == sorted(second.namelist()) and all(first.read(n) == second.read(n) for n in names)
    return one.read_bytes() == other.read_bytes()


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as home:
        archive, whole = Path(home) / "arsip.csv", Path(home) / "utuh"
        write(archive, Writer(args.seed).rows(args.rows))
        whole.mkdir()
        began = time.monotonic()
        finish(start(archive, whole, resume=False), whole)
        seconds = time.monotonic() - began
        print(f"undisturbed: {args.rows:,} records in {seconds:.0f} s")
        done, differing = 0, set[str]()
        while done < args.kills:
            folder = Path(tempfile.mkdtemp(dir=home))
            done += disturbed(archive, folder, seconds, args.kills - done, chance)
            found = {name for name in OUTPUTS if not same(whole / name, folder / name)}
            print(f"after {done} kills: {'all outputs as undisturbed' if not found else f'{sorted(found)} differ'}")
            differing |= found
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
