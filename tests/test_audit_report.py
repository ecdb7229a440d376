"""What a supervisor reads in the outputs of an audit: figures that agree, and texts that stay texts."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from archive_store import make_store
from markupsafe import escape

from sopan.audit.numbers import percent, shown
from sopan.audit.outputs import WRITERS, check_targets, write
from sopan.audit.response import holidays
from sopan.audit.summary import Options, summarize
from sopan.errors import InputError
from sopan.outputs.safe import terminal

GOOD = (
    "Selamat pagi, Ibu. Mohon maaf atas keterlambatannya. KTP Ibu selesai besok pukul 09.00 di loket 3. Terima kasih."
)
PLAIN = "Silakan datang ke loket 3 besok pukul 09.00."
RUDE = "Tunggu saja, jangan cerewet. Itu urusan Ibu sendiri."


def office(good: int = 30, rude: int = 10) -> list[dict[str, str]]:
    """Ani answers well and at once, Budi rudely and late, Citra seldom; one message waits."""
    rows = [
        {"officer": "Ani", "unit": "Dukcapil", "reply": GOOD, "asked": f"2025-02-{3 + n % 5:02d} 08:00", "wilayah": "Kota",
         "replied": f"2025-02-{3 + n % 5:02d} 10:00"} for n in range(good)
    ]  # fmt: skip
    rows += [
        {"officer": "Budi", "unit": "Samsat", "reply": RUDE if n < rude else PLAIN, "asked": "2025-03-03 08:00",
         "replied": "2025-04-08 10:00", "wilayah": "Kepulauan"} for n in range(30)
    ]  # fmt: skip
    rows += [{"officer": "Citra", "unit": "Samsat", "reply": PLAIN}, {"officer": "Citra", "asked": "2025-01-06 08:00"}]
    return rows


@pytest.fixture
def summary_of(checker, tmp_path):
    def make(rows, options=Options()):  # noqa: B008
        store = make_store(tmp_path / "arsip.duckdb", rows, checker)
        return store, summarize(store, checker.lexicon, options)

    return make


def test_each_row_is_judged_or_unanswered(summary_of):
    _, summary = summary_of(office())
    assert (summary.rows, summary.judged, summary.unanswered, summary.bad) == (62, 61, 1, 0)


def test_groups_are_ordered_by_score_and_small_ones_stand_last(summary_of):
    _, summary = summary_of(office())
    assert [(g.name, g.small) for g in summary.by["officer"]] == [("Ani", False), ("Budi", False), ("Citra", True)]


def test_figures_of_a_group_are_those_of_its_replies(summary_of, checker):
    _, summary = summary_of(office())
    ani, budi, _ = summary.by["officer"]
    assert ani.score.value == pytest.approx(checker.check(GOOD).score.value)
    assert ani.share(ani.magic["maaf"]) == 1.0
    assert budi.rate("tunda") == pytest.approx(1000 / 3)
    assert budi.grave == 10
    assert budi.score.low < budi.score.value < budi.score.high


def test_working_days_leave_out_weekends_and_holidays(summary_of):
    _, summary = summary_of([{"reply": PLAIN, "asked": "2025-03-27 08:00", "replied": "2025-04-08 10:00"}])
    # 28 March to 7 April 2025: Nyepi, Idul Fitri, joint leave and two weekends; the reply came on the first day after.
    assert summary.response.all.median == 1


def test_own_holidays_come_from_a_file(tmp_path):
    file = tmp_path / "libur.txt"
    file.write_text("# libur daerah\n2025-06-02 Hari jadi kota\n", "utf-8")
    assert holidays(date(2025, 6, 1), date(2025, 6, 30), file)[date(2025, 6, 2)] == "Hari jadi kota"
    file.write_text("2 Juni 2025\n", "utf-8")
    with pytest.raises(InputError, match="baris 1"):
        holidays(date(2025, 6, 1), date(2025, 6, 30), file)


@pytest.mark.parametrize(
    ("asked", "replied", "problem"),
    [
        ("", "2025-03-03 08:00", "no_asked"),
        ("2025-03-03 08:00", "", "no_replied"),
        ("2025-03-03 08:00", "kemarin", "unreadable"),
        ("2025-03-03 08:00", "2025-03-01 08:00", "reversed"),
        ("1925-03-03 08:00", "2025-03-01 08:00", "implausible"),
    ],
)
def test_dates_that_cannot_be_used_are_counted_not_guessed(summary_of, asked, replied, problem):
    right = {"reply": PLAIN, "asked": "2025-03-03 08:00", "replied": "2025-03-04 08:00"}
    _, summary = summary_of([right, {"reply": PLAIN, "asked": asked, "replied": replied}])
    assert {name for name, n in summary.response.problems.items() if n} == {problem}
    assert summary.response.measured == 1


def test_late_and_waiting_messages_are_counted_against_the_limit(summary_of):
    _, summary = summary_of(office())
    assert summary.response.all.on_time == pytest.approx(0.5)
    assert (summary.response.waiting, summary.response.waiting_over) == (1, 1)
    forms = {form.form: form for form in summary.at_risk}
    assert forms["penundaan berlarut"].late == 30
    assert forms["tidak memberikan pelayanan"].unanswered == 1


def test_the_risk_list_follows_the_forms_most_reported(summary_of):
    _, summary = summary_of(office())
    assert [form.form for form in summary.at_risk][:2] == ["penundaan berlarut", "tidak memberikan pelayanan"]
    assert summary.risks[0].times == 10
    assert summary.good[0].reply == GOOD


def test_a_large_difference_between_citizens_is_named(summary_of):
    _, summary = summary_of(office())
    notable = {(c.group, c.outcome) for c in summary.fairness[0].comparisons if c.notable}
    assert ("Kepulauan", "delay") in notable


def test_groups_answered_alike_are_not_named(summary_of):
    _, summary = summary_of(
        [{**row, "wilayah": ("Kota", "Desa")[n // 2 % 2]} for n, row in enumerate(office()[:60])] * 2
    )
    assert {c.group for c in summary.fairness[0].comparisons} == {"Kota", "Desa"}
    assert not any(c.notable for c in summary.fairness[0].comparisons)


def test_canned_answers_are_counted_once_with_their_score(summary_of):
    _, summary = summary_of(office())
    assert summary.canned[0].reply == GOOD
    assert summary.canned[0].times == 30
    assert summary.canned_share.texts == 3


def test_an_objection_contests_the_rule_that_it_names(summary_of):
    rows = office()
    rows[30]["objection"] = "tunda: kutipan warga"
    rows[31]["objection"] = "tidak ada"
    _, summary = summary_of(rows)
    assert summary.all.contested == 1
    assert {alarm.rule: alarm.contested for alarm in summary.alarms if alarm.contested} == {"tunda": 1}


def test_every_output_shows_the_same_figures(summary_of, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    store, summary = summary_of(office())
    files = {suffix: tmp_path / f"hasil{suffix}" for suffix in WRITERS}
    for path in files.values():
        write(store, summary, path)
    rows = list(csv.DictReader(files[".csv"].read_text("utf-8-sig").splitlines()))
    lines = [json.loads(line) for line in files[".jsonl"].read_text("utf-8").splitlines()]
    table = duckdb.read_parquet(str(files[".parquet"])).fetchall()
    assert len(rows) == len(lines) == len(table) == 62
    scores = [float(row["skor"]) for row in rows if row["skor"]]
    assert scores == [line["score"] for line in lines if line["score"] is not None]
    mean = sum(scores) / len(scores)
    assert summary.all.score.value == pytest.approx(mean)
    book = openpyxl.load_workbook(files[".xlsx"])
    sheet = book["per petugas"]
    head = [cell.value for cell in sheet[1]]
    ani = dict(zip(head, [cell.value for cell in sheet[2]], strict=True))
    assert ani["rerata skor"] == pytest.approx(summary.by["officer"][0].score.value)
    assert ani["terlalu kecil untuk dibandingkan"] is None
    assert [
        row[0].value for row in sheet.iter_rows(min_row=2) if row[head.index("terlalu kecil untuk dibandingkan")].value
    ] == ["Citra"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref
    assert sheet.cell(2, head.index("maaf") + 1).number_format == "0.0%"
    assert book["temuan"].max_row - 1 == sum(len(line["findings"]) for line in lines)
    page = files[".html"].read_text("utf-8")
    assert shown(summary.all.score.value, "score") in page
    assert percent(summary.all.grave / summary.judged) in page
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\")", "＝1+1"]  # fmt: skip
MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{ 7*7 }}",
    "</style><b>",
]


@pytest.mark.parametrize("text", FORMULAS + MARKUP)
def test_texts_of_an_archive_stay_texts_in_every_output(summary_of, tmp_path, text):
    openpyxl = pytest.importorskip("openpyxl")
    bad = dict.fromkeys(("officer", "unit", "channel", "id", "wilayah", "message", "objection", "asked"), text)
    rows = [{**row, **bad, "reply": f"{text} Tunggu saja, jangan cerewet."} for row in office()[:30]]
    rows += [{**row, "wilayah": "Kota"} for row in office()]
    store, summary = summary_of(rows)
    write(store, summary, tmp_path / "a.csv")
    for row in csv.reader(StringIO((tmp_path / "a.csv").read_bytes().decode("utf-8-sig"), newline="")):
        assert not any(cell.lstrip(" \n").startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row)
    write(store, summary, tmp_path / "a.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx"):
        assert all(cell.data_type != "f" and cell.hyperlink is None for line in sheet for cell in line)
    write(store, summary, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert page.count("<script") == 1
    assert "<img" not in page
    assert "onload=alert(1)>" not in page
    assert "<b>" not in page
    assert str(escape(terminal(text))) in page


def test_the_page_loads_and_runs_nothing_from_elsewhere(summary_of, tmp_path):
    store, summary = summary_of(office())
    write(store, summary, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "default-src 'none'" in page
    assert " src=" not in page
    assert "@import" not in page
    assert "url(" not in page
    assert 'style="' not in page


def test_an_output_of_unknown_ending_or_place_is_refused_before_reading(tmp_path):
    with pytest.raises(InputError, match=r"\.parquet"):
        check_targets([tmp_path / "hasil.pdf"])
    with pytest.raises(InputError, match="tidak ada"):
        check_targets([tmp_path / "tak ada" / "hasil.html"])


def test_an_archive_without_names_or_dates_gives_a_report_without_empty_parts(summary_of, tmp_path):
    store, summary = summary_of([{"reply": GOOD}, {"reply": RUDE}])
    write(store, summary, Path(tmp_path / "a.html"))
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "Ketanggapan" not in page
    assert "Per petugas" not in page
    assert "Daftar risiko" in page


def test_an_empty_archive_gives_a_report_too(summary_of, tmp_path):
    store, summary = summary_of([{"officer": "Ani"}])
    for suffix in WRITERS:
        write(store, summary, tmp_path / f"a{suffix}")
    assert summary.judged == 0


def test_rows_beyond_the_limit_of_excel_are_said_plainly(summary_of, tmp_path, monkeypatch):
    openpyxl = pytest.importorskip("openpyxl")
    monkeypatch.setattr("sopan.audit.outputs.workbook.MOST_ROWS", 12)
    store, summary = summary_of(office())
    write(store, summary, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["temuan"]
    total = store.execute("SELECT count(*) FROM judged JOIN findings USING (text_id)").fetchone()[0]
    assert sheet.max_row == 12
    assert f"10 dari {total}" in sheet["A1"].value
    assert sheet["A2"].value == "nomor"
    assert sheet.freeze_panes == "B3"
    monkeypatch.setattr("sopan.audit.outputs.workbook.MOST_ROWS", total + 1)
    write(store, summary, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["temuan"]
    assert (sheet["A1"].value, sheet.max_row) == ("nomor", total + 1)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1234.56, "score", "1.234,6"), (0.339, "share", "33,9%"), (12345, "count", "12.345"), (-1.26, "change", "−1,3"),
        (0.04, "change", "0,0"), (None, "score", "–"), (1.0, "days", "1"), (2.5, "days", "2,5"), (-0.001, "effect", "0,00"),
        (date(2025, 8, 7), "date", "7 Agu 2025"), (date(2025, 8, 1), "month", "Agu 2025"), ((71.5, 80.0), "interval", "71,5–80,0"),
    ],
)  # fmt: skip
def test_figures_are_written_as_indonesian_readers_write_them(value, kind, text):
    assert shown(value, kind) == text


def test_a_change_is_told_only_where_it_is_more_than_chance(summary_of):
    from sopan.audit.highlights import highlights

    month = [{"reply": PLAIN if n % 2 else RUDE, "replied": "2025-02-10"} for n in range(40)]
    better = [{"reply": GOOD if n % 4 else PLAIN, "replied": "2025-03-10"} for n in range(40)]
    _, summary = summary_of(month + better)
    assert summary.all.change.low > 0
    assert any("naik" in sentence for sentence in highlights(summary))


def test_no_change_is_told_between_like_months(summary_of):
    from sopan.audit.highlights import highlights

    rows = [{"reply": PLAIN if n % 2 else RUDE, "replied": f"2025-0{2 + n // 40}-10"} for n in range(80)]
    _, summary = summary_of(rows)
    assert summary.all.change.low < 0 < summary.all.change.high
    assert not any("naik" in sentence or "turun" in sentence for sentence in highlights(summary))


def test_without_ranking_groups_stand_by_name(summary_of):
    rows = [{**row, "officer": "Zaki" if row.get("officer") == "Ani" else row.get("officer", "")} for row in office()]
    _, summary = summary_of(rows, Options(ranked=False))
    assert [group.name for group in summary.by["officer"]] == ["Budi", "Citra", "Zaki"]
