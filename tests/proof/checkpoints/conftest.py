from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proof.checkpoints.notary import Notary


@pytest.fixture
def notary(log_url: str, tmp_path: Path) -> Iterator[Notary]:
    made = Notary(log_url, tmp_path / "data")
    yield made
    made.log.close()
