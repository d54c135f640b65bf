"""Every example in the documentation runs, page by page, each page in a folder of its own."""

import re

import pytest
from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from tests.docs.shell import commands, run
from tests.shape.source import ROOT, named

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "packs").rglob("*.md")])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
# The Chinese README shows the same commands and code, which tests/shape/test_public.py sees to.
RUN = [page for page in PAGES if page.name != "README.zh-CN.md"]


def spoken(example):
    """What Sybil does with a block of shell."""
    run(example.parsed)


@pytest.mark.long
@pytest.mark.parametrize("page", RUN, ids=named)
def test_every_example_on_a_page_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for language in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(language, raising=False)
    page_as_read = Sybil(parsers=[PythonCodeBlockParser(), CodeBlockParser("bash", spoken)]).parse(page)
    for example in page_as_read.examples():
        example.evaluate()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_within_the_project_leads_somewhere(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_make_command_is_in_the_makefile():
    told = {
        command.split()[1]
        for page in PAGES
        for language, body in BLOCK.findall(page.read_text(encoding="utf-8"))
        if language == "bash"
        for command in commands(body)
        if command.startswith("make ")
    }
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert told <= set(targets)
