"""One telephone number as people write it, read into E.164.

Stands at every door: a recipient or a line comes in as text and goes on as `+8613800138000`. Digits may be
full-width and set apart by blanks, hyphens, dots and brackets; `00` serves as plus. What is malformed
(letters, no country, too short, too long) is an error; what is merely not assigned is accepted unless
`strict`. It must never guess a country, and no error shows more than the first six characters of the text.
"""

from __future__ import annotations

import re
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from ringfence.call.errors import NumberError
from ringfence.call.number_ranges import (
    AT_HOME,
    KNOWN,
    LONGEST,
    REGION_SHIFT,
    REWRITTEN,
    SHORTEST,
    TRUNK,
    calling_code_of,
    code_of,
    is_valid,
    ranges,
    region_of,
)

# Same in: number_list.SEPARATORS, which leaves out the dot and what is not ASCII.
# Those without width come along when a number is copied from an address book.
BLANKS: Final = " \t\u00a0\u2002\u2003\u2009\u202f\u3000\u00ad\u200b\u200e\u200f\u202a\u202c\u2060\ufeff"
HYPHENS: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
BRACKETS: Final = "()[]\uff08\uff09\uff3b\uff3d"
DOTS: Final = ".\uff0e"
CLEANED: Final = str.maketrans(
    "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0b",
    "0123456789+",
    BLANKS + HYPHENS + BRACKETS + DOTS,
)
# Without this the library compiles each plan's patterns anew whenever the plans before it were other ones.
phonenumbers.enable_pattern_cache()

E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
WRITTEN: Final = re.compile(r"(\+?)([0-9]+)")
SCIENTIFIC: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+")
DECIMAL: Final = re.compile(r"\+?[0-9]{5,}\.0{1,2}")
MOST_DIALLED: Final = 2 * LONGEST
"""More digits than any prefix and number together."""
SHORT_LINE: Final = re.compile(r"[1-9][0-9]{2,7}")


def parse_number(text: str, region: str | None = None, *, strict: bool = False) -> str:
    """The E.164 form of a number; with `region`, a number without country is read as dialled there.

    NumberError says what to do about a malformed number, and with `strict` about one that no plan assigns.

    >>> parse_number("+86 138-0013-8000"), parse_number("021 5888 8888", "CN")
    ('+8613800138000', '+862158888888')
    >>> parse_number("1.38E+10", "CN")
    Traceback (most recent call last):
    ringfence.call.errors.NumberError: `1.38E+…` is in scientific notation, its digits are lost: \
format the column as text and export it again
    """
    check_region(region)
    number = _read(text, region)
    if strict and not is_valid(number):
        raise _fault(text, "is assigned by no numbering plan: check it against where it came from")
    return number


def parse_line(text: str, region: str | None = None) -> str:
    """The line a business shows: a short service number (3 to 8 digits) as it is, any other in E.164.

    >>> parse_line("95588"), parse_line("+86 21 1111 1111")
    ('95588', '+862111111111')
    """
    written = text.strip().translate(CLEANED)
    return written if SHORT_LINE.fullmatch(written) else parse_number(text, region)


def check_region(region: str | None) -> None:
    """Nothing, or a NumberError if `region` is not the two letters of a region with a numbering plan.

    >>> check_region("cn")
    Traceback (most recent call last):
    ringfence.call.errors.NumberError: region: `cn` is no region: give two capital letters such as `CN`
    """
    if region is not None and calling_code_of(region) is None:
        raise NumberError(f"`{_head(region)}` is no region: give two capital letters such as `CN`", "region")


def _read(text: str, region: str | None) -> str:
    if E164.fullmatch(text) and code_of(int(text[1:])) & (KNOWN | REWRITTEN) == KNOWN:
        return text
    trimmed = text.strip()
    if not trimmed:
        raise NumberError("no number is given: write it with `+` and the country code")
    if SCIENTIFIC.fullmatch(trimmed):
        advice = "format the column as text and export it again"
        raise _fault(text, f"is in scientific notation, its digits are lost: {advice}")
    if DECIMAL.fullmatch(trimmed):
        raise _fault(text, "ends in a decimal zero: format the column as text and export it again")
    shape = WRITTEN.fullmatch(trimmed.translate(CLEANED))
    if not shape:
        raise _fault(text, "is not one number: keep its digits, and a `+` in front if it has one")
    plus, digits = shape.groups()
    if len(digits) > MOST_DIALLED:
        raise _fault(text, f"is too long: a number has at most {LONGEST} digits after the `+`")
    if not plus and region:
        return _national(digits, region, text)
    if not plus and not digits.startswith("00"):
        raise _fault(text, "has no country: write it with `+` and the country code, or name the region")
    return _international(digits if plus else digits[2:], text)


def _international(digits: str, text: str) -> str:
    if digits.startswith("0"):
        raise _fault(text, "has a 0 where the country code begins: write one `+` and the country code")
    if len(digits) < SHORTEST:
        raise _fault(text, f"is too short: a number has at least {SHORTEST} digits after the `+`")
    if len(digits) > LONGEST:
        raise _fault(text, f"is too long: a number has at most {LONGEST} digits after the `+`")
    code = code_of(int(digits))
    if not code & KNOWN:
        raise _fault(text, "begins with no country code that exists: check the digits after the `+`")
    if not code & REWRITTEN:
        return f"+{digits}"
    size = ranges().code_lengths[int(digits[:3])]
    number = _without_trunk(digits[:size], digits[size:]) or _understood(f"+{digits}", None)
    if number is None:
        raise _fault(text, "cannot be read as a number of its country: write it without the national prefix")
    return number


def _national(digits: str, region: str, text: str) -> str:
    calling_code = str(calling_code_of(region))
    number = f"+{calling_code}{digits}"
    if code_of(int(number[1:])) & AT_HOME and region_of(number) == region:
        return number
    shorter = _without_trunk(calling_code, digits)
    if shorter and region_of(shorter) == region:
        return shorter
    dialled, abroad = _understood(digits, region), f"+{digits[2:]}"
    # People write 00 for plus even where 00 is not what is dialled.
    if digits.startswith("00") and abroad != dialled and is_valid(abroad):
        if dialled and is_valid(dialled):
            raise _fault(text, f"may be two numbers when dialled in {region}: write it with `+`")
        return abroad
    if dialled is None:
        advice = "give area code and number, or write it with `+` and the country code"
        raise _fault(text, f"cannot be read as a number dialled in {region}: {advice}")
    return dialled


def _without_trunk(calling_code: str, national: str) -> str | None:
    """The number meant if all that is wrong is a trunk digit before the national number, else None."""
    digits = f"{calling_code}{national[1:]}"
    code = code_of(int(digits))
    meant = code & TRUNK and ranges().trunks[code >> REGION_SHIFT] == int(national[0])
    return f"+{digits}" if meant else None


def _understood(digits: str, region: str | None) -> str | None:
    """What `phonenumbers` makes of it, which knows every plan's prefixes; None if that is no whole number."""
    try:
        number = phonenumbers.parse(digits, region)
    except NumberParseException:
        return None
    written: str = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if not SHORTEST < len(written) <= LONGEST + 1:
        return None
    if region is None or is_valid(written):
        return written
    fit = phonenumbers.is_possible_number_with_reason(number)
    return written if fit == ValidationResult.IS_POSSIBLE else None


def _fault(text: str, what: str) -> NumberError:
    return NumberError(f"`{_head(text.strip())}` {what}")


# Law: no error holds a whole telephone number.
def _head(text: str) -> str:
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:6])
    return f"{shown}…" if len(text) > len(shown) else shown
