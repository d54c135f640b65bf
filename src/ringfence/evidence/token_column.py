"""The tokens of a whole column of numbers, made by several processes.

Stands at the door where a list of millions comes in; one call has no use for it. Takes an Arrow column of
numbers in E.164; gives the column of their tokens. One process hashes on one core, so the numbers go in
blocks to workers, each a `token_worker` at the other end of two pipes. Must never write a number to a disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from queue import SimpleQueue

import pyarrow as pa
import pyarrow.compute as pc

from ringfence.call.errors import EvidenceError, NumberError
from ringfence.evidence.token import TOKEN_BYTES, UNREADABLE, recipient_tokens
from ringfence.evidence.token_worker import LENGTH_BYTES

BLOCK_ROWS = 1 << 16
"""Rows that go to a worker at a time: some 1 MB each way."""
WORTH_WORKERS = 1 << 18
"""Rows below which starting workers costs what they save."""


def recipient_tokens_parallel(
    key: bytes, numbers: pa.Array | pa.ChunkedArray | list[str | None], workers: int
) -> pa.Array:
    """The tokens as fixed_size_binary(16), null where the number is; `workers` is how many processes hash.

    >>> recipient_tokens_parallel(bytes(32), ["+8613000000000", None], workers=2).null_count
    1
    """
    column = pa.array(numbers, pa.string()) if isinstance(numbers, list) else numbers
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if workers < 2 or len(column) < WORTH_WORKERS:
        return pa.array(recipient_tokens(key, column.to_pylist()), pa.binary(TOKEN_BYTES))
    _refuse_unreadable(column)
    tokens = pa.py_buffer(b"".join(_shared_out(key, column, workers)))
    known = column.is_valid().buffers()[1] if column.null_count else None
    return pa.Array.from_buffers(pa.binary(TOKEN_BYTES), len(column), [known, tokens])


def _shared_out(key: bytes, column: pa.Array, workers: int) -> list[bytes]:
    """The tokens of each block of the column, in order; a block goes to whichever worker is idle."""
    blocks = [column[start : start + BLOCK_ROWS] for start in range(0, len(column), BLOCK_ROWS)]
    idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()

    def tokens_of(block: pa.Array) -> bytes:
        worker = idle.get()
        try:
            return _ask(worker, block)
        finally:
            idle.put(worker)

    with ExitStack() as running, ThreadPoolExecutor(workers) as asking:
        for _ in range(workers):
            worker = _started(key)
            running.callback(_end, worker)
            idle.put(worker)
        return list(asking.map(tokens_of, blocks))


def _started(key: bytes) -> subprocess.Popen[bytes]:
    """A worker that has its key."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "ringfence.evidence.token_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert worker.stdin is not None
    worker.stdin.write(key)
    return worker


def _ask(worker: subprocess.Popen[bytes], block: pa.Array) -> bytes:
    """The tokens of a block, 16 bytes a row."""
    # What is unknown is sent as a lone plus, so that rows keep their places; the null hides its token.
    rows = pa.LargeListArray.from_arrays([0, len(block)], block.cast(pa.string()).fill_null("+"))
    text = pc.binary_join(rows, "\n")[0].as_buffer()
    assert worker.stdin is not None
    assert worker.stdout is not None
    with suppress(BrokenPipeError):
        worker.stdin.write(text.size.to_bytes(LENGTH_BYTES, "big"))
        worker.stdin.write(text)
        worker.stdin.flush()
    tokens = worker.stdout.read(TOKEN_BYTES * len(block))
    if len(tokens) != TOKEN_BYTES * len(block):
        raise EvidenceError("a process that makes tokens ended early: run it again with one worker")
    return tokens


def _end(worker: subprocess.Popen[bytes]) -> None:
    """Nothing; the worker is then gone."""
    with suppress(BrokenPipeError), worker:
        pass


def _refuse_unreadable(column: pa.Array) -> None:
    readable = pc.and_(pc.starts_with(column, "+"), pc.string_is_ascii(column))
    # A line's end would make two rows of one on the way to a worker.
    readable = pc.and_not(readable, pc.match_substring(column, "\n"))
    row = pc.index(readable, value=False).as_py()
    if row >= 0:
        raise NumberError(UNREADABLE, f"row {row}")
