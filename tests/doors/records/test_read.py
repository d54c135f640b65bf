"""Call records of every form, and what cannot be read set aside: no row is lost, none is made up."""

import json
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ringfence.call.errors import ListError, RequestError
from ringfence.doors.records.read import How, read_records
from tests.shape.source import ROOT

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = 1772409600000  # 2026-03-02T08:00:00+08:00
PLAIN = "line,recipient,ts,ring,talk,status,city,device\n"


def read(path, **how):
    """The rows that were read, as dicts, and those that were not."""
    rows, aside = [], []
    for readings in read_records(path, How(**how)):
        read = readings.read
        for place in range(len(read.ts)):
            row = {
                "line": int(read.line[place]),
                "recipient": int(read.recipient[place]),
                "ts": int(read.ts[place]),
                "talk": int(read.talk[place]),
            }
            rows.append({**row, **{name: values[place].as_py() for name, values in read.rest.items()}})
        aside += readings.aside
    return rows, aside


def written(tmp_path, text, name="calls.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_plain_form_is_in_the_gates_own_words(tmp_path):
    path = written(
        tmp_path, PLAIN + "+8613000000001,+8613000000002,2026-03-02T08:00:00+08:00,5,60,200,上海,imei-1\n"
    )
    rows, aside = read(path)
    assert aside == []
    assert rows == [
        {
            "line": 8613000000001, "recipient": 8613000000002, "ts": AT, "talk": 60, "ring": 5, "status": 200, "city": "上海",
            "device": "imei-1",
        }
    ]  # fmt: skip


def test_other_names_of_columns_are_told_by_a_mapping(tmp_path):
    path = written(tmp_path, "主叫,被叫号码,when,secs\n13000000001,13000000002,1772409600,0\n")
    mapping = {"line": "主叫", "recipient": "被叫号码", "ts": "when", "talk": "secs"}
    rows, aside = read(path, region="CN", mapping=mapping)
    assert aside == []
    assert (rows[0]["recipient"], rows[0]["ts"], rows[0]["talk"]) == (8613000000002, AT, 0)


def test_parquet_keeps_its_types(tmp_path):
    path = tmp_path / "calls.parquet"
    pq.write_table(
        pa.table({"line": ["+8613000000001"], "recipient": ["+8613000000002"], "ts": [AT], "talk": [7]}), path
    )
    rows, aside = read(path)
    assert (aside, rows[0]["ts"], rows[0]["talk"], rows[0]["status"]) == ([], AT, 7, None)


def test_asterisk_tells_ringing_by_what_is_left_and_endings_in_words(tmp_path):
    row = '"","13000000001","13000000002","from-internal","""x"" <1>","SIP/1","SIP/2","Dial","x","2026-03-02 08:00:00","2026-03-02 08:00:07","2026-03-02 08:01:07",67,60,"ANSWERED","DOCUMENTATION","1.1",""\n'
    busy = row.replace("67,60", "3,0").replace("ANSWERED", "BUSY")
    rows, aside = read(written(tmp_path, row + busy), form="asterisk", region="CN", zone=SHANGHAI)
    assert aside == []
    assert [(each["ts"], each["ring"], each["talk"], each["status"]) for each in rows] == [
        (AT, 7, 60, 200),
        (AT, 3, 0, 486),
    ]


def test_freeswitch_tells_causes(tmp_path):
    row = '"bob","13000000001","13000000002","default","2026-03-02 08:00:00","2026-03-02 08:00:04","2026-03-02 08:00:34","34","30","NORMAL_CLEARING","uuid-1","uuid-2",""\n'
    refused = row.replace('"34","30"', '"9","0"').replace("NORMAL_CLEARING", "CALL_REJECTED")
    rows, aside = read(written(tmp_path, row + refused), form="freeswitch", region="CN", zone=SHANGHAI)
    assert aside == []
    assert [(each["ring"], each["talk"], each["status"]) for each in rows] == [(4, 30, 200), (9, 0, 603)]


def test_kamailio_writes_a_record_a_line(tmp_path):
    lines = [
        {"method": "INVITE", "src_user": "+8613000000001", "dst_user": "+8613000000002", "sip_code": "607", "time": "1772409600"},
        {"src_user": "+8613000000001", "dst_user": "+8613000000003", "sip_code": 200, "start_time": "1772409600.250", "duration": "12.7"},
        {"src_user": "+8613000000001", "dst_user": "+8613000000004", "sip_code": 200, "start_time": "1772409600.250", "duration": "0.3"},
    ]  # fmt: skip
    logged = [
        json.dumps(lines[0]),
        f"Mar  2 00:00:00 edge kamailio[7]: RECORD {json.dumps(lines[1])}",
        json.dumps(lines[2]),
    ]
    path = written(tmp_path, "\n".join(logged) + "\n\n{broken\n", "acc.jsonl")
    rows, aside = read(path, form="kamailio")
    assert [(each["status"], each["talk"], each["ts"]) for each in rows] == [
        (607, 0, AT),
        (200, 12, AT),
        (200, 1, AT),
    ]
    assert [(each.line, each.reason) for each in aside] == [(5, "this line is no JSON object")]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("13000000001x,+8613000000002,2026-03-02T08:00:00+08:00,5,60,200,,", "line", ""),
        (",+8613000000002,2026-03-02T08:00:00+08:00,5,60,200,,", "line", "no number"),
        ("+8613000000001,+8613000000002,,5,60,200,,", "ts", "no moment"),
        ("+8613000000001,+8613000000002,2026-03-02 08:00:00,5,60,200,,", "ts", ""),
        ("+8613000000001,+8613000000002,2026-03-02T08:00:00+08:00,5,-1,200,,", "talk", "lasts"),
        ("+8613000000001,+8613000000002,2026-03-02T08:00:00+08:00,5,9999999,200,,", "talk", "lasts"),
        ("+8613000000001,+8613000000002,2026-03-02T08:00:00+08:00,x,60,200,,", "ring", "seconds"),
        ("+8613000000001,+8613000000002,2026-03-02T08:00:00+08:00,5,,,,", "talk", "whether anybody answered"),
    ],
)
def test_what_cannot_be_read_is_set_aside_with_its_line_and_its_column(tmp_path, row, column, reason):
    good = "+8613000000001,+8613000000002,2026-03-02T08:00:00+08:00,5,60,200,,\n"
    rows, aside = read(written(tmp_path, PLAIN + good + row + "\n" + good))
    assert len(rows) == 2
    assert [(each.line, each.column) for each in aside] == [(3, column)]
    assert reason in aside[0].reason


