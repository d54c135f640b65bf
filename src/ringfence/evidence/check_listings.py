"""Listings that are kept whole, held against the leaves that seal them.

The last step of a verification. Takes leaves found sound; gives every listing whose copy is gone or is not the one that
was loaded.
"""

from __future__ import annotations

import msgspec

from ringfence.evidence.check_leaves import LeavesSeen
from ringfence.evidence.findings import Findings
from ringfence.evidence.reading import KeptListing, LogReader


def check_listings(reader: LogReader, seen: LeavesSeen, findings: Findings) -> None:
    """Notes every listing that is not as its leaf seals it."""
    for kept in reader.listings():
        findings.rows += 1
        if kept.leaf in seen.doubted:
            continue
        if kept.there is None:
            words = f"listing `{kept.name}` is missing: leaf `{kept.leaf}` seals its copy; restore the file `{kept.copy}.listing`"
            findings.add("listing", kept.name, "dropped", words)
        elif kept.body is None:
            words = f"listing `{kept.name}` names leaf `{kept.leaf}`, which is not there: it was added, or the leaf dropped"
            findings.add("listing", kept.name, "added", words)
        elif kept.there != kept.copy or not _sealed(kept, kept.body):
            words = f"listing `{kept.name}` was altered: its copy or its moment is not what leaf `{kept.leaf}` seals"
            findings.add("listing", kept.name, "altered", words)


def _sealed(kept: KeptListing, body: bytes) -> bool:
    facts = msgspec.json.decode(body, type=dict)
    sealed = (facts.get("listing"), facts.get("digest"), facts.get("checked_at"))
    return sealed == (kept.name, kept.copy, kept.checked_at)
