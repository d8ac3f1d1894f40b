"""Days and moments, as RFC 3339 writes them."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLScalarType

from api.graphql.schema import schema

EVENING = datetime(2026, 11, 24, 20, 33, 23, 123456, UTC)
IN_BERLIN = EVENING.astimezone(timezone(timedelta(hours=1)))


def scalar(name: str) -> GraphQLScalarType:
    found = schema.definition.type_map[name]
    assert isinstance(found, GraphQLScalarType)
    return found


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("DateTime", EVENING, "2026-11-24T20:33:23.123456+00:00"),
        ("DateTime", IN_BERLIN, "2026-11-24T21:33:23.123456+01:00"),
        ("Date", date(2026, 11, 24), "2026-11-24"),
    ],
)
def test_what_is_written_is_read_again(name: str, value: Any, written: str) -> None:
    assert scalar(name).serialize(value) == written
    assert scalar(name).parse_value(written) == value


def test_a_moment_in_utc_may_be_written_with_a_z() -> None:
    assert scalar("DateTime").parse_value("2026-11-24T20:33:23.123456Z") == EVENING


@pytest.mark.parametrize("given", ["2026-11-24T20:33:23", "2026-11-24", "yesterday", "", 1_795_552_403, None])
def test_what_is_no_moment_is_refused(given: object) -> None:
    with pytest.raises(GraphQLError, match="offset from UTC"):
        scalar("DateTime").parse_value(given)


@pytest.mark.parametrize("given", ["2026-02-30", "2026-11-24T20:33:23Z", "today", "", 2026, None])
def test_what_is_no_day_is_refused(given: object) -> None:
    with pytest.raises(GraphQLError, match="a year, a month and a day"):
        scalar("Date").parse_value(given)
