"""The room timeline: the call messages that a room shows, each kept live from calling to ended."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated
from uuid import UUID

from domain.calls.call import Call
from domain.calls.states import CallKind, CallState, EndReason
from domain.kernel.personal import Personal
from projections import change_keys
from projections.engine.queries import Queries
from projections.engine.rows import Row
from projections.engine.sealed import Kept
from projections.engine.table import Table
from projections.engine.view import View, on

Title = Annotated[str, Personal("initiator_id", "room_id", "call_id"), Kept("call_messages", "call_id")]


class CallMessageRow(Row, frozen=True):
    """What a room's timeline shows of one call. The people are its participants; once it has ended, its attendees."""

    call_id: UUID
    room_id: UUID
    kind: CallKind
    state: CallState
    end_reason: EndReason | None
    title: Title
    initiator_id: UUID
    callee_id: UUID | None  # direct calls that ring have one
    started_at: datetime
    held_since: datetime | None  # None while it calls
    answered_at: datetime | None
    ended_at: datetime | None
    thumbnail_ids: tuple[UUID, ...]  # the first three people by joining
    participant_count: int  # how many people


class StoredMessage(Row, frozen=True):
    """A call message with everyone in it: present ones in the order of joining, and all there ever were."""

    call_id: UUID
    room_id: UUID
    kind: CallKind
    state: CallState
    title: Title
    initiator_id: UUID
    started_at: datetime
    end_reason: EndReason | None = None
    callee_id: UUID | None = None
    held_since: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    participant_ids: tuple[UUID, ...] = ()
    attendee_ids: tuple[UUID, ...] = ()


class RoomTimelineView(View):
    """Follows calls and who comes and goes."""

    messages = Table[UUID, StoredMessage](
        "call_messages",
        StoredMessage,
        key=("call_id",),
        announces=lambda row: (change_keys.room(row.room_id), change_keys.call(row.call_id)),
    )

    @on(Call.Started)
    def started(self, call: Call.Started) -> None:
        self.messages.put(
            StoredMessage(
                call_id=call.originator_id,
                room_id=call.room_id,
                kind=call.kind,
                state=call.state,
                title=call.title,
                initiator_id=call.initiator_id,
                started_at=call.timestamp,
                held_since=call.held_since,
            )
        )

    @on(Call.MemberRung, loads=messages.by(call_id="originator_id"))
    def member_rung(self, call: Call.MemberRung) -> None:
        """In a direct call this is the callee."""
        if self.messages[call.originator_id].kind is CallKind.DIRECT:
            self.messages.change(call.originator_id, callee_id=call.callee_id)

    @on(Call.Answered, loads=messages.by(call_id="originator_id"))
    def answered(self, call: Call.Answered) -> None:
        at = call.timestamp
        self.messages.change(call.originator_id, state=CallState.ONGOING, held_since=at, answered_at=at)

    @on(Call.ParticipantJoined, loads=messages.by(call_id="originator_id"))
    def participant_joined(self, call: Call.ParticipantJoined) -> None:
        """Someone who comes back goes to the end of the participants, and keeps their place among the attendees."""
        message = self.messages[call.originator_id]
        attendees = message.attendee_ids
        self.messages.change(
            call.originator_id,
            participant_ids=(*message.participant_ids, call.user_id),
            attendee_ids=attendees if call.user_id in attendees else (*attendees, call.user_id),
        )

    @on(Call.ParticipantLeft, loads=messages.by(call_id="originator_id"))
    def participant_left(self, call: Call.ParticipantLeft) -> None:
        """The next one by joining is shown instead."""
        present = self.messages[call.originator_id].participant_ids
        self.messages.change(call.originator_id, participant_ids=tuple(id_ for id_ in present if id_ != call.user_id))

    @on(Call.Ended, loads=messages.by(call_id="originator_id"))
    def ended(self, call: Call.Ended) -> None:
        """From now on it shows who attended."""
        self.messages.change(
            call.originator_id,
            state=CallState.ENDED,
            end_reason=call.reason,
            ended_at=call.timestamp,
            participant_ids=(),
        )


Place = tuple[datetime, UUID]  # in the timeline: the call's start, and its id among those of the same instant


class RoomTimelineQueries(Queries):
    """What rooms show."""

    async def page(self, room_id: UUID, limit: int, before: Place | None = None) -> list[CallMessageRow]:
        """The room's call messages, newest first, from the place before `before` on."""
        started_at, call_id = before or (None, None)
        parameters = {"room_id": room_id, "limit": limit, "started_at": started_at, "call_id": call_id}
        sql = RoomTimelineView.sql["page" if before is None else "page_before"]
        return await self._rows(CallMessageRow, sql, parameters)

    async def messages(self, call_ids: Collection[UUID]) -> dict[UUID, CallMessageRow]:
        """By call, those that exist."""
        rows = await self._rows(CallMessageRow, RoomTimelineView.sql["messages_by_id"], {"ids": list(call_ids)})
        return {row.call_id: row for row in rows}
