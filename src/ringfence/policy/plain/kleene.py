"""Three truths: yes, no and unknown (None), joined the way Kleene joins them.

Used by every file of the plain evaluator. An unknown is carried on until something known decides
without it; it never turns into a yes or a no by itself.
"""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def all_of(truths: Iterable[Truth]) -> Truth:
    """No if any is no, otherwise unknown if any is unknown, otherwise yes (so too of nothing).

    >>> all_of([True, None]), all_of([None, False]), all_of([])
    (None, False, True)
    """
    answer: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            answer = None
    return answer


def any_of(truths: Iterable[Truth]) -> Truth:
    """Yes if any is yes, otherwise unknown if any is unknown, otherwise no (so too of nothing).

    >>> any_of([False, None]), any_of([None, True]), any_of([])
    (None, True, False)
    """
    answer: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            answer = None
    return answer


def opposite(truth: Truth) -> Truth:
    """No for yes, yes for no, unknown for unknown.

    >>> opposite(True), opposite(None)
    (False, None)
    """
    return None if truth is None else not truth


def same_word(one: str | None, other: str | None) -> Truth:
    """Whether two words are the same; unknown if either is.

    >>> same_word("card-1", "card-2"), same_word("card-1", None)
    (False, None)
    """
    return None if one is None or other is None else one == other


def among(word: str | None, allowed: Iterable[str] | None) -> Truth:
    """Whether a word is one of those allowed; yes where nothing is limited, unknown for an unknown word.

    None is allowed, whatever the word may be, where there are none.

    >>> among("ai", ("ai", "human")), among(None, ("ai",)), among(None, None), among(None, ())
    (True, None, True, False)
    """
    if allowed is None:
        return True
    words = tuple(allowed)
    return None if word is None and words else word in words
