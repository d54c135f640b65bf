"""Ladders made for tests."""

from __future__ import annotations

from ringfence.carrier.ladder.ladder import Bound, Ladder, ladders
from ringfence.policy.read import read_pack

CN = read_pack("cn-carrier")
DAY = 86_400_000
AT = 20_514 * DAY


def ladder(name="hurried", at=AT):
    """A ladder of the Chinese pack, by the end of its name."""
    return next(each for each in ladders(CN, at) if each.rule.id == f"cn.house.ladder.{name}")


HURRIED = {
    "attempts": 480, "recipients": 430, "answer_share": 0.3, "short_share": 0.55, "call_back_share": 0.004, "complainants": None,
    "refusal_share": 0.01,
}  # fmt: skip
"""What a line that hurries is measured as."""

__all__ = ["AT", "CN", "DAY", "HURRIED", "Bound", "Ladder", "ladder"]
