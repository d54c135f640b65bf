"""Verification: is the log, and all that it seals, still what was answered and said?

Stands beside the house, in the hands of its keeper or of whoever is asked to trust it. Takes one unchanging
view of a ledger and its keyring; gives every row that was altered, dropped, moved or added, each by its name.
It changes nothing. What it cannot see: leaves that no tree head covers yet and that were dropped from the end
together with the rows they sealed, and a ledger that was put back whole to an earlier state; whoever holds a
later tree head or a receipt can.
"""

from __future__ import annotations

from collections.abc import Callable

from ringfence.evidence.check_leaves import Leaves
from ringfence.evidence.check_listings import check_listings
from ringfence.evidence.check_rows import Rows
from ringfence.evidence.check_tree import Tree
from ringfence.evidence.findings import Findings
from ringfence.evidence.keyring import Keyring
from ringfence.evidence.reading import LogReader

Progress = Callable[[str, float], None]
"""Told what is being looked at, and how much of it is done, from 0 to 1."""

STEP = 4096
"""Leaves between two words of progress."""
ORDER = {"leaf": 0, "tile": 1, "tree_head": 2, "vault": 3, "call": 4, "stop": 5, "listing": 6}


def verify_log(reader: LogReader, keyring: Keyring, progress: Progress | None = None) -> Findings:
    """Everything that is not as it was sealed; `clean` if nothing is."""
    tell = progress or _nobody
    findings = Findings(leaves=reader.leaf_count())
    leaves = Leaves(reader, keyring, findings)
    for number, leaf in enumerate(reader.leaves()):
        if number % STEP == 0:
            tell("leaves", number / findings.leaves)
        leaves.look(leaf)
    seen = leaves.end()
    tell("tree", 0.0)
    Tree(reader, keyring, seen, findings).check()
    rows = Rows(reader, seen, findings)
    for number, leaf in enumerate(reader.leaves(("answer", "stop"))):
        if number % STEP == 0:
            tell("rows", number / findings.leaves)
        rows.expect(leaf)
    for relation in ("call", "stop"):
        rows.look(relation)
    check_listings(reader, seen, findings)
    tell("rows", 1.0)
    findings.found.sort(key=lambda found: ORDER[found.relation])
    return findings


def _nobody(what: str, done: float) -> None:
    """Hears nothing."""
