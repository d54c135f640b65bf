"""Whatever people export is taken in: each row either good or set aside, and none lost."""

import csv
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ringfence.call.errors import ListError
from ringfence.doors.lists.intake import LINE, HowRead, reads_itself, take_in
from ringfence.doors.lists.rows import LEAD, source_of

HEAD = ("手机号", "客户姓名", "逾期天数", "目的")
ROWS = [
    ("13800000001", "林一", "31", "催收"),
    ("+86 138 0000 0002", "赵,二\n三", "2", "营销"),
    ("0086-13800000003", "", "", ""),
]
HOW = HowRead(region="CN", zone="Asia/Shanghai")
NUMBERS = ["+8613800000001", "+8613800000002", "+8613800000003"]


def written(folder, rows=ROWS, encoding="utf-8", divider=",", name="list.csv", head=HEAD):
    path = folder / name
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=divider)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def sheet(folder, rows, name="list.xlsx", head=HEAD):
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for place, row in enumerate([head, *rows]):
            page.write_row(place, 0, row)
    return path


def taken(path, how=HOW):
    folder = path.with_name("work")
    folder.mkdir(exist_ok=True)
    intake = take_in(path, folder, path.with_name("bad.csv"), how)
    return intake, pq.read_table(intake.rows), pq.read_table(intake.asked)


def set_aside(intake):
    with intake.side.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("divider", [",", ";", "\t", "|"])
def test_a_csv_is_read_in_its_own_encoding_and_divider(tmp_path, encoding, divider):
    intake, rows, asked = taken(written(tmp_path, encoding=encoding, divider=divider))
    assert (intake.count, intake.bad, intake.side, intake.kind) == (3, 0, None, "csv")
    assert [tuple(row.values())[1:] for row in rows.to_pylist()] == ROWS
    assert asked.column("recipient").to_pylist() == NUMBERS
    assert asked.column("purpose").to_pylist() == ["collection", "marketing", None]


def test_the_line_is_that_of_the_file_though_a_value_runs_over_two(tmp_path):
    _, rows, _ = taken(written(tmp_path))
    assert rows.column(LINE).to_pylist() == [2, 3, 5]


def test_a_sheet_keeps_its_numbers_numbers(tmp_path):
    rows = [(13800000001, "林一", 31, "催收"), (13800000002, "赵二", 2.5, "营销")]
    intake, table, asked = taken(sheet(tmp_path, rows))
    assert intake.kind == "xlsx"
    assert asked.column("recipient").to_pylist() == NUMBERS[:2]
    assert table.column("逾期天数").to_pylist() == [31, 2.5]


def test_numbers_and_text_in_one_column_of_a_sheet_are_both_read(tmp_path):
    rows = [(13800000001, "林一", 31, "催收"), ("+86 138 0000 0002", "赵二", "两天", "营销")]
    _, table, asked = taken(sheet(tmp_path, rows))
    assert asked.column("recipient").to_pylist() == NUMBERS[:2]
    assert table.column("逾期天数").to_pylist() == ["31", "两天"]


def test_parquet_keeps_its_types(tmp_path):
    path = tmp_path / "list.parquet"
    pq.write_table(pa.table({"phone": ["13800000001"], "balance": [12.5]}), path)
    intake, rows, asked = taken(path)
    assert (intake.facts, asked.column("recipient").to_pylist()) == ({"recipient": "phone"}, NUMBERS[:1])
    assert rows.column("balance").to_pylist() == [12.5]


def test_a_vicidial_lead_file_needs_no_header(tmp_path):
    lead = ["v1", "src", "101", "86", "13800000001", "", "林", "", "一", *[""] * (len(LEAD) - 9)]
    path = tmp_path / "leads.txt"
    path.write_text(
        "\t".join(lead) + "\n" + "\t".join(["v2", "src", "101", "1", "2025550123", *lead[5:]]) + "\n"
    )
    intake, rows, asked = taken(path)
    assert intake.kind == "vicidial"
    assert asked.column("recipient").to_pylist() == [NUMBERS[0], "+12025550123"]
    assert asked.column("id").to_pylist() == ["v1", "v2"]
    assert rows.column("last_name").to_pylist() == ["一", "一"]


def test_bad_rows_are_set_aside_with_line_column_and_reason_and_stop_no_other(tmp_path):
    bad = [("1.38E+10", "甲", "1", "催收"), ("13800000001", "乙", "2", "催告"), ("13800000001", "丙", "3")]
    intake, _, asked = taken(written(tmp_path, [*ROWS, *bad]))
    assert (intake.count, intake.bad) == (3, 3)
    assert asked.num_rows == 3
    told = [(row["line"], row["column"], row["客户姓名"]) for row in set_aside(intake)]
    assert told == [("6", "手机号", "甲"), ("7", "目的", "乙"), ("8", "", "丙")]
    assert all(
        row["reason"] and any("\u4e00" <= sign <= "\u9fff" for sign in row["原因"])
        for row in set_aside(intake)
    )


