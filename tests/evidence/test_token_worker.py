"""A worker answers block after block until there is none."""

from io import BytesIO

from ringfence.evidence.token import recipient_token
from ringfence.evidence.token_worker import LENGTH_BYTES, serve

KEY = bytes(range(32))


def block(*numbers):
    text = "\n".join(numbers).encode()
    return len(text).to_bytes(LENGTH_BYTES, "big") + text


def test_tokens_come_back_in_the_order_of_the_numbers():
    tokens = BytesIO()
    serve(BytesIO(KEY + block("+8613000000000", "+8613000000001") + block("+8613000000002")), tokens)
    assert tokens.getvalue() == b"".join(recipient_token(KEY, f"+861300000000{last}") for last in range(3))


def test_without_a_block_there_is_nothing_to_do():
    tokens = BytesIO()
    serve(BytesIO(KEY), tokens)
    assert tokens.getvalue() == b""
