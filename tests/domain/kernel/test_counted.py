"""What is counted is in the plural, unless it is one."""

import pytest

from domain.kernel.counted import counted


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 events"), (1, "1 event"), (2, "2 events"), (12_345, "12,345 events")]
)
def test_one_is_in_the_singular_and_all_else_in_the_plural(number: int, said: str) -> None:
    assert counted(number, "event") == said
