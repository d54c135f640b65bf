"""The command line as somebody types at it."""

from __future__ import annotations

import json
import subprocess
import sys

from typer.testing import CliRunner

from ringfence.doors.cli.main import command_line
from ringfence.wiring.main import OPENERS

APP = command_line(OPENERS)
CALL = {
    "recipient": "+8613000000000", "purpose": "service", "channel": "voice", "caller": "bank-a",
    "line": "+8621111111", "places": [{"country": "CN", "region": "Shanghai", "zone": "Asia/Shanghai"}],
}  # fmt: skip


def typed(*words, stdin=None):
    """What comes of typing these words."""
    return CliRunner().invoke(APP, [str(word) for word in words], input=stdin, env={"LC_ALL": "C.UTF-8"})


def typed_in_a_shell(*words, folder):
    """The same, in a process of its own that starts in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "ringfence.wiring.main", *(str(word) for word in words)],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def asked(db, *options, **facts):
    """The verdict on the ordinary call, with other facts."""
    result = typed("ask", "--json", json.dumps({**CALL, **facts}), "--db", db, *options)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def is_told_in_one_line(result):
    """Whether an error was told in one line, with nothing else and no traceback."""
    lines = result.stderr.splitlines()
    return (
        len(lines) == 1
        and lines[0].startswith("error: ")
        and "Traceback" not in result.stderr
        and not result.stdout
    )
