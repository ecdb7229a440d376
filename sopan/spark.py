"""Archives on many machines: a Spark DataFrame of replies -> a DataFrame of scores, signals and findings.

    >>> from sopan.spark import judged                                    # doctest: +SKIP
    >>> judged(spark.read.parquet("s3a://arsip/balasan")).write.parquet("s3a://arsip/hasil")   # doctest: +SKIP

Each row becomes what stands on its line of `sopan audit --format jsonl` (docs/json.md). Needs `pip install "sopan[spark]"`
and Java; the cluster's workers need Sopan too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sopan.audit.archive import BadRecord, Layout, Record, record_of
from sopan.audit.columns import find_columns
from sopan.audit.judge import Judge, Text
from sopan.audit.lines import json_record
from sopan.audit.privacy import Mask
from sopan.audit.readers.model import Row
from sopan.audit.run import Privacy
from sopan.checker import MAGIC
from sopan.errors import InputError
from sopan.messages import say
from sopan.settings import Settings

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame, SparkSession

NAME = "sopan"
PROBLEM = "problem"
_MAGIC = ",".join(f"`{rule}`:boolean" for rule in MAGIC)
_SPANS = "array<struct<rule:string,{severity}start:int,end:int,entry:string>>"
SCHEMA = (
    "schema int, sopan string, lexicon string, id {id}, officer string, unit string, channel string, date string, "
    "unanswered boolean, score double, grade string, kind string, "
    f"magic struct<{_MAGIC}>, signals {_SPANS.format(severity='')}, findings {_SPANS.format(severity='severity:string,')}, {PROBLEM} string"
)
_judges: dict[str, Judge] = {}


def judged(
    replies: DataFrame,
    settings: Settings | None = None,
    *,
    columns: Mapping[str, str | None] | None = None,
    mask: Mask | None = None,
) -> DataFrame:
    """A row for each row of `replies`, in the same order and partitions, with the columns of SCHEMA.

    columns: role -> column for those that are not found by their usual names (see `sopan.settings.ROLES`); settings: how to
    judge; mask: hides what points to people. `problem` says why a row could not be judged, and is null where it was.
    `id` keeps its type and is null where the archive has none. Raises InputError where there is no column of replies.
    """
    roles = find_columns(replies.columns, columns or {}, say("spark-tabel"))
    kind = dict(replies.dtypes)[roles["id"]] if "id" in roles else "string"
    wanted = list(dict.fromkeys(roles.values()))
    # Arrow rather than pandas, where a whole number beside a missing one would become a fraction.
    return replies.select(*(replies["`" + name.replace("`", "``") + "`"] for name in wanted)).mapInArrow(
        _worker(roles, settings or Settings(), mask), SCHEMA.format(id=kind)
    )


def _worker(
    roles: Mapping[str, str], settings: Settings, mask: Mask | None
) -> Callable[[Iterable[RecordBatch]], Iterator[RecordBatch]]:
    """What runs on a worker, which keeps one Checker for all the partitions that it is given."""
    told = dict(roles)

    def judge_batches(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        import pyarrow

        key = repr((settings, mask))
        judge = _judges.get(key)
        if judge is None:
            judge = _judges[key] = Judge(settings, mask)
        schema = None
        for batch in batches:
            if schema is None:
                schema = _arrow_schema(batch.schema.field(told["id"]).type if "id" in told else pyarrow.string())
            rows = list(_rows(batch.to_pylist(), told, judge, Privacy(mask)))
            yield pyarrow.RecordBatch.from_pylist(rows, schema=schema)

    return judge_batches


def _rows(
    values: Sequence[dict[str, Any]], roles: Mapping[str, str], judge: Judge, privacy: Privacy
) -> Iterator[dict[str, Any]]:
    layout = Layout(NAME, "Spark", tuple(roles.values()), roles, (), {}, {})
    records = [record_of(Row(0, row), layout) for row in values]

    def text(record: Record) -> Text:
        return privacy.text(record, judge.channel(record.channel))

    asked = {text(record): None for record in records if not isinstance(record, BadRecord) and record.reply.strip()}
    texts: list[Text] = list(asked)
    verdicts = dict(zip(texts, judge(texts), strict=True))
    for record in records:
        if isinstance(record, BadRecord):
            yield {PROBLEM: record.problem}
            continue
        answered = bool(record.reply.strip())
        verdict = verdicts[text(record)] if answered else None
        line = json_record(0, record, verdict, privacy, judge.version)
        if record.id is None:
            line["id"] = None
        failed = answered and verdict is None
        yield {**line, PROBLEM: say("balasan-gagal", name=NAME, line=line["id"]) if failed else None}


def _arrow_schema(id_type: Any) -> Any:
    import pyarrow as pa

    def spans(*extra: str) -> Any:
        texts = [(name, pa.string()) for name in ("rule", *extra)]
        return pa.list_(pa.struct([*texts, ("start", pa.int32()), ("end", pa.int32()), ("entry", pa.string())]))

    text = pa.string()
    return pa.schema(
        [
            ("schema", pa.int32()), ("sopan", text), ("lexicon", text), ("id", id_type), ("officer", text), ("unit", text),
            ("channel", text), ("date", text), ("unanswered", pa.bool_()), ("score", pa.float64()), ("grade", text),
            ("kind", text), ("magic", pa.struct([(rule, pa.bool_()) for rule in MAGIC])), ("signals", spans()), ("findings", spans("severity")),
            (PROBLEM, text),
        ]
    )  # fmt: skip


def session() -> SparkSession:
    """The running Spark session, or a new one by the settings of the machine (SPARK_HOME, spark-defaults.conf, SPARK_REMOTE).

    Raises InputError where pyspark or Java is missing.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise InputError(say("spark-tanpa-paket")) from None
    try:
        return SparkSession.builder.appName(NAME).getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        raise InputError(say("spark-tak-mulai", reason=" ".join(str(error).split())[:200])) from None


def read(spark: SparkSession, paths: Sequence[str]) -> DataFrame:
    """The rows of Parquet or CSV paths that Spark can read: of Parquet unless a name ends in .csv, .csv.gz or the like.

    CSV is read as text, with a heading, quoted cells over several lines and doubled quotes. Raises InputError.
    """
    from pyspark.errors import PySparkException

    csv = [".csv" in path.lower().rstrip("/").rpartition("/")[2] for path in paths]
    if any(csv) != all(csv):
        raise InputError(say("spark-campur"))
    try:
        if all(csv):
            return spark.read.csv(
                list(paths), header=True, multiLine=True, escape='"', quote='"', inferSchema=False,
                ignoreLeadingWhiteSpace=False, ignoreTrailingWhiteSpace=False,
            )  # fmt: skip
        return spark.read.parquet(*paths)
    except PySparkException as error:
        raise InputError(say("spark-tak-terbaca", reason=" ".join(str(error).split())[:200])) from None
