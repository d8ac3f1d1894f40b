"""docs/adding-a-feature.md: every file and folder that it names is there."""

import re
from pathlib import Path

import pytest

NAMED = set(re.findall(r"`(\w+/[\w/.]+)`", Path("docs/adding-a-feature.md").read_text()))


def test_it_names_files() -> None:
    assert len(NAMED) > 20


@pytest.mark.parametrize("path", sorted(NAMED))
def test_what_it_names_is_there(path: str) -> None:
    assert Path(path).exists()
