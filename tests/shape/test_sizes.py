"""Files stop at 500 lines, functions at 40; a longer one stands here with its reason."""

import pytest

from tests.shape.source import ROOT, functions, named, written

pytestmark = pytest.mark.long

LONGEST_FILE = 500
LONGEST_FUNCTION = 40

# `path` or `path:function` to why it may be longer; empty, and to be kept so.
EXCEPTIONS: dict[str, str] = {
    "benchmarks/ledger_at_scale.py:make_ledger": "one relation after another: data, not logic",
    "benchmarks/asks.py:fill": "one relation after another: data, not logic",
}


def length(function):
    """The lines of a function, decorators left out."""
    return function.end_lineno - function.lineno + 1


def too_long():
    """Every file and function that is longer than it may be, with its length."""
    for file in written():
        lines = len(file.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE:
            yield named(file), lines
        for function in functions(file):
            if length(function) > LONGEST_FUNCTION:
                yield f"{named(file)}:{function.name}", length(function)


def test_no_file_and_no_function_is_too_long():
    assert [found for found in too_long() if found[0] not in EXCEPTIONS] == []


def test_an_exception_is_still_needed():
    found = dict(too_long())
    gone = [name for name in EXCEPTIONS if name not in found and (ROOT / name.partition(":")[0]).exists()]
    assert gone == [], "these are short again; take them out"