def test_a_list_without_a_good_row_is_an_error_that_says_where_they_are(tmp_path):
    with pytest.raises(ListError, match=r"line 2: column `手机号`.*all are in `bad.csv`"):
        taken(written(tmp_path, [("abc", "甲", "1", "催收")]))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("list.xls", b"\xd0\xcf\x11\xe0", "old format"),
        ("list.xlsx", b"PK\x03\x04 nothing", "cannot be read"),
        ("list.parquet", b"PAR1", "cannot be read"),
        ("list.csv", b"", "is empty"),
        ("list.csv", "手机号,手机号\n1,2\n".encode(), "stands twice"),
    ],
)
def test_what_is_no_list_is_told_in_one_line(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ListError, match=says):
        taken(tmp_path / name)


def test_a_list_in_the_gates_own_words_reads_itself(tmp_path):
    own = written(tmp_path, [("+8613800000001", "marketing")], head=("recipient", "purpose"))
    assert reads_itself(own, HowRead())
    assert not reads_itself(own, HowRead(region="CN"))
    assert not reads_itself(written(tmp_path), HowRead())
    assert not reads_itself(written(tmp_path, encoding="gb18030"), HowRead())


def spoilt(content, edits):
    """The bytes with these edits made: each cuts out, puts in, or changes some of them."""
    made = bytearray(content)
    for where, what, some in edits:
        at = where % (len(made) + 1)
        if what == "cut":
            del made[at : at + len(some)]
        elif what == "put":
            made[at:at] = some
        else:
            made[at : at + len(some)] = some
    return bytes(made)


EDITS = st.lists(
    st.tuples(
        st.integers(0, 1 << 16), st.sampled_from(["cut", "put", "change"]),
        st.one_of(st.binary(min_size=1, max_size=8), st.sampled_from([b'"', b",", b"\n", b"\r\n", b"\x00", b"\xff\xfe", "一".encode("gb18030")])),
    ), max_size=6,
)  # fmt: skip


def nothing_is_lost(path):
    """A spoilt file is an error of ours, or each of its rows stands on one of the two sides."""
    try:
        rows = sum(len(block.lines) + len(block.torn) for block in source_of(path).blocks())
        intake, kept, _ = taken(path)
    except ListError:
        return
    assert intake.count + intake.bad == rows
    assert kept.num_rows == intake.count
    assert (len(set_aside(intake)) if intake.side else 0) == intake.bad


def fuzzed(examples):
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )


def check_text(folder, edits, encoding):
    whole = written(folder, ROWS * 4, encoding=encoding).read_bytes()
    path = folder / "spoilt.csv"
    path.write_bytes(spoilt(whole, edits))
    nothing_is_lost(path)


def check_sheet(folder, edits, member):
    whole = sheet(folder, ROWS * 4)
    path = folder / "spoilt.xlsx"
    with zipfile.ZipFile(whole) as made, zipfile.ZipFile(path, "w") as spoiled:
        for place, item in enumerate(made.infolist()):
            content = made.read(item)
            chosen = place == member % len(made.infolist())
            spoiled.writestr(item.filename, spoilt(content, edits) if chosen else content)
    nothing_is_lost(path)


def test_a_list_without_rows_is_a_list_all_the_same(tmp_path):
    path = tmp_path / "none.csv"
    path.write_bytes("手机号,备注\n".encode("utf-16"))
    intake, kept, _ = taken(path)
    assert (intake.count, kept.num_rows, intake.bad) == (0, 0, 0)
    assert kept.column_names[1:] == ["手机号", "备注"]


@fuzzed(60)
@given(EDITS, st.sampled_from(["utf-8", "gb18030"]))
def test_a_spoilt_text_loses_no_row(tmp_path, edits, encoding):
    check_text(tmp_path, edits, encoding)


@fuzzed(40)
@given(EDITS, st.integers(0, 20))
def test_a_spoilt_sheet_loses_no_row(tmp_path, edits, member):
    check_sheet(tmp_path, edits, member)


@pytest.mark.soak
@fuzzed(5000)
@given(EDITS, st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_five_thousand_spoilt_texts_lose_no_row(tmp_path, edits, encoding):
    check_text(tmp_path, edits, encoding)


@pytest.mark.soak
@fuzzed(5000)
@given(EDITS, st.integers(0, 20))
def test_five_thousand_spoilt_sheets_lose_no_row(tmp_path, edits, member):
    check_sheet(tmp_path, edits, member)
