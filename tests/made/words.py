"""The few words, places and moments that made packs and worlds are made of, so that things meet."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import product
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ringfence.call.moments import DAY, EPOCH, HOUR, MINUTE
from tests.made.dice import Dice

ZONES = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Havana",
)
DAYS = tuple(
    dt.date.fromisoformat(day)
    for day in (
        "2026-03-01",  # a month of 28 days has ended
        "2026-03-08",  # New York at 02:00 and Havana at midnight go forward
        "2026-03-29",  # Paris goes forward
        "2026-04-05",  # Lord Howe goes back by half an hour
        "2026-10-04",  # Lord Howe goes forward by half an hour
        "2026-10-25",  # Paris goes back
        "2026-11-01",  # New York goes back, Havana to midnight
        "2027-01-01",  # a year has begun, in the middle of a week
        "2028-02-29",  # a leap day
    )
)
WORDS: dict[str, tuple[str, str]] = {
    "caller": ("bank-a", "bank-b"),
    "caller_group": ("group-a", "group-b"),
    "agency": ("agency-a", "agency-b"),
    "campaign": ("spring", "autumn"),
    "trade": ("credit_card", "loan"),
    "line": ("+8621111111", "+8617022222222"),
    "account": ("card-1", "card-2"),
    "product": ("gold", "plain"),
    "subject": ("consent_request", "offer"),
    "occasion": ("alert-1", "alert-2"),
    "purpose": ("marketing", "collection"),
    "party": ("debtor", "contact"),
    "speaker": ("ai", "human"),
    "channel": ("voice", "sms"),
    "style": ("interactive", "notification"),
}
USUAL = {word: pool[0] for word, pool in WORDS.items()}
UNUSUAL = tuple((word, said) for word, pool in WORDS.items() for said in (pool[1], None))
LIMITED = (
    *("purpose", "party", "speaker", "channel", "style"),
    *("trade", "product", "subject", "caller", "campaign"),
)
PROOF_SCOPES = (
    *("caller", "purpose", "channel", "product", "account", "trade", "subject", "campaign", "agency"),
)
RECIPIENTS = ("+8613000000001", "+8613000000002")
TRIGGERS = ("opt_out", "complaint", "refusal_on_call")
NEEDS = ("consent", "consent", "agreement")
GRADES = ("general", "explicit")
PLACES = ("Shanghai", "Beijing")
CALENDAR, HER_LIST, LINE_LIST = "holidays", "national_dnc", "line_dno"


def described(dice: Dice) -> dict[str, str | None]:
    """The words of a call: the usual ones, but for at most three that are others, or that nobody said."""
    return {**USUAL, **dict(dice.some(UNUSUAL, 0, 3))}


def near(dice: Dice, day: dt.date, days: int = 2) -> dt.date:
    """A day at most so many days away."""
    return day + dt.timedelta(days=dice.one(range(-days, days + 1)))


def midnight(day: dt.date, zone: str) -> int:
    """The moment at which a day begins on a zone's clock, as `zoneinfo` has it."""
    return round((dt.datetime.combine(day, dt.time(), ZoneInfo(zone)) - EPOCH).total_seconds() * 1000)


class Setting(NamedTuple):
    """When and where a made world is: its day, the zone most of it happens in, the moment of asking."""

    day: dt.date
    home: str
    at: int

    def zone(self, dice: Dice) -> str:
        """Home, mostly."""
        return dice.one(ZONES) if dice.once_in(3) else self.home

    def moment(self, dice: Dice) -> int:
        """A moment about the day, mostly not after the asking: what is known has happened."""
        found = dice.one(_moments(self.day, self.zone(dice)))
        late = max(0, -((self.at - found) // DAY))
        return found if dice.once_in(4) else found - late * DAY


def setting(dice: Dice, day: dt.date) -> Setting:
    """Some home on that day, and some moment about it."""
    home = dice.one(ZONES)
    return Setting(day, home, dice.one(_moments(day, home)))


@cache
def _moments(day: dt.date, zone: str) -> tuple[int, ...]:
    """Round times of day on a clock, and one millisecond beside them."""
    hours = (0, MINUTE, 150 * MINUTE, 8 * HOUR, 12 * HOUR, 12 * HOUR + MINUTE, 13 * HOUR + MINUTE, 22 * HOUR)
    days = (*(0,) * 8, -1, -1, 1, -2, 2, -8, 7, -30)
    start = midnight(day, zone)
    return tuple(
        start + off * DAY + hour + beside for off, hour, beside in product(days, hours, (0, 0, 0, -1, 1))
    )
