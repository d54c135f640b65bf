"""A case of hers: a bill, a telephone's log, messages and a recording, taken in and confirmed."""

import datetime as dt

import pytest

from ringfence.doors.my.reading import person_of
from ringfence.doors.my.taking import take
from ringfence.policy.read import read_pack
from ringfence.redress.folder import Folder
from ringfence.redress.refusals import suggested, with_refusal
from ringfence.redress.steps import named, refused
from tests.made_evidence import BANK, HERS, NIGHTLY, calls, handset_xml, messages_xml, mobile_csv, recording

ROWS = calls(60)


@pytest.fixture(scope="session")
def pack():
    """The rules that she holds callers to."""
    return read_pack("cn-redress")


@pytest.fixture
def folder(tmp_path):
    """A folder of hers with nothing in it."""
    return Folder(tmp_path / "hers")


@pytest.fixture
def brought(folder):
    """A folder with evidence that tells the same calls twice."""
    missed = [(ROWS[10][0] + dt.timedelta(minutes=5), NIGHTLY), (ROWS[11][0] + dt.timedelta(minutes=5), BANK)]
    for name, content in (
        ("移动.csv", mobile_csv(ROWS)), ("calls.xml", handset_xml(ROWS, missed)), ("sms.xml", messages_xml(ROWS[20][0])),
        ("录音.wav", recording()),
    ):  # fmt: skip
        take(folder, name, [content])
    return folder


@pytest.fixture
def confirmed(brought):
    """The same, once she has said who called and that she refused."""
    brought.change(person_of(name="张三", number=HERS, work="09:00-18:00", alone=True))
    brought.change(
        lambda case: named(
            case,
            "+862131370001",
            name="某信用卡中心",
            purpose="marketing",
            consent="never",
            trade="credit_card",
        )
    )
    brought.change(lambda case: named(case, BANK, purpose="marketing", consent="withdrawn"))
    brought.change(lambda case: refused(case, "caller-1", ROWS[30][0].isoformat(), "call", "不要再打"))
    brought.change(lambda case: with_refusal(case, next(suggested(case))))
    return brought
