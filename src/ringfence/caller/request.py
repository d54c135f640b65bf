"""A question as somebody wrote it, read into a call: closed words checked, the number brought to one form.

Between every door and the gate. Takes a mapping as JSON gives it; gives a `Call`, or says what is wrong, where,
and what would be right. `unknown` as a word is a fact nobody has, the same as leaving it out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from ringfence.call.errors import NumberError, RequestError, nearest
from ringfence.call.moments import moment
from ringfence.call.number_text import parse_line, parse_number
from ringfence.call.words import CLOSED, MOST_PLACES, PLACE_SOURCES, Call, Place

FIELDS = Call.__struct_fields__
PLACE_FIELDS = Place.__struct_fields__
UNKNOWN = "unknown"

# msgspec learns a type's fields when something is first converted to it, and crashes if two threads do so at once:
# let it learn them here, where there is one.
msgspec.convert({"recipient": ""}, Call)


def read_call(asked: Call | Mapping[str, Any]) -> Call:
    """The call that was asked about.

    >>> read_call({"recipient": "+86 130 0000 0000", "purpose": "marketing"}).recipient
    '+8613000000000'
    """
    if isinstance(asked, Call):
        return asked
    if not isinstance(asked, Mapping):
        raise RequestError('a call is an object such as {"recipient": "+8613…", "purpose": "marketing"}')
    fields = {name: value for name, value in asked.items() if value is not None and value != UNKNOWN}
    _check_names(fields, FIELDS, "")
    if "recipient" not in fields:
        raise RequestError("whom is the call to? give a number such as +8613…", "recipient")
    for name, words in CLOSED.items():
        if name in fields:
            _check_word(fields[name], words, name)
    fields["recipient"] = _number(fields["recipient"], "recipient", parse_number)
    if "line" in fields:
        fields["line"] = _number(fields["line"], "line", parse_line)
    if "at" in fields:
        fields["at"] = moment(fields["at"])
    if "places" in fields:
        fields["places"] = _places(fields["places"])
    if "caller_zone" in fields:
        _check_zone(fields["caller_zone"], "caller_zone")
    try:
        return msgspec.convert(fields, Call)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        raise RequestError(what[:1].lower() + what[1:], where.strip("`.")) from error


def _number(value: Any, path: str, parse: Callable[[str], str]) -> str:
    try:
        return parse(_text(value, path))
    except NumberError as error:
        raise NumberError(str(error), path) from None


def _places(places: Any) -> tuple[Place, ...]:
    if not isinstance(places, list | tuple) or len(places) > MOST_PLACES:
        raise RequestError(f"give a list of at most {MOST_PLACES} places, the best-known first", "places")
    return tuple(_place(place, f"places[{index}]") for index, place in enumerate(places))


def _place(place: Any, path: str) -> Place:
    if isinstance(place, Place):
        return place
    if not isinstance(place, Mapping):
        raise RequestError('a place is an object such as {"country": "CN", "zone": "Asia/Shanghai"}', path)
    fields = {name: value for name, value in place.items() if value is not None and value != UNKNOWN}
    _check_names(fields, PLACE_FIELDS, path)
    if "source" in fields:
        _check_word(fields["source"], PLACE_SOURCES, f"{path}.source")
    if "zone" in fields:
        _check_zone(fields["zone"], f"{path}.zone")
    return Place(**{name: _text(value, f"{path}.{name}") for name, value in fields.items()})  # type: ignore[arg-type]


def _check_names(fields: Mapping[str, Any], known: tuple[str, ...], path: str) -> None:
    for name in fields:
        if name not in known:
            hint = nearest(str(name), known) or f"it takes {', '.join(known)}"
            raise RequestError(f"`{name}` is not a fact of a call; {hint}", path)


def _check_word(value: Any, known: tuple[str, ...], path: str) -> None:
    if value not in known:
        hint = nearest(str(value), known) or f"it is one of {', '.join(known)}"
        raise RequestError(f"`{value}` is not a word for this; {hint}", path)


def _check_zone(zone: Any, path: str) -> None:
    try:
        ZoneInfo(_text(zone, path))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise RequestError(f"`{zone}` is not a zone; write one such as Asia/Shanghai", path) from None


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise RequestError(f"`{value}` is not text; put it in quotes", path)
    return value
