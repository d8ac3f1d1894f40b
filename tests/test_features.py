"""docs/features.md: every test that it names is there."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
TABLES = (line for line in Path("docs/features.md").read_text().splitlines() if line.startswith("| "))
ROWS = [line for line in TABLES if not line.startswith("| statement")]
NAMED = re.findall(r"`([\w/]+\.py)::(test_\w+)`", "\n".join(ROWS))


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED)))
def test_a_named_test_is_there(file: str, name: str) -> None:
    assert re.search(rf"^(?:async )?def {name}\(", (TESTS / file).read_text(), re.MULTILINE)


def test_every_statement_has_a_test_unless_it_is_the_clients() -> None:
    assert len(ROWS) > 70
    assert [row for row in ROWS if "::test_" not in row and "*Client*" not in row] == []
