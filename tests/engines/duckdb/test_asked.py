"""A file of calls becomes `asked`: words, places, order, and what is wrong with it told by line and column."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ringfence.call.errors import ListError
from ringfence.call.moments import moment
from ringfence.engines.duckdb.asked import FEW, ListFile, make_asked, open_list, read_asked
from ringfence.evidence.token import recipient_token
from ringfence.evidence.token_sql import token_sql
from tests.engines.duckdb.listed import AT, KEY, asked_of, listed

NUMBERS = ("+8613000000001", "+8613000000002", "+8613000000003")


@pytest.fixture
def session():
    with duckdb.connect() as db:
        yield db


def kinds(db):
    return {name: kind for name, kind, *_ in db.execute("DESCRIBE asked").fetchall()}


def test_a_call_has_the_words_of_its_row_and_those_that_all_share(session, tmp_path):
    path = listed(tmp_path, f"""
        recipient,purpose,line,note
        {NUMBERS[0]},marketing,+862158888888,x
        {NUMBERS[1]},unknown,,y
        {NUMBERS[2]},service,+862158888888,z
    """)  # fmt: skip
    rows = asked_of(
        session, path, "row, ord, t, purpose, line, caller, warm, id", caller="bank-a", warm="true"
    )
    line = "+862158888888"
    assert rows == [
        (0, 0, AT, "marketing", line, "bank-a", True, None),
        (1, 1, AT, None, None, "bank-a", True, None),
        (2, 2, AT, "service", line, "bank-a", True, None),
    ]
    assert kinds(session)["purpose"].startswith("ENUM")
    assert "note" not in kinds(session)


def test_numbers_become_their_tokens_however_they_are_written(session, tmp_path):
    path = listed(tmp_path, "recipient\n+86 130-0000-0001\n+8613000000002\n+8613000000001")
    tokens = [each[0].bytes for each in asked_of(session, path, "recipient")]
    assert tokens == [recipient_token(KEY, NUMBERS[place]) for place in (0, 1, 0)]


def test_tokens_are_taken_as_they_are(session, tmp_path):
    tokens = [recipient_token(KEY, number) for number in NUMBERS]
    uuids = pa.ExtensionArray.from_storage(pa.uuid(), pa.array(tokens, pa.binary(16)))
    pq.write_table(pa.table({"token": uuids}), tmp_path / "list.parquet")
    told = [each[0].bytes for each in asked_of(session, tmp_path / "list.parquet", "recipient")]
    texts = listed(tmp_path, "token\n" + "\n".join(str(each.as_py()) for each in uuids))
    assert told == tokens == [each[0].bytes for each in asked_of(session, texts, "recipient")]


def test_a_file_of_many_small_groups_of_rows_is_read_in_its_order(session, tmp_path):
    rows = 40_000
    purposes = ["marketing", "service", "collection"]
    table = pa.table(
        {
            "recipient": [f"+861300000{row % 10_000:04d}" for row in range(rows)],
            "purpose": pa.array([purposes[row * 7 // rows % 3] for row in range(rows)]).dictionary_encode(),
            "at": [f"2026-03-10T15:{row % 60:02d}:00+08:00" for row in range(rows)],
        }
    )
    pq.write_table(table, tmp_path / "list.parquet", row_group_size=10)
    read = asked_of(session, tmp_path / "list.parquet", "purpose, (t - 1773126000000) // 60000")
    assert read == [(purposes[row * 7 // rows % 3], row % 60) for row in range(rows)]


def test_one_priority_for_all_calls_leaves_them_to_their_moments(session, tmp_path):
    text = f"""
        recipient,at,priority
        {NUMBERS[0]},2026-03-10T15:00:00+08:00,1
        {NUMBERS[1]},2026-03-10T14:00:00+08:00,1
    """
    assert asked_of(session, listed(tmp_path, text), "ord") == [(1,), (0,)]
    assert asked_of(session, listed(tmp_path, text.replace(",1", ",")), "ord", priority="1") == [(1,), (0,)]


def test_calls_are_asked_by_moment_then_priority_then_row(session, tmp_path):
    path = listed(tmp_path, f"""
        recipient,at,priority
        {NUMBERS[0]},2026-03-10T10:00:00+08:00,
        {NUMBERS[0]},2026-03-10T09:00:00+08:00,2
        {NUMBERS[0]},2026-03-10T09:00:00+08:00,10
        {NUMBERS[0]},2026-03-10T09:00:00+08:00,
        {NUMBERS[0]},2026-03-10T09:00:00+08:00,2
    """)  # fmt: skip
    assert [row[0] for row in asked_of(session, path, "ord")] == [4, 0, 2, 3, 1]


def test_a_moment_may_be_written_in_any_form_that_names_its_zone(session, tmp_path):
    told = [
        "2026-03-10T15:00:00+08:00", "2026-03-10 15:00+08:00", "2026-03-10T07:00:00Z", "2026-03-10T07:00:00.000Z",
        "2026-03-10T15:00:00.000000+0800",
    ]  # fmt: skip
    path = listed(tmp_path, "recipient,at\n" + "\n".join(f"{NUMBERS[0]},{each}" for each in told))
    assert {row[0] for row in asked_of(session, path, "t")} == {moment(told[0])}


@pytest.mark.parametrize("fraction", ["", ".5", ".123", ".123456"])
def test_a_moment_is_the_same_whichever_way_it_is_read(session, tmp_path, fraction):
    told = f"2024-02-29T23:59:59{fraction}-09:30"
    assert asked_of(session, listed(tmp_path, f"recipient,at\n{NUMBERS[0]},{told}"), "t") == [(moment(told),)]


def test_places_are_counted_and_the_numbers_own_zone_found(session, tmp_path):
    path = listed(tmp_path, f"""
        recipient,country,zone,source,zone_2,source_2
        {NUMBERS[0]},CN,Asia/Shanghai,stated,Asia/Urumqi,number
        {NUMBERS[1]},CN,Asia/Shanghai,number,,
        {NUMBERS[2]},,,,,
    """)  # fmt: skip
    columns = "place_count, country_1, zone_1, zone_2, zone_3, zone_number, caller_zone"
    assert asked_of(session, path, columns) == [
        (2, "CN", "Asia/Shanghai", "Asia/Urumqi", None, "Asia/Urumqi", None),
        (1, "CN", "Asia/Shanghai", None, None, "Asia/Shanghai", None),
        (None, None, None, None, None, None, None),
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("recipient,zone\n+8613000000001,Asia/Shanghai\n+8613000000001,Asia/Urumqi", 1),
        ("recipient,zone\n+8613000000001,Asia/Shanghai\n+8613000000001,", None),
        ("recipient,country,zone_2\n+8613000000001,CN,Asia/Urumqi\n+8613000000001,,Asia/Urumqi", 2),
        ("recipient\n+8613000000001", 0),
    ],
)
def test_the_list_knows_how_many_places_every_call_has(session, tmp_path, text, places):
    assert open_list(session, ListFile(listed(tmp_path, text), {}, AT)).places == places


def test_asked_holds_only_what_the_plan_reads(session, tmp_path):
    path = listed(tmp_path, f"recipient,purpose,campaign,region\n{NUMBERS[0]},service,spring,Shanghai")
    opened = open_list(session, ListFile(path, {}, AT))
    assert make_asked(session, opened, token_sql(KEY), ("purpose", "warm", "t", "line", "place_count")) == 1
    assert set(kinds(session)) == {
        "row", "ord", "t", "recipient", "id", "line", "zone_1", "zone_2", "zone_3", "zone_4", "zone_number",
        "caller_zone", "purpose", "warm", "place_count",
    }  # fmt: skip
    assert (kinds(session)["warm"], kinds(session)["place_count"]) == ("BOOLEAN", "BIGINT")


def test_few_words_are_numbers_that_still_compare_with_text(session, tmp_path):
    path = listed(tmp_path, f"""
        recipient,line,caller
        {NUMBERS[0]},+862158888888,bank-a
        {NUMBERS[1]},+862158888889,bank-b
        {NUMBERS[2]},,bank-b
    """)  # fmt: skip
    read_asked(session, ListFile(path, {}, AT), token_sql(KEY))
    session.execute("CREATE TABLE ledger(line VARCHAR, caller VARCHAR)")
    session.execute("INSERT INTO ledger VALUES ('+862158888889', 'any'), ('+862158888890', 'bank-c')")
    joined = "SELECT a.row FROM asked AS a JOIN ledger AS l ON l.line = a.line"
    assert session.execute(joined).fetchall() == [(1,)]
    either = "CASE WHEN l.caller = 'any' THEN TRUE ELSE l.caller = a.caller END"
    assert session.execute(f"SELECT COUNT(*) FROM asked AS a, ledger AS l WHERE {either}").fetchone() == (3,)
    for word, rows in (("bank-b", 2), ("nobody", 0)):
        assert session.execute(f"SELECT COUNT(*) FROM asked WHERE caller = '{word}'").fetchone() == (rows,)
        assert session.execute(f"SELECT COUNT(*) FROM asked WHERE caller IN ('{word}', 'x')").fetchone() == (
            rows,
        )


def test_many_words_are_kept_as_text(session, tmp_path):
    lines = "\n".join(f"{NUMBERS[0]},campaign-{row}" for row in range(FEW + 1))
    path = listed(tmp_path, f"recipient,campaign\n{lines}")
    assert asked_of(session, path, "campaign")[FEW] == (f"campaign-{FEW}",)
    assert kinds(session)["campaign"] == "VARCHAR"


def test_a_list_may_be_quoted_and_divided_otherwise(session, tmp_path):
    (tmp_path / "list.csv").write_text(
        f'\ufeffid;recipient;note;purpose\r\n"a;1";"{NUMBERS[0]}";"two\r\nlines";service\r\n'
    )
    assert asked_of(session, tmp_path / "list.csv", "id, purpose") == [("a;1", "service")]


def test_a_list_without_calls_is_asked_nothing(session, tmp_path):
    assert asked_of(session, listed(tmp_path, "recipient,purpose,at"), "*") == []


@pytest.mark.parametrize(
    ("text", "line", "column", "told"),
    [
        (
            "recipient,purpose\n+8613000000001,service\n+8613000000001,sales",
            3,
            "purpose",
            "is not a word for this",
        ),
        ("recipient,zone\n+8613000000001,Asia/Shangai", 2, "zone", "is not a zone"),
        ("recipient,zone_2\n+8613000000001,Mars", 2, "zone_2", "is not a zone"),
        ("recipient,line\n+8613000000001,12 34x", 2, "line", "line"),
        ("recipient,warm\n+8613000000001,perhaps", 2, "warm", "neither yes nor no"),
        ("recipient,priority\n+8613000000001,high", 2, "priority", "whole number"),
        ("recipient,at\n+8613000000001,2026-03-10T15:00:00", 2, "at", "with a zone"),
        ("recipient,at\n+8613000000001,2026-02-30T15:00:00Z", 2, "at", "with a zone"),
        ("recipient\n+8613000000001\n13000000001", 3, "recipient", "country"),
        ("recipient,id\n+8613000000001,a\n,b", 3, "recipient", "no number is given"),
        ("token\n0c5d3b6e-0000-0000-0000-000000000000\nx", 3, "token", "16 bytes"),
        ("recipient,id\n+8613000000001,a\n+8613000000001", 3, None, "1 values stand where the header has 2"),
        ("recipient,purpos\n+8613000000001,service", 1, "purpos", "did you mean `purpose`"),
        ("recipient,id,id\n+8613000000001,a,b", 1, "id", "twice"),
        ("recipent\n+8613000000001", None, None, "did you mean `recipient`"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_column(session, tmp_path, text, line, column, told):
    with pytest.raises(ListError, match=told) as caught:
        asked_of(session, listed(tmp_path, text), "*")
    assert (caught.value.line, caught.value.column) == (line, column)
    assert "13000000001" not in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"recipient\n\xb1\xb1\n"])
def test_what_is_no_list_is_told_in_one_line(session, tmp_path, content):
    for name in ("list.csv", "list.parquet"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ListError) as caught:
            asked_of(session, tmp_path / name, "*")
        assert "\n" not in str(caught.value)


def test_a_word_that_all_share_is_checked_too(session, tmp_path):
    path = listed(tmp_path, f"recipient\n{NUMBERS[0]}")
    for common in ({"purpose": "sales"}, {"purpos": "service"}, {"zone": "Mars"}):
        with pytest.raises(ListError):
            asked_of(session, path, "*", **common)