def test_a_word_for_an_ending_that_nobody_knows_is_unknown(tmp_path):
    rows, aside = read(written(tmp_path, PLAIN + "+8613000000001,+8613000000002,1772409600,5,60,WEIRD,,\n"))
    assert (rows[0]["status"], aside) == (None, [])


def test_no_reason_shows_a_whole_number(tmp_path):
    rows, aside = read(
        written(tmp_path, PLAIN + "+86130000000012345678,+8613000000002,1772409600,5,60,200,,\n")
    )
    assert rows == []
    assert "130000000012345678" not in aside[0].reason


def test_a_file_without_a_column_that_is_needed_is_no_file_of_records(tmp_path):
    with pytest.raises(ListError, match="--map ts=COLUMN"):
        read(written(tmp_path, "line,recipient\n1,2\n"))


def test_an_unknown_form_is_named(tmp_path):
    with pytest.raises(RequestError, match="asterisk"):
        read(written(tmp_path, "x"), form="asterix")


SQUARED = "²"
CELL = st.one_of(st.sampled_from(["+8613000000001", "13000000002", "1772409600", "2026-03-02T08:00:00+08:00", "60", "", "-1", "1e9", "NaN", "inf", "200"]), st.text(st.characters(exclude_characters='",\r\n\x00', exclude_categories=["Cs"]), max_size=8))  # fmt: skip


# What looks like a digit and is none, where a moment, seconds and a status are read.
@example([["+8613000000001", "+8613000000002", f"177240960{SQUARED}", SQUARED, SQUARED, SQUARED, "", ""]])
@settings(max_examples=150)
@given(st.lists(st.lists(CELL, min_size=8, max_size=8), min_size=1, max_size=8))
def test_rows_in_are_rows_out_and_rows_aside(tmp_path_factory, table):
    path = tmp_path_factory.mktemp("records") / "calls.csv"
    path.write_text(PLAIN + "\n".join(",".join(row) for row in table) + "\n", encoding="utf-8")
    rows, aside = read(path, region="CN")
    blank = sum(not "".join(row).strip() for row in table)
    assert len(table) - blank <= len(rows) + len(aside) <= len(table)


@settings(max_examples=60)
@given(st.lists(st.one_of(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\x85\u2028\u2029\x0b\x0c\x1c\x1d\x1e"), min_size=1, max_size=30), st.dictionaries(st.sampled_from(["src_user", "dst_user", "time", "duration", "sip_code"]), st.one_of(st.none(), st.integers(), st.text(max_size=5), st.floats(), st.lists(st.integers(), max_size=2))).map(json.dumps)), min_size=1, max_size=6))  # fmt: skip
def test_no_line_of_json_stops_the_rest(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("records") / "acc.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows, aside = read(path, form="kamailio", region="CN")
    assert len(rows) + len(aside) == sum(bool(line.strip()) for line in lines)


def test_the_records_that_asterisk_itself_wrote_are_read_as_they_were(tmp_path):
    # Asterisk 22.10 of Debian, `cdr_csv` with `usegmtime`, `loguniqueid` and `loguserfield`.
    rows, aside = read(
        ROOT / "tests" / "doors" / "exchanges" / "asterisk-22-master.csv",
        form="asterisk",
        region="CN",
        zone=ZoneInfo("UTC"),
    )
    assert [(each["line"], each["recipient"], each["ring"], each["talk"], each["status"]) for each in rows] == [
        (862158888888, 8613800000000, 0, 0, 480), (862158888888, 8613800000010, 1, 3, 200),
    ]  # fmt: skip
    assert rows[1]["ts"] == 1_796_004_178_000
    assert [(each.line, each.column) for each in aside] == [(2, "recipient"), (4, "recipient")]
