"""Scalars beyond GraphQL's own, each by a specification that clients can look up."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NewType

import strawberry
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.scalar import ScalarDefinition

URL = NewType("URL", str)
BigInt = NewType("BigInt", int)

RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"


def _moment(given: object) -> datetime:
    """Raises StrawberryInputCoercionError, also for a time without its offset: nobody knows which moment that is."""
    try:
        moment = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise StrawberryInputCoercionError("A DateTime is a date and a time with its offset from UTC (RFC 3339).")
    return moment


def _day(given: object) -> date:
    """Raises StrawberryInputCoercionError."""
    try:
        if isinstance(given, str):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise StrawberryInputCoercionError("A Date is a year, a month and a day, such as 2026-11-24 (RFC 3339).")


def _url(given: object) -> str:
    """Raises StrawberryInputCoercionError. What an address may be is for those to say who take it."""
    if isinstance(given, str):
        return given
    raise StrawberryInputCoercionError("A URL is an absolute http or https URL, as a string (RFC 3986).")


SCALARS: Mapping[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment with its offset from UTC, such as 2026-11-24T20:33:23.123456+00:00: a date-time of "
        "RFC 3339, with up to six digits of a second.",
        specified_by_url=RFC_3339,
        serialize=datetime.isoformat,
        parse_value=_moment,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A date, such as 2026-11-24: a full-date of RFC 3339.",
        specified_by_url=RFC_3339,
        serialize=date.isoformat,
        parse_value=_day,
    ),
    URL: strawberry.scalar(
        name="URL",
        description="An absolute http or https URL, as a string.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3986",
        parse_value=_url,
    ),
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number from 0 to 2^53 - 1, written as a JSON number, which JavaScript reads without loss. "
        "Used where an Int would be too small.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259#section-6",
    ),
}
"""By the type that stands for each in Python."""
