"""What every test may lean on: Hypothesis without a clock, and a ledger of its own."""

import gc
import os
import tempfile

import pytest
from hypothesis import HealthCheck, settings

# On a busy machine a deadline would fail what is right; in CI a failure must come again when it is run again.
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile("unhurried", deadline=None, suppress_health_check=SLOW)
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=SLOW)
settings.load_profile("ci" if os.environ.get("CI") else "unhurried")


@pytest.fixture
def db(tmp_path):
    """The place of a ledger that is not there yet."""
    return tmp_path / "ledger.db"


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server and the name of the template in which a new ledger lies."""
    from tests.postgres import server

    # Not among pytest's own folders: those of an earlier run are taken away while it is still going on.
    with tempfile.TemporaryDirectory(prefix="ringfence-postgres-") as folder, server(folder) as running:
        yield running


@pytest.fixture
def on_server(postgres, monkeypatch, tmp_path):
    """The address of a new ledger's database; what lies beside it lies in the test's folder."""
    from tests.postgres import database

    monkeypatch.setenv("RINGFENCE_BESIDE", str(tmp_path))
    with database(*postgres) as address:
        yield address


@pytest.fixture
def ledger(request, db):
    """The place of a ledger: a file, or where a module says EVERY_LEDGER each kind in turn."""
    return request.getfixturevalue("on_server") if getattr(request, "param", "file") == "server" else db


@pytest.fixture
def house(ledger):
    """A house over a ledger of its own, with the thread pack."""
    import ringfence

    with ringfence.open(ledger) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser():
    """Chromium, started once for a module; whoever visits comes with a profile of her own."""
    from tests.browser import chromium

    with chromium() as started:
        yield started


def pytest_generate_tests(metafunc):
    """Tests of what every ledger promises are run on each kind."""
    if getattr(metafunc.module, "EVERY_LEDGER", False) and "ledger" in metafunc.fixturenames:
        kinds = ["file", pytest.param("server", marks=pytest.mark.long)]
        metafunc.parametrize("ledger", kinds, indirect=True)


def pytest_ignore_collect(collection_path, config):
    """A file is not even read if all of its tests are left out, or none is among those wanted: reading it takes seconds too."""
    if collection_path.suffix != ".py":
        return None
    wanted, text = config.option.markexpr or "", collection_path.read_text(encoding="utf-8")
    left_out = any(
        f"not {mark}" in wanted and f"\npytestmark = pytest.mark.{mark}" in text for mark in ("long", "siege")
    )
    none_wanted = wanted in {"siege", "soak"} and f"pytest.mark.{wanted}" not in text
    return True if left_out or none_wanted else None


def pytest_collection_finish():
    """What was collected stays: nobody need look through it again for what is no longer used."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_sessionfinish():
    """At the end all of it may go."""
    gc.unfreeze()
