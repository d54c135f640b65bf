"""Packs, worlds and lists for property tests, dense around the moments at which answers turn.

Everything happens within some days of one day, which a made pack carries as its `version`: on it a clock is
changed, a month ends or a year does. Few recipients, lines and words, so that things meet; unknowns
everywhere. Rules are written as a pack writes them and read by the same models.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ringfence.call.moments import DAY, EPOCH, HOUR, MINUTE, day_number
from ringfence.call.words import OUTCOMES, Call, Place
from ringfence.policy.kinds.cap import CapTerms
from ringfence.policy.kinds.listing import ListingTerms
from ringfence.policy.kinds.stop import StopTerms
from ringfence.policy.kinds.window import WindowTerms
from ringfence.policy.plain.in_order import Surroundings
from ringfence.policy.rule import Pack, Rule, RuleTerms, Source
from ringfence.policy.values import ValueTerms
from ringfence.policy.world import Listed, PastCall, Proof, StopEvent, World

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
    )
)
WORDS: dict[str, tuple[str, ...]] = {
    "caller": ("bank-a", "bank-b"),
    "caller_group": ("group-a", "group-b"),
    "agency": ("agency-a", "agency-b"),
    "campaign": ("spring", "autumn"),
    "trade": ("credit_card", "loan"),
    "line": ("+8621111111", "+8621222222"),
    "account": ("card-1", "card-2"),
    "product": ("gold", "plain"),
    "subject": ("offer", "consent_request"),
    "occasion": ("alert-1", "alert-2"),
    "purpose": ("marketing", "collection"),
    "party": ("debtor", "contact"),
    "speaker": ("ai", "human"),
    "channel": ("voice", "sms"),
    "style": ("interactive", "notification"),
}
LIMITED = (
    "purpose",
    "party",
    "speaker",
    "channel",
    "style",
    "trade",
    "product",
    "subject",
    "caller",
    "campaign",
)
RECIPIENTS = ("+8613000000001", "+8613000000002")
PROOF_SCOPES = (
    "caller",
    "purpose",
    "channel",
    "product",
    "account",
    "trade",
    "subject",
    "campaign",
    "agency",
)
STOP_SCOPES = (
    *("caller", "caller_group", "agency", "campaign", "trade", "line", "account", "product", "subject"),
    *("purpose", "party", "channel"),
)
KEYS = ("account", "product", "subject", "occasion", "channel", "campaign", "trade")
EXCLUSIONS = ("inbound", "asked_for", "warm", "failed", "wrong_number", "system_fault", "machine")
SUMS = ("line", "campaign", "agency", "caller", "caller_group")
TRIGGERS = ("opt_out", "complaint", "refusal_on_call")
NEEDS = ("consent", "agreement")
GRADES = ("general", "explicit")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "working", "off", "holiday")
CLOCK_TIMES = ("00:00", "00:01", "02:30", "08:00", "12:00", "13:01", "20:00", "22:00", "23:59", "24:00")
SPANS = ("1 minute", "1 hour", "61 minutes", "24 h", "2 days", "7 days", "30 days", "399 days", "500 days")
BASES = (
    *("called_location", "called_location", "all_known_locations", "all_known_locations"),
    *("number_region", "caller", "fixed(Asia/Shanghai)", "fixed(America/Havana)"),
)
EFFECTS = ("refuse", "defer", "divert", "warn")
CALENDAR = "holidays"
HER_LIST, LINE_LIST = "national_dnc", "line_dno"


@dataclass(frozen=True)
class MadeList:
    """A list to be screened: the pack, what is known around its calls, the calls with their planned times."""

    pack: Pack
    background: Surroundings
    calls: tuple[Call, ...]
    priorities: tuple[int, ...]
    lifetime_ms: int


# What rules are written with.


def some(values, *, least: int = 1, most: int = 2):
    """One or two of several words, each once."""
    return st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True)


def seldom(strategy, otherwise=None):
    """Mostly `otherwise`; now and then what the strategy gives."""
    return st.one_of(st.just(otherwise), st.just(otherwise), strategy)


def optional(**parts):
    """A mapping in which each part is there or left out, mostly left out."""
    written = st.fixed_dictionaries({name: seldom(part) for name, part in parts.items()})
    return written.map(lambda found: {name: part for name, part in found.items() if part is not None})


def whens():
    """Conditions on one word, or on none."""
    return st.one_of(st.just({}), st.just({}), st.sampled_from(LIMITED).flatmap(_when_of))


def _when_of(word: str):
    return some(WORDS[word]).map(lambda allowed: {word: allowed})


def proof_terms(*, agreed_hours: bool = False):
    """A proof as a rule asks for it; only what lifts a window may go by agreed hours."""
    parts = {
        "grade": some(GRADES),
        "same": some(PROOF_SCOPES),
        "max_age": st.sampled_from(SPANS),
        "subject": st.sampled_from(WORDS["subject"]),
        "on_this_call": st.sampled_from(("allowed", "not")),
    }
    if agreed_hours:
        parts["agreed_hours"] = st.booleans()
    return st.builds(lambda need, rest: {"need": need, **rest}, st.sampled_from(NEEDS), optional(**parts))


def exemptions():
    """One ground on which a rule does not hold, with at least one part."""
    return st.one_of(
        st.builds(lambda proof: {"proof": proof}, proof_terms()),
        st.sampled_from(LIMITED).flatmap(_when_of).map(lambda call: {"call": call}),
        st.just({"occasion": "known"}),
        st.builds(lambda proof: {"proof": proof, "occasion": "known"}, proof_terms()),
    )


def ranges():
    """A stretch of the local day, on all days or on some."""
    return st.builds(
        lambda since, until, days: {"from": since, "to": until, **({"days": days} if days else {})},
        st.sampled_from(CLOCK_TIMES),
        st.sampled_from(CLOCK_TIMES),
        st.one_of(st.none(), st.none(), some(WEEKDAYS, most=5)),
    )


@st.composite
def windows(draw):
    """The parameters of a window."""
    spans = draw(st.lists(ranges(), min_size=1, max_size=2))
    dated = any({"working", "off", "holiday"} & set(span.get("days", ())) for span in spans)
    written = {"zone": draw(st.sampled_from(BASES)), draw(st.sampled_from(("allow", "forbid"))): spans}
    if dated or draw(st.booleans()):
        treat_as = draw(st.sampled_from(("closed", "sunday", "none")))
        written["holidays"] = {"calendar": CALENDAR, "treat_as": treat_as}
    lifts = st.lists(proof_terms(agreed_hours=True), min_size=1, max_size=2)
    written |= draw(
        optional(
            lift_by=lifts,
            party_preference=st.sampled_from(("narrows", "replaces")),
            applies_at=st.sampled_from(("dial", "ring", "whole_call")),
        )
    )
    return written


def periods():
    """How long a cap counts, and by what clock."""
    zone = st.sampled_from(BASES)
    units = st.sampled_from(("1 day", "1 week", "1 month"))
    days = st.sampled_from(("1 day", "2 days", "7 days"))
    spans = st.sampled_from(SPANS)
    return st.one_of(
        st.builds(lambda length, zone: {"mode": "calendar", "length": length, "zone": zone}, units, zone),
        st.builds(
            lambda length, zone: {"mode": "consecutive_days", "length": length, "zone": zone}, days, zone
        ),
        st.builds(lambda length: {"mode": "rolling", "length": length}, spans),
        st.builds(lambda length: {"mode": "anchored_first", "length": length}, spans),
    )


@st.composite
def caps(draw, value: str):
    """The parameters of a cap over one of the pack's values."""
    led_by = draw(st.sampled_from((["recipient"], ["recipient"], ["line"], ["recipient", "line"])))
    further = draw(seldom(some(KEYS), []))
    stages = ("attempt", "ring", "connect", "conversation", "message_delivered")
    return {
        "count": draw(st.sampled_from(stages)),
        "max": {"value": value},
        "period": draw(periods()),
        "key": [*led_by, *further],
        "sum_over": draw(seldom(some(SUMS), [])),
        "exclude": draw(seldom(some(EXCLUSIONS, least=0, most=3), ["inbound"])),
        **draw(optional(of=whens(), only_if=st.sampled_from(("unanswered", "answered")))),
    }


