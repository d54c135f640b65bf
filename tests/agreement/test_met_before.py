"""Worlds on which an engine once differed from plain, each small enough to be read."""

import pytest

from ringfence.engines.duckdb import judge_worlds
from ringfence.policy.plain import judge
from tests.agreement.filing import judged_by_sqlite
from tests.policy.plain.given import pack, rule, said, world

SAID = said("2026-03-01T12:00:00+08:00")
LONG = {"triggers": ["opt_out"], "duration": "forever", "cannot_be_reasked_for": "500 days"}
RELEASED = {**LONG, "released_by": [{"need": "consent"}]}
NIGHT = {"forbid": [{"from": "22:00", "to": "08:00"}, {"from": "08:00", "to": "22:00"}]}
DAYS = {"allow": [{"from": "09:00", "to": "20:00", "days": ["working"]}], "holidays": {"calendar": "none"}}
WORLDS = {
    "a stop without a release has no end, though nobody may ask again for 500 days": (
        LONG,
        "stop",
        "refuse",
        [SAID],
    ),
    "a stop that nothing released yet has no end": (RELEASED, "stop", "refuse", [SAID]),
    "a window that is closed all week has no moment": (NIGHT, "window", "defer", []),
    "a window of days that no calendar knows has no moment": (DAYS, "window", "defer", []),
}


@pytest.mark.parametrize(("then", "kind", "on_unknown", "stops"), WORLDS.values(), ids=WORLDS.keys())
def test_engines_agree_where_they_once_did_not(then, kind, on_unknown, stops):
    made = pack(rule(kind, then, on_unknown=on_unknown), calendars={"none": {}})
    asked = world(stops=tuple(stops), subject="consent_request")

    assert [judged_by_sqlite(made, asked)] == judge_worlds(made, [asked]) == [judge(made, asked)]
