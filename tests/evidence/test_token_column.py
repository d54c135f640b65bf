"""A column's tokens are those of its numbers, whichever process made them."""

import sys

import pyarrow as pa
import pytest

from ringfence.call.errors import EvidenceError, NumberError
from ringfence.evidence import token_column
from ringfence.evidence.token import recipient_token
from ringfence.evidence.token_column import recipient_tokens_parallel

KEY = bytes(range(32))
NUMBERS = [None if row % 7 == 3 else f"+8613{row:09d}" for row in range(1000)]
TOKENS = [None if number is None else recipient_token(KEY, number) for number in NUMBERS]


@pytest.fixture
def many_small_blocks(monkeypatch):
    monkeypatch.setattr(token_column, "WORTH_WORKERS", 1)
    monkeypatch.setattr(token_column, "BLOCK_ROWS", 64)


@pytest.mark.usefixtures("many_small_blocks")
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    "column",
    [
        NUMBERS,
        pa.array(NUMBERS),
        pa.array(NUMBERS, pa.large_string()),
        pa.array([None, *NUMBERS])[1:],
        pa.chunked_array([NUMBERS[:10], NUMBERS[10:]]),
    ],
    ids=["list", "array", "large", "sliced", "chunked"],
)
def test_every_row_has_the_token_of_its_number(column, workers):
    tokens = recipient_tokens_parallel(KEY, column, workers)
    assert tokens.type == pa.binary(16)
    assert tokens.to_pylist() == TOKENS
    tokens.validate(full=True)


@pytest.mark.usefixtures("many_small_blocks")
@pytest.mark.parametrize("workers", [1, 2])
def test_an_empty_column_has_no_tokens(workers):
    assert len(recipient_tokens_parallel(KEY, [], workers)) == 0


@pytest.mark.usefixtures("many_small_blocks")
@pytest.mark.parametrize("number", ["", "8613000000000", "+８６13000000000"])
@pytest.mark.parametrize("workers", [1, 2])
def test_an_unreadable_number_is_told_by_its_row(number, workers):
    with pytest.raises(NumberError, match="row 100: ") as told:
        recipient_tokens_parallel(KEY, [*NUMBERS[:100], number], workers)
    assert "3000000000" not in str(told.value)


@pytest.mark.usefixtures("many_small_blocks")
def test_a_line_end_cannot_make_two_numbers_of_one():
    with pytest.raises(NumberError, match="row 0: "):
        recipient_tokens_parallel(KEY, ["+86\n+13"], 2)


@pytest.mark.usefixtures("many_small_blocks")
def test_a_worker_that_ends_early_is_told(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(EvidenceError, match="with one worker"):
        recipient_tokens_parallel(KEY, NUMBERS, 2)
