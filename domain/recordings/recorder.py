"""A call's recorder: makes one recording at a time, also when two people ask at the same instant."""

from datetime import datetime
from typing import Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.kernel.aggregate import Root
from domain.kernel.fact import Cause, Fact
from domain.kernel.ids import recorder_id


class Recorder(Root):
    """One per call that was ever recorded. Recorded together with each request, it lets only one of two through."""

    TOPIC = "ringlog.Recorder"

    class Event(Fact):
        TOPIC = "ringlog.Recorder.Event"

    class Opened(Event, AggregateCreated):
        TOPIC = "ringlog.Recorder.Opened"
        call_id: UUID

    class Engaged(Event):
        """It makes this recording next."""

        TOPIC = "ringlog.Recorder.Engaged"
        call_id: UUID
        recording_id: UUID

        def apply(self, recorder: "Recorder") -> None:
            recorder.recording_id = self.recording_id

    def __init__(self, call_id: UUID) -> None:
        self.call_id = call_id
        self.recording_id: UUID | None = None  # the latest

    @classmethod
    def open(cls, *, call_id: UUID, at: datetime, cause: Cause) -> Self:
        return cls._create(cls.Opened, id=recorder_id(call_id), call_id=call_id, timestamp=at, cause=cause)

    def engage(self, *, recording_id: UUID, at: datetime, cause: Cause) -> None:
        self.trigger_event(self.Engaged, call_id=self.call_id, recording_id=recording_id, timestamp=at, cause=cause)
