"""Numbers of one caller are put together and named where that is published; nothing counts before she confirms it."""

import msgspec
import pytest

from ringfence.call.errors import RequestError
from ringfence.redress.callers import groups
from ringfence.redress.case import Case, Message, Ring
from ringfence.redress.numbers import official, series_of, told_of
from ringfence.redress.steps import named
from tests.made_evidence import BANK


def ringing(*numbers):
    return Case(rings=tuple(Ring(at=nth, number=number) for nth, number in enumerate(numbers * 2)))


def test_lines_beside_each_other_are_one_group_and_service_numbers_never_are():
    case = ringing("+862131370001", "+862131370099", "+862131370200", "95588", "95589")
    assert [group.digits for group in groups(case)] == [
        ("+862131370001", "+862131370099"), ("+862131370200",), ("95588",), ("95589",),
    ]  # fmt: skip
    assert groups(case)[0].why == {"neighbours"}


def test_a_service_number_and_its_extensions_are_one_group_and_the_next_firm_is_another():
    case = ringing("95588", "955880001", "95589")
    assert [group.digits for group in groups(case)] == [("95588", "955880001"), ("95589",)]
    assert groups(case)[0].why == {"same_service"}


def test_numbers_whose_messages_are_signed_alike_are_one_group():
    case = Case(
        messages=tuple(
            Message(at=nth, number=number, text="【某某贷】来分期")
            for nth, number in enumerate(("+8610690001", "+8610690777"))
        )
    )
    (group,) = groups(case)
    assert (group.why, group.signed) == ({"same_words"}, "某某贷")


def test_a_message_signed_by_the_owner_of_a_published_number_joins_it():
    case = msgspec.structs.replace(
        ringing(BANK), messages=(Message(at=9, number="+8610690001", text="【工商银行】优惠"),)
    )
    (group,) = groups(case)
    assert (group.published, group.digits) == (("中国工商银行", "bank"), ("+8610690001", BANK))


def test_a_confirmed_caller_is_waited_for_no_more_and_keeps_what_she_said(brought):
    case = named(brought.case(), BANK, purpose="marketing", consent="never")
    (caller,) = case.callers
    assert (caller.name, caller.known_by, caller.confirmed) == ("中国工商银行", "published", True)
    assert all(BANK not in group.digits for group in groups(case))
    changed = named(case, caller.id, name="工行信用卡中心")
    assert (changed.callers[0].name, changed.callers[0].known_by, changed.callers[0].purpose) == (
        "工行信用卡中心",
        "her",
        "marketing",
    )


def test_a_word_that_is_none_names_the_nearest(brought):
    with pytest.raises(RequestError, match="did you mean `marketing`"):
        named(brought.case(), BANK, purpose="marketting")
    with pytest.raises(RequestError, match="there is no caller"):
        named(brought.case(), "+8613000000000")


@pytest.mark.parametrize(
    ("number", "series"),
    [
        ("95588", "service"),
        ("95105555", "call_centre"),
        ("9501234", "call_centre"),
        ("12378", "short"),
        ("+8616191230001", "mobile"),
        ("+8617012345678", "virtual"),
        ("+862131370001", "fixed"),
        ("+14155550100", "foreign"),
        ("4008205555", "toll_free"),
        ("10690001", "short_message"),
    ],
)
def test_what_a_number_is_by_its_digits(number, series):
    assert series_of(number) == series


def test_a_mobile_number_is_told_with_the_place_and_carrier_it_was_given_to():
    told = told_of("+8613800138000")
    assert (told.segment, told.could_be_altered) == (("北京", "北京", "中国移动"), False)
    assert told_of("+8621313700011").segment is None
    assert told_of("95588").could_be_altered


def test_published_numbers_are_read_with_their_trade():
    assert official()["95588"] == ("中国工商银行", "bank")
    assert all(number.isdigit() for number in official())
