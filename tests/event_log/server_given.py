"""A plugin of pytest for a run inside another: it takes that one's PostgreSQL instead of starting its own."""

import os

import pytest

from tests.master_key import hold_master_key

VARIABLE = "RINGLOG_TESTS_POSTGRES"

hold_master_key()


@pytest.fixture(scope="session")
def postgres_url() -> str:
    return os.environ[VARIABLE]
