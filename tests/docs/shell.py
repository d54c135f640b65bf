"""Runs what the documentation tells people to type, without a shell and in this very process.

Takes the lines of a block; runs each `ringfence …` and writes each file that a block writes with `cat`.
What else may be typed is known by name, so that a command nobody has tried cannot slip in.
"""

import re
import shlex
from pathlib import Path

import typer
from typer.testing import CliRunner

from ringfence.wiring.main import main
from ringfence_verify.main import verify

# Typed once, before anything runs; `make` is held to the Makefile by a test of its own.
NOT_RUN = ("make ", "sudo apt-get ", "git clone ", "cd ", "source ")
# After a command, the page may say what it answers.
TOLD = re.compile(r"  # (?P<word>.+)$")
FILE = re.compile(r"cat > (?P<name>\S+) <<'END'\n(?P<body>.*?)\nEND", re.DOTALL)


def run(block):
    """Runs a block in the folder at hand; what its last command said."""
    said = ""
    for command in commands(block):
        written = FILE.fullmatch(command)
        if written:
            Path(written["name"]).write_text(written["body"] + "\n", encoding="utf-8")
        elif command.startswith("ringfence "):
            said = _typed(command)
        elif command.startswith("ringfence-verify "):
            found = verify(Path(shlex.split(command, comments=True)[1]))
            assert found.clean, found.wrong
        else:
            assert command.startswith(NOT_RUN), f"nobody knows how to try `{command}`"
    return said


def commands(block):
    """The commands of a block, each whole: quotes, continued lines and files written are kept together."""
    kept = ""
    for line in block.splitlines():
        kept += line + "\n"
        if line.endswith("\\") or kept.count("'") % 2 or ("<<'END'" in kept and line != "END"):
            continue
        if kept.strip() and not kept.startswith("#"):
            yield kept.strip()
        kept = ""
    assert not kept, f"this is not whole: `{kept}`"


def _typed(command):
    words = shlex.split(command.replace("\\\n", " "), comments=True)
    assert isinstance(main, typer.Typer)
    done = CliRunner().invoke(main, words[1:])
    assert done.exit_code == 0, f"{command}\n{done.output}{done.exception!r}"
    told = TOLD.search(command)
    assert told is None or told["word"] in done.output, f"{command}\n{done.output}"
    return done.output