def stops():
    """The parameters of a stop."""
    counted = st.fixed_dictionaries(
        {
            "days": st.sampled_from((1, 2, 7)),
            "starts": st.sampled_from(("day_1_is_event", "next_day")),
            "zone": st.sampled_from(BASES),
        }
    )
    duration = st.one_of(st.just("forever"), st.sampled_from(SPANS), counted)
    release = st.one_of(st.just("inbound_request"), proof_terms())
    return st.builds(
        lambda needed, rest: {**needed, **rest},
        st.fixed_dictionaries(
            {
                "triggers": some(TRIGGERS, most=3),
                "same": seldom(some(STOP_SCOPES, least=0), ["caller"]),
                "duration": duration,
            }
        ),
        optional(
            released_by=st.lists(release, min_size=1, max_size=2),
            cannot_be_reasked_for=st.sampled_from(SPANS),
            effective_within=st.just("10 business days"),
        ),
    )


@st.composite
def listings(draw):
    """The parameters of a listing."""
    kind = draw(st.sampled_from(("opt_out", "opt_out", "opt_in", "dno", "reassigned", "network_side")))
    written = {
        "list": {"name": LINE_LIST if kind == "dno" else HER_LIST, "type": kind},
        "keyed_by": "line" if kind == "dno" else "recipient",
        **draw(
            optional(
                max_age=st.sampled_from(SPANS),
                age_from=st.sampled_from(("download", "result_receipt")),
                listing_grace=st.sampled_from((0, 1, 2)),
                beaten_by=st.lists(proof_terms(), min_size=1, max_size=2),
                on_no_data=st.sampled_from(("unknown", "listed", "not_listed")),
            )
        ),
    }
    if kind == "reassigned":
        written["consented_by"] = draw(proof_terms())
    return written


