"""A call followed to its end: every rule to the first moment at which it stands aside, then all of them at once."""

from ringfence.engines.duckdb.followed import CUT, ENDLESS, follow_call


def followed(starts, closed, last=100):
    """What a call finds where each rule is closed at these moments, with the next moment it then names."""
    going = follow_call(starts, last)
    try:
        moment = next(going)
        while True:
            moment = going.send({rule: names[moment] for rule, names in closed.items() if moment in names})
    except StopIteration as done:
        return done.value


def test_a_rule_ends_at_the_first_moment_at_which_it_stands_aside():
    assert followed([(0, 10)], {0: {10: 20, 20: 30}}) == ({0: 30}, 30)


def test_a_call_waits_for_the_moment_at_which_nothing_stands_in_the_way():
    closed = {0: {10: 15}, 1: {15: 40}}

    assert followed([(0, 10), (1, 12)], closed) == ({0: 15, 1: 12}, 40)


def test_a_rule_without_a_moment_never_ends():
    assert followed([(0, None), (1, 10)], {}) == ({0: ENDLESS, 1: 10}, ENDLESS)


def test_a_moment_beyond_sight_is_told_apart_from_none():
    assert followed([(0, 10)], {0: {10: 101}}) == ({0: CUT}, CUT)
