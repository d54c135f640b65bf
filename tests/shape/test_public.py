"""What the package shows is what the README tells of, and every name of it can be had."""

import re

import ringfence
from tests.shape.source import ROOT


def told():
    """The names in the README's table of the Python API."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `ringfence.")]
    return {name for cell in cells for name in re.findall(r"`ringfence\.(\w+)", cell)}


def test_the_readme_tells_of_every_public_name():
    assert told() == set(ringfence.__all__)


def test_every_public_name_can_be_had():
    assert [name for name in ringfence.__all__ if not hasattr(ringfence, name)] == []


def test_both_readmes_show_the_same_commands_and_code():
    english, chinese = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
    )
    shown = re.compile(r"```(?:bash|python|yaml)\n.*?```", re.DOTALL)
    assert shown.findall(english) == shown.findall(chinese)
