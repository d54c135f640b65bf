"""How programs write down the calls they carried: which column says what, and their words for how a call ended.

Where call records come in. Knows the forms of Asterisk (`Master.csv`), FreeSWITCH (`cdr_csv`), Kamailio (`acc_json`, one
record a line) and the plain form, in the gate's own words. Takes nothing, gives what a reader goes by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ringfence.doors.exports import EXPORTS

ANSWERED: Final = 200


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `columns` are its columns if it names none itself; `facts` says in which (the first that is there) each fact is.

    `endings` are its words as SIP says them; a word that is not there and is no status itself is unknown. `whole` is the column of
    the seconds from the first ring to the end, if ringing is not told by itself.
    """

    columns: tuple[str, ...] | None
    facts: Mapping[str, tuple[str, ...]]
    endings: Mapping[str, int] = field(default_factory=dict)
    whole: str | None = None
    json: bool = False


FORMS: Final[dict[str, Form]] = {
    "plain": Form(
        None,
        {name: (name,) for name in ("line", "recipient", "ts", "ring", "talk", "status", "city", "cell", "device")},
    ),
    "asterisk": Form(
        EXPORTS["asterisk"].columns,
        {"line": ("src",), "recipient": ("dst",), "ts": ("start",), "talk": ("billsec",), "status": ("disposition",)},
        {"ANSWERED": ANSWERED, "NO ANSWER": 480, "BUSY": 486, "CONGESTION": 503},
        "duration",
    ),
    "freeswitch": Form(
        EXPORTS["freeswitch"].columns,
        {
            "line": ("caller_id_number",), "recipient": ("destination_number",), "ts": ("start_stamp",),
            "talk": ("billsec",), "status": ("hangup_cause",),
        },
        {
            "NORMAL_CLEARING": ANSWERED, "USER_BUSY": 486, "NO_ANSWER": 480, "NO_USER_RESPONSE": 408, "ORIGINATOR_CANCEL": 487,
            "CALL_REJECTED": 603, "UNALLOCATED_NUMBER": 404, "NUMBER_CHANGED": 410, "SUBSCRIBER_ABSENT": 480,
            "NORMAL_TEMPORARY_FAILURE": 503, "NETWORK_OUT_OF_ORDER": 503, "SWITCH_CONGESTION": 503,
        },
        "duration",
    ),
    "kamailio": Form(
        None,
        {
            "line": ("src_user", "from_user", "caller"), "recipient": ("dst_user", "to_user", "callee"),
            "ts": ("time", "start_time"), "talk": ("duration",), "status": ("sip_code", "code"), "ring": ("ring",),
            "city": ("city",), "cell": ("cell",), "device": ("device",),
        },
        json=True,
    ),
}  # fmt: skip
"""The forms that are known. A status says how the network ended a call, as RFC 3398 maps causes to SIP."""
NEEDED: Final = ("line", "recipient", "ts")
