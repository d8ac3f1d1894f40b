"""Statistics for admins: what is on now, and how many calls there were by day, month and kind of room.

They are kept up to date call by call, so that asking costs the same however many calls there were.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from domain.calls.call import Call
from domain.directory.room import Room, RoomKind
from projections.engine.queries import Queries
from projections.engine.rows import Row
from projections.engine.table import Table
from projections.engine.view import View, on


class ActivityRow(Row, frozen=True):
    """What is on now in rooms of a kind."""

    room_kind: RoomKind
    calls: int
    sessions: int


class CallStatisticsRow(Row, frozen=True):
    """The calls that began in a day, or in the month that begins with `day` (UTC), in rooms of a kind."""

    day: date
    room_kind: RoomKind
    calls: int = 0
    held: int = 0  # those that have ended, and weren't only a ring that nobody answered
    held_ms: int = 0  # how long those took, from answering where there was a ring
    attendees: int = 0  # of those, each person once per call

    @property
    def average_duration(self) -> timedelta | None:
        """Of a call that was held; None if there was none."""
        return timedelta(milliseconds=self.held_ms) / self.held if self.held else None

    @property
    def average_participants(self) -> float | None:
        """How many people were in a call that was held, on average; None if there was none."""
        return self.attendees / self.held if self.held else None


class RoomKindRow(Row, frozen=True):
    """The kind of a room never changes."""

    room_id: UUID
    room_kind: RoomKind


class CountedCallRow(Row, frozen=True):
    """A call that is on."""

    call_id: UUID
    room_kind: RoomKind
    day: date
    held_since: datetime | None  # None while it calls
    attendee_ids: tuple[UUID, ...] = ()
    sessions: int = 0


class StatisticsView(View):
    """Follows calls, and counts. Nobody is told of changes: there would be one with everybody who comes or goes."""

    room_kinds = Table[UUID, RoomKindRow]("room_kinds", RoomKindRow, key=("room_id",), insert_only=True)
    counted = Table[UUID, CountedCallRow]("counted_calls", CountedCallRow, key=("call_id",))
    activity = Table[RoomKind, ActivityRow]("activity", ActivityRow, key=("room_kind",))
    statistics = Table[tuple[date, RoomKind], CallStatisticsRow](
        "call_statistics", CallStatisticsRow, key=("day", "room_kind")
    )

    @on(Room.Created)
    def room_created(self, room: Room.Created) -> None:
        """Its calls are counted by its kind."""
        self.room_kinds.put(RoomKindRow(room.originator_id, room.kind))

    @on(
        Call.Started,
        loads=(room_kinds.by("room_id"), activity.all(), statistics.by(day=lambda call: _day(call.timestamp))),
    )
    def started(self, call: Call.Started) -> None:
        """It counts towards the day on which it began, however long it takes."""
        kind, day = self.room_kinds[call.room_id].room_kind, _day(call.timestamp)
        self.counted.put(CountedCallRow(call.originator_id, kind, day, call.held_since))
        self._count_now(kind, calls=1)
        of_day = self.statistics.get((day, kind)) or CallStatisticsRow(day, kind)
        self.statistics.put(of_day)
        self.statistics.change((day, kind), calls=of_day.calls + 1)

    @on(Call.Answered, loads=counted.by(call_id="originator_id"))
    def answered(self, call: Call.Answered) -> None:
        """From now on it counts as held."""
        self.counted.change(call.originator_id, held_since=call.timestamp)

    @on(Call.ParticipantJoined, loads=counted.by(call_id="originator_id"))
    def participant_joined(self, call: Call.ParticipantJoined) -> None:
        """Someone who comes back is counted once."""
        attendees = self.counted[call.originator_id].attendee_ids
        if call.user_id not in attendees:
            self.counted.change(call.originator_id, attendee_ids=(*attendees, call.user_id))

    @on(Call.SessionJoined, loads=(counted.by(call_id="originator_id"), activity.all()))
    def session_joined(self, call: Call.SessionJoined) -> None:
        self._count_sessions(call.originator_id, 1)

    @on(Call.SessionLeft, loads=(counted.by(call_id="originator_id"), activity.all()))
    def session_left(self, call: Call.SessionLeft) -> None:
        self._count_sessions(call.originator_id, -1)

    @on(
        Call.Ended,
        loads=(
            counted.by(call_id="originator_id"),
            activity.all(),
            statistics.through(counted.by(call_id="originator_id"), "day"),
        ),
    )
    def ended(self, call: Call.Ended) -> None:
        """Only now is it known how long it took. A call that nobody answered took no time, and had no people."""
        counted = self.counted[call.originator_id]
        self._count_now(counted.room_kind, calls=-1, sessions=-counted.sessions)
        self.counted.remove(call.originator_id)
        if counted.held_since is None:
            return
        key = (counted.day, counted.room_kind)
        took = max(call.timestamp - counted.held_since, timedelta())
        before = self.statistics[key]
        self.statistics.change(
            key,
            held=before.held + 1,
            held_ms=before.held_ms + took // timedelta(milliseconds=1),
            attendees=before.attendees + len(counted.attendee_ids),
        )

    def _count_sessions(self, call_id: UUID, more: int) -> None:
        counted = self.counted[call_id]
        self.counted.change(call_id, sessions=counted.sessions + more)
        self._count_now(counted.room_kind, sessions=more)

    def _count_now(self, kind: RoomKind, calls: int = 0, sessions: int = 0) -> None:
        now = self.activity.get(kind) or ActivityRow(kind, 0, 0)
        self.activity.put(ActivityRow(kind, now.calls + calls, now.sessions + sessions))


class StatisticsQueries(Queries):
    """How much the workspace calls. Days are UTC's."""

    async def now(self) -> list[ActivityRow]:
        """By kind of room, the calls and sessions that are on; nothing for kinds that never had a call."""
        return await self._rows(ActivityRow, StatisticsView.sql["now"], {})

    async def by_day(self, since: date, until: date) -> list[CallStatisticsRow]:
        """From `since` to `until`, both included: days and kinds of room that had calls, newest day first."""
        return await self._rows(CallStatisticsRow, StatisticsView.sql["by_day"], {"since": since, "until": until})

    async def by_month(self, since: date, until: date) -> list[CallStatisticsRow]:
        """The same by month, each named by its first day; of the first and last month only the days that are in."""
        return await self._rows(CallStatisticsRow, StatisticsView.sql["by_month"], {"since": since, "until": until})


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
