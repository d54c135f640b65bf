"""Ringfence (铃界): may this call be made, should this line go on, should this ring reach me.

    import ringfence

    with ringfence.open("ledger.db", pack="thread") as house:
        verdict = house.ask({"recipient": "+8613…", "purpose": "marketing", "line": "+8621…"})
"""

from ringfence.call.errors import RingfenceError
from ringfence.call.verdict import Reason, Verdict
from ringfence.call.words import Call, Place
from ringfence.wiring.bootstrap import open_house as open  # noqa: A004 - `ringfence.open` reads as what it does
from ringfence.wiring.house import Ringfence

__version__ = "0.1.0"
__all__ = ["Call", "Place", "Reason", "Ringfence", "RingfenceError", "Verdict", "open"]
