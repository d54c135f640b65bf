"""A real browser for tests, and one page of it, watched.

Chromium of the system is used (`apt-get install chromium fonts-noto-cjk`); where there is none tests are left out with a
loud line, and in CI they fail. Pictures of screens go to `out/screens`.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENS = Path("out/screens")
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
# What passes is not asked for: telling it takes longer than finding it.
RUN_AXE = """
(rules) => axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then((found) => found.violations)
"""
EVERY = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of WCAG 2.1 A and AA that look at colours."""
PATIENCE = 20


def only_with_chromium():
    """Marks of tests that need a browser."""
    return [
        pytest.mark.skipif(
            CHROMIUM is None and not os.environ.get("CI"),
            reason="NO CHROMIUM: apt-get install chromium fonts-noto-cjk",
        ),
        # The browser's driver leaves the loop to be closed with it.
        pytest.mark.filterwarnings(
            "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
        ),
    ]


@contextmanager
def chromium():
    """Chromium, as long as the context."""
    from playwright.sync_api import sync_playwright

    assert CHROMIUM is not None, "no Chromium: apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


class Visit:
    """One page of one browser, watched: requests that leave the machine and errors are faults."""

    def __init__(self, browser, address, **how):
        self.address = address
        self.faults: list[str] = []
        self.context = browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", **how
        )
        self.context.route("**", self._stay_here)
        self.page = self.context.new_page()
        self.page.set_default_timeout(1000 * PATIENCE)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._said)

    def _said(self, said):
        # What cannot be done is answered with a page of its own, which the browser reports.
        if said.type == "error" and not any(status in said.text for status in ("422", "401")):
            self.faults.append(said.text)

    def _stay_here(self, route):
        url = route.request.url
        if url.startswith((self.address, "data:")):
            route.continue_()
        else:
            self.faults.append(f"left the machine: {url}")
            route.abort()

    def open(self, address):
        """Goes to an address, once whoever serves it is there."""
        started = time.monotonic()
        there = False
        while not there:
            try:
                self.page.goto(address)
                there = True
            except Exception:
                if time.monotonic() - started > PATIENCE:
                    raise
                time.sleep(0.2)

    def axe(self, rules=EVERY):
        """What axe finds against WCAG 2.1 A and AA: the rule, and how many places."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(RUN_AXE, list(rules))
        return [(each["id"], [node["html"][:90] for node in each["nodes"]]) for each in found]

    def by_day_and_by_night(self, picture=None):
        """What axe finds in light colours, and of the dark ones; `picture` names where both are kept, `{}` the colours."""
        found = []
        for colours, rules in (("dark", OF_COLOURS), ("light", EVERY)):
            self.page.emulate_media(color_scheme=colours)
            found += self.axe(rules)
            if picture is not None:
                self.picture(picture.format(colours))
        return found

    def picture(self, name):
        """Keeps what is seen."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENS / f"{name}.png", full_page=False)
