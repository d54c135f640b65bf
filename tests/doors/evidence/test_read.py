"""Bills of every carrier, call logs and messages come to the same calls, whatever form they are brought in."""

import contextlib
import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.call.errors import ListError
from ringfence.doors.evidence.read import length_of, read_file
from ringfence.doors.evidence.values import Reader, seconds, span_said, to_her
from tests.made_evidence import (
    BANK,
    ZONE,
    calls,
    handset_xml,
    messages_xml,
    mobile_csv,
    recording,
    telecom_pdf,
    unicom_xlsx,
)

READER = Reader(ZoneInfo("Asia/Shanghai"))
ROWS = calls(40)


@pytest.fixture
def read(tmp_path):
    def take(name, content, said=None):
        path = tmp_path / "kept"
        path.write_bytes(content)
        return read_file(path, name, READER, said)

    return take


def told(rings):
    return [(ring.at, ring.number, ring.to_her, ring.seconds) for ring in rings]


def expected(rows, later=0):
    numbers = {
        "02131370001": "+862131370001",
        "02131370002": "+862131370002",
        "16191230001": "+8616191230001",
    }
    return [
        (int(at.timestamp() * 1000) + later, numbers.get(n, n), way == "被叫", s) for at, way, n, s in rows
    ]


@pytest.mark.parametrize(
    ("name", "made"), [("移动.csv", mobile_csv), ("联通.xlsx", unicom_xlsx), ("电信.pdf", telecom_pdf)]
)
def test_a_bill_of_each_carrier_comes_to_its_calls(read, name, made):
    kind, found = read(name, made(ROWS))
    assert (kind, found.unread, told(found.rings)) == ("bill", [], expected(ROWS))
    assert all(ring.answered for ring in found.rings)


def test_a_call_log_of_a_telephone_tells_calls_that_nobody_answered(read):
    kind, found = read("calls.xml", handset_xml(ROWS, [(ROWS[0][0], BANK)]))
    assert (kind, told(found.rings[:-1])) == ("call_log", expected(ROWS, 7_000))
    assert (found.rings[-1].answered, found.rings[-1].number) == (False, BANK)


def test_records_of_json_are_read_by_their_names(read):
    records = [{"phoneNumber": BANK, "timestamp": 1785562680000, "callType": "MISSED", "duration": 0}]
    kind, found = read("log.json", json.dumps({"calls": records}).encode())
    assert (kind, told(found.rings)) == ("call_log", [(1785562680000, BANK, True, 0)])
    assert found.rings[0].answered is False


def test_messages_are_read_with_who_sent_them(read):
    kind, found = read("sms.xml", messages_xml(ROWS[0][0]))
    assert kind == "messages"
    assert [(each.number, each.to_her, each.text[:2]) for each in found.messages] == [
        (BANK, True, "【工"),
        (BANK, False, "TD"),
    ]


def test_a_file_whose_columns_nobody_knows_asks_which_is_which_and_is_read_once_told(read):
    content = b"Moment,Other side,Kind\n2026-08-01 10:00:00,95588,in\n"
    _, asked = read("export.csv", content)
    assert (asked.missing, asked.names, asked.samples) == (
        ["at", "number"],
        ["Moment", "Other side", "Kind"],
        [["2026-08-01 10:00:00", "95588", "in"]],
    )
    _, found = read("export.csv", content, {"at": "Moment", "number": "Other side", "direction": "Kind"})
    assert told(found.rings) == [(1785549600000, BANK, True, None)]
    assert found.rings[0].answered is None


def test_a_list_of_incoming_calls_alone_is_read_as_such_once_she_says_so(read):
    content = b"Moment,Other side\n2026-08-01 10:00:00,95588\n"
    _, found = read("in.csv", content, {"at": "Moment", "number": "Other side", "direction": "被叫"})
    assert [ring.to_her for ring in found.rings] == [True]


def test_a_row_that_cannot_be_read_is_told_with_its_line_and_the_others_are_read(read):
    rows = mobile_csv(ROWS).decode("gb18030").replace("95588", "95x88", 1).encode("gb18030")
    _, found = read("移动.csv", rows)
    assert len(found.rings) + len(found.unread) == len(ROWS)
    line, why = found.unread[0]
    assert line > 3
    assert "95x88" in why or "number" in why


def test_a_day_without_a_year_takes_it_from_the_span_and_from_nothing_else(read):
    bill = mobile_csv(ROWS).decode("gb18030")
    _, found = read(
        "移动.csv", bill.replace("起止日期：2026年08月01日至2026年10月31日", "").encode("gb18030")
    )
    assert not found.rings
    assert "names no year" in found.unread[0][1]


def test_a_recording_is_measured(tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(recording(3))
    assert length_of(path, "录音.wav") == 3
    path.write_bytes(b"ID3 and nothing after it")
    assert length_of(path, "录音.mp3") is None


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1分23秒", 83),
        ("00:01:23", 83),
        ("1:02:03", 3723),
        ("83", 83),
        ("83秒", 83),
        ("1小时2分", 3720),
        ("", None),
        ("--", None),
    ],
)
def test_lengths_are_read_as_carriers_write_them(text, length):
    assert seconds(text) == length


def test_which_way_a_call_went_is_never_guessed():
    assert (to_her("被叫"), to_her("主叫"), to_her("")) == (True, False, None)
    with pytest.raises(ValueError, match="says neither"):
        to_her("转接")


def test_a_span_is_found_in_what_stands_above():
    found = span_said("起止日期：2026 年 08 月 01 日至 2026 年 10 月 31 日", ZONE)
    assert found is not None
    assert [each.isoformat()[:10] for each in found] == ["2026-08-01", "2026-10-31"]
    assert span_said("2026年13月", ZONE) is None


@pytest.mark.long
@settings(max_examples=60)
@given(place=st.integers(0, 4000), sign=st.binary(max_size=3), which=st.integers(0, 2))
def test_a_spoilt_file_is_a_plain_word_or_fewer_calls_and_never_a_traceback(
    place, sign, which, tmp_path_factory
):
    name, content = [("移动.csv", MOBILE), ("calls.xml", HANDSET), ("联通.xlsx", UNICOM)][which]
    at = place % len(content)
    path = tmp_path_factory.mktemp("spoilt") / "kept"
    path.write_bytes(content[:at] + sign + content[at + len(sign) :])
    with contextlib.suppress(ListError):
        _, found = read_file(path, name, READER)
        assert len(found.rings) <= len(ROWS) + 1


MOBILE, HANDSET, UNICOM = mobile_csv(ROWS), handset_xml(ROWS), unicom_xlsx(ROWS)