READ: dict[str, Any] = {"window": WindowTerms, "cap": CapTerms, "stop": StopTerms, "listing": ListingTerms}


def near(day: dt.date, days: int = 2):
    """A day at most so many days away."""
    return st.integers(-days, days).map(lambda off: day + dt.timedelta(days=off))


@st.composite
def rules(draw, name: str, day: dt.date, value: str):
    """One rule of any kind, written and read."""
    kind = draw(st.sampled_from(tuple(READ)))
    written = {"window": windows(), "cap": caps(value), "stop": stops(), "listing": listings()}
    then = draw(written[kind])
    effect = draw(st.sampled_from(EFFECTS))
    gentle = ("warn", "ignore")
    far = st.sampled_from((day + dt.timedelta(days=399), day + dt.timedelta(days=700)))
    terms = RuleTerms.model_validate(
        {
            "id": f"made.{name}-{kind}",
            "kind": kind,
            "force": draw(st.sampled_from(("LAW", "LAW", "LAW", "HOUSE", "PLAT", "DRAFT"))),
            "effect": effect,
            "where": draw(
                seldom(optional(country=some(("CN", "FR")), region=some(("Shanghai", "Paris"))), {})
            ),
            "when": draw(whens()),
            "unless": draw(seldom(st.lists(exemptions(), min_size=1, max_size=2), [])),
            "valid": draw(seldom(optional(**{"from": near(day), "to": st.one_of(near(day), far)}), {})),
            "cite": {"source": "made", "confidence": "L"},
            "on_unknown": draw(st.sampled_from(gentle if effect == "warn" else (*EFFECTS, *gentle))),
            "text": {"zh": "编造的规则", "en": "a rule made up"},
            "then": then,
        }
    )
    return Rule(terms=terms, then=READ[kind].model_validate(then), file="made.yaml")


@st.composite
def values(draw, day: dt.date):
    """A number with an era or two, and perhaps repealed."""
    began = draw(st.sampled_from((day - dt.timedelta(days=300), day - dt.timedelta(days=1), day)))
    eras = {began: {"value": draw(st.sampled_from((1, 1, 2, 3))), "source": "made"}}
    later = draw(seldom(near(day)))
    if later is not None and later > began:
        eras[later] = {"value": draw(st.sampled_from((None, 1, 2, 3))), "source": "made"}
    return ValueTerms.model_validate({"unit": "calls", "values": eras})


def calendars(day: dt.date):
    """What a dated calendar says of the days around; some it does not know."""
    kinds = st.lists(st.sampled_from(("work", "work", "off", "holiday", None)), min_size=9, max_size=9)
    days = [day + dt.timedelta(days=off) for off in range(-4, 5)]
    return kinds.map(lambda found: {day: kind for day, kind in zip(days, found, strict=True) if kind})


@st.composite
def packs(draw, least: int = 1, most: int = 5):
    """A small pack of rules of every kind; its `version` is the day around which everything happens."""
    day = draw(st.sampled_from(DAYS))
    made = {f"most_{name}": draw(values(day)) for name in "ab"}
    names = [f"rule{number}" for number in range(draw(st.integers(least, most)))]
    return Pack(
        name="made",
        version=day.isoformat(),
        zone=draw(st.sampled_from(("Asia/Shanghai", "America/Havana", "Europe/Paris"))),
        rules=tuple(draw(rules(name, day, draw(st.sampled_from(tuple(made))))) for name in names),
        values=made,
        sources={"made": Source(key="made", title="made up")},
        calendars={CALENDAR: draw(calendars(day))},
    )


