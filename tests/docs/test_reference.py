"""The reference pages leave nothing out: every command and option, every kind and parameter, every decision."""

import re

import pytest
import typer

from ringfence.policy.kinds.cap import Period
from ringfence.policy.rule import KINDS, RuleTerms
from ringfence.policy.terms import ProofTerm, When
from ringfence.wiring.main import main
from tests.shape.source import ROOT

assert isinstance(main, typer.Typer)
PROGRAM = typer.main.get_command(main)
CLI = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs" / "reference" / "rule-kinds.md").read_text(encoding="utf-8")


def commands(group, *above):
    """Every command of the program by its whole name, with its options."""
    for name, command in getattr(group, "commands", {}).items():
        if hasattr(command, "commands"):
            yield from commands(command, *above, name)
        else:
            yield " ".join((*above, name)), [word for each in command.params for word in each.opts]


def section(page, title):
    """The part of a page under a heading that begins so."""
    found = re.search(rf"^## {title}\b.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"there is no part on {title}"
    return found[0]


def test_every_command_has_its_heading():
    told = {name for line in re.findall(r"^## (.+)$", CLI, re.MULTILINE) for name in line.split(", ")}
    assert told == {name for name, _ in commands(PROGRAM)}


def test_every_option_is_told_of():
    options = {each for _, given in commands(PROGRAM) for each in given}
    assert {each for each in options if each.startswith("--") and f"`{each}" not in CLI} - {"--help"} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_parameter_of_a_kind_is_told_of(kind):
    part = section(RULES, kind)
    assert {name for name in KINDS[kind].model_fields if f"`{name}`" not in part} == set()


def test_every_part_of_the_envelope_is_told_of():
    part = section(RULES, "The envelope")
    shared = {*RuleTerms.model_fields, *When.model_fields, *ProofTerm.model_fields} - {"then"}
    assert {name for name in shared if f"`{name}`" not in part} == set()
    assert all(f"`{name}`" in RULES for name in Period.model_fields)


def test_every_decision_is_listed():
    folder = ROOT / "docs" / "decisions"
    records = {record.name for record in folder.glob("[0-9]*.md")}
    listed = re.findall(r"\]\(([0-9][\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert sorted(records) == listed


@pytest.mark.parametrize(
    "record", sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")), ids=lambda each: each.stem
)
def test_a_decision_says_what_was_given_up_and_what_would_change_it(record):
    text = record.read_text(encoding="utf-8")
    parts = ("**Question.**", "**Choice.**", "**Given up.**", "**What would change our mind.**")
    assert [part for part in parts if part not in text] == []
