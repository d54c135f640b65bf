"""Writes the table of rules into the README of each pack, between the two marks that hold its place.

Stands in the workshop. It takes the packs as they are, gives their READMEs, and is run by hand when a rule changed:

    python -m tools.pack_tables
"""

from __future__ import annotations

from pathlib import Path

from ringfence.policy.read import read_pack
from ringfence.policy.table import rule_table

PACKS = Path(__file__).parents[1] / "packs"
OPENS, CLOSES = "<!-- rules: python -m tools.pack_tables -->\n", "<!-- end of rules -->\n"


def with_table(readme: str, table: str) -> str:
    """A README with another table between its marks."""
    before, _, rest = readme.partition(OPENS)
    _, _, after = rest.partition(CLOSES)
    return f"{before}{OPENS}\n{table}\n{CLOSES}{after}"


def readmes() -> list[Path]:
    """The READMEs that have a place for a table."""
    return [path for path in sorted(PACKS.glob("*/README.md")) if OPENS in path.read_text(encoding="utf-8")]


if __name__ == "__main__":
    for path in readmes():
        pack = read_pack(path.parent, locked=False)
        path.write_text(with_table(path.read_text(encoding="utf-8"), rule_table(pack)), encoding="utf-8")
