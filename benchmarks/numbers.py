"""How fast telephone numbers are read, and whether they are read right.

    python -m benchmarks.numbers [--rows 1000000]

Numbers of every region, valid and not, go through the fast path by the column, through `parse_number` one
by one, and through `phonenumbers` (its patterns kept compiled), which is right by definition; the ratio is of
one run on one core. Then every row is compared: the number, whether it is valid, its region.
"""
# ruff: noqa: A005 - named for what it measures; it is run, and never imported as `numbers`

from __future__ import annotations

import argparse
import time
from collections import Counter
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

import phonenumbers
import pyarrow as pa
from phonenumbers import NumberParseException, PhoneNumberFormat

from benchmarks.number_sample import samples
from benchmarks.record import record
from ringfence.call.errors import NumberError
from ringfence.call.number import ParsedNumbers, parse_number, parse_numbers
from ringfence.call.number_ranges import LONGEST, SHORTEST, ranges

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 20260310
ORACLE_ROWS = 200_000
Told = tuple[str | None, bool, str | None]


def oracle(text: str) -> Told:
    """Number, validity and region as `phonenumbers` has them; nothing where it reads nothing."""
    try:
        number = phonenumbers.parse(text)
    except NumberParseException:
        return None, False, None
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return written, phonenumbers.is_valid_number(number), phonenumbers.region_code_for_number(number)


def rows_a_second(work: Callable[[], object], rows: int, times: int = 3) -> int:
    """Rows a second in the best of a few runs."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return round(rows / best)


def agreement(texts: list[str], parsed: ParsedNumbers) -> dict[str, int]:
    """How many rows agree in number, validity and region; those of lengths that E.164 has not are apart."""
    counts: Counter[str] = Counter(rows=len(texts), valid=0, disagreements=0)
    ours = zip(parsed.numbers.to_pylist(), parsed.valid.tolist(), parsed.regions.to_pylist(), strict=True)
    for text, own in zip(texts, ours, strict=True):
        told = oracle(text)
        if own[0] is None and told[0] and not fits_e164(text, told[0]):
            counts["refused_for_length"] += 1
            continue
        number, valid, region = (one == other for one, other in zip(own, told, strict=True))
        counts.update(
            compared=1, valid=own[1], number_agrees=number, valid_agrees=valid, region_agrees=region
        )
        counts["disagreements"] += not (number and valid and region)
    return dict(counts)


def fits_e164(*texts: str) -> bool:
    """Whether all have as many digits as an E.164 number may have."""
    return all(SHORTEST < len(text) <= LONGEST + 1 for text in texts)


def one_by_one(texts: list[str]) -> None:
    """Read each with `parse_number`, as a gate does."""
    for text in texts:
        try:
            parse_number(text)
        except NumberError:
            continue


def by_oracle(texts: list[str]) -> None:
    """Parse and validate each with `phonenumbers`."""
    for text in texts:
        try:
            phonenumbers.is_valid_number(phonenumbers.parse(text))
        except NumberParseException:
            continue


def chinese(rows: int) -> dict[str, tuple[pa.StringArray, str | None]]:
    """Chinese mobile numbers as lists hold them: in E.164, with blanks and hyphens, and without country."""
    random = Random(SEED)
    mobiles = [f"{random.choice((138, 150, 186, 199))}{random.randrange(10**8):08d}" for _ in range(rows)]
    return {
        "plus_86": (pa.array([f"+86{one}" for one in mobiles]), None),
        "plus_86_spaced": (pa.array([f"+86 {one[:3]}-{one[3:7]}-{one[7:]}" for one in mobiles]), None),
        "national_in_cn": (pa.array(mobiles), "CN"),
    }


def speeds(column: pa.StringArray) -> dict[str, float]:
    """Rows a second of the three ways over one list of numbers with plus, and their ratios."""
    few = column[:ORACLE_ROWS].to_pylist()
    fast = rows_a_second(partial(parse_numbers, column), len(column))
    single = rows_a_second(partial(one_by_one, few), len(few))
    slow = rows_a_second(partial(by_oracle, few), len(few), times=1)
    return {
        "parse_numbers": fast,
        "parse_number": single,
        "phonenumbers": slow,
        "parse_numbers_to_phonenumbers": round(fast / slow, 1),
        "parse_number_to_phonenumbers": round(single / slow, 1),
    }


def measure(rows: int) -> dict[str, Any]:
    """All figures, for this many rows."""
    texts = [sample.international for sample in samples(rows, SEED)]
    column, lists = pa.array(texts), chinese(rows)
    return {
        "seed": SEED,
        "table_made_from_phonenumbers": ranges().version,
        "rows_a_second": {
            "every_region": speeds(column),
            "plus_86": speeds(lists["plus_86"][0]),
            "parse_numbers_by_writing": {
                name: rows_a_second(partial(parse_numbers, listed, region), rows)
                for name, (listed, region) in lists.items()
            },
        },
        "agreement": agreement(texts, parse_numbers(column)),
    }


def main() -> None:
    """Measure, write the figures down and show them."""
    parser = argparse.ArgumentParser(description="How fast and how right telephone numbers are read.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    path = record("numbers", measure(parser.parse_args().rows))
    print(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
