"""A migrated log and what writes and reads it."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from eventsourcing.application import Application

from event_log import LogReader
from event_log.recorder import Recorder
from tests.event_log.lamps import lamps


@pytest.fixture
def log_url(database_url: str) -> str:
    """A database with an empty log."""
    return database_url


@pytest.fixture
def app(log_url: str) -> Iterator[Application[UUID]]:
    with lamps(log_url) as application:
        yield application


@pytest.fixture
def recorder(log_url: str) -> Iterator[Recorder]:
    recorder = Recorder(log_url)
    yield recorder
    recorder.close()


@pytest.fixture
def reader(log_url: str) -> Iterator[LogReader]:
    reader = LogReader(log_url)
    yield reader
    reader.close()
