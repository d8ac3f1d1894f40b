"""A fact with a past: it was written in other forms before."""

from enum import StrEnum
from typing import Any

from eventsourcing.domain import Aggregate

from domain.kernel.fact import Fact


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Parcel(Aggregate):
    """Weighed in kilograms at first, then in grams, and later sorted by size."""

    TOPIC = "ringlog.test.Parcel"

    class Event(Fact):
        TOPIC = "ringlog.test.Parcel.Event"

    class Sent(Event):
        TOPIC = "ringlog.test.Parcel.Sent"
        class_version = 3
        grams: int
        size: Size
        note: str = ""

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["grams"] = 1000 * state.pop("weight")

        @staticmethod
        def upcast_v2_v3(state: dict[str, Any]) -> None:
            state["size"] = "small" if state["grams"] < 5000 else "large"
