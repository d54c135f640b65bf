"""One of the processes that make the tokens of a column: `token_column` starts it and speaks to it.

Stands behind the door where lists come in. Takes a key on its standard input, then blocks of numbers; gives
their tokens on its standard output. Must never be handed the key otherwise: arguments and environments can
be read.
"""

from __future__ import annotations

import sys
from typing import BinaryIO, cast

from ringfence.evidence.mac import KEY_BYTES
from ringfence.evidence.token import recipient_tokens

LENGTH_BYTES = 8
"""A block is its length in bytes, then numbers in E.164 with line ends between them."""


def serve(numbers_in: BinaryIO, tokens_out: BinaryIO) -> None:
    """Nothing; the tokens of every block are written, 16 bytes a number, until no block comes.

    >>> from io import BytesIO
    >>> tokens = BytesIO()
    >>> serve(BytesIO(bytes(32) + (14).to_bytes(8, "big") + b"+8613000000000"), tokens)
    >>> len(tokens.getvalue())
    16
    """
    key = numbers_in.read(KEY_BYTES)
    while length := int.from_bytes(numbers_in.read(LENGTH_BYTES), "big"):
        numbers = numbers_in.read(length).decode().split("\n")
        tokens_out.write(b"".join(cast("list[bytes]", recipient_tokens(key, numbers))))
        tokens_out.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
