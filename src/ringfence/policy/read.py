"""Read a pack: from its name or folder to checked, frozen values.

The first step of everything that judges by a pack. Takes the name of a pack that ships with Ringfence, or a
folder anywhere; gives the `Pack`, or every fault of it at once. It never gives a pack that does not check.
"""

from __future__ import annotations

import re
from pathlib import Path

from ringfence.call.errors import Fault, PackError, nearest
from ringfence.policy.check import inspect_pack
from ringfence.policy.rule import Pack
from ringfence.policy.shipped import shipped_packs

__all__ = ["locate_pack", "read_pack", "shipped_packs"]


def read_pack(path_or_name: str | Path, *, locked: bool = True) -> Pack:
    """The pack of that name or in that folder; a PackError with all its faults if it does not check.

    `locked` False passes over `lock.json`, as whoever is about to write it must.

    >>> read_pack("thread").name
    'thread'
    """
    pack, faults = inspect_pack(locate_pack(path_or_name), locked=locked)
    if pack is None:
        raise PackError(faults)
    return pack


def locate_pack(path_or_name: str | Path) -> Path:
    """The folder of a pack: a plain word is looked up among the packs that ship with Ringfence first."""
    path = Path(path_or_name)
    if not isinstance(path_or_name, str) or not re.fullmatch(r"[\w-]+", path_or_name):
        return path
    shipped = shipped_packs()
    if path_or_name in shipped:
        return shipped[path_or_name]
    if path.is_dir():
        return path
    hint = nearest(path_or_name, shipped) or f"packs here: {', '.join(shipped)}; or give the path of a folder"
    raise PackError([Fault(path_or_name, None, None, f"there is no pack `{path_or_name}`", hint)])
