"""How long a call took."""

from datetime import datetime

import pytest

from api.graphql.calls.call_summary import seconds_talked
from tests.people import AT, after


@pytest.mark.parametrize(
    ("held_since", "ended_at", "seconds"),
    [(AT, None, None), (None, after(9), 0), (AT, after(9.9), 9), (after(4), after(9), 5), (after(9), AT, 0)],
)
def test_people_can_talk_from_when_a_call_is_held_until_its_end(
    held_since: datetime | None, ended_at: datetime | None, seconds: int | None
) -> None:
    assert seconds_talked(held_since, ended_at) == seconds
