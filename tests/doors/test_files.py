"""Files are read as they stand: text stays text, and what is broken is told without quoting it."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ringfence.call.errors import ListError
from ringfence.doors.files import read_rows


def test_a_csv_keeps_its_values_as_text(tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text("\ufeffrecipient,line\n+8616191234567,0095588\n", encoding="utf-8")
    assert list(read_rows(file)) == [{"recipient": "+8616191234567", "line": "0095588"}]


def test_a_quoted_value_may_hold_a_comma_and_a_line_end(tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text('a,b\n"x,\ny",z\n', encoding="utf-8")
    assert list(read_rows(file)) == [{"a": "x,\ny", "b": "z"}]


def test_parquet_keeps_its_types_and_tells_how_far_it_is(tmp_path):
    file = tmp_path / "calls.parquet"
    told: list[float] = []
    pq.write_table(pa.table({"ts": [1, 2], "warm": [True, None]}), file)
    rows = read_rows(file, told.append)
    assert list(rows) == [{"ts": 1, "warm": True}, {"ts": 2, "warm": None}]
    assert told[-1] == 1.0


def test_a_broken_line_is_told_without_its_number(tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text("recipient,line\n+8616191234567,a,b\n", encoding="utf-8")
    with pytest.raises(ListError) as error:
        list(read_rows(file))
    assert "line 2: 3 values stand where the header has 2" in str(error.value)
    assert "1234567" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("calls.xls", b"", "give it as .xlsx, .csv or .parquet"),
        ("calls.parquet", b"not parquet", "cannot be read"),
        ("calls.csv", b"", "is empty"),
        ("calls.csv", b"a,a\n1,2\n", "stands twice"),
        ("calls.csv", b"a\n\xff\xff\n", "UTF-8"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ListError, match=says):
        list(read_rows(tmp_path / name))


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(ListError, match=r"there is no file `calls\.csv`"):
        list(read_rows(tmp_path / "calls.csv"))
