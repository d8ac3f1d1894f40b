from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.carry.exporting.conftest import signed_log
from tests.carry.importing.imports import another_database

__all__ = ["signed_log"]  # a fixture here too


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, postgres_url: str, tmp_path: Path) -> Iterator[str]:
    """Another installation: the URL of its database."""
    monkeypatch.setenv("RINGLOG_JWT_KEY", "a secret that is long enough to sign with")
    monkeypatch.setenv("RINGLOG_DATA_FOLDER", str(tmp_path / "laptop"))
    with another_database(postgres_url) as url:
        monkeypatch.setenv("RINGLOG_DATABASE_URL", url)
        yield url
