"""What is answered where nothing can be decided: the pack's word for it, and never a guess.

Beside the gate, for whoever asked and for whoever asks from elsewhere. Takes a call that could not be judged; gives the
answer that its pack states for that. It reserves nothing and seals nothing: a call that passes is told afterwards.
"""

from __future__ import annotations

from typing import Final

from ringfence.call.verdict import Reason, Verdict
from ringfence.call.words import Call
from ringfence.policy.rule import Pack

UNAVAILABLE: Final = "engine.unavailable"
HELD: Final = (
    "闸口此刻无法裁决，未予放行；请稍后以同一编号再问。", "The gate cannot decide now; the call waits. Ask again with the same id.",
)  # fmt: skip
PASSES: Final = (
    "闸口此刻无法裁决；此类有由头的触达按规则包所定放行，请事后补告。",
    "The gate cannot decide now; the pack lets calls of this purpose pass with an occasion. Tell it afterwards.",
)


def fallback(pack: Pack, call: Call, now: int) -> Verdict:
    """The pack's answer to a call that nothing could be decided about, with the reason `engine.unavailable`."""
    passes = call.purpose in pack.unanswered and call.occasion is not None
    zh, en = PASSES if passes else HELD
    reason = Reason(rule=UNAVAILABLE, effect="warn" if passes else "defer", unknown=True, zh=zh, en=en)
    return Verdict(
        answer="permit" if passes else "defer", call=call.id or "", at=call.at if call.at is not None else now,
        pack=pack.label, reasons=() if passes else (reason,), warnings=(reason,) if passes else (),
    )  # fmt: skip
