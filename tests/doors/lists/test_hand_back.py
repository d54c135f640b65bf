"""A list comes back as it was, with an answer in every row; what may be called comes apart."""

import csv

import fastexcel
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ringfence.call.errors import ListError
from ringfence.call.moments import moment
from ringfence.doors.lists import sheet
from ringfence.doors.lists.answered import Speech
from ringfence.doors.lists.hand_back import Judged, hand_back, may_call
from ringfence.doors.lists.rows import LEAD
from ringfence.doors.lists.sheet import Sheet

SPEECH = Speech("zh", {"r.night": "夜间不得拨打。", "r.consent": "须有同意。"}, "Asia/Shanghai")
CELLS = ["=1+1", 'a,b\n"c"', "<&>\x07", None, "  two  "]
ANSWERS = ["permit", "defer", "refuse", "permit", "divert"]
AGAIN = moment("2026-03-11T08:00:00+08:00")


def reason(rule, *, unknown=False):
    return {"rule": rule, "effect": "defer", "unknown": unknown, "until": None, "fact_at": None, "leaf": None}


REASONS = [
    [],
    [reason("r.night"), reason("r.consent")],
    [reason("r.consent", unknown=True)],
    [],
    [reason("r.other")],
]


@pytest.fixture
def judged(tmp_path):
    rows = pa.table(
        {
            "line in the file": [2, 3, 5, 6, 7], "手机号": [f"1380000000{n}" for n in range(5)],
            "余额": [1.5, 2.0, None, 4.0, 5.0], "备注": CELLS,
        }
    )  # fmt: skip
    told = pa.struct([("rule", pa.string()), ("effect", pa.string()), ("unknown", pa.bool_()), ("until", pa.timestamp("us", "UTC")), ("fact_at", pa.timestamp("us", "UTC")), ("leaf", pa.int64())])  # fmt: skip
    verdicts = pa.table(
        {
            "row": range(5), "id": pa.nulls(5, pa.string()), "answer": pa.array(ANSWERS).dictionary_encode(),
            "retry_at": pa.array([None, AGAIN * 1000, None, None, None], pa.timestamp("us", "UTC")),
            "retry_note": [None, None, None, None, "no_moment_within"], "reasons": pa.array(REASONS, pa.list_(told)),
        }
    )  # fmt: skip
    pq.write_table(rows, tmp_path / "rows.parquet")
    pq.write_table(verdicts, tmp_path / "verdicts.parquet", row_group_size=2)
    return Judged(tmp_path / "rows.parquet", tmp_path / "verdicts.parquet", 5, {"recipient": "手机号"}, "CN")


def test_a_csv_has_the_cells_as_they_stood_and_the_answers_behind(judged, tmp_path):
    hand_back(judged, tmp_path / "out.csv", SPEECH)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["手机号", "余额", "备注", "答复", "可再问", "理由", "规则"]
    assert [row[2] for row in rows[1:]] == [cell or "" for cell in CELLS]
    assert [row[3] for row in rows[1:]] == ["准许", "延后", "拒绝", "准许", "改道"]
    assert [row[4] for row in rows[1:]] == [
        "",
        "2026-03-11 08:00:00+0800",
        "",
        "",
        "400 天之内没有这样的时刻",
    ]
    assert [row[5] for row in rows[1:]] == ["", "夜间不得拨打。", "事实不明：须有同意。", "", "r.other"]
    assert [row[6] for row in rows[1:]] == ["", "r.night r.consent", "r.consent", "", "r.other"]


def test_a_workbook_has_the_cells_as_they_stood_and_none_runs_as_a_formula(judged, tmp_path):
    hand_back(judged, tmp_path / "out.xlsx", SPEECH, [Sheet("汇总", ["项目", "行数"], [("合计", 5)])])
    book = fastexcel.read_excel(tmp_path / "out.xlsx")
    table = pa.table(book.load_sheet("名单")).to_pydict()
    assert book.sheet_names == ["名单", "汇总"]
    assert table["备注"] == ["=1+1", 'a,b\n"c"', "<&>", None, "  two  "]
    assert table["余额"] == [1.5, 2.0, None, 4.0, 5.0]
    assert table["手机号"] == [f"1380000000{n}" for n in range(5)]
    assert table["答复"] == ["准许", "延后", "拒绝", "准许", "改道"]
    assert pa.table(book.load_sheet("汇总")).to_pydict() == {"项目": ["合计"], "行数": [5.0]}


def test_a_list_longer_than_a_sheet_goes_on_in_the_next(judged, tmp_path, monkeypatch):
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    hand_back(judged, tmp_path / "out.xlsx", SPEECH)
    book = fastexcel.read_excel(tmp_path / "out.xlsx")
    sizes = [pa.table(book.load_sheet(name)).num_rows for name in book.sheet_names]
    assert (book.sheet_names, sizes) == (["名单", "名单 2", "名单 3"], [2, 2, 1])


def test_parquet_has_the_verdicts_as_programs_read_them_and_the_list_behind(judged, tmp_path):
    hand_back(judged, tmp_path / "out.parquet", SPEECH)
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column_names == [
        "row",
        "id",
        "answer",
        "retry_at",
        "retry_note",
        "reasons",
        "手机号",
        "余额",
        "备注",
    ]
    assert table.column("reasons").to_pylist() == REASONS
    assert table.column("备注").to_pylist() == CELLS


def test_what_may_be_called_comes_as_it_stood(judged, tmp_path):
    assert may_call(judged, tmp_path / "may.csv") == 2
    with (tmp_path / "may.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["手机号", "余额", "备注"], ["13800000000", "1.5", "=1+1"], ["13800000003", "4", ""]
        ]  # fmt: skip


def test_what_may_be_called_comes_as_vicidial_loads_leads(judged, tmp_path):
    assert may_call(judged, tmp_path / "may.vicidial") == 2
    leads = [
        dict(zip(LEAD, line.split("\t"), strict=True))
        for line in (tmp_path / "may.vicidial").read_text().splitlines()
    ]
    assert [(lead["phone_code"], lead["phone_number"]) for lead in leads] == [
        ("86", "13800000000"),
        ("86", "13800000003"),
    ]


@pytest.mark.parametrize("name", ["out.doc", "none/out.csv"])
def test_a_place_that_cannot_hold_a_list_is_told_and_nothing_is_written(judged, tmp_path, name):
    before = set(tmp_path.iterdir())
    with pytest.raises(ListError, match=r"end it in|does not exist"):
        hand_back(judged, tmp_path / name, SPEECH)
    assert set(tmp_path.iterdir()) == before
