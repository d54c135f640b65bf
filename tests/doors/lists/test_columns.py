"""Columns are known by what people call them; what is unclear is asked about and never guessed."""

import pytest

from ringfence.call.errors import ListError
from ringfence.doors.lists.columns import NAMES, facts_in, plain
from ringfence.engines.duckdb.listed import COLUMNS


@pytest.mark.parametrize(
    ("names", "facts"),
    [
        (["recipient", "line"], {"recipient": "recipient", "line": "line"}),
        (["Phone Number", "Agency"], {"recipient": "Phone Number", "agency": "Agency"}),
        (["序号", "手机号（必填）", "逾期天数", "客户姓名"], {"id": "序号", "recipient": "手机号（必填）"}),
        (["mobile-number", "拨打时间"], {"recipient": "mobile-number", "at": "拨打时间"}),
        (["token", "purpose"], {"token": "token", "purpose": "purpose"}),
    ],
)
def test_a_column_is_known_by_its_english_or_chinese_name(names, facts):
    assert facts_in(names) == facts


def test_two_columns_that_may_be_the_number_are_an_error_that_says_how_to_choose():
    with pytest.raises(ListError, match=r"手机.*联系电话.*--map recipient=COLUMN"):
        facts_in(["手机", "联系电话"])


def test_a_column_that_bears_the_facts_own_name_goes_before_others():
    assert facts_in(["recipient", "手机"]) == {"recipient": "recipient"}


def test_a_mapping_has_the_last_word():
    assert facts_in(["手机", "联系电话"], {"recipient": "联系电话"}) == {"recipient": "联系电话"}


@pytest.mark.parametrize(
    ("mapping", "says"),
    [({"recipient": "手机号"}, "did you mean `手机`"), ({"recipiant": "手机"}, "did you mean `recipient`")],
)
def test_a_mapping_of_what_is_not_there_is_told_with_the_nearest(mapping, says):
    with pytest.raises(ListError, match=says):
        facts_in(["手机", "备注"], mapping)


def test_without_a_column_of_numbers_it_is_told_how_to_name_one():
    with pytest.raises(ListError, match="--map recipient=COLUMN"):
        facts_in(["姓名", "余额"])


def test_who_sits_at_the_terminal_is_asked():
    asked = []

    def choose(fact, columns):
        asked.append((fact, list(columns)))
        return columns[1]

    assert facts_in(["手机", "联系电话"], choose=choose) == {"recipient": "联系电话"}
    assert facts_in(["姓名", "甲"], choose=choose) == {"recipient": "甲"}
    assert asked == [("recipient", ["手机", "联系电话"]), ("recipient", ["姓名", "甲"])]


def test_what_all_calls_share_no_column_is_asked_for():
    assert facts_in(["目的", "用途"], shared={"recipient", "purpose"}) == {}


def test_every_name_stands_for_one_fact_of_a_call():
    names = [plain(name) for told in NAMES.values() for name in told.split()]
    assert len(names) == len(set(names))
    assert NAMES.keys() <= set(COLUMNS)
    assert not set(names) & set(COLUMNS)