# What is known in a world.


def zoned(day: dt.date, zone: str) -> int:
    """The moment at which a day begins on a zone's clock, as `zoneinfo` has it."""
    return round((dt.datetime.combine(day, dt.time(), ZoneInfo(zone)) - EPOCH).total_seconds() * 1000)


def moments(day: dt.date):
    """Moments about a day: at round times of day on some clock, or one millisecond beside them."""
    midnights = [zoned(day, zone) for zone in ZONES]
    hours = (0, MINUTE, 150 * MINUTE, 8 * HOUR, 12 * HOUR, 12 * HOUR + MINUTE, 13 * HOUR + MINUTE, 22 * HOUR)
    return st.builds(
        lambda midnight, days, hour, beside: midnight + days * DAY + hour + beside,
        st.sampled_from(midnights),
        st.sampled_from((0, 0, 0, 0, -1, -1, 1, -2, 2, -7, -8, 7, -30)),
        st.sampled_from(hours),
        st.sampled_from((0, 0, 0, -1, 1)),
    )


def described():
    """The words of a call: mostly the usual one, else another, or nobody said."""
    return st.fixed_dictionaries(
        {word: st.sampled_from((*pool[:1], *pool[:1], *pool, None)) for word, pool in WORDS.items()}
    )


FLAGS = st.sampled_from((None, None, False, True))


@st.composite
def past_calls(draw, number: int, day: dt.date):
    """A call the ledger knows: told, not told, reserved, or one that came in."""
    at = draw(moments(day))
    reserved = draw(st.sampled_from((False, False, True)))
    lifetime = draw(st.sampled_from((MINUTE, HOUR, DAY, 30 * DAY)))
    told = (*("conversation",) * 4, *("unanswered",) * 3, *OUTCOMES, None)
    return PastCall(
        id=f"past-{number}",
        at=at,
        recipient=draw(st.sampled_from((RECIPIENTS[0], *RECIPIENTS))),
        direction=draw(st.sampled_from(("outbound", "outbound", "outbound", "inbound"))),
        outcome=None if reserved else draw(st.sampled_from(told)),
        expires_at=at + lifetime if reserved else None,
        words=draw(described()),
        asked_for=draw(FLAGS),
        warm=draw(FLAGS),
    )


@st.composite
def histories(draw, day: dt.date, most: int = 6):
    """The calls the ledger knows, in no order."""
    count = draw(st.integers(0, most))
    return tuple(draw(past_calls(number, day)) for number in range(count))


LEAVES = st.sampled_from((None, 1, 2, 3))


def stop_events(day: dt.date):
    """A stop that somebody said."""
    return st.builds(
        StopEvent,
        trigger=st.sampled_from(TRIGGERS),
        said_at=moments(day),
        recipient=st.sampled_from((RECIPIENTS[0], *RECIPIENTS)),
        words=described(),
        ends_at=seldom(moments(day)),
        leaf=LEAVES,
    )


@st.composite
def proofs(draw, day: dt.date):
    """A thing that exists, and for what."""
    since, until = draw(seldom(st.sampled_from(((8, 20), (22, 8), (12, 12), (0, 24))), (None, None)))
    words = draw(described())
    broad = draw(some(PROOF_SCOPES, least=0, most=3))
    return Proof(
        need=draw(st.sampled_from(NEEDS)),
        grade=draw(st.sampled_from((*GRADES, None))),
        given_at=draw(st.one_of(moments(day), moments(day), st.none())),
        ends_at=draw(seldom(moments(day))),
        words={word: "any" if word in broad else said for word, said in words.items()},
        hours_from=None if since is None else since * HOUR,
        hours_to=None if until is None else until * HOUR,
        call_id=draw(st.sampled_from((None, None, "call-0", "past-0"))),
        leaf=draw(LEAVES),
    )


def proofs_known(day: dt.date):
    """The proofs of one recipient, or None where nobody has looked."""
    return st.one_of(st.lists(proofs(day), max_size=3).map(tuple), st.none())


def listed(day: dt.date):
    """What one list says of one number: lately or long ago, by its own entry or by the list as a whole."""
    own = st.builds(
        Listed,
        listed=st.sampled_from((True, True, False, None)),
        listed_on=st.one_of(near(day).map(day_number), st.none()),
        checked_at=st.one_of(moments(day), moments(day), st.none()),
        leaf=LEAVES,
    )
    whole = st.builds(
        Listed,
        listed=st.just(False),
        checked_at=st.one_of(moments(day), moments(day), st.none()),
        own_entry=st.just(False),
    )
    return st.one_of(own, own, whole)


