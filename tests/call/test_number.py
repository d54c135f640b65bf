"""The one door to numbers opens on everything that reads them."""

import pyarrow as pa

from ringfence.call import number, number_list, number_ranges, number_text


def test_the_door_holds_no_rule_of_its_own():
    rooms = (number_list, number_ranges, number_text)
    for name in number.__all__:
        assert any(getattr(room, name, None) is getattr(number, name) for room in rooms)


def test_one_number_is_the_same_through_every_function():
    text = "+86 138-0013-8000"
    parsed = number.parse_numbers(pa.array([text]))
    assert parsed.numbers[0].as_py() == number.parse_number(text) == number.parse_line(text)
    assert parsed.valid[0] == number.is_valid(number.parse_number(text))
    assert parsed.regions[0].as_py() == number.region_of(number.parse_number(text))
