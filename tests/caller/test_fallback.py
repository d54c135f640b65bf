"""Where nothing can be decided the pack's word holds: nothing is permitted but what the pack lets pass with an occasion."""

import dataclasses
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.words import PURPOSES, Call
from ringfence.caller.fallback import UNAVAILABLE, fallback
from ringfence.policy.read import read_pack

THREAD = read_pack("thread")


@given(
    st.sampled_from([None, *PURPOSES]), st.sampled_from([None, "alert-1"]), st.sets(st.sampled_from(PURPOSES))
)
def test_only_what_the_pack_lets_pass_passes_and_only_with_an_occasion(purpose, occasion, passes):
    pack = dataclasses.replace(THREAD, unanswered=tuple(passes))
    verdict = fallback(
        pack, Call(recipient="+8613000000000", purpose=purpose, occasion=occasion, id="one", at=5), 9
    )
    passed = purpose in passes and occasion is not None
    assert verdict.answer == ("permit" if passed else "defer")
    assert [each.rule for each in (*verdict.reasons, *verdict.warnings)] == [UNAVAILABLE]
    assert (verdict.leaf, verdict.expires_at, verdict.retry_at) == (None, None, None)


def test_an_emergency_passes_unless_a_pack_says_otherwise():
    assert THREAD.unanswered == ("emergency",)


@pytest.mark.parametrize(
    ("written", "passes"),
    [('pass = ["emergency", "fraud_alert"]', ("emergency", "fraud_alert")), ("pass = []", ())],
)
def test_a_pack_says_what_passes(tmp_path, written, passes):
    assert THREAD.path is not None
    shutil.copytree(THREAD.path, tmp_path / "thread")
    manifest = tmp_path / "thread" / "pack.toml"
    manifest.write_text(manifest.read_text() + f"\n[unanswered]\n{written}\n")
    assert read_pack(tmp_path / "thread").unanswered == passes
