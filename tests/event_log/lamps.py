"""A small aggregate to append and read: a lamp, its colour and how often it was switched."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, AggregateCreated

from domain.kernel.fact import Fact
from domain.kernel.occasion import Cause

AT = datetime(2026, 1, 1, 12, 30, 15, 250_000, tzinfo=UTC)
CAUSE = Cause("user:anna", "192.0.2.1", UUID("6d2d0c57-0a0a-4f0c-9d7e-1a6cb3f2b001"), "request:1")


class Colour(StrEnum):
    WARM = "warm"
    COLD = "cold"


@dataclass(frozen=True)
class Bulb:
    maker_id: UUID
    colour: Colour
    watts: int | None


class Lamp(Aggregate):
    """Shines in the colour of its bulbs; counts how often it was switched."""

    TOPIC = "ringlog.test.Lamp"

    class Event(Fact):
        TOPIC = "ringlog.test.Lamp.Event"

    class Hung(Event, AggregateCreated):
        TOPIC = "ringlog.test.Lamp.Hung"
        room_id: UUID
        colour: Colour
        bulbs: tuple[Bulb, ...]
        until: datetime | None

    class Switched(Event):
        TOPIC = "ringlog.test.Lamp.Switched"
        on: bool

        def apply(self, aggregate: "Lamp") -> None:
            aggregate.switched += 1

    def __init__(self, room_id: UUID, colour: Colour, bulbs: tuple[Bulb, ...], until: datetime | None) -> None:
        self.room_id = room_id
        self.colour = colour
        self.bulbs = bulbs
        self.until = until
        self.switched = 0

    @classmethod
    def hang(cls, *, bulbs: tuple[Bulb, ...] = (), until: datetime | None = None) -> Self:
        return cls._create(
            cls.Hung,
            id=uuid4(),
            room_id=uuid4(),
            colour=Colour.WARM,
            bulbs=bulbs,
            until=until,
            timestamp=AT,
            cause=CAUSE,
        )

    def switch(self, times: int = 1) -> Self:
        for _ in range(times):
            self.trigger_event(self.Switched, on=self.switched % 2 == 0, timestamp=AT, cause=CAUSE)
        return self


def lamps(database_url: str) -> Application[UUID]:
    """An application that keeps lamps in the log."""
    return Application[UUID](
        env={
            "PERSISTENCE_MODULE": "event_log",
            "DATABASE_URL": database_url,
            "AGGREGATE_CACHE_MAXSIZE": "100",
        }
    )
