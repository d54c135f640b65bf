"""A cookie is opened by the gate that sealed it, for a working day, and by nobody who altered it."""

from hypothesis import given
from hypothesis import strategies as st

from ringfence.doors.console.session import GOOD_FOR, Sessions

DESK = Sessions(bytes(32))


@given(st.text(min_size=1, max_size=60), st.integers(0, 2**42), st.integers(-GOOD_FOR, 2 * GOOD_FOR))
def test_a_cookie_is_good_for_a_working_day(key, began, later):
    now = began + later
    held = DESK.begun(key, began)
    assert DESK.key_in(held, max(now, 0)) == (key if 0 <= max(now, 0) - began < GOOD_FOR else None)


@given(st.integers(0, 400), st.integers(0, 7))
def test_a_cookie_of_which_one_bit_was_altered_opens_nothing(place, bit):
    held = bytearray(bytes.fromhex(DESK.begun("rf_key", 5)))
    held[place % len(held)] ^= 1 << bit
    assert DESK.key_in(held.hex(), 6) is None


@given(st.text(max_size=80))
def test_what_is_no_cookie_opens_nothing(text):
    assert DESK.key_in(text, 0) is None


def test_another_gates_cookie_opens_nothing():
    assert Sessions(b"\x01" * 32).key_in(DESK.begun("rf_key", 0), 1) is None
