"""The example's list is the real one, its setting is made the same each time, its numbers are nobody's."""

import csv
import sys
from collections import Counter
from hashlib import sha256
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ringfence.call.moments import moment
from ringfence.call.number import is_valid, parse_number
from ringfence.call.words import Call, Place
from ringfence.caller.bring import bring
from ringfence.caller.brought import WORDS
from ringfence.doors.files import read_rows
from ringfence.evidence.keyring import Keyring
from ringfence.evidence.people import People
from ringfence.store.sqlite import SqliteLedger

CAMPAIGN = Path(__file__).parents[2] / "examples" / "campaign"
FACTS = ("call", "stop", "proof", "listing", "listing_entry", "line", "recipient")
ROWS = 33_358

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def setting():
    sys.path.insert(0, str(CAMPAIGN))
    try:
        yield import_module("setting")
    finally:
        sys.path.remove(str(CAMPAIGN))


@pytest.fixture(scope="module")
def out(setting, tmp_path_factory):
    folder = tmp_path_factory.mktemp("setting")
    setting.write(folder)
    return folder


@pytest.fixture(scope="module")
def calls(out):
    with (out / "list.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def contacts():
    return pq.read_table(CAMPAIGN / "contacts.parquet").to_pylist()


def test_the_bundle_is_small_and_carries_its_citation():
    file = CAMPAIGN / "contacts.parquet"
    about = pq.read_schema(file).metadata
    assert b"Moro, P. Cortez and P. Rita" in about[b"citation"]
    assert b"CC BY 4.0" in about[b"licence"]
    assert file.stat().st_size < 200_000


@pytest.mark.long
def test_every_real_call_is_on_the_list_once(calls):
    assert len({call["id"] for call in calls}) == len({call["recipient"] for call in calls}) == ROWS


def test_month_and_weekday_are_the_real_ones(setting, calls, contacts):
    days = import_module("days")
    real = {f"call-{each['row']:05}": (each["month"], each["day_of_week"]) for each in contacts}
    for call in calls:
        day = setting.datetime.fromisoformat(call["at"])
        assert (days.MONTHS[day.month - 1], days.WEEKDAYS[day.weekday()]) == real[call["id"]]
        assert day.year == 2026


def test_within_a_month_of_one_year_later_rows_never_come_on_earlier_days_but_in_a_shared_week(
    setting, contacts
):
    words = [(each["month"], each["day_of_week"]) for each in contacts]
    laid = list(zip(words, setting.days(words), strict=True))
    back = [now for (was, before), (now, day) in pairwise(laid) if was[0] == now[0] and day < before]
    assert len(back) <= 3


def test_the_history_is_as_long_as_the_real_one(out, contacts):
    rows = Counter(row["campaign"] for row in read_rows(out / "call.parquet"))
    assert rows == {
        "deposit-2026": sum(each["campaign"] - 1 for each in contacts),
        "deposit-2025": sum(each["previous"] for each in contacts),
    }


def test_every_earlier_call_was_earlier(out, calls):
    at = {call["recipient"]: moment(call["at"]) for call in calls}
    assert all(row["ts"] < at[row["recipient"]] for row in read_rows(out / "call.parquet"))


def test_the_numbers_can_be_read_and_belong_to_nobody(setting, calls):
    for number in (*(call["recipient"] for call in calls), *setting.LINES):
        assert parse_number(number) == number
        assert not is_valid(number)
    assert not {call["recipient"] for call in calls} & set(setting.LINES)


def test_the_list_speaks_the_words_of_a_call(calls):
    known = {*Call.__struct_fields__, *Place.__struct_fields__}
    assert set(calls[0]) <= known
    for call in calls:
        assert all(call[word] in WORDS[word] for word in ("purpose", "party", "speaker", "channel", "style"))


def test_it_is_made_the_same_on_every_machine(out):
    digest = sha256((out / "list.csv").read_bytes()).hexdigest()
    assert digest[:16] == "73c2fc1f2546e19c"


def test_every_fact_can_be_brought(out, tmp_path):
    ledger, people = SqliteLedger(tmp_path / "ledger.db"), People(Keyring.create())
    with ledger.transaction() as tx:
        for relation in FACTS:
            rows = list(read_rows(out / f"{relation}.parquet"))[:2000]
            assert bring(tx, people, relation, rows, 0).rows == len(rows) > 0
    ledger.close()


def test_the_summary_says_the_same_in_both_languages(setting):
    words = import_module("words")
    english, chinese = (words.WORDS[language] for language in words.LANGUAGES)
    assert set(english) == set(chinese)
