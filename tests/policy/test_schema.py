"""The schemas are current, allow every file of every pack that ships, and do not allow what is misspelt."""

import json
import tomllib
from pathlib import Path

import pytest

from ringfence.policy.read import shipped_packs
from ringfence.policy.schema import schemas, write_schemas
from ringfence.policy.yaml_text import read_documents
from tests.policy.json_schema import wrong
from tests.shape.source import ROOT

COMMITTED = ROOT / "docs" / "reference" / "schema"
MADE = schemas()


def documents(path: Path):
    return [each.value for each in read_documents(path, path.name)]


def files(pack: Path):
    """Every document of a pack with the name of its schema."""
    yield "pack", json.loads(json.dumps(tomllib.loads((pack / "pack.toml").read_text("utf-8")), default=str))
    for path in sorted(pack.glob("rules/*/*.yaml")):
        yield "rule", documents(path)[0]
    for path in sorted(pack.glob("values/*.yaml")):
        yield "values", documents(path)[0]
    for path in sorted(pack.glob("examples/*/*.yaml")):
        head, examples = documents(path)
        yield "example-head", head
        yield "examples", examples


def test_the_schemas_in_the_documentation_are_those_of_the_code(tmp_path):
    written = write_schemas(tmp_path)
    assert [path.name for path in written] == sorted(path.name for path in COMMITTED.iterdir())
    assert all(path.read_bytes() == (COMMITTED / path.name).read_bytes() for path in written)


@pytest.mark.parametrize("pack", shipped_packs().values(), ids=lambda path: path.name)
def test_every_file_of_a_pack_that_ships_is_allowed(pack):
    found = [each for name, value in files(pack) for each in wrong(value, MADE[name], MADE[name], name)]
    assert found == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"efect": "defer"}, "nothing may stand here"),
        ({"effect": "forbid"}, "is not among"),
        ({"then": {"triggers": ["opt_out"], "duration": "for ever"}}, "none of what may stand here"),
        ({"then": {"duration": "forever"}}, "`triggers` is missing"),
        ({"on_unknown": None}, "is no string"),
    ],
)
def test_what_is_misspelt_is_not_allowed(change, told):
    stop = documents(ROOT / "packs/thread/rules/caller/cn.consumer-reg.24.yaml")[0]
    found = list(wrong({**stop, **change}, MADE["rule"], MADE["rule"]))
    assert any(told in each for each in found), found
