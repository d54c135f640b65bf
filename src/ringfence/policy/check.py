"""Check a pack: everything that is wrong with it, at once, in the words of whoever wrote it.

Stands between the files of a pack and everything that works from it: `read_pack` gives a pack only if
nothing is found here. Takes a folder; gives every fault with file, line, rule and what to do. It judges no
call, and it changes no file.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path

from ringfence.call.errors import Fault, PackError, nearest
from ringfence.policy.checks.layout import GATES, Layout, check_folders
from ringfence.policy.checks.manifest import ManifestTerms, read_manifest
from ringfence.policy.checks.page import Page
from ringfence.policy.checks.references import Named, check_order, check_references
from ringfence.policy.checks.rules import RulePage, read_rules
from ringfence.policy.checks.standing import check_standing
from ringfence.policy.checks.values import read_calendars, read_values
from ringfence.policy.examples import Known, examples_in
from ringfence.policy.imports import Imported, joined, read_imports
from ringfence.policy.lock import lock_faults, read_lock
from ringfence.policy.rule import ELSEWHERE, Pack, Source
from ringfence.policy.yaml_text import Written, read_utf8

MOST_FILES = 1024
"""Of how many files of examples it is kept whether anything is wrong with them."""


def check_pack(path: str | Path) -> list[Fault]:
    """Every fault of the pack in a folder, by file and line; none if it may be used.

    >>> check_pack("packs/nowhere")[0].message
    'there is no such folder'
    """
    return inspect_pack(Path(path))[1]


def inspect_pack(
    folder: Path, *, locked: bool = True, within: tuple[Path, ...] = ()
) -> tuple[Pack | None, list[Fault]]:
    """The pack in a folder if it has no faults, and its faults; `locked` False passes over `lock.json`.

    `within` are the folders of the packs that import it.
    """
    shown = folder.as_posix()
    if not folder.is_dir():
        hint = "name the folder that holds `pack.toml`"
        return None, [Fault(shown, None, None, "there is no such folder", hint)]
    layout = Layout(folder, shown, [])
    pack = inspect_files(layout, within) if check_folders(layout) else None
    if pack and locked and not layout.faults:
        check_lock(layout, pack)
    ordered = sorted(set(layout.faults), key=lambda fault: (fault.file, fault.line or 0, fault.message))
    return (None if ordered else pack), ordered


def inspect_files(layout: Layout, within: tuple[Path, ...]) -> Pack | None:
    """The pack, as far as its files give one; every fault of theirs is noted."""
    manifest, page = inspect_manifest(layout)
    sources = (
        {key: Source(key, **dict(source)) for key, source in manifest.sources.items()} if manifest else None
    )
    values, calendars = read_values(layout, sources), read_calendars(layout)
    pages = read_rules(layout, needed=not (manifest and manifest.imports))
    imports = read_imports(layout, manifest, page, within, import_pack) if manifest else []
    named = Named(sources, values, calendars)
    # A calendar that comes with an import may be named like the pack's own.
    reachable = Named(sources, values, {**_calendars_of(imports), **calendars})
    for found in pages:
        check_references(found, reachable)
        check_standing(found, values)
    imported = {rule.id for each in imports for rule in (*each.rules, *each.offered)}
    check_examples(layout, pages, manifest.name if manifest else None, imported)
    if manifest is None or layout.faults:
        return None
    return joined(assembled(layout, manifest, pages, named), imports, manifest.chosen, page)


def _calendars_of(imports: list[Imported]) -> dict[str, dict[dt.date, str]]:
    """The calendars that come with what is imported."""
    return {name: days for each in imports for name, days in each.pack.calendars.items()}


def import_pack(folder: Path, within: tuple[Path, ...]) -> tuple[Pack | None, list[Fault]]:
    """A pack that another one imports, and its faults; it must be as it was locked."""
    return inspect_pack(folder, within=within)


def inspect_manifest(layout: Layout) -> tuple[ManifestTerms | None, Page]:
    """The manifest, if there is one that holds, and the page it stands on."""
    path = layout.folder / "pack.toml"
    if not path.is_file():
        return None, Page(layout.file(path), Written({}, {}), layout.faults)
    manifest, page = read_manifest(path, layout.file(path), layout.faults)
    if manifest:
        check_order(page, manifest.in_force, at=("in_force",))
    return manifest, page


def check_examples(layout: Layout, pages: list[RulePage], pack: str | None, imported: set[str]) -> None:
    """Every rule that answers calls has its examples under its own name, and every example can be read."""
    files = {layout.inside(path): path for path in layout.by_gate("examples")}
    for found in pages:
        if found.page.value.get("kind") in ELSEWHERE:
            continue
        if (inside := examples_of(found.page.inside)) not in files and found.path.parent.name in GATES:
            found.page.fault("has no examples", f"write {inside}, with one example at least", at=("id",))
    rules = [examples_of(layout.inside(path)) for path in layout.yaml_files("rules")]
    own = {found.id for found in pages if found.id} | {found.path.stem for found in pages}
    known = Known(pack, frozenset(own | imported))
    for inside, path in files.items():
        if inside not in rules:
            layout.fault(
                path, "belongs to no rule", nearest(inside, rules) or "an example file is named as its rule"
            )
        try:
            layout.faults.extend(faults_in(read_utf8(path, layout.file(path)), layout.file(path), known))
        except PackError as error:
            layout.faults.extend(error.faults)


@lru_cache(maxsize=MOST_FILES)
def faults_in(text: str, file: str, known: Known) -> tuple[Fault, ...]:
    """What is wrong with a text of examples; looked for once in a process, for it is most of a pack's reading."""
    try:
        examples_in(text, file, known)
    except PackError as error:
        return tuple(error.faults)
    return ()


def examples_of(rule: str) -> str:
    """The file of a rule's examples: the same path, the same name."""
    return rule.replace("rules/", "examples/", 1)


def assembled(layout: Layout, manifest: ManifestTerms, pages: list[RulePage], named: Named) -> Pack:
    """The pack's own parts as one, its rules in the order of their ids; what it imports is not in it yet."""
    rules = sorted((found.rule for found in pages if found.rule), key=lambda rule: rule.id)
    return Pack(
        name=manifest.name,
        version=manifest.version,
        zone=manifest.zone,
        rules=tuple(rule for rule in rules if not rule.is_offered),
        offered=tuple(rule for rule in rules if rule.is_offered),
        values={name: terms for name, terms in named.values.items() if terms},
        sources=dict(named.sources or {}),
        calendars=named.calendars,
        title=manifest.title,
        path=layout.folder,
        signed_off=manifest.signed_off,
        unanswered=manifest.unanswered.passes,
    )


def check_lock(layout: Layout, pack: Pack) -> None:
    """No rule differs from what `lock.json` says of it; a pack in the making has none yet."""
    path = layout.folder / "lock.json"
    try:
        lock = read_lock(path, layout.file(path))
    except PackError as error:
        layout.faults.extend(error.faults)
        return
    if lock:
        layout.faults.extend(lock_faults(pack, lock, layout.file(path)))
