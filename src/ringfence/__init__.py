"""Ringfence (铃界): may this call be made, should this line go on, should this ring reach me.

    import ringfence

    with ringfence.open("ledger.db", pack="thread") as house:
        verdict = house.ask({"recipient": "+8613…", "purpose": "marketing", "line": "+8621…"})

The names below are loaded when they are first asked for: a command that only prints its help loads none.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ringfence.call.errors import RingfenceError
    from ringfence.call.verdict import Reason, Verdict
    from ringfence.call.words import Call, Place
    from ringfence.wiring.bootstrap import open_house as open  # noqa: A004 - `ringfence.open` reads as what it does
    from ringfence.wiring.carrier.house import Carrier, open_carrier
    from ringfence.wiring.house import Ringfence
    from ringfence.wiring.remote import AsyncClient, Client

__version__ = "0.1.0"
__all__ = [
    "AsyncClient",
    "Call",
    "Carrier",
    "Client",
    "Place",
    "Reason",
    "Ringfence",
    "RingfenceError",
    "Verdict",
    "open",
    "open_carrier",
]

_HOME = {
    "AsyncClient": ("ringfence.wiring.remote", "AsyncClient"),
    "Client": ("ringfence.wiring.remote", "Client"),
    "Call": ("ringfence.call.words", "Call"),
    "Carrier": ("ringfence.wiring.carrier.house", "Carrier"),
    "Place": ("ringfence.call.words", "Place"),
    "Reason": ("ringfence.call.verdict", "Reason"),
    "Ringfence": ("ringfence.wiring.house", "Ringfence"),
    "RingfenceError": ("ringfence.call.errors", "RingfenceError"),
    "Verdict": ("ringfence.call.verdict", "Verdict"),
    "open": ("ringfence.wiring.bootstrap", "open_house"),
    "open_carrier": ("ringfence.wiring.carrier.house", "open_carrier"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        message = f"module `ringfence` has no `{name}`"
        raise AttributeError(message)
    module, named = _HOME[name]
    return getattr(import_module(module), named)
