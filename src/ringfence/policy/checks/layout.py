"""The files of a pack: which there are, which are missing, and which nobody would read.

Runs before any rule is read. Takes a pack's folder; gives the files by what they hold. A file that would be
passed over in silence is a fault here: a rule nobody reads is a rule nobody obeys.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ringfence.call.errors import Fault, nearest

GATES = ("caller", "carrier", "recipient")
FOLDERS = ("rules", "examples", "values", "calendars", "retired")


@dataclass(slots=True)
class Layout:
    """A pack's folder: where it is, how its files are named to the reader, and what has been found wrong."""

    folder: Path
    shown: str
    faults: list[Fault]

    def file(self, path: Path | str) -> str:
        """How a file of the pack is named in a fault."""
        inside = path if isinstance(path, str) else self.inside(path)
        return f"{self.shown}/{inside}"

    def inside(self, path: Path) -> str:
        """A file's path inside the pack, the same on every system."""
        return path.relative_to(self.folder).as_posix()

    def fault(self, path: Path | str, message: str, hint: str | None = None) -> None:
        """Note that something is wrong with a file as a whole."""
        self.faults.append(Fault(self.file(path), None, None, message, hint))

    def flat(self, kind: str) -> list[Path]:
        """The files of a folder that has no folders of its own: values, calendars."""
        files = self.yaml_files(kind)
        for path in files:
            if path.parent != self.folder / kind:
                self.fault(path, "stands too deep", f"move it to `{kind}/`")
        return files

    def by_gate(self, kind: str) -> list[Path]:
        """The files of a folder that is divided by gate: rules, examples."""
        files = self.yaml_files(kind)
        for path in files:
            inside, gate = self.inside(path).count("/") == 2, path.parent.name
            if not inside or gate not in GATES:
                hint = nearest(gate, GATES) if inside else f"move it to `{kind}/<gate>/`"
                self.fault(path, f"belongs to no gate; gates are {', '.join(GATES)}", hint)
        return files

    def yaml_files(self, kind: str) -> list[Path]:
        """The YAML files below a folder, in order of name; other files are faults."""
        found = sorted(path for path in (self.folder / kind).rglob("*") if path.is_file())
        for path in found:
            if path.suffix != ".yaml" and not path.name.startswith("."):
                self.fault(path, "is not read", "give it the ending .yaml, or move it out")
        return [path for path in found if path.suffix == ".yaml"]


def check_folders(layout: Layout) -> bool:
    """Whether the folder looks like a pack at all; what is missing or misnamed is noted."""
    entries = sorted(layout.folder.iterdir())
    if not entries:
        layout.faults.append(Fault(layout.shown, None, None, "is empty", "a pack begins with `pack.toml`"))
        return False
    for path in entries:
        if path.is_dir() and path.name not in FOLDERS and (hint := nearest(path.name, FOLDERS)):
            layout.fault(path, "is not read", hint)
    if not (layout.folder / "pack.toml").is_file():
        hint = "write one with name, version, zone and sources"
        layout.faults.append(Fault(layout.shown, None, None, "has no `pack.toml`", hint))
    return True
