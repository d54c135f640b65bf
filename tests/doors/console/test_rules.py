"""Every rule of every pack that ships can be looked at on the desk, in both tongues, in words and not in code."""

import pytest

from ringfence.caller.access import Holder
from ringfence.doors.console.page import drawn
from ringfence.policy.explained import explain_rule
from ringfence.policy.read import read_pack, shipped_packs

SHE = Holder("officer", frozenset({"read"}))


pytestmark = pytest.mark.long


@pytest.mark.parametrize("name", sorted(shipped_packs()))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_is_shown_in_words(name, language):
    pack = read_pack(name)
    for rule in (*pack.rules, *pack.offered):
        shown = drawn(
            "rule", language, pack.zone, holder=SHE, place="packs", found=explain_rule(pack, rule.id)
        )
        assert rule.terms.text.zh in shown or "&#" in shown
        assert "{'" not in shown
        assert "{&#39;" not in shown
