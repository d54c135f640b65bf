"""`rules/<gate>/<rule>.yaml`: the envelope, the kind's own parameters, and the name they are filed under.

Read after the manifest and the values. Takes files; gives the rules whose own text holds, each with its page,
so that what they refer to can be checked next on the right line.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ringfence.policy.checks.layout import Layout
from ringfence.policy.checks.page import Page
from ringfence.policy.checks.values import only_page
from ringfence.policy.checks.wording import checked
from ringfence.policy.rule import KINDS, KindTerms, Rule, RuleTerms


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule file: its page, the id it claims, and the rule if its own text holds."""

    page: Page
    path: Path
    id: str | None
    rule: Rule | None


def read_rules(layout: Layout, *, needed: bool = True) -> list[RulePage]:
    """Every rule file of the pack, in order of path; none is a fault if one is `needed`."""
    pages = [found for path in layout.by_gate("rules") if (found := read_rule(layout, path))]
    first: dict[str, Page] = {}
    for found in pages:
        if found.id is None:
            continue
        check_name(found)
        if found.id in first:
            message = f"`{found.id}` is also the id of {first[found.id].inside}"
            found.page.fault(message, "an id belongs to one rule for ever; choose another", at=("id",))
        first.setdefault(found.id, found.page)
    if needed and not pages and not layout.faults:
        layout.fault("rules", "holds no rule", "write rules/caller/<rule id>.yaml")
    return pages


def read_rule(layout: Layout, path: Path) -> RulePage | None:
    """One rule file, or None if it is no mapping at all."""
    page = only_page(layout, path, "one rule")
    if page is None:
        return None
    named = page.value.get("id")
    page.rule = named if isinstance(named, str) else path.stem
    terms = checked(RuleTerms, page, page.value)
    then = read_then(page, page.value)
    rule = Rule(terms, then, page.inside) if terms and then else None
    return RulePage(page, path, named if isinstance(named, str) else None, rule)


def read_then(page: Page, written: dict[str, Any]) -> KindTerms | None:
    """The kind's own parameters; None too where the kind itself is not known."""
    kind, then = KINDS.get(str(written.get("kind"))), written.get("then")
    return checked(kind, page, then, at=("then",)) if kind and isinstance(then, dict) else None


def check_name(found: RulePage) -> None:
    """A rule is filed under its id, so that whoever reads the id finds the file."""
    if found.path.stem != found.id:
        message = f"the file is named `{found.path.stem}`, the rule `{found.id}`"
        found.page.fault(message, f"rename the file to {found.id}.yaml", at=("id",))
