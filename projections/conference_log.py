"""The conference log: what is kept of a call that has ended, and who attended it from when to when."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from domain.calls.call import Call
from domain.calls.states import CallKind, EndReason, LeaveReason
from domain.kernel.personal import Personal
from projections import change_keys
from projections.engine.queries import Queries, grouped
from projections.engine.rows import Row
from projections.engine.sealed import Kept
from projections.engine.table import Table
from projections.engine.view import View, on

Title = Annotated[str, Personal("initiator_id", "room_id", "call_id"), Kept("conference_logs", "call_id")]


class ConferenceLogRow(Row, frozen=True):
    """An ended call."""

    call_id: UUID
    room_id: UUID
    kind: CallKind
    title: Title
    initiator_id: UUID
    started_at: datetime
    held_since: datetime | None  # None if nobody answered
    answered_at: datetime | None
    ended_at: datetime
    end_reason: EndReason
    ended_by: UUID | None  # when a person ended it


class AttendanceRow(Row, frozen=True):
    """A stretch of time in which a user was in the call, with whatever devices."""

    call_id: UUID
    user_id: UUID
    joined_at: datetime
    left_at: datetime  # never before joined_at
    reason: LeaveReason | None  # None: until the call ended
    removed_by: UUID | None = None


class StoredLog(Row, frozen=True):
    """A call on its way to its log."""

    call_id: UUID
    room_id: UUID
    kind: CallKind
    title: Title
    initiator_id: UUID
    started_at: datetime
    held_since: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    ended_by: UUID | None = None


class StayRow(Row, frozen=True):
    """One session's time in a call that is still on."""

    session_id: UUID
    call_id: UUID
    user_id: UUID
    joined_at: datetime
    left_at: datetime | None = None
    reason: LeaveReason | None = None
    removed_by: UUID | None = None


def attendances(stays: Iterable[StayRow], ended_at: datetime) -> list[AttendanceRow]:
    """The stays of one call as intervals per user: those that overlap or touch are one.

    It ends with the reason of the stay that ended last. Whoever is still in leaves with the call. A stay that is dated
    to have ended before it began (a connection that never showed a sign of life) has no length.
    """
    merged: list[AttendanceRow] = []
    for stay in sorted(stays, key=lambda stay: (stay.user_id, stay.joined_at, stay.session_id)):
        left_at, why = max(stay.joined_at, stay.left_at or ended_at), (stay.reason, stay.removed_by)
        last = merged[-1] if merged else None
        if last is None or last.user_id != stay.user_id or last.left_at < stay.joined_at:
            merged.append(AttendanceRow(stay.call_id, stay.user_id, stay.joined_at, left_at, *why))
        elif last.left_at < left_at or (last.left_at == left_at and stay.reason is None):
            merged[-1] = AttendanceRow(last.call_id, last.user_id, last.joined_at, left_at, *why)
    return merged


class ConferenceLogView(View):
    """Follows calls and sessions; the log is drawn up when the call ends."""

    logs = Table[UUID, StoredLog](
        "conference_logs", StoredLog, key=("call_id",), announces=lambda row: (change_keys.call(row.call_id),)
    )
    stays = Table[UUID, StayRow]("stays", StayRow, key=("session_id",))
    attendances = Table[tuple[UUID, UUID, datetime], AttendanceRow](
        "attendances", AttendanceRow, key=("call_id", "user_id", "joined_at"), insert_only=True
    )

    @on(Call.Started)
    def started(self, call: Call.Started) -> None:
        """The log is shown once the call has ended."""
        self.logs.put(
            StoredLog(
                call_id=call.originator_id,
                room_id=call.room_id,
                kind=call.kind,
                title=call.title,
                initiator_id=call.initiator_id,
                started_at=call.timestamp,
                held_since=call.held_since,
            )
        )

    @on(Call.Answered, loads=logs.by(call_id="originator_id"))
    def answered(self, call: Call.Answered) -> None:
        self.logs.change(call.originator_id, held_since=call.timestamp, answered_at=call.timestamp)

    @on(Call.SessionJoined)
    def session_joined(self, call: Call.SessionJoined) -> None:
        self.stays.put(StayRow(call.session_id, call.originator_id, call.user_id, call.timestamp))

    @on(Call.SessionLeft, loads=stays.by("session_id"))
    def session_left(self, call: Call.SessionLeft) -> None:
        """Dated at the last sign of life if the connection was lost."""
        self.stays.change(call.session_id, left_at=call.timestamp, reason=call.reason, removed_by=call.removed_by)

    @on(Call.Ended, loads=(logs.by(call_id="originator_id"), stays.by(call_id="originator_id")))
    def ended(self, call: Call.Ended) -> None:
        """The log is drawn up from the stays, which are then removed."""
        self.logs.change(call.originator_id, ended_at=call.timestamp, end_reason=call.reason, ended_by=call.ended_by)
        stays = self.stays.of(call_id=call.originator_id)
        for attendance in attendances(stays, call.timestamp):
            self.attendances.put(attendance)
        for stay in stays:
            self.stays.remove(stay.session_id)


class ConferenceLogQueries(Queries):
    """What was."""

    async def logs(self, call_ids: Collection[UUID]) -> dict[UUID, ConferenceLogRow]:
        """By call, those that have ended."""
        rows = await self._rows(ConferenceLogRow, ConferenceLogView.sql["logs_by_id"], {"ids": list(call_ids)})
        return {row.call_id: row for row in rows}

    async def attendances(self, call_ids: Collection[UUID]) -> dict[UUID, list[AttendanceRow]]:
        """By call, for those that have ended: who was there when, by joining."""
        rows = await self._rows(
            AttendanceRow, ConferenceLogView.sql["attendances_of_calls"], {"call_ids": list(call_ids)}
        )
        return grouped(rows, "call_id", call_ids)
