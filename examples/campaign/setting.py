"""The setting of the example: 33,358 real calls of a Portuguese bank, moved to China in 2026.

`python examples/campaign/setting.py OUT_FOLDER` reads `contacts.parquet` beside it and writes the list to
screen (`list.csv`), the campaign as it went (`history.csv`, for a backtest) and the facts to bring (`call`, `stop`, `proof`, `listing`, `listing_entry`, `line` and
`recipient`, each a Parquet file with the ledger's columns and the number in place of the token).

Real are: that there was a call, its month, weekday and place in the order; how often the campaign had
called before, and whether she then bought; how many days ago an earlier campaign had, how often, and whether with success; landline or
mobile; who has a housing or a personal loan. Everything else is made, from a fixed seed: see README.md,
column by column.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from days import days
from dice import chance, one_of, within

CONTACTS = Path(__file__).with_name("contacts.parquet")
BEIJING = timezone(timedelta(hours=8))
NEVER = 999
"""In `pdays`: nobody wrote down how long ago."""
CALLER, OTHER_CALLER = "bank-a", "bank-b"
CAMPAIGN, EARLIER = "deposit-2026", "deposit-2025"

# Numbers of nobody: no carrier was given a segment that begins with 1619, and no numbering plan holds one.
# The step is coprime to the count, so that every row gets a number of its own.
HEAD, ROOM, STEP = "+861619", 9_000_000, 6_180_337
LINES = {f"{HEAD}000{place:04}": share for place, share in enumerate(
    (0.26, 0.20, 0.14, 0.10, 0.08, 0.07, 0.06, 0.05, 0.03), start=1
)}  # fmt: skip
"""Nine lines and their share of the calls; what is left of 1 has no line yet."""
REGIONS = {
    "Shanghai": 0.58, "Jiangsu": 0.12, "Zhejiang": 0.11, "Guangdong": 0.07, "Beijing": 0.05, "Sichuan": 0.03,
    "Xinjiang": 0.02, "abroad": 0.01,
}  # fmt: skip
ABROAD = {"region": None, "country": "PT", "zone": "Europe/Lisbon"}
OUTCOMES = {"unanswered": 0.52, "connect": 0.14, "machine": 0.06, "conversation": 0.24}
DEBTOR_OUTCOMES = {"unanswered": 0.35, "connect": 0.15, "conversation": 0.44}
"""What came of an earlier call, and of one about an instalment; of what is left of 1 nobody learned it."""
SAID = {"opt_out": 0.012, "refusal_on_call": 0.022, "revoke_consent": 0.004}
LOOKED = {"fresh": 0.88, "listed": 0.03, "stale": 0.04}
"""How the look into the do-not-call list turned out; for what is left of 1 nobody looked."""

Row = dict[str, Any]


def made(contact: Row, day: date) -> Iterator[tuple[str, Row]]:
    """Everything that is told of one real contact: the call to screen, and the facts of its recipient."""
    row = contact["row"]
    call = planned(contact, day)
    at = datetime.fromisoformat(call["at"])
    yield "list", call
    yield from (("history", each) for each in campaign(contact, call, at))
    who = {"recipient": call["recipient"]}
    for told in (history(contact, call, at), stops(row, at), proofs(contact, at), looks(row, at)):
        for relation, fact in told:
            yield relation, who | fact
    looked_for = None if chance(row, "proofs", 0.05) else moment(at - timedelta(days=1))
    yield "recipient", who | {"proofs_checked_at": looked_for}


def planned(contact: Row, day: date) -> Row:
    """The call to screen: about the deposit, or, for some who have a loan with the bank, about that."""
    row = contact["row"]
    purpose = purpose_of(contact)
    return {
        "id": f"call-{row:05}", "recipient": number(row), "line": one_of(row, "line", LINES),
        "at": datetime.combine(day, clock(row, purpose), BEIJING).isoformat(),
        "caller": CALLER, "agency": "agency-1" if chance(row, "agency", 0.4) else None, "campaign": CAMPAIGN,
        "trade": {"marketing": "deposit", "collection": "loan", "service": "mortgage"}[purpose],
        "account": None if purpose == "marketing" else f"account-{row:05}",
        "purpose": purpose, "party": "debtor" if purpose == "collection" else "customer",
        "speaker": "ai" if chance(row, "speaker", 0.3) else "human", "channel": "voice",
        "style": "interactive", **place(contact),
    }  # fmt: skip


def purpose_of(contact: Row) -> str:
    """Marketing; but a third of those with a personal loan are called about that, some about a house."""
    if contact["loan"] == "yes" and chance(contact["row"], "collection", 0.33):
        return "collection"
    if contact["housing"] == "yes" and chance(contact["row"], "service", 0.08):
        return "service"
    return "marketing"


def number(row: int) -> str:
    """The number of the row's recipient, which is nobody's."""
    return f"{HEAD}{1_000_000 + row * STEP % ROOM}"


def clock(row: int, purpose: str) -> time:
    """Office hours; a quarter in the evening; of the collection calls some so late that it is night."""
    spans = {"evening": 0.2, "night": 0.12} if purpose == "collection" else {"evening": 0.22}
    start, stop = {"evening": (18, 22), "night": (22, 24), None: (9, 18)}[one_of(row, "time", spans)]
    minute, second = divmod(within(row, "second", start * 3600, stop * 3600), 60)
    return time(minute // 60, minute % 60, second)


def place(contact: Row) -> Row:
    """Where the recipient may be: always known of a landline, of a mobile telephone sometimes not at all."""
    row = contact["row"]
    landline = contact["contact"] == "telephone"
    if not landline and chance(row, "nowhere", 0.04):
        return dict.fromkeys(("country", "region", "zone", "source"))
    region = one_of(row, "region", REGIONS) or "Shanghai"
    source = "number" if landline else one_of(row, "source", {"billing": 0.6, "stated": 0.4})
    if region == "abroad" and not landline:
        return ABROAD | {"source": source}
    region = "Shanghai" if region == "abroad" else region
    zone = "Asia/Urumqi" if region == "Xinjiang" else "Asia/Shanghai"
    return {"country": "CN", "region": region, "zone": zone, "source": source}


def history(contact: Row, call: Row, at: datetime) -> Iterator[tuple[str, Row]]:
    """The earlier calls: as many as were made in this campaign and in an earlier one."""
    row = contact["row"]
    outcomes = DEBTOR_OUTCOMES if call["purpose"] == "collection" else OUTCOMES
    for place, ts in enumerate(earlier(row, call["purpose"], contact["campaign"] - 1, at)):
        words = ("caller", "agency", "campaign", "trade", "account", "purpose", "party", "channel", "style")
        yield "call", {
            **{word: call[word] for word in words}, "id": f"{call['id']}-{place}", "ts": moment(ts),
            "line": one_of(row, f"line {place}", LINES) or next(iter(LINES)), "direction": "outbound",
            "outcome": one_of(row, f"outcome {place}", outcomes),
        }  # fmt: skip
    for place in range(contact["previous"]):
        ts = last_campaign(contact, at) - timedelta(days=3 * place)
        yield "call", {
            "id": f"{call['id']}-earlier-{place}", "ts": moment(ts), "caller": CALLER, "campaign": EARLIER,
            "trade": "deposit", "purpose": "marketing", "party": "customer", "channel": "voice",
            "line": next(iter(LINES)), "direction": "outbound",
            "outcome": "unanswered" if place else "conversation",
        }  # fmt: skip


def campaign(contact: Row, call: Row, at: datetime) -> Iterator[Row]:
    """The calls of this campaign as they went: real is how many there were, and that the last one sold or did not."""
    row = contact["row"]
    for _, told in history(contact, call, at):
        if told["campaign"] == CAMPAIGN:
            when = datetime.fromtimestamp(told["ts"] / 1000, BEIJING).isoformat()
            made = {word: told[word] for word in ("id", "line", "outcome")}
            yield call | made | {"at": when, "sale": "no"}
    outcome = "conversation" if contact["y"] == "yes" else one_of(row, "outcome", OUTCOMES)
    yield call | {"outcome": outcome, "sale": contact["y"]}


def earlier(row: int, purpose: str, count: int, at: datetime) -> list[datetime]:
    """When the campaign called before: one call a working day; about an instalment up to four on one day."""
    found: list[datetime] = []
    day, today = at, 4 if purpose == "collection" and count > 2 else 0
    for place in range(count):
        if place < today:
            found.append(at - timedelta(minutes=45 * (place + 1)))
            continue
        day -= timedelta(days=3 if day.weekday() == 0 else 1)
        clock = timedelta(seconds=within(row, f"second {place}", 9 * 3600, 20 * 3600))
        found.append(datetime.combine(day.date(), time(), BEIJING) + clock)
    return found


def last_campaign(contact: Row, at: datetime) -> datetime:
    """The last contact of an earlier campaign: so many days ago; where nobody wrote it down, 31 to 180."""
    known = contact["pdays"] != NEVER
    ago = contact["pdays"] if known else within(contact["row"], "earlier", 31, 180)
    return at - timedelta(days=ago, hours=1)


def stops(row: int, at: datetime) -> Iterator[tuple[str, Row]]:
    """What some have said: mostly to this bank, now and then to another, or nobody noted to whom."""
    trigger = one_of(row, "said", SAID)
    if trigger:
        whom = one_of(row, "to whom", {CALLER: 0.85, OTHER_CALLER: 0.1})
        said_at = moment(at - timedelta(days=within(row, "said at", 5, 300)))
        yield "stop", {"id": f"stop-{row:05}", "said_at": said_at, "trigger": trigger, "caller": whom}


def proofs(contact: Row, at: datetime) -> Iterator[tuple[str, Row]]:
    """The purchase that an earlier success was; consents; hours that some debtors agreed to."""
    row = contact["row"]
    proof = {"caller": CALLER, "grade": None, "purpose": "any", "subject": None}
    if contact["poutcome"] == "success":
        given = moment(last_campaign(contact, at))
        yield "proof", proof | {"id": f"purchase-{row:05}", "need": "purchase", "given_at": given}
    grade = one_of(row, "consent", {"general": 0.2, "explicit": 0.35, "written": 0.05})
    if grade:
        given = moment(at - timedelta(days=within(row, "consent at", 1, 400)))
        consent = {"id": f"consent-{row:05}", "need": "consent", "grade": grade, "purpose": "marketing"}
        yield "proof", proof | consent | {"given_at": given}
    if contact["loan"] == "yes" and chance(row, "agreement", 0.1):
        agreed = {"id": f"hours-{row:05}", "need": "agreement", "subject": "contact_times"}
        given = moment(at - timedelta(days=60))
        yield "proof", proof | agreed | {"given_at": given, "hours_from": "19:00", "hours_to": "23:00"}


def looks(row: int, at: datetime) -> Iterator[tuple[str, Row]]:
    """The last look at this number in the do-not-call list, if anybody looked."""
    found = one_of(row, "looked", LOOKED)
    if found:
        ago = within(row, "looked at", 32, 120) if found == "stale" else within(row, "looked at", 0, 28)
        listed = found == "listed"
        yield "listing_entry", {
            "listing": "national_dnc", "listed": listed, "checked_at": moment(at - timedelta(days=ago)),
            "listed_on": (at - timedelta(days=200)).date().isoformat() if listed else None,
        }  # fmt: skip


def moment(at: datetime) -> int:
    """A moment in UTC milliseconds."""
    return int(at.timestamp()) * 1000


def write(out: Path) -> dict[str, int]:
    """How many rows each file got; the list is in the order of its planned times."""
    contacts = pq.read_table(CONTACTS).to_pylist()
    told: dict[str, list[Row]] = {
        "line": [
            {"line": line, "caller": CALLER, "home": "Shanghai", "located": "Shanghai"} for line in LINES
        ],
        "listing": [
            {"name": "national_dnc", "checked_at": moment(datetime(2026, 2, 28, 20, tzinfo=BEIJING))}
        ],
    }
    laid = days((contact["month"], contact["day_of_week"]) for contact in contacts)
    for contact, day in zip(contacts, laid, strict=True):
        for relation, row in made(contact, day):
            told.setdefault(relation, []).append(row)
    out.mkdir(parents=True, exist_ok=True)
    lists = {name: sorted(told.pop(name), key=lambda call: call["at"]) for name in ("list", "history")}
    for name, calls in lists.items():
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, calls[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(calls)
    for relation, rows in told.items():
        columns = dict.fromkeys(name for row in rows for name in row)
        table = pa.table({name: [row.get(name) for row in rows] for name in columns})
        pq.write_table(table, out / f"{relation}.parquet", compression="zstd")
    return {
        **{name: len(calls) for name, calls in lists.items()},
        **{relation: len(rows) for relation, rows in told.items()},
    }


if __name__ == "__main__":
    for name, count in write(Path(sys.argv[1])).items():
        sys.stdout.write(f"{name}: {count:,} rows\n")
