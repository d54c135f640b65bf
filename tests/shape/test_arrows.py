"""A room imports only from floors below it; gates and adapters never import one another."""

import ast

import pytest

from tests.shape.source import SOURCE, modules, named, tree

pytestmark = pytest.mark.long

FLOORS = {
    "call": 1,
    "ledger": 2,
    "policy": 3,
    "evidence": 3,
    "learning": 3,
    "engines": 4,
    "store": 4,
    "caller": 4,
    "carrier": 4,
    "recipient": 4,
    "sharing": 4,
    "redress": 5,
    "speech": 5,
    "doors": 6,
    "rehearsal": 6,
    "wiring": 7,
    "__init__.py": 8,
}

# An arrow that goes against the floors, and why it may; to add one is a visible act.
EXCEPTIONS: dict[tuple[str, str], str] = {}


def room(file):
    """The room a file lies in; the front door is a room of its own name."""
    return file.relative_to(SOURCE).parts[0]


def imported(file):
    """The rooms of ours that a file imports from, with the line, TYPE_CHECKING or not."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(file)}:{node.lineno} imports by dots; write the whole name"
            inside = {"ringfence": [f"ringfence.{alias.name}" for alias in node.names]}
            names = inside.get(node.module or "", [node.module or ""])
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            house, _, rest = name.partition(".")
            if house == "ringfence":
                yield rest.partition(".")[0] or "__init__.py", node.lineno


def wrong_arrows(file):
    """The imports of a file that do not go down."""
    here = room(file)
    for there, line in imported(file):
        if there == here or (here, there) in EXCEPTIONS:
            continue
        if FLOORS[there] >= FLOORS[here]:
            yield f"{named(file)}:{line} {here} imports {there}"


def test_every_room_stands_on_a_floor():
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert rooms <= FLOORS.keys(), "give the new room a floor here and in the design"


def test_a_room_imports_only_from_floors_below():
    wrong = [arrow for file in modules() for arrow in wrong_arrows(file)]
    assert wrong == []


def test_the_front_door_shows_words_and_what_wiring_joined():
    assert {there for there, _ in imported(SOURCE / "__init__.py")} <= {"call", "wiring"}


def test_an_exception_is_still_needed():
    used = {(room(file), there) for file in modules() for there, _ in imported(file)}
    assert EXCEPTIONS.keys() - used == set(), "nobody goes this way any more; take it out"
