"""Imports: the rules a pack takes over from other packs, and which of the offered ones it chooses.

Between a pack's own files and the pack that judges. Takes the manifest and the pack as its own files give it;
gives it with what it imports. A rule that is offered (`opt_in`, and every rule of force PLAT) holds only where
it is chosen by name. Two rules never share an id, nor two values or calendars a name; nothing is overridden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from ringfence.call.errors import Fault, nearest
from ringfence.policy.checks.layout import Layout
from ringfence.policy.checks.manifest import ManifestTerms
from ringfence.policy.checks.page import Page
from ringfence.policy.lock import pack_digest
from ringfence.policy.rule import Pack, Rule
from ringfence.policy.shipped import packs_beside

T = TypeVar("T")
Reader = Callable[[Path, tuple[Path, ...]], tuple[Pack | None, list[Fault]]]


@dataclass(frozen=True, slots=True)
class Imported:
    """A pack that is imported, and those of its rules that are taken."""

    pack: Pack
    rules: tuple[Rule, ...]
    offered: tuple[Rule, ...]


def read_imports(
    layout: Layout, manifest: ManifestTerms, page: Page, within: tuple[Path, ...], read: Reader
) -> list[Imported]:
    """What a manifest imports, in the order of its names; what cannot be read is noted.

    `within` are the folders of the packs that import this one, so that no pack imports itself.
    """
    shelf, trail = packs_beside(layout.folder), (*within, layout.folder.resolve())
    found = []
    for name, terms in sorted(manifest.imports.items()):
        at = ("imports", name)
        if name not in shelf:
            page.fault(f"there is no pack `{name}`", nearest(name, shelf) or "name one beside it", at=at)
        elif shelf[name].resolve() in trail:
            page.fault(f"`{name}` imports itself in the end", "leave one of the imports out", at=at)
        else:
            pack, _ = read(shelf[name], trail)
            if pack is None:
                hint = f"see `ringfence pack check {shelf[name].as_posix()}`"
                page.fault(f"`{name}` does not check", hint, at=at)
            else:
                found.append(taken(pack, terms.only, page, name))
    return found


def taken(pack: Pack, only: tuple[str, ...] | None, page: Page, name: str) -> Imported:
    """The rules of a pack that are taken: all of them, or those named, which must be there."""
    known = {rule.id for rule in (*pack.rules, *pack.offered)}
    for place, rule in enumerate(only or ()):
        if rule not in known:
            hint = nearest(rule, known) or f"see packs/{name}/rules"
            page.fault(f"`{rule}` is no rule of `{name}`", hint, at=("imports", name, "only", place))

    def kept(rules: Iterable[Rule]) -> tuple[Rule, ...]:
        wanted = (rule for rule in rules if only is None or rule.id in only)
        return tuple(replace(rule, home=rule.home or pack.name) for rule in wanted)

    return Imported(pack, kept(pack.rules), kept(pack.offered))


def joined(pack: Pack, imports: list[Imported], chosen: tuple[str, ...], page: Page) -> Pack:
    """A pack with what it imports, the offered rules that it chose among its rules; clashes are noted."""
    own = (*pack.rules, *pack.offered)
    rules = united(page, {rule.id: rule for rule in own}, imports, lambda each: each.rules)
    offered = united(page, rules, imports, lambda each: each.offered)
    standing = {rule.id for rule in pack.rules} | {rule.id for each in imports for rule in each.rules}
    whole = replace(
        pack,
        rules=tuple(rule for id_, rule in sorted(offered.items()) if id_ in standing),
        offered=tuple(rule for id_, rule in sorted(offered.items()) if id_ not in standing),
        values=named(page, "value", pack.values, {each.pack.name: each.pack.values for each in imports}),
        sources={**{key: s for each in imports for key, s in each.pack.sources.items()}, **pack.sources},
        calendars=named(
            page, "calendar", pack.calendars, {each.pack.name: each.pack.calendars for each in imports}
        ),
        imports=tuple(each.pack for each in imports),
    )
    for place, rule in enumerate(chosen):
        if rule not in {each.id for each in whole.offered}:
            hint = nearest(rule, [each.id for each in whole.offered]) or "what is not offered holds anyway"
            page.fault(f"`{rule}` is no rule that is offered", hint, at=("chosen", place))
    return choosing(whole, chosen)


def choosing(pack: Pack, chosen: Iterable[str]) -> Pack:
    """A pack in which those of its offered rules hold that are named; its digest says so.

    >>> from ringfence.policy.read import read_pack
    >>> choosing(read_pack("thread"), ()).digest == read_pack("thread").digest
    True
    """
    wanted = set(chosen)
    picked = tuple(rule for rule in pack.offered if rule.id in wanted)
    both = replace(
        pack,
        rules=tuple(sorted((*pack.rules, *picked), key=lambda rule: rule.id)),
        offered=tuple(rule for rule in pack.offered if rule.id not in wanted),
    )
    return replace(both, digest=pack_digest(both))


def united(
    page: Page,
    rules: Mapping[str, Rule],
    imports: list[Imported],
    of: Callable[[Imported], Iterable[Rule]],
) -> dict[str, Rule]:
    """Rules by id, those imported added; the same rule by two ways is one."""
    both = dict(rules)
    for each in imports:
        for rule in of(each):
            clash = both.get(rule.id)
            if clash is not None and clash.home != rule.home:
                there = clash.home or "this pack"
                message = f"the rule `{rule.id}` is also in {there}"
                page.fault(message, "name the rules to take, as `only = […]`", at=("imports", each.pack.name))
            both.setdefault(rule.id, rule)
    return both


def named(
    page: Page, what: str, own: Mapping[str, T], imports: Mapping[str, Mapping[str, T]]
) -> dict[str, T]:
    """Values or calendars by name, those imported added; two that differ may not share a name."""
    both = dict(own)
    for pack, theirs in imports.items():
        for name, each in theirs.items():
            if both.setdefault(name, each) != each:
                page.fault(f"the {what} `{name}` is another one here", "rename one", at=("imports", pack))
    return both
