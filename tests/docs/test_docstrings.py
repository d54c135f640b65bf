"""Every example in a docstring runs."""

import doctest
import importlib
import importlib.util
import sys

import pytest

from tests.shape.source import ROOT, SOURCE, modules, named

# Alembic's own entry, which it runs itself; importing it would begin a migration.
NOT_IMPORTED = SOURCE / "store" / "migrations"
CODE = [file for file in modules() if NOT_IMPORTED not in file.parents]
EXAMPLES = sorted((ROOT / "examples").rglob("*.py"))


def loaded(file, monkeypatch):
    """The module of a file: by its name in the package, or by its path beside its neighbours."""
    if SOURCE in file.parents:
        parts = file.relative_to(SOURCE.parent).with_suffix("").parts
        return importlib.import_module(".".join(part for part in parts if part != "__init__"))
    monkeypatch.syspath_prepend(file.parent)
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, file.stem, module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.long
@pytest.mark.parametrize("file", [*CODE, *EXAMPLES], ids=named)
def test_every_example_in_a_module_runs(file, monkeypatch):
    monkeypatch.chdir(ROOT)
    failed, _ = doctest.testmod(loaded(file, monkeypatch))
    assert failed == 0
