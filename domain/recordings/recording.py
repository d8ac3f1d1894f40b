"""A recording of a call: asked for, made by a media server, and posted in the call's thread."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.kernel.aggregate import Root
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion
from domain.kernel.personal import Personal

START_WITHIN = timedelta(seconds=60)
REMIND_BEFORE = timedelta(minutes=10)  # the limit
FINISH_WITHIN = timedelta(days=3)  # a weekend on which nobody sees that the storage is away

NOT_STARTED = "No recorder started within 60 seconds: is a media server running?"
STOPPED_EARLY = "It was stopped before it began."
CALL_ENDED_EARLY = "The call ended before it began."
NOT_FINISHED = "No media server finished its file within 3 days."


class RecordingState(StrEnum):
    REQUESTED = "requested"
    STARTED = "started"
    STOPPING = "stopping"  # no longer recording; the file is being finished
    PUBLISHED = "published"
    FAILED = "failed"


class StopReason(StrEnum):
    """Why a recording stops."""

    STOPPED = "stopped"  # by a host or an admin
    LIMIT = "limit"  # it is as long as one may be
    CALL_ENDED = "call_ended"
    INTERRUPTED = "interrupted"  # its recorder can't go on; what it had recorded is kept


class Recording(Root):
    """From `Requested` to `Published` or `Failed`. The file it becomes has the recording's own id."""

    repeated = ("call_id",)

    class Event(Fact):
        call_id: UUID

    class Requested(Event, AggregateCreated):
        """It has failed unless a recorder starts before `starts_by`; it may then last `limit_minutes`."""

        room_id: UUID
        requested_by: UUID
        limit_minutes: int
        starts_by: datetime

    class Started(Event):
        """What is said and shown is recorded from now on, until `stops_by` at the latest."""

        remind_at: datetime
        stops_by: datetime

        def apply(self, recording: "Recording") -> None:
            recording.state = RecordingState.STARTED
            recording.started_at = self.timestamp
            recording.remind_at = self.remind_at
            recording.stops_by = self.stops_by

    class ParticipantsTold(Event):
        """These people can see that the call is being recorded."""

        user_ids: tuple[UUID, ...]

        def apply(self, recording: "Recording") -> None:
            recording.told = recording.told.union(self.user_ids)

    class Reminded(Event):
        """The host is told that it stops soon."""

        host_id: UUID
        stops_by: datetime

        def apply(self, recording: "Recording") -> None:
            recording.reminded = True

    class StopRequested(Event):
        """It has failed unless it is published before `finish_by`.

        `stopped_by` is set when a person stopped it, `interruption` when something did: a sentence.
        """

        class_version = 2
        reason: StopReason
        stopped_by: UUID | None
        finish_by: datetime
        interruption: Annotated[str, Personal("call_id", or_erased=True)]

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["finish_by"] = (datetime.fromisoformat(state["timestamp"]) + FINISH_WITHIN).isoformat()
            state["interruption"] = ""

        def apply(self, recording: "Recording") -> None:
            recording.state = RecordingState.STOPPING
            recording.finish_by = self.finish_by

    class Delayed(Event):
        """Its file can't be finished or stored for now, and will be tried again; `reason` is a sentence."""

        reason: Annotated[str, Personal("call_id", or_erased=True)]

        def apply(self, recording: "Recording") -> None:
            recording.delayed_by = self.reason

    class Published(Event):
        """The file is complete and posted in the call's thread. `size` is in bytes, `sha256` hexadecimal."""

        file_id: UUID
        name: Annotated[str, Personal("call_id", or_erased=True)]
        media_type: str
        size: int
        duration_ms: int
        sha256: str

        def apply(self, recording: "Recording") -> None:
            recording.state = RecordingState.PUBLISHED
            recording.published_at = self.timestamp
            recording.name = self.name
            recording.media_type = self.media_type
            recording.size = self.size
            recording.sha256 = self.sha256

    class Failed(Event):
        """There is no file; `reason` is a sentence."""

        reason: Annotated[str, Personal("call_id", or_erased=True)]

        def apply(self, recording: "Recording") -> None:
            recording.state = RecordingState.FAILED

    class FileDeleted(Event):
        """The file was deleted, since recordings were kept for `retention_days`."""

        file_id: UUID
        retention_days: int

        def apply(self, recording: "Recording") -> None:
            recording.file_deleted = True

    def __init__(
        self, call_id: UUID, room_id: UUID, requested_by: UUID, limit_minutes: int, starts_by: datetime
    ) -> None:
        self.call_id = call_id
        self.room_id = room_id
        self.requested_by = requested_by
        self.limit_minutes = limit_minutes
        self.starts_by = starts_by
        self.state = RecordingState.REQUESTED
        self.started_at: datetime | None = None
        self.remind_at: datetime | None = None
        self.stops_by: datetime | None = None
        self.finish_by: datetime | None = None
        self.reminded = False
        self.told: frozenset[UUID] = frozenset()
        self.delayed_by = ""
        self.published_at: datetime | None = None
        self.file_deleted = False
        self.name = ""
        self.media_type = ""
        self.size = 0
        self.sha256 = ""

    # Commands

    @classmethod
    def request(
        cls, on: Occasion, *, recording_id: UUID, call_id: UUID, room_id: UUID, by: UUID, limit_minutes: int
    ) -> Self:
        return cls.began(
            cls.Requested,
            recording_id,
            on,
            call_id=call_id,
            room_id=room_id,
            requested_by=by,
            limit_minutes=limit_minutes,
            starts_by=on.at + START_WITHIN,
        )

    def start(self, on: Occasion) -> None:
        """A recorder has started. Does nothing unless one was waited for."""
        if self.state is RecordingState.REQUESTED:
            stops_by = on.at + timedelta(minutes=self.limit_minutes)
            self.happened(self.Started, on, remind_at=stops_by - REMIND_BEFORE, stops_by=stops_by)

    def tell(self, on: Occasion, *, user_ids: Collection[UUID]) -> None:
        """Participants see that they are recorded. Does nothing about those who were told before."""
        untold = tuple(sorted(set(user_ids) - self.told))
        if self.state is RecordingState.STARTED and untold:
            self.happened(self.ParticipantsTold, on, user_ids=untold)

    def remind(self, on: Occasion, *, host_id: UUID) -> None:
        """Dated at the time to remind, however late the timer comes; does nothing before it."""
        if self.state is not RecordingState.STARTED or self.reminded:
            return
        if self.remind_at is not None and self.remind_at <= on.at:
            self.happened(self.Reminded, on.dated(self.remind_at), host_id=host_id, stops_by=self.stops_by)

    def stop(self, on: Occasion, *, reason: StopReason, stopped_by: UUID | None, interruption: str = "") -> None:
        """Does nothing if it has stopped already. One that hasn't begun fails: there is nothing to publish."""
        if self.state is RecordingState.STARTED:
            self.happened(
                self.StopRequested,
                on,
                reason=reason,
                stopped_by=stopped_by,
                finish_by=on.at + FINISH_WITHIN,
                interruption=interruption,
            )
        elif self.state is RecordingState.REQUESTED:
            early = CALL_ENDED_EARLY if reason is StopReason.CALL_ENDED else STOPPED_EARLY
            self.fail(on, reason=early)

    def stop_overdue(self, on: Occasion) -> None:
        """It has reached its limit. Dated at that moment, however late the timer comes."""
        if self.stops_by is not None and self.stops_by <= on.at:
            self.stop(on.dated(self.stops_by), reason=StopReason.LIMIT, stopped_by=None)

    def give_up_starting(self, on: Occasion) -> None:
        """No recorder started in time. Dated at the deadline."""
        if self.state is RecordingState.REQUESTED and self.starts_by <= on.at:
            self.fail(on.dated(self.starts_by), reason=NOT_STARTED)

    def delay(self, on: Occasion, *, reason: str) -> None:
        """Its file can't be finished or stored for now. Does nothing if that is on record, or there is no such file."""
        if self.state in (RecordingState.STARTED, RecordingState.STOPPING) and self.delayed_by != reason:
            self.happened(self.Delayed, on, reason=reason)

    def give_up_finishing(self, on: Occasion) -> None:
        """Nobody published it in time. Dated at the deadline."""
        if self.state is RecordingState.STOPPING and self.finish_by is not None and self.finish_by <= on.at:
            self.fail(on.dated(self.finish_by), reason=f"{NOT_FINISHED} {self.delayed_by}".strip())

    def publish(self, on: Occasion, *, name: str, media_type: str, size: int, duration_ms: int, sha256: str) -> None:
        """The file is where it can be downloaded. Does nothing unless the recording had started and isn't over."""
        if self.state in (RecordingState.STARTED, RecordingState.STOPPING):
            self.happened(
                self.Published,
                on,
                file_id=self.id,
                name=name,
                media_type=media_type,
                size=size,
                duration_ms=duration_ms,
                sha256=sha256,
            )

    def fail(self, on: Occasion, *, reason: str) -> None:
        """Does nothing if it is over."""
        if not self.is_over:
            self.happened(self.Failed, on, reason=reason)

    def delete_file(self, on: Occasion, *, retention_days: int) -> None:
        """The file is gone from the storage. Does nothing if there is none."""
        if self.has_file:
            self.happened(self.FileDeleted, on, file_id=self.id, retention_days=retention_days)

    # Rules

    @property
    def is_on(self) -> bool:
        """Whether it keeps the call from being recorded again. While its file is being finished, it doesn't."""
        return self.state in (RecordingState.REQUESTED, RecordingState.STARTED)

    @property
    def is_over(self) -> bool:
        return self.state in (RecordingState.PUBLISHED, RecordingState.FAILED)

    @property
    def has_file(self) -> bool:
        """Whether it can be downloaded."""
        return self.state is RecordingState.PUBLISHED and not self.file_deleted
