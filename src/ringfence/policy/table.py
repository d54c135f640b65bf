"""The table of a pack's rules, as its README shows it and a compliance officer reads it.

Takes a checked pack; gives Markdown: each rule with what it does, what it does where it cannot be decided, its
force, where it is written, and how sure that is. Own rules first, then those to be chosen, then those of other
packs. It says nothing that the rules do not say.
"""

from __future__ import annotations

from collections.abc import Iterable

from ringfence.policy.rule import Pack, Rule

HEAD = (
    "| rule 规则 | kind 种类 | effect 结果 | on_unknown 未知时 | force 效力 | article 出处 | confidence 把握 |\n"
    "|---|---|---|---|---|---|---|\n"
)
GROUPS = (
    ("本包规则 / Rules of this pack", False, False),
    ("可选规则，选用后才生效 / Rules to be chosen", False, True),
    ("引入的规则 / Imported rules", True, False),
    ("引入的可选规则 / Imported rules to be chosen", True, True),
)


def rule_table(pack: Pack) -> str:
    """A pack's rules as Markdown, a table for each group that has any; ends with a newline.

    >>> from ringfence.policy.read import read_pack
    >>> rule_table(read_pack("thread")).splitlines()[4].split(" | ")[:3]
    ['| `cn.consumer-reg.24`', 'stop', 'refuse']
    """
    parts = []
    for title, imported, offered in GROUPS:
        rules = [
            rule for rule in (pack.offered if offered else pack.rules) if (rule.home is not None) == imported
        ]
        if rules:
            parts.append(f"### {title}\n\n{HEAD}{rows(rules, pack)}")
    return "\n".join(parts)


def rows(rules: Iterable[Rule], pack: Pack) -> str:
    """A line for each rule."""
    return "".join(f"| {' | '.join(row(rule, pack))} |\n" for rule in rules)


def row(rule: Rule, pack: Pack) -> tuple[str, ...]:
    """What the table says of one rule."""
    terms = rule.terms
    where = (
        f"{pack.sources[terms.cite.source].title}{'，' + terms.cite.article if terms.cite.article else ''}"
    )
    name = f"`{rule.id}`" + (f" ({rule.home})" if rule.home else "")
    return name, terms.kind, terms.effect, terms.on_unknown, terms.force, where, terms.cite.confidence
