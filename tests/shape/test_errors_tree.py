"""The tree of errors is drawn once, and the classes are as drawn."""

import re

from ringfence.call import errors

DRAWN = re.compile(r"^(?P<indent> +)(?P<name>[A-Z]\w*Error)\b", re.MULTILINE)


def drawn():
    """Each error with the one it hangs on, as the docstring draws them by indent."""
    above: list[tuple[int, str]] = []
    tree = {}
    for found in DRAWN.finditer(errors.__doc__):
        indent = len(found["indent"])
        above = [(depth, name) for depth, name in above if depth < indent]
        tree[found["name"]] = above[-1][1] if above else "Exception"
        above.append((indent, found["name"]))
    return tree


def made():
    """Each error class with its parent."""
    classes = [
        each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Exception)
    ]
    return {each.__name__: each.__mro__[1].__name__ for each in classes}


def test_the_tree_of_errors_is_as_drawn():
    assert drawn() == made()


def test_every_error_hangs_on_the_root():
    assert [name for name, parent in drawn().items() if parent == "Exception"] == ["RingfenceError"]
