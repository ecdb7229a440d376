"""`sopan audit --engine spark`: an archive judged where it lies, by a Spark cluster or a local Spark."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sopan.cli import common
from sopan.errors import InputError, shorten
from sopan.messages import say

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from sopan.settings import Settings

FORMATS = (".parquet", ".jsonl")


def run(
    files: Sequence[str], *, columns: Mapping[str, str | None], settings: Settings, mask: bool, outputs: Sequence[Path], format: str,
) -> int:  # fmt: skip
    """Judge Parquet or CSV paths; print JSON lines, or write folders of Parquet or of JSON lines and print the count."""
    from sopan import spark
    from sopan.audit.privacy import mask_all

    for path in outputs:
        if path.suffix.lower() not in FORMATS:
            raise InputError(say("audit-keluaran-akhiran", name=shorten(str(path)), known=", ".join(FORMATS)))
        if path.exists():
            raise InputError(say("spark-hasil-ada", name=shorten(str(path))))
    if format != "jsonl" and not outputs:
        raise InputError(say("spark-perlu-hasil"))
    logging.getLogger("py4j").setLevel(logging.ERROR)
    session = spark.session()
    session.sparkContext.setLogLevel("ERROR")
    try:
        verdicts = spark.judged(
            spark.read(session, files), settings, columns=columns, mask=mask_all() if mask else None
        ).persist()
        for path in outputs:
            _write(verdicts, path)
        if format == "jsonl":
            for row in verdicts.toLocalIterator(prefetchPartitions=True):
                print(_line(row.asDict(recursive=True)))
            sys.stdout.flush()
        common.tell(_count(verdicts))
    finally:
        session.stop()
    return common.OK


def _write(verdicts: DataFrame, path: Path) -> None:
    if path.suffix.lower() == ".parquet":
        verdicts.write.parquet(str(path))
    else:
        verdicts.write.option("ignoreNullFields", "false").json(str(path))


def _line(row: dict[str, Any]) -> str:
    """The line as `sopan audit --format jsonl` writes it; a row that could not be judged says why instead."""
    from sopan.outputs.safe import json_text
    from sopan.spark import PROBLEM

    problem = row.pop(PROBLEM)
    return json_text({PROBLEM: problem} if problem else row)


def _count(verdicts: DataFrame) -> str:
    from pyspark.sql import functions as sql

    from sopan.spark import PROBLEM

    found = verdicts.agg(
        sql.count(sql.lit(1)).alias("rows"),
        sql.count(sql.when(sql.col(PROBLEM).isNotNull(), 1)).alias("bad"),
        sql.count(sql.when(sql.col("unanswered") & sql.col(PROBLEM).isNull(), 1)).alias("unanswered"),
    ).collect()[0]
    judged = found["rows"] - found["bad"] - found["unanswered"]
    return say("audit-baris", rows=found["rows"], judged=judged, unanswered=found["unanswered"], bad=found["bad"])
