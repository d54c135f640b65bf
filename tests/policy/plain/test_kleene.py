"""Three truths, joined."""

from itertools import product

import pytest

from ringfence.policy.plain.kleene import all_of, among, any_of, opposite, same_word

TRUTHS = (True, False, None)


@pytest.mark.parametrize(("one", "other"), list(product(TRUTHS, TRUTHS)))
def test_an_unknown_stays_unknown_unless_the_other_decides_without_it(one, other):
    worlds = [
        (first, second)
        for first, second in product((True, False), (True, False))
        if one in {first, None} and other in {second, None}
    ]
    for joined, each in ((all_of, all), (any_of, any)):
        possible = {each(world) for world in worlds}
        assert joined([one, other]) == (possible.pop() if len(possible) == 1 else None)


@pytest.mark.parametrize(("one", "other"), list(product(TRUTHS, TRUTHS)))
def test_not_all_is_any_not(one, other):
    assert opposite(all_of([one, other])) == any_of([opposite(one), opposite(other)])


def test_all_of_nothing_is_so_and_any_of_nothing_is_not():
    assert all_of([]) is True
    assert any_of([]) is False


def test_a_word_nobody_gave_is_neither_the_same_nor_another():
    assert same_word(None, None) is None
    assert same_word("a", "a") is True
    assert same_word("a", "b") is False


def test_a_word_is_among_all_words_where_none_are_named():
    assert among(None, None) is True
    assert among(None, ("a",)) is None
    assert among("b", ("a",)) is False
