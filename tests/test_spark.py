"""A Spark of two workers judges an archive as this machine does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

for module in ("pyspark", "pandas", "pyarrow"):
    pytest.importorskip(module)
if shutil.which("java") is None:
    pytest.skip("Java is not installed", allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("ignore")
REPLIES = [
    "Selamat pagi, Bu. Mohon maaf atas keterlambatannya; berkas Ibu kami proses besok pukul 09.00. Terima kasih.",
    "Terserah situ, makanya baca dulu.\nTunggu saja, nanti juga dikabari. Dasar g0bl0k!!!",
    'Kata warga, "petugasnya lambat". Tidak bisa, Pak.',
    "",
    "Baik Kak 🙏, kami bantu cek ke Dinas Sosial ya.",
]
ROWS = [
    {
        "id": n + 1,
        "petugas": f"Ani {n % 3}",
        "pesan": "Kenapa KTP saya lama sekali?",
        "balasan": REPLIES[n % 5] + " " * n,
    }
    for n in range(40)
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master("local-cluster[2,1,1024]").appName("uji").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def embedded(run: Any, archive: Any, *options: str) -> list[dict[str, Any]]:
    result = run("audit", archive, "--format", "jsonl", *options)
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_two_workers_judge_like_this_machine(run: Any, spark: Any, tmp_path: Any) -> None:
    from sopan.spark import judged, read

    archive = tmp_path / "arsip.parquet"
    frame = spark.createDataFrame(ROWS, "id long, petugas string, pesan string, balasan string")
    frame.coalesce(2).write.parquet(str(archive))
    verdicts = judged(read(spark, [str(archive)]).repartition(2))
    assert verdicts.rdd.getNumPartitions() == 2
    found = {row["id"]: row.asDict(recursive=True) for row in verdicts.collect()}
    assert all(row.pop("problem") is None for row in found.values())
    lines = tmp_path / "arsip.jsonl"
    lines.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    assert [found[row["id"]] for row in ROWS] == embedded(run, lines)


def test_a_csv_with_quoted_lines_is_read_alike(run: Any, spark: Any, tmp_path: Any) -> None:
    import csv

    from sopan.spark import judged, read

    archive = tmp_path / "arsip.csv"
    with archive.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, list(ROWS[0]))
        table.writeheader()
        table.writerows(ROWS)
    rows = [row.asDict(recursive=True) for row in judged(read(spark, [str(archive)])).collect()]
    assert all(row.pop("problem") is None for row in rows)
    assert rows == embedded(run, archive)


def test_a_table_without_replies_is_named(spark: Any) -> None:
    from sopan.errors import InputError
    from sopan.spark import judged

    with pytest.raises(InputError, match="balasan"):
        judged(spark.createDataFrame([(1, "x")], "id long, catatan string"))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--resume", "--format", "jsonl"), "--resume"),
        ((), "--output"),
        (("--output", "laporan.html"), ".parquet"),
    ],
)
def test_what_only_this_machine_can_is_refused(run: Any, tmp_path: Any, options: tuple[str, ...], says: str) -> None:
    result = run("audit", tmp_path / "arsip.parquet", "--engine", "spark", *options)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


WORKERS_ROWS = [
    {"id": 1, "petugas": "Ani", "pesan": "", "balasan": REPLIES[1] + " Hubungi 081234567890."},
    {"id": 2, "petugas": "Ani", "pesan": "Kapan?", "balasan": ""},
    {"id": 3, "petugas": "Budi", "pesan": "", "balasan": "x" * 1_000_001},
    {"id": None, "petugas": "Budi", "pesan": "", "balasan": "Terima kasih, Pak."},
]


@pytest.mark.parametrize("named", [True, False])
def test_what_runs_on_a_worker_gives_a_line_a_row_and_says_what_cannot_be_judged(named: bool) -> None:
    import pyarrow

    from sopan.audit.privacy import mask_all
    from sopan.settings import Settings
    from sopan.spark import _worker

    roles = {"reply": "balasan", "message": "pesan", "officer": "petugas", **({"id": "id"} if named else {})}
    batch = pyarrow.RecordBatch.from_pylist(WORKERS_ROWS)
    work = _worker(roles, Settings(), mask_all())
    first, second = list(work([batch, batch]))
    assert first == second
    rude, waiting, long, kind = first.to_pylist()
    assert "abai" in {signal["rule"] for signal in rude["signals"]}
    assert (rude["unanswered"], waiting["unanswered"]) == (False, True)
    assert "terlalu panjang" in long["problem"]
    assert rude["problem"] is waiting["problem"] is kind["problem"] is None
    assert [row["id"] for row in (rude, waiting, kind)] == ([1, 2, None] if named else [None] * 3)
    assert kind["score"] > rude["score"]


def test_a_verdict_that_failed_on_a_worker_is_told_by_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    from sopan.audit.judge import Judge
    from sopan.audit.run import Privacy
    from sopan.settings import Settings
    from sopan.spark import _rows

    judge = Judge(Settings(), None)
    monkeypatch.setattr(Judge, "__call__", lambda self, texts: [None for _ in texts])
    found = list(_rows([{"id": 7, "balasan": "Ya."}], {"reply": "balasan", "id": "id"}, judge, Privacy(None)))
    assert found[0]["id"] == 7
    assert "7" in found[0]["problem"]


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_an_archive_is_judged_by_spark_from_the_command_line(
    run: Any, spark: Any, tmp_path: Any, form: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(type(spark), "stop", lambda self: None)  # the session is for the other tests too
    archive = tmp_path / "arsip.parquet"
    frame = spark.createDataFrame(ROWS, "id long, petugas string, pesan string, balasan string")
    frame.coalesce(1).write.parquet(str(archive))
    target = tmp_path / f"hasil.{form}"
    result = run("audit", archive, "--engine", "spark", "-o", target, "--mask")
    assert result.exit_code == 0, result.output
    assert "40 baris dibaca: 32 balasan dinilai, 8 pesan belum terjawab, 0 baris rusak" in result.stderr
    rows = (spark.read.parquet if form == "parquet" else spark.read.json)(str(target)).count()
    assert rows == 40
    again = run("audit", archive, "--engine", "spark", "-o", target)
    assert again.exit_code == 2
    assert target.name in again.stderr
    shown = run("audit", archive, "--engine", "spark", "--format", "jsonl")
    assert shown.exit_code == 0, shown.output
    assert sorted(json.loads(line)["id"] for line in shown.stdout.splitlines()) == [row["id"] for row in ROWS]
    mixed = run("audit", archive, tmp_path / "b.csv", "--engine", "spark", "--format", "jsonl")
    assert mixed.exit_code == 2
    lost = run("audit", tmp_path / "tidak-ada.parquet", "--engine", "spark", "--format", "jsonl")
    assert lost.exit_code == 2
    assert lost.stderr.count("\n") == 1
