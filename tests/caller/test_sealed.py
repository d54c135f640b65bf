"""What a leaf says of an answer is written from fields in order, byte for byte as from a sorted mapping."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.errors import EvidenceError
from ringfence.call.verdict import Reason, Verdict
from ringfence.call.words import Call, Place
from ringfence.caller import sealed
from ringfence.caller.sealed import SealedAnswer, SealedStop, sealed_alternative, sealed_call, sealed_reasons
from ringfence.evidence.leaf import facts_of, seal, seal_body

pytestmark = pytest.mark.long

AT = 1_773_126_000_000
WHO = "0" * 32
text = st.none() | st.text('az09"\\/\n\x1f\x7fé铃\u2028😀', max_size=5)
moments = st.none() | st.integers(0, 2**53)
places = st.builds(Place, country=text, region=text, zone=text, source=text)
calls = st.builds(
    Call, recipient=st.just("+8616191234567"), id=text, at=moments,
    **{name: text for name in sealed.TOLD if name not in {"id", "at", "asked_for", "warm"}},
    asked_for=st.none() | st.booleans(), warm=st.none() | st.booleans(),
    places=st.none() | st.lists(places, max_size=3).map(tuple),
)  # fmt: skip
reasons = st.lists(
    st.builds(
        Reason, rule=st.just("cn.x"), effect=st.sampled_from(("refuse", "warn")), unknown=st.booleans(),
        until=moments, fact_at=moments, leaf=moments, zh=text,
    ),
    max_size=3,
)  # fmt: skip


@st.composite
def answers(draw):
    """The body of an answer, every part of it drawn."""
    other = Verdict(answer="defer", call="c", at=AT, pack="p", reasons=tuple(draw(reasons)), line=draw(text))
    return SealedAnswer(
        alternative=sealed_alternative(draw(st.none() | st.just(other))), answer="divert", at=AT,
        call=sealed_call(draw(calls), WHO), digest="d", expires_at=draw(moments), kind="answer",
        missing=tuple(draw(st.lists(st.just("places"), max_size=2))), pack="p@1",
        reasons=sealed_reasons(draw(reasons)), retry_at=draw(moments), retry_note=draw(text), seq=7,
    )  # fmt: skip


def without_its_own_words(facts):
    """The facts in a body, but for `seq`, `kind` and `at`."""
    return {name: fact for name, fact in facts.items() if name not in {"seq", "kind", "at"}}


@given(answers())
def test_an_answer_is_sealed_as_the_same_facts_in_a_mapping_would_be(body):
    leaf = seal_body(body)
    assert leaf == seal(7, "answer", AT, without_its_own_words(facts_of(leaf.body)))


@given(calls)
def test_so_is_a_stop(call):
    leaf = seal_body(
        SealedStop(at=AT, call=sealed_call(call, WHO), kind="stop", said="opt_out", said_at=AT, seq=3)
    )
    assert leaf == seal(3, "stop", AT, without_its_own_words(facts_of(leaf.body)))


@given(calls)
def test_a_call_is_told_word_for_word_and_without_its_number(call):
    told = msgspec.json.decode(msgspec.json.encode(sealed_call(call, WHO)))
    known = {name: getattr(call, name) for name in sealed.TOLD if getattr(call, name) is not None}
    if call.places is not None:
        known["places"] = [
            {name: word for name, word in msgspec.structs.asdict(place).items() if word is not None}
            for place in call.places
        ]
    assert told == {**known, "who": WHO}


@pytest.mark.parametrize("word", [0.5, b"bank-a", ("a",), {"a": 1}])
def test_a_word_that_can_be_written_in_two_ways_is_not_sealed(word):
    for call in (
        Call(recipient="+8616191234567", caller=word),
        Call(recipient="+86", places=(Place(zone=word),)),
    ):
        with pytest.raises((EvidenceError, TypeError)):
            sealed_call(call, WHO)


def test_an_id_that_is_no_text_is_not_sealed():
    call = Call(recipient="+8616191234567", id="\ud800")
    with pytest.raises(EvidenceError, match="not Unicode"):
        seal_body(SealedStop(at=AT, call=sealed_call(call, WHO), kind="stop", said="x", said_at=AT, seq=0))
