"""Every command says how it is used, in both languages."""

import subprocess
import sys

import pytest

from tests.doors.cli.typed import typed

COMMANDS = [
    ["ask"], ["confirm"], ["tell"], ["explain"], ["screen"], ["import"], ["schedule"], ["backtest"], ["pack", "check"], ["pack", "test"],
    ["pack", "lock"], ["log", "verify"],
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_shows_an_example_and_speaks_both_languages(command):
    shown = typed(*command, "--help").stdout
    assert f"ringfence {' '.join(command)} " in shown
    assert any("\u4e00" <= sign <= "\u9fff" for sign in shown)


def test_a_command_that_is_not_there_is_an_error_of_usage():
    assert typed("asks").exit_code == 2


def test_help_waits_for_no_engine():
    loaded = "import sys, ringfence.wiring.main as _; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert {"duckdb", "numpy", "pyarrow", "sqlglot", "pydantic"} & set(found.stdout.split()) == set()
