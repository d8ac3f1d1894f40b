"""The fold: a call's facts, in log order, into its record. Nothing else goes in."""

from collections.abc import Iterable

from domain.kernel.fact import Fact
from event_log.reader import Recorded
from event_log.records.course import Course
from event_log.records.floor import OnTheFloor
from event_log.records.handlers import Handler
from event_log.records.presence import Presence
from event_log.records.record import CallRecord
from event_log.records.recorded import Recordings
from event_log.records.rings import Rings


def call_record(facts: Iterable[Recorded]) -> CallRecord:
    """The record of the call whose facts these are: all of them up to some position, in log order."""
    fold = Fold()
    for recorded in facts:
        fold.take(recorded)
    return fold.record()


class Fold:
    """Takes facts one by one; `record` is what they come to so far. The first is the call's start."""

    def __init__(self) -> None:
        self._course, self._presence, self._rings = Course(), Presence(), Rings()
        self._floor, self._recordings = OnTheFloor(), Recordings()
        self._positions: list[int] = []
        self._last: Recorded | None = None
        self._handlers: dict[type[Fact], list[Handler]] = {}
        for part in (self._course, self._presence, self._rings, self._floor, self._recordings):
            for kind, handler in part.handlers.items():
                self._handlers.setdefault(kind, []).append(handler)

    def take(self, recorded: Recorded) -> None:
        """Every fact counts, also one that changes nothing of what is shown."""
        self._positions.append(recorded.position)
        self._last = recorded
        for handler in self._handlers.get(type(recorded.fact), ()):
            handler(recorded.fact)

    def record(self) -> CallRecord:
        assert self._last is not None, "a call begins with a fact"
        started, answered, ended = self._course.started, self._course.answered, self._course.ended
        sessions, quality = self._presence.records()
        return CallRecord(
            id=started.originator_id,
            version=len(self._positions),
            as_of=self._last.position,
            recorded_at=self._last.recorded_at,
            complete=self._is_complete,
            room_id=started.room_id,
            kind=started.kind,
            state=self._course.state,
            title=str(started.title),
            provider=started.provider,
            initiator_id=started.initiator_id,
            started_at=started.timestamp,
            held_since=started.held_since if answered is None else answered.timestamp,
            answered_at=answered.timestamp if answered else None,
            answered_by=answered.user_id if answered else None,
            first_joined_at=min((session.joined_at for session in sessions), default=None),
            last_left_at=max((s.left_at for s in sessions if s.left_at), default=None) if ended else None,
            ended_at=ended.timestamp if ended else None,
            end_reason=ended.reason if ended else None,
            ended_by=ended.ended_by if ended else None,
            hosts=self._course.hosts(),
            sessions=sessions,
            rings=self._rings.records(self._presence),
            mutes=self._floor.mutes(),
            shares=self._floor.shares(self._presence),
            recordings=self._recordings.records(),
            quality=quality,
            facts=tuple(self._positions),
        )

    @property
    def _is_complete(self) -> bool:
        """Nothing more is awaited."""
        settled = self._rings.are_over and self._presence.media_is_closed and self._recordings.are_settled
        return self._course.ended is not None and settled
