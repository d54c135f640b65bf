"""Exchanges as they went over the wire between a gate and Asterisk 22.10 of Debian, under the dial plan of `docs/how-to/dialler.md`.

`<<< switch` stands before what Asterisk sent, `>>> gate` before what it was told; a key that was used reads `{key}`.
"""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent / "exchanges"
AGI = sorted(path.stem for path in HERE.glob("*-agi-*.txt"))
CURL = sorted(path.stem for path in HERE.glob("*-curl-*.txt"))


def steps(name: str, key: str) -> list[tuple[str, str]]:
    """Who said what, in order: `switch` or `gate`."""
    text = (HERE / f"{name}.txt").read_text(encoding="utf-8").replace("{key}", key)
    parts = re.split(r"(?m)^(?:<<<|>>>) (switch|gate)\n", text)[1:]
    # Each mark stands on a line of its own, which ends what was said before it.
    said = [each[:-1] if place + 2 < len(parts) else each for place, each in enumerate(parts)]
    return list(zip(parts[::2], said[1::2], strict=True))
