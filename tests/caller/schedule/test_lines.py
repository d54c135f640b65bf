"""Lines are read as somebody wrote them, and a line begins its calls evenly through its hours."""

from dataclasses import replace

import pytest

from ringfence.call.errors import ListError
from ringfence.call.moments import HOUR
from ringfence.caller.schedule.lines import DayLine, read_lines

USUAL = DayLine("", None, 9 * HOUR, 18 * HOUR, 20, None)
LINE = "+862158888888"


def test_what_a_row_leaves_out_is_as_usual():
    assert read_lines([{"line": LINE}], USUAL) == [replace(USUAL, line=LINE)]


def test_a_row_has_the_last_word():
    row = {
        "line": LINE,
        "agency": "agency-1",
        "from": "10:00",
        "until": "12:00",
        "calls_an_hour": "6",
        "calls_a_day": 7,
    }
    (line,) = read_lines([row], USUAL)
    assert line == DayLine(LINE, "agency-1", 10 * HOUR, 12 * HOUR, 6, 7)
    assert [each / HOUR for each in line.moments(0)] == pytest.approx([10 + place / 6 for place in range(7)])


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "no line is named"),
        ([{"line": LINE}, {"line": LINE}], "stands twice"),
        ([{"line": LINE, "from": "20:00", "until": "09:00"}], "opens before it closes"),
        ([{"line": LINE, "calls_an_hour": "many"}], "no number of calls"),
        ([{"line": LINE, "from": "morning"}], "not a time of day"),
        ([{"line": "hello"}], "hello"),
    ],
    ids=["none", "twice", "backwards", "no number", "no time", "no line"],
)
def test_what_is_wrong_is_said(rows, says):
    with pytest.raises(ListError, match=says):
        read_lines(rows, USUAL)
