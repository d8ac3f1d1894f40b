"""A made history: what the log of a busy workspace looks like, from the real aggregates, as fast as they go."""

import random
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import psycopg

from domain.calls import attendance
from domain.calls.call import Call
from domain.calls.ring import Ring
from domain.calls.states import CallKind, EndReason, LeaveReason
from domain.directory.room import Room, RoomKind
from domain.directory.user import User, UserKind
from domain.kernel.aggregate import Root
from domain.kernel.fact import Fact
from domain.kernel.occasion import Cause, Occasion
from domain.media_sessions.media_session import MediaCloseReason, MediaSession, TrackKind
from domain.workspace.settings import Settings
from event_log.mapper import FactMapper
from event_log.reads import Reads
from event_log.vault.keys import Keys
from event_log.vault.sealing import Sealer

START = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(milliseconds=5)
USERS, ROOMS, MEMBERS = 1_000, 300, 20
CALLS_AT_ONCE = 150
SETTINGS = Settings()
COPY = "COPY log.events (position, originator_id, originator_version, topic, state, recorded_at) FROM STDIN"

Steps = Iterator[list[Fact]]  # what is recorded at once


class MadeHistory:
    """A directory, then calls of all kinds, many at once."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.now = START
        self.cause = Cause(f"user:{self.id()}", "127.0.0.1", self.id(), f"request:{self.id()}")
        self.users: list[UUID] = []
        self.rooms: list[Room] = []

    def facts(self) -> Iterator[Fact]:
        """Without end."""
        yield from self._directory()
        running: list[Steps] = []
        while True:
            while len(running) < CALLS_AT_ONCE:
                running.append(self._call())
            self.now += STEP
            steps = self.random.choice(running)
            facts = next(steps, None)
            if facts is None:
                running.remove(steps)
            else:
                yield from facts

    def id(self) -> UUID:
        """A random id, the same in every run."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def _directory(self) -> Iterator[Fact]:
        for number in range(USERS):
            user = User.register(
                Occasion(self.now, self.cause),
                external_id=f"user-{number}",
                name=f"User {number}",
                kind=UserKind.MEMBER,
                user_id=self.id(),
            )
            self.users.append(user.id)
            yield from _recorded(user)
        for number in range(ROOMS):
            kind = RoomKind.DIRECT if number % 2 else RoomKind.CHANNEL
            room = Room.create(
                Occasion(self.now, self.cause),
                external_id=f"room-{number}",
                kind=kind,
                name=f"Room {number}",
                room_id=self.id(),
            )
            count = 2 if kind is RoomKind.DIRECT else MEMBERS
            members = self.random.sample(self.users, count)
            room.add_members(Occasion(self.now, self.cause), user_ids=members)
            self.rooms.append(room)
            yield from _recorded(room)

    def _call(self) -> Steps:
        room = self.random.choice(self.rooms)
        return self._direct(room) if room.kind is RoomKind.DIRECT else self._conference(room)

    def _started(self, room: Room, calling: bool) -> Call:
        return Call.start(
            Occasion(self.now, self.cause),
            call_id=self.id(),
            room_id=room.id,
            kind=CallKind.DIRECT if calling else CallKind.CONFERENCE,
            calling=calling,
            title=room.name,
            provider="builtin",
            initiator_id=min(room.members),
            settings=SETTINGS,
        )

    def _direct(self, room: Room) -> Steps:
        caller, callee = sorted(room.members)
        call = self._started(room, calling=True)
        ring = Ring.start(
            Occasion(self.now, self.cause),
            ring_id=self.id(),
            call_id=call.id,
            room_id=room.id,
            caller_id=caller,
            callee_id=callee,
            expires_at=self.now + timedelta(seconds=30),
        )
        call.ring(Occasion(self.now, self.cause), ring_id=ring.id, callee_id=callee)
        session_id = self._joined(call, caller)
        yield _recorded(call, ring)
        if self.random.random() < 0.3:
            ring.decline(Occasion(self.now, self.cause))
            yield _recorded(ring)
            call.end_unanswered(Occasion(self.now, self.cause), reason=EndReason.DECLINED, ended_by=callee)
            yield _recorded(call)
            return
        answered_by = self._joined(call, callee)
        ring.accept(Occasion(self.now, self.cause), session_id=answered_by)
        yield _recorded(call, ring)
        yield from self._talked(call, [session_id, answered_by])

    def _conference(self, room: Room) -> Steps:
        call = self._started(room, calling=False)
        sessions = []
        for member in self.random.sample(sorted(room.members), self.random.randint(2, 10)):
            sessions.append(self._joined(call, member))
            yield _recorded(call)
        yield from self._talked(call, sessions)

    def _joined(self, call: Call, user_id: UUID) -> UUID:
        return attendance.join(
            call,
            Occasion(self.now, self.cause),
            session_id=self.id(),
            user_id=user_id,
            device_id="laptop",
            muted=False,
            camera_on=False,
            settings=SETTINGS,
        )

    def _talked(self, call: Call, sessions: list[UUID]) -> Steps:
        """Everyone connects and sends, one connection drops and comes back, everyone hangs up."""
        media = []
        for session_id in sessions:
            media.append(self._connecting(call, session_id))
            yield _recorded(media[-1])
            media[-1].connected(after_ms=120, **self._reported(media[-1]))
            media[-1].publish(track_id=self.id(), kind=TrackKind.MICROPHONE, **self._reported(media[-1]))
            yield _recorded(media[-1])
        attendance.drop_connection(call, Occasion(self.now, self.cause), session_id=sessions[0], settings=SETTINGS)
        yield _recorded(call)
        attendance.restore_connection(call, Occasion(self.now, self.cause), session_id=sessions[0])
        yield _recorded(call)
        for session_id, its_media in zip(sessions, media, strict=True):
            its_media.closed(reason=MediaCloseReason.BYE, **self._reported(its_media))
            yield _recorded(its_media)
            attendance.leave(
                call, Occasion(self.now, self.cause), session_id=session_id, reason=LeaveReason.LEFT, settings=SETTINGS
            )
            yield _recorded(call)
        call.end(Occasion(self.now, self.cause), reason=EndReason.HUNG_UP, ended_by=None)
        yield _recorded(call)

    def _connecting(self, call: Call, session_id: UUID) -> MediaSession:
        user_id = call.sessions[session_id].user_id
        return MediaSession.request(
            Occasion(self.now, self.cause),
            call_id=call.id,
            session_id=session_id,
            user_id=user_id,
            connection_id=self.id(),
            node_id="node",
            generation=1,
        )

    def _reported(self, media: MediaSession) -> Any:
        return {"connection_id": media.connection_id, "on": Occasion(self.now, self.cause)}


def record(database_url: str, facts: Iterator[Fact], count: int) -> None:
    """Put the first `count` of the facts at the end of the log, past the recorder, which is measured elsewhere."""
    with ExitStack() as stack:
        reads = stack.enter_context(closing(Reads(database_url, "made history", connections=1)))
        connection = stack.enter_context(psycopg.connect(database_url))
        to_stored = FactMapper(Sealer(Keys(reads.rows))).to_stored_event
        row = connection.execute("SELECT coalesce(max(position), 0) FROM log.events").fetchone()
        assert row is not None
        with connection.cursor().copy(COPY) as copy:
            for position, fact in enumerate(islice(facts, count), row[0] + 1):
                stored = to_stored(fact)
                state = stored.state.decode()
                copy.write_row((position, fact.originator_id, stored.originator_version, stored.topic, state, START))


def _recorded(*aggregates: Root) -> list[Fact]:
    return [fact for aggregate in aggregates for fact in aggregate.collect_events() if isinstance(fact, Fact)]
