"""How each kind of subscriber calls: the whole of what the simulated network assumes, in one place.

Fixed before anything was measured on it, and not fitted to any carrier's records: nobody publishes those. Each figure is an
order of magnitude that people in the field would recognise; what is tried on the network is tried again with every one of them
half as large and half as large again (`scaled`), so that no result hangs on a lucky setting.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

SHARES: Final = (
    "answered", "short", "refused", "called_back", "again", "neighbours", "night", "away", "complained",
)  # fmt: skip
COUNTS: Final = ("known", "devices", "lines", "age")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one kind of subscriber calls. Shares are from 0 to 1.

    `a_day` calls a day on average, each line by a factor of its own; `answered` of them by somebody, `short` of the answered
    ended within ten seconds, else `talk` seconds (median); `refused` of the unanswered as unwanted; `called_back` of the calls;
    `again` of the calls to somebody called before, among `known` people; `neighbours` of the calls to the next number; `night` of
    the calls from 22:00 to 8:00; `away` of the calls from another city; `devices` a line is used in; `lines` of one owner;
    `age` days since it was opened (mean); `complained` complaints a call.
    """

    name: str
    nuisance: bool
    a_day: float
    answered: float
    short: float
    talk: float
    refused: float
    called_back: float
    again: float
    known: int
    neighbours: float = 0.0
    night: float = 0.02
    away: float = 0.02
    devices: int = 1
    lines: int = 1
    age: int = 900
    complained: float = 0.0
    registered: bool = False
    public_service: bool = False
    purpose: str | None = None

    def scaled(self, field: str, by: float) -> Behaviour:
        """The same with one figure so many times as large; a share stays one.

        >>> BEHAVIOURS["courier"].scaled("a_day", 1.5).a_day
        120.0
        """
        value = getattr(self, field) * by
        if field in SHARES:
            value = min(0.98, value)
        return replace(self, **{field: max(1, round(value)) if field in COUNTS else value})


BEHAVIOURS: Final[dict[str, Behaviour]] = {
    each.name: each
    for each in (
        Behaviour("ordinary", False, 4, 0.75, 0.10, 60, 0.01, 0.30, 0.85, 30),
        Behaviour("courier", False, 80, 0.75, 0.20, 20, 0.01, 0.15, 0.05, 40, purpose="service"),
        Behaviour("driver", False, 25, 0.88, 0.15, 25, 0.01, 0.20, 0.02, 20),
        Behaviour(
            "hospital", False, 180, 0.78, 0.08, 55, 0.01, 0.15, 0.30, 800, night=0.05, lines=5, age=2500,
            complained=0.00002, registered=True, public_service=True, purpose="service",
        ),
        Behaviour(
            "card_centre", False, 220, 0.38, 0.28, 40, 0.03, 0.02, 0.15, 2000, night=0.0, away=0.0, lines=20, age=1200,
            complained=0.0002, registered=True, purpose="service",
        ),
        Behaviour(
            "telesales", True, 480, 0.30, 0.55, 25, 0.10, 0.004, 0.10, 1500, night=0.01, away=0.30, lines=2, age=90,
            complained=0.002,
        ),
        Behaviour(
            "sim_box", True, 700, 0.33, 0.50, 18, 0.06, 0.002, 0.01, 20, neighbours=0.5, night=0.10, away=0.95, devices=4,
            lines=8, age=6, complained=0.003,
        ),
        Behaviour(
            "rotating_pool", True, 90, 0.30, 0.55, 22, 0.10, 0.004, 0.05, 300, night=0.01, away=0.30, lines=25, age=30,
            complained=0.002,
        ),
    )
}  # fmt: skip
"""The kinds. `ordinary`, `courier`, `driver`, `hospital` and `card_centre` are honest; the last three are not."""

FIGURES: Final = tuple(
    field.name
    for field in fields(Behaviour)
    if field.name not in {"name", "nuisance", "registered", "public_service", "purpose"}
)
"""What can be scaled."""
