"""Text in good order is read by the column and any other row by row, and both say the same."""

import csv

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ringfence.doors.lists import text
from ringfence.doors.lists.text import Text, text_of

NAMES = ("a", "b", "c")
CELLS = st.text(st.sampled_from('ab1 ,"\n\r\t|;一'), max_size=4)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=12)


def read(blocks):
    """Every row with its line, whole or torn."""
    found: list[tuple[int, tuple[str, ...]]] = []
    for block in blocks:
        found += zip(
            block.lines.tolist(), map(tuple, zip(*block.cells.to_pydict().values(), strict=True)), strict=True
        )
        found += [(torn.line, (torn.reason, *torn.cells)) for torn in block.torn]
    return sorted(found)


def both(path, monkeypatch):
    """What is read as the file is, and what is read row by row."""
    told = text_of(path)
    as_it_is = read(told.blocks(NAMES, header=True))
    with monkeypatch.context() as patched:
        patched.setattr(Text, "_is_in_order", lambda *_: False)
        return as_it_is, read(told.blocks(NAMES, header=True))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.sampled_from(["utf-8", "gb18030"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_both_ways_of_reading_say_the_same(tmp_path, monkeypatch, rows, encoding, ending, quoted):
    path = tmp_path / "list.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(
            file, lineterminator=ending, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        )
        writer.writerows([NAMES, *rows])
    by_column, by_row = both(path, monkeypatch)
    assert by_column == by_row


def test_a_torn_row_keeps_its_line_between_whole_ones(tmp_path, monkeypatch):
    path = tmp_path / "list.csv"
    path.write_text("a,b,c\n1,2,3\n4,5\n6,7,8\n9,10,11,12\n")
    monkeypatch.setattr(text, "READ_AT_ONCE", 16)
    by_column, by_row = both(path, monkeypatch)
    assert by_column == by_row
    assert [line for line, _ in by_column] == [2, 3, 4, 5]


def test_text_in_good_order_is_read_by_the_column(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('a,b,c\n"1","2",3\n')
    assert text_of(path)._is_in_order(NAMES)
    path.write_text('a,b,c\n"1\n","2",3\n')
    assert not text_of(path)._is_in_order(NAMES)
