"""Values of facts are written in words, not as Python has them."""

from types import MappingProxyType

import pytest

from domain.kernel.persistent_map import PersistentMap
from event_log.display_names import Names
from ringlog.cli.log_text import text


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (None, "none"),
        ({}, "none"),
        (PersistentMap(), "none"),
        (MappingProxyType({}), "none"),
        ((), "none"),
        (frozenset(), "none"),
        ("", ""),
        ({"muted": True}, "{muted: yes}"),
        ((2, 1), "[1, 2]"),
    ],
)
def test_a_value_is_written_for_people(value: object, said: str) -> None:
    assert text(value, Names()) == said
