"""What has changed between two values, in as few words as it takes."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.live.json_patch import json_patch
from tests.api.live.patching import patched

LEAVES = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "a", "~/", "0"])
NAMES = st.sampled_from(["id", "name", "a/b", "~"])
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES, inner), max_leaves=25)


@given(before=VALUES, after=VALUES)
def test_a_value_patched_is_the_other_to_the_letter(before: Any, after: Any) -> None:
    encoded = msgspec.json.Encoder(order="sorted").encode
    assert encoded(patched(before, list(json_patch(before, after)))) == encoded(after)
    assert not list(json_patch(after, after))


def people(*names: str, **changed: Any) -> list[dict[str, Any]]:
    return [{"id": name, "muted": True} | (changed.get(name) or {}) for name in names]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (people("a", "b"), people("a", "b", b={"muted": False}), [("replace", "/1/muted")]),
        (
            people("a", "b", "c"),
            people("b", "c", "d", c={"muted": False}),
            [("remove", "/0"), ("replace", "/1/muted"), ("add", "/2")],
        ),
        (people("a", "b"), people("b", "a"), [("replace", "")]),
        ([{"user": each} for each in people("a", "b")], [{"user": each} for each in people("b")], [("remove", "/0")]),
        ([{"n": 1}, {"n": 1}], [{"n": 1}, {"n": 2}], [("replace", "/1/n")]),
        ([1, 1], [1], [("replace", "")]),
        ({"a/b": 1, "~": 1}, {"a/b": True}, [("remove", "/~0"), ("replace", "/a~1b")]),
        ({"call": None}, {"call": {}}, [("replace", "/call")]),
    ],
)
def test_only_what_has_changed_is_said(before: Any, after: Any, expected: list[tuple[str, str]]) -> None:
    assert [(each["op"], each["path"]) for each in json_patch(before, after)] == expected
