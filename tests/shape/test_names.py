"""One word, one thing: no names that say nothing, no second word for a thing, every public word explained."""

import ast
import re

import pytest

from ringfence.ledger.catalogue import CATALOGUE
from tests.shape.source import ROOT, SOURCE, named, public_definitions, tree, written

pytestmark = pytest.mark.long

EMPTY = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "handler", "misc", "impl"}
# The person whose telephone rings is the recipient, and none of these.
OTHER_WORDS = {"callee", "client", "clients", "user", "users"}

# An identifier that holds such a word for a reason.
EXCEPTIONS = {
    "ClientDisconnect": "Starlette's word for a visitor who left",
    "Client": "what a program asks a served gate with; every such library calls it so",
    "AsyncClient": "the same, and httpx's word for what visits a page",
    "expanduser": "pathlib's name for a path with `~`",
    "UserState": "proactive-gate's word, where it is measured",
}


def words(identifier):
    """The words of an identifier: `CallRecord` and `call_record` are both call, record."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", identifier)}


def identifiers(file):
    """Every name that a file defines or uses, with the line."""
    for node in ast.walk(tree(file)):
        for field in ("id", "attr", "arg", "name"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                yield value, getattr(node, "lineno", 0)


def glossary():
    """The words that the glossary explains: what stands in backticks in the first cell of each row."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("|")]
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def test_no_file_and_no_room_has_a_name_that_says_nothing():
    parts = {part for file in written() for part in file.relative_to(ROOT).with_suffix("").parts}
    assert {part for part in parts if words(part) & EMPTY} == set()


def test_the_person_called_is_the_recipient_and_nothing_else():
    wrong = [
        f"{named(file)}:{line} {name}"
        for file in written()
        for name, line in identifiers(file)
        if words(name) & OTHER_WORDS and name not in EXCEPTIONS and "_OTHER" not in name
    ]
    assert wrong == []


def test_every_public_class_of_call_stands_in_the_glossary():
    public = {
        node.name
        for file in sorted((SOURCE / "call").glob("*.py"))
        for node in public_definitions(file)
        if isinstance(node, ast.ClassDef)
    }
    assert public - glossary() == set()


def test_every_relation_and_its_columns_stand_in_the_glossary():
    columns = {column.name for relation in CATALOGUE.values() for column in relation.columns}
    assert (CATALOGUE.keys() | columns) - glossary() == set()


def test_every_closed_word_stands_in_the_glossary():
    from ringfence.call import words as spoken
    from ringfence.call.verdict import ANSWERS, Reason, Verdict

    closed = {
        *ANSWERS, *Verdict.__struct_fields__, *Reason.__struct_fields__, *spoken.DESCRIBED, *spoken.FLAGS,
        *(word for known in spoken.CLOSED.values() for word in known),
        *spoken.DIRECTIONS, *spoken.OUTCOMES, *spoken.TRIGGERS, *spoken.NEEDS, *spoken.GRADES,
        *spoken.PLACE_SOURCES,
        *spoken.Call.__struct_fields__, *spoken.Place.__struct_fields__,
    }  # fmt: skip
    assert closed - glossary() == set()


def test_no_word_is_explained_twice():
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("|")]
    found = [word for cell in cells for word in re.findall(r"`([^`]+)`", cell)]
    assert sorted({word for word in found if found.count(word) > 1}) == []
