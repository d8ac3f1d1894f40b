"""Deadlines: what a timer has to do, and when. Kept as rows, so that they survive a restart."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.calls.call import Call
from domain.calls.ring import Ring
from domain.recordings.recording import Recording
from projections.engine.queries import select
from projections.engine.rows import Row
from projections.engine.table import Table
from projections.engine.view import View, on


class DeadlineKind(StrEnum):
    """What is due, and what its subject is."""

    RING_EXPIRY = "ring_expiry"  # a ring that nobody answered
    RECONNECT = "reconnect"  # a session whose connection was lost
    CALL_GRACE = "call_grace"  # a call that too few are left in
    CALL_LIMIT = "call_limit"  # a call that has taken as long as one may
    RECORDING_START = "recording_start"  # a recording that no recorder has started
    RECORDING_REMINDER = "recording_reminder"  # a recording whose host is to be told that it stops soon
    RECORDING_LIMIT = "recording_limit"  # a recording that is as long as one may be
    RECORDING_FILE = "recording_file"  # a recording whose file nobody has finished


RECORDING_KINDS = (DeadlineKind.RECORDING_START, DeadlineKind.RECORDING_REMINDER, DeadlineKind.RECORDING_LIMIT)


class DeadlineRow(Row, frozen=True):
    """`subject_id` is the ring, session, call or recording that `kind` speaks of."""

    kind: DeadlineKind
    call_id: UUID
    subject_id: UUID
    due_at: datetime


class Deadlines(View):
    """Follows what starts and stops a timer."""

    deadlines = Table[tuple[DeadlineKind, UUID], DeadlineRow]("deadlines", DeadlineRow, key=("kind", "subject_id"))

    @on(Ring.Started, Ring.Suppressed)
    def ring_started(self, ring: Ring.Started | Ring.Suppressed) -> None:
        """It has until then to be answered, even if nothing rings."""
        self._set(DeadlineKind.RING_EXPIRY, ring.call_id, ring.originator_id, ring.expires_at)

    @on(Ring.Accepted, Ring.Declined, Ring.Expired, Ring.Cancelled)
    def ring_ended(self, ring: Ring.Event) -> None:
        """Dismissing is not among these: a dismissed ring rings on."""
        self.deadlines.remove((DeadlineKind.RING_EXPIRY, ring.originator_id))

    @on(Call.Started)
    def call_started(self, call: Call.Started) -> None:
        """No call stays ongoing for ever."""
        self._set(DeadlineKind.CALL_LIMIT, call.originator_id, call.originator_id, call.ends_by)

    @on(Call.Answered, loads=deadlines.by(call_id="originator_id"))
    def call_answered(self, call: Call.Answered) -> None:
        """It doesn't depend on its ring any more."""
        for row in self.deadlines.of(call_id=call.originator_id):
            if row.kind is DeadlineKind.RING_EXPIRY:
                self.deadlines.remove((row.kind, row.subject_id))

    @on(Call.ConnectionDropped)
    def connection_dropped(self, call: Call.ConnectionDropped) -> None:
        """Its place is kept until then."""
        self._set(DeadlineKind.RECONNECT, call.originator_id, call.session_id, call.keeps_place_until)

    @on(Call.ConnectionRestored, Call.SessionLeft)
    def connection_settled(self, call: Call.ConnectionRestored | Call.SessionLeft) -> None:
        """It is back, or gone for good."""
        self.deadlines.remove((DeadlineKind.RECONNECT, call.session_id))

    @on(Call.EndingScheduled)
    def ending_scheduled(self, call: Call.EndingScheduled) -> None:
        """Somebody has until then to come back."""
        self._set(DeadlineKind.CALL_GRACE, call.originator_id, call.originator_id, call.ends_at)

    @on(Call.EndingCalledOff)
    def ending_called_off(self, call: Call.EndingCalledOff) -> None:
        """Somebody did."""
        self.deadlines.remove((DeadlineKind.CALL_GRACE, call.originator_id))

    @on(Recording.Requested)
    def recording_requested(self, recording: Recording.Requested) -> None:
        """A recorder has until then to start."""
        self._set(DeadlineKind.RECORDING_START, recording.call_id, recording.originator_id, recording.starts_by)

    @on(Recording.Started)
    def recording_started(self, recording: Recording.Started) -> None:
        """It is limited, and its host reminded of that before."""
        self.deadlines.remove((DeadlineKind.RECORDING_START, recording.originator_id))
        self._set(DeadlineKind.RECORDING_REMINDER, recording.call_id, recording.originator_id, recording.remind_at)
        self._set(DeadlineKind.RECORDING_LIMIT, recording.call_id, recording.originator_id, recording.stops_by)

    @on(Recording.Reminded)
    def host_reminded(self, recording: Recording.Reminded) -> None:
        """Once is enough."""
        self.deadlines.remove((DeadlineKind.RECORDING_REMINDER, recording.originator_id))

    @on(Recording.StopRequested)
    def recording_stopped(self, recording: Recording.StopRequested) -> None:
        """A media server has until then to publish it."""
        for kind in RECORDING_KINDS:
            self.deadlines.remove((kind, recording.originator_id))
        self._set(DeadlineKind.RECORDING_FILE, recording.call_id, recording.originator_id, recording.finish_by)

    @on(Recording.Published, Recording.Failed)
    def recording_over(self, recording: Recording.Published | Recording.Failed) -> None:
        """There is nothing left to do."""
        for kind in (*RECORDING_KINDS, DeadlineKind.RECORDING_FILE):
            self.deadlines.remove((kind, recording.originator_id))

    @on(Call.Ended, loads=deadlines.by(call_id="originator_id"))
    def call_ended(self, call: Call.Ended) -> None:
        """There is nothing left to do but to publish what was recorded; its rings are cancelled by a policy."""
        for row in self.deadlines.of(call_id=call.originator_id):
            if row.kind is not DeadlineKind.RECORDING_FILE:
                self.deadlines.remove((row.kind, row.subject_id))

    def _set(self, kind: DeadlineKind, call_id: UUID, subject_id: UUID, due_at: datetime) -> None:
        self.deadlines.put(DeadlineRow(kind, call_id, subject_id, due_at))


def due(connection: Connection[Any], now: datetime, limit: int) -> list[DeadlineRow]:
    """What should have been done by `now`, longest overdue first."""
    return select(connection, DeadlineRow, Deadlines.sql["due"], {"now": now, "limit": limit})


def recordings_to_start(connection: Connection[Any]) -> list[DeadlineRow]:
    """Those that were asked for and no recorder has started."""
    return select(connection, DeadlineRow, Deadlines.sql["of_kind"], {"kind": DeadlineKind.RECORDING_START})


def next_due(connection: Connection[Any]) -> datetime | None:
    """When there is something to do next; None when nothing is in sight."""
    row = connection.execute(Deadlines.sql["next_due"]).fetchone()
    return None if row is None else row[0]
