"""What is deployed names commands, options, variables and figures that are there."""

import re
import shutil
import subprocess

import pytest
import yaml

from ringfence.doors.http.metrics import Metrics
from tests.doors.cli.typed import typed
from tests.shape.source import ROOT

DEPLOY = ROOT / "deploy"


def read(name):
    """A file of `deploy/` as YAML."""
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


def commands():
    """Every call of the program in these files."""
    unit = re.findall(
        r"^ExecStart\w*=/opt/ringfence/bin/ringfence (.*)$",
        (DEPLOY / "ringfence.service").read_text(),
        re.MULTILINE,
    )
    (image,) = re.findall(r'^CMD \["ringfence", (.*)\]$', (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    return [*unit, image.replace('"', "").replace(",", "")]


@pytest.mark.parametrize("command", commands())
def test_every_command_and_option_is_there(command):
    words = command.split()
    name = [word for word in words[:2] if re.fullmatch("[a-z]+", word)]
    told = typed(*name, "--help").stdout
    for option in [word for word in words if word.startswith("--")]:
        assert option in told


def test_the_gates_of_the_compose_file_share_database_and_keyring():
    gate = read("compose.yaml")["services"]["gate"]
    assert gate["environment"]["RINGFENCE_DATABASE_URL"].startswith("postgresql://")
    assert gate["volumes"] == [f"beside:{gate['environment']['RINGFENCE_BESIDE']}"]


def test_every_variable_is_one_that_the_program_reads():
    named = set(
        re.findall(
            r"RINGFENCE_[A-Z_]+", "".join(path.read_text() for path in DEPLOY.rglob("*") if path.is_file())
        )
    )
    source = "".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    assert {name for name in named if name not in source} == {"RINGFENCE_PACK"}


def test_every_alert_is_about_a_figure_that_is_shown_and_says_what_to_do():
    metrics = Metrics()
    metrics.note("ask", 201, 0.01)
    shown = set(re.findall(r"ringfence_\w+", metrics.text()))
    for rule in read("alerts.yaml")["groups"][0]["rules"]:
        assert set(re.findall(r"ringfence_\w+", rule["expr"])) <= shown, rule["alert"]
        assert rule["annotations"]["what_to_do"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_reads_the_unit():
    done = subprocess.run(
        ["systemd-analyze", "verify", DEPLOY / "ringfence.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Unknown" not in done.stderr
