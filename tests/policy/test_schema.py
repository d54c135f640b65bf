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

pytestmark = pytest.mark.long

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


THREAD = ROOT / "packs" / "thread"
GOOD = {
    "pack": next(iter(files(THREAD)))[1],
    "rule": documents(THREAD / "rules/caller/cn.consumer-reg.24.yaml")[0],
    "values": documents(THREAD / "values/caps.yaml")[0],
    "example-head": documents(THREAD / "examples/caller/cn.consumer-reg.24.yaml")[0],
    "examples": documents(THREAD / "examples/caller/cn.consumer-reg.24.yaml")[1],
}


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("pack", {"versoin": "0.1.0"}, "nothing may stand here"),
        ("pack", {"version": "first"}, "is not written like"),
        ("pack", {"sources": {"law": {"date": "2020-01-01"}}}, "`title` is missing"),
        ("pack", {"signed_off": [{"name": "", "role": "counsel"}]}, "is too short"),
        ("pack", {"signed_off": [{"name": "one", "role": "counsel", "digest": "none"}]}, "`on` is missing"),
        ("rule", {"efect": "defer"}, "nothing may stand here"),
        ("rule", {"effect": "forbid"}, "is not among"),
        ("rule", {"then": {"triggers": ["opt_out"], "duration": "for ever"}}, "none of what may stand here"),
        ("rule", {"then": {"duration": "forever"}}, "`triggers` is missing"),
        ("rule", {"on_unknown": None}, "is no string"),
        ("values", {"most": {"values": {}}}, "`unit` is missing"),
        ("values", {"most": {"unit": "calls", "values": {"2020-01-01": 3}}}, "is no object"),
        (
            "values",
            {"most": {"unit": "calls", "values": {"2020": {"value": 3, "source": "law"}}}},
            "not a day",
        ),
        (
            "values",
            {"most": {"unit": "calls", "values": {"2020-01-01": {"value": 0, "source": "law"}}}},
            "none of",
        ),
        ("example-head", {"pakc": "thread"}, "nothing may stand here"),
        ("example-head", {"background": {"call": {"purpose": "marketting"}}}, "none of what may stand here"),
        ("examples", [{"name": "no answer"}], "`answer` is missing"),
        ("examples", [{"name": "no such answer", "answer": "forbid"}], "is not among"),
    ],
)
def test_what_is_misspelt_is_not_allowed(name, change, told):
    good = GOOD[name]
    bad = {**good, **change} if isinstance(good, dict) else [*good, *change]
    assert list(wrong(good, MADE[name], MADE[name])) == []
    found = list(wrong(bad, MADE[name], MADE[name]))
    assert any(told in each for each in found), found
