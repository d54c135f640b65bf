"""Which packs there are: those that ship with Ringfence, and those that stand beside another.

Asked by `read` for the pack that is named, and by `imports` for the packs that one names in turn. Takes a
name; gives folders. It opens no file.
"""

from __future__ import annotations

from pathlib import Path


def shipped_packs() -> dict[str, Path]:
    """The packs that ship with Ringfence, by name: inside the installed package, or beside its sources.

    >>> "thread" in shipped_packs()
    True
    """
    package = Path(__file__).parents[1]
    homes = (package / "packs", package.parents[1] / "packs")
    return {
        path.parent.name: path.parent for home in reversed(homes) for path in sorted(home.glob("*/pack.toml"))
    }


def packs_beside(folder: Path) -> dict[str, Path]:
    """The packs that a pack in a folder may import, by name: those beside it, and those that ship.

    >>> "thread" in packs_beside(Path("packs/thread"))
    True
    """
    beside = {path.parent.name: path.parent for path in sorted(folder.parent.glob("*/pack.toml"))}
    return shipped_packs() | beside
