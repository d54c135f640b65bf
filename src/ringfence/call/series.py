"""Series of numbers: what a line's first digits say it is, as numbering plans and carriers use them.

Read by packs that say which line may present a call. Takes a series by its name, or as its first digits; gives the
digits. A number belongs to a series if it begins with them, in E.164 or as the short number that is shown. It knows
nothing of single numbers, and a plan changes: what is not here a pack writes as digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ringfence.call.errors import nearest
from ringfence.call.number_ranges import calling_code_of

FOREIGN = "foreign"
"""Every number with another country's code than those a rule is about."""
DIGITS = re.compile(r"\+?[0-9]{1,12}")

SERIES: dict[str, tuple[str, ...]] = {
    # China: the numbering plan as MIIT explained it on 2020-08-17.
    "cn.service": ("953", "955", "956", "+86953", "+86955", "+86956"),
    "cn.call_centre": (
        *("950", "951", "952", "954", "957"),
        *("+86950", "+86951", "+86952", "+86954", "+86957"),
    ),
    "cn.95": ("95", "+8695"),
    "cn.96": ("96", "+8696"),
    "cn.400": ("400", "+86400"),
    "cn.800": ("800", "+86800"),
    "cn.106": ("106", "+86106"),
    "cn.mobile": ("+8613", "+8614", "+8615", "+8616", "+8617", "+8618", "+8619"),
    # Mobile virtual operators.
    "cn.virtual": ("+86162", "+86165", "+86167", "+86170", "+86171"),
    # India: promotional, and service or transactional.
    "in.140": ("140", "+91140"),
    "in.1600": ("1600", "+911600"),
    "in.mobile": ("+916", "+917", "+918", "+919"),
    "es.400": ("400", "+34400"),
    "es.mobile": ("+346", "+347"),
    "fr.mobile": ("+336", "+337"),
    "gb.mobile": ("+447",),
    "br.0303": ("0303", "+55303"),
}


def read_series(value: Any) -> Any:
    """A series as a pack may write it: a name, digits, or `foreign`; a ValueError says what would be right.

    >>> read_series("cn.mobile"), read_series("+34400")
    ('cn.mobile', '+34400')
    """
    if not isinstance(value, str):
        message = f'`{value}` is not a series; write digits in quotes, like "+34400"'
        raise ValueError(message)  # noqa: TRY004 - pydantic reports ValueError as a fault, not TypeError
    if value == FOREIGN or value in SERIES or DIGITS.fullmatch(value):
        return value
    hint = nearest(value, SERIES) or f'write one of {", ".join(SERIES)}, or its digits, like "+34400"'
    message = f"`{value}` is not a series; {hint}"
    raise ValueError(message)


def digits_of(series: str) -> tuple[str, ...]:
    """What the numbers of a series begin with; digits stand for themselves.

    >>> digits_of("es.mobile"), digits_of("1010")
    (('+346', '+347'), ('1010',))
    """
    return SERIES.get(series, (series,))


def home_digits(countries: Iterable[str]) -> tuple[str, ...]:
    """What the numbers of these countries begin with in E.164; a country without a numbering plan has none.

    >>> home_digits(["CN", "US"])
    ('+86', '+1')
    """
    codes = (calling_code_of(country) for country in countries)
    return tuple(f"+{code}" for code in codes if code)
