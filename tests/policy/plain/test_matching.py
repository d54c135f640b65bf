"""Which calls a rule is about."""

from ringfence.call.words import DESCRIBED, Call, Place
from ringfence.policy.plain.matching import is_about, lies_in, words_of
from ringfence.policy.terms import When, Where

CHINA = Where(country=("CN",))
SHANGHAI = Where(country=("CN",), region=("Shanghai",))


def test_every_word_named_must_be_among_those_allowed():
    when = When(purpose=("marketing", "survey"), channel=("voice",))
    assert is_about(when, {"purpose": "survey", "channel": "voice"}) is True
    assert is_about(when, {"purpose": "survey", "channel": "sms"}) is False
    assert is_about(when, {"purpose": "survey"}) is None
    assert is_about(when, {"purpose": "collection"}) is False
    assert is_about(When(), {}) is True


def test_a_rule_holds_where_any_known_place_lies():
    assert lies_in(CHINA, (Place(country="FR"), Place(country="CN"))) is True
    assert lies_in(CHINA, (Place(country="FR"),)) is False
    assert lies_in(CHINA, (Place(country="FR"), Place())) is None
    assert lies_in(CHINA, (Place(country="CN"), Place())) is True


def test_country_and_region_must_be_those_of_one_place():
    apart = (Place(country="CN", region="Beijing"), Place(country="FR", region="Shanghai"))
    assert lies_in(SHANGHAI, apart) is False
    assert lies_in(SHANGHAI, (Place(country="CN"),)) is None
    assert lies_in(SHANGHAI, (Place(country="CN", region="Shanghai"),)) is True


def test_no_known_place_is_unknown_only_where_places_matter():
    for places in (None, ()):
        assert lies_in(CHINA, places) is None
        assert lies_in(Where(), places) is True


def test_a_call_has_all_words_whether_anybody_said_them_or_not():
    words = words_of(Call(recipient="r", purpose="survey"))
    assert set(words) == set(DESCRIBED)
    assert (words["purpose"], words["occasion"]) == ("survey", None)
