"""A call's recorder: makes one recording at a time, also when two people ask at the same instant."""

from typing import Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.kernel.aggregate import Root
from domain.kernel.fact import Fact
from domain.kernel.ids import recorder_id
from domain.kernel.occasion import Occasion


class CallRecorder(Root):
    """One per call that was ever recorded. Recorded together with each request, it lets only one of two through."""

    TOPIC = "ringlog.Recorder"
    repeated = ("call_id",)

    class Event(Fact):
        call_id: UUID

    class Opened(Event, AggregateCreated):
        TOPIC = "ringlog.Recorder.Opened"

    class Engaged(Event):
        """It makes this recording next."""

        TOPIC = "ringlog.Recorder.Engaged"
        recording_id: UUID

        def apply(self, recorder: "CallRecorder") -> None:
            recorder.recording_id = self.recording_id

    def __init__(self, call_id: UUID) -> None:
        self.call_id = call_id
        self.recording_id: UUID | None = None  # the latest

    @classmethod
    def open(cls, on: Occasion, *, call_id: UUID) -> Self:
        return cls.began(cls.Opened, recorder_id(call_id), on, call_id=call_id)

    def engage(self, on: Occasion, *, recording_id: UUID) -> None:
        self.happened(self.Engaged, on, recording_id=recording_id)