def looked_up(day: dt.date, name: str):
    """The one list something may be known of."""
    return st.one_of(st.just({}), listed(day).map(lambda found: {name: found}))


HER_HOURS = seldom(st.sampled_from(((10 * HOUR, 18 * HOUR), (22 * HOUR, 8 * HOUR), (9 * HOUR, 9 * HOUR))))


def places():
    """Where the recipient may be: one place mostly, or two, or nobody knows."""
    place = st.builds(
        Place,
        country=st.sampled_from(("CN", "CN", "FR", None)),
        region=st.sampled_from(("Shanghai", "Paris", None)),
        zone=st.sampled_from((*ZONES, *ZONES, None)),
        source=st.sampled_from(("stated", "number", "number", None)),
    )
    known = st.lists(place, min_size=1, max_size=2).map(tuple)
    return st.one_of(known, known, known, st.sampled_from((None, ())))


@st.composite
def calls(draw, name: str, at: int):
    """One call that somebody means to make."""
    return Call(
        id=name,
        at=at,
        recipient=draw(st.sampled_from((RECIPIENTS[0], *RECIPIENTS))),
        asked_for=draw(FLAGS),
        warm=draw(FLAGS),
        caller_zone=draw(st.sampled_from((*ZONES, None))),
        places=draw(places()),
        **draw(described()),
    )


@st.composite
def worlds(draw, pack: Pack):
    """A world around one call, on the days the pack is about."""
    day = dt.date.fromisoformat(pack.version)
    at = draw(moments(day))
    call = draw(calls("call-0", at))
    return World(
        call=call,
        at=at,
        history=draw(histories(day)),
        stops=tuple(draw(st.lists(stop_events(day), max_size=3))),
        proofs=draw(proofs_known(day)),
        listings=draw(looked_up(day, HER_LIST)),
        line_listings=draw(looked_up(day, LINE_LIST)) if call.line else {},
        hours=draw(HER_HOURS),
        calendars=pack.calendars,
    )


@st.composite
def judged_worlds(draw, most: int = 5):
    """A pack and a world for it."""
    pack = draw(packs(most=most))
    return pack, draw(worlds(pack))


@st.composite
def surroundings(draw, pack: Pack):
    """Everything known around a list's calls."""
    day = dt.date.fromisoformat(pack.version)
    hours = {recipient: draw(HER_HOURS) for recipient in RECIPIENTS}
    return Surroundings(
        history=draw(histories(day)),
        stops=tuple(draw(st.lists(stop_events(day), max_size=2))),
        proofs={recipient: draw(proofs_known(day)) for recipient in RECIPIENTS},
        listings={recipient: draw(looked_up(day, HER_LIST)) for recipient in RECIPIENTS},
        line_listings={line: draw(looked_up(day, LINE_LIST)) for line in WORDS["line"]},
        hours={recipient: given for recipient, given in hours.items() if given is not None},
        calendars=pack.calendars,
    )


@st.composite
def lists(draw, pack: Pack | None = None, most: int = 30):
    """A pack, what is known, and some calls planned close together, some at the very same moment."""
    pack = draw(packs(most=3)) if pack is None else pack
    start = draw(moments(dt.date.fromisoformat(pack.version)))
    gaps = st.sampled_from((0, 0, 1, MINUTE, MINUTE, HOUR, 12 * HOUR))
    planned = [
        start + sum(waits) for waits in draw(st.lists(st.lists(gaps, max_size=3), min_size=1, max_size=most))
    ]
    alike = [draw(calls(f"call-{n}", start)) for n in range(draw(st.integers(1, 3)))]
    copied = [draw(st.sampled_from(alike)) for _ in planned]
    return MadeList(
        pack=pack,
        background=draw(surroundings(pack)),
        calls=tuple(
            _planned(call, row, at) for row, (call, at) in enumerate(zip(copied, planned, strict=True))
        ),
        priorities=tuple(draw(st.sampled_from((0, 0, 1))) for _ in planned),
        lifetime_ms=draw(st.sampled_from((MINUTE, HOUR, DAY))),
    )


def _planned(call: Call, row: int, at: int) -> Call:
    described_so = {name: getattr(call, name) for name in call.__struct_fields__}
    return Call(**{**described_so, "id": f"call-{row}", "at": at})
