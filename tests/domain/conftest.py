"""A workspace with a few people and rooms, recorded by the real services in a real event log."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from domain.application import Ringlog
from domain.event_log import migrate
from domain.ids import room_id, user_id
from domain.room import RoomKind
from domain.services.calls import Calls
from domain.services.directory import Directory, RoomProfile, UserProfile
from domain.services.rings import Rings
from tests.domain.people import AT, CAUSE

ADA, GRACE, ALAN = user_id("ada"), user_id("grace"), user_id("alan")
DIRECT, GROUP, CHANNEL = room_id("ada-grace"), room_id("ada-grace-alan"), room_id("general")


class TurnedClock:
    """A clock that stands still until a test turns it."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def log(database_url: str, clock: TurnedClock) -> Iterator[Ringlog]:
    migrate(database_url)
    with Ringlog(env={"DATABASE_URL": database_url}) as application:
        directory = Directory(application, clock)
        directory.upsert_users(
            users=[UserProfile(name, name.title()) for name in ("ada", "grace", "alan")], cause=CAUSE
        )
        directory.upsert_rooms(
            rooms=[
                RoomProfile("ada-grace", RoomKind.DIRECT, "Ada, Grace", members=("ada", "grace")),
                RoomProfile("ada-grace-alan", RoomKind.GROUP_DIRECT, "All three", members=("ada", "grace", "alan")),
                RoomProfile("general", RoomKind.CHANNEL, "General", members=("ada", "grace", "alan")),
            ],
            cause=CAUSE,
        )
        yield application


@pytest.fixture
def calls(log: Ringlog, clock: TurnedClock) -> Calls:
    return Calls(log, clock)


@pytest.fixture
def rings(log: Ringlog, clock: TurnedClock) -> Rings:
    return Rings(log, clock)
