"""A log with a tree over it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from proof.integrator import Integrator
from tests.proof import appending


@pytest.fixture
def log_url(database_url: str) -> str:
    """A database with an empty log."""
    return database_url


@pytest.fixture
def connection(log_url: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(log_url, autocommit=True) as opened:
        yield opened


@pytest.fixture
def append(log_url: str) -> Callable[[int], None]:
    """Appends so many events."""
    return partial(appending.append, log_url)


@pytest.fixture
def integrate(log_url: str, connection: Connection[Any]) -> Callable[[], None]:
    """Brings the tree to the end of the log, by the same integrator each time."""
    integrator = Integrator(log_url, batch=100)

    def integrated() -> None:
        while integrator.integrate(connection):
            pass

    return integrated
