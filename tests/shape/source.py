"""What the shape tests look at: the files of the source tree, parsed once."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ringfence"
# What git holds of Python, room by room; `.venv` and caches lie outside.
CODE = ("src", "tests", "benchmarks", "tools", "examples")


@cache
def tree(file):
    """The parsed file."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def modules():
    """Every file of the package, in order."""
    return sorted(SOURCE.rglob("*.py"))


def written():
    """Every Python file that people write, in order."""
    return sorted(file for folder in CODE for file in (ROOT / folder).rglob("*.py"))


def named(file):
    """The file as it is named in an error: its path in the project."""
    return file.relative_to(ROOT).as_posix()


def functions(file):
    """Every function of a file, nested ones too."""
    return [node for node in ast.walk(tree(file)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def public_definitions(file):
    """The classes, functions and methods that others may use: no name on the way begins with `_`."""
    return list(_public(tree(file)))


def _public(node):
    for child in node.body:
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if child.name.startswith("_"):
                continue
            yield child
            if isinstance(child, ast.ClassDef):
                yield from _public(child)
