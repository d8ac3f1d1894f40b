"""Use cases of calls: starting, joining, leaving, ending."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from domain.aggregate import Root
from domain.application import Ringlog
from domain.call import Call
from domain.call_terms import CallKind, CallState, EndReason, LeaveReason
from domain.errors import CallsAreDisabled, NotFound, RoomIsArchived, UnknownCall, UnknownRoom, UnknownUser
from domain.facts import Cause
from domain.ring import Ring
from domain.room import Room, RoomKind, RoomState
from domain.services.use_case import Decision, Done, RequestKey, UseCases
from domain.services.workspaces import settings_of
from domain.settings import Settings
from domain.text import identifier
from domain.text import title as checked_title
from domain.user import User


class Calls(UseCases):
    """What people do with calls. Each answer is (call id, session id) unless it says otherwise."""

    def start(
        self,
        *,
        room_id: UUID,
        by: UUID,
        device_id: str,
        title: str | None = None,
        cause: Cause,
        key: RequestKey | None = None,
    ) -> Done:
        """Start the room's call, in it with `device_id`, ringing whom the room rings; or join the one that is on.

        Raises UnknownRoom, UnknownUser, UserIsDeactivated, RoomIsArchived, RoomIsReadOnly, CallsAreDisabled,
        InvalidInput; what `join` raises if a call is on.
        """

        def decide() -> Decision:
            room = self._room_of_member(room_id, by)
            given = None if title is None else checked_title(title)
            if room.ongoing_call_id is not None:
                return self._joined(self.log.find(Call, room.ongoing_call_id, UnknownCall), room, by, device_id, cause)
            return self._started(room, by, device_id, given or room.name, cause)

        return self._perform(decide, cause, key)

    def join(self, *, call_id: UUID, by: UUID, device_id: str, cause: Cause, key: RequestKey | None = None) -> Done:
        """Join with one device; that also answers the user's ring. A device that is in already keeps its session.

        Raises UnknownCall, UnknownUser, UserIsDeactivated, CallAlreadyEnded, CallIsFull, InvalidInput; RingIsOver
        in a direct call whose ring ran out.
        """

        def decide() -> Decision:
            call = self.log.find(Call, call_id, UnknownCall)
            return self._joined(call, self._room_of_participant(call, by), by, device_id, cause)

        return self._perform(decide, cause, key)

    def leave(self, *, call_id: UUID, session_id: UUID, by: UUID, cause: Cause, key: RequestKey | None = None) -> Done:
        """Hang up one device. Quiet if it has left or the call has ended. Raises UnknownCall, UnknownSession."""

        def decide() -> Decision:
            call = self.log.find(Call, call_id, UnknownCall)
            self._room_of_participant(call, by)
            if session_id in call.sessions:
                call.require_session(session_id, by)
            self._leave(call, session_id, LeaveReason.LEFT, cause)
            return Decision((call_id, session_id), with_room(self.log, call, cause))

        return self._perform(decide, cause, key)

    def end(self, *, call_id: UUID, by: UUID, admin: bool = False, cause: Cause, key: RequestKey | None = None) -> Done:
        """End the call for all; the answer is (call id,). Raises UnknownCall, NotHost."""

        def decide() -> Decision:
            call = self.log.find(Call, call_id, UnknownCall)
            if not admin:
                self._room_of_participant(call, by)
                call.require_host(by)
            reason = EndReason.ENDED_BY_ADMIN if admin and by != call.host_id else EndReason.ENDED_BY_HOST
            call.end(reason=reason, ended_by=by, at=self.clock(), cause=cause)
            return Decision((call_id,), with_room(self.log, call, cause))

        return self._perform(decide, cause, key)

    def _started(self, room: Room, by: UUID, device_id: str, title: str, cause: Cause) -> Decision:
        settings = settings_of(self.log)
        if not settings.calls_enabled:
            raise CallsAreDisabled
        at = self.clock()
        callees = self._callees(room, by, settings)
        direct = room.kind is RoomKind.DIRECT
        call = Call.start(
            call_id=uuid4(),
            room_id=room.id,
            kind=CallKind.DIRECT if direct else CallKind.CONFERENCE,
            calling=direct and bool(callees),
            title=title,
            initiator_id=by,
            settings=settings,
            at=at,
            cause=cause,
        )
        room.open_call(call_id=call.id, at=at, cause=cause)
        rings = [ring(call, callee, settings, at, cause) for callee in callees]
        session_id = self._join(call, by, device_id, settings, at, cause)
        return Decision((call.id, session_id), (call, room, *rings))

    def _joined(self, call: Call, room: Room, by: UUID, device_id: str, cause: Cause) -> Decision:
        if room.state is RoomState.ARCHIVED:
            raise RoomIsArchived
        session_id = self._join(call, by, device_id, settings_of(self.log), self.clock(), cause)
        return Decision((call.id, session_id), (call, *self._answered(call, by, session_id, cause)))

    def _join(self, call: Call, by: UUID, device_id: str, settings: Settings, at: datetime, cause: Cause) -> UUID:
        return call.join(
            session_id=uuid4(),
            user_id=by,
            device_id=identifier(device_id, "device id"),
            settings=settings,
            at=at,
            cause=cause,
        )

    def _answered(self, call: Call, by: UUID, session_id: UUID, cause: Cause) -> tuple[Ring, ...]:
        """The joiner's ring, if it still rings: joining is answering it. A direct call is over with its ring."""
        ring_id = call.rings.get(by)
        ring = None if ring_id is None else self.log.look_up(Ring, ring_id)
        if ring is None or ring.outcome is not None:
            return ()
        at = self.clock()
        if ring.overdue(at) and call.kind is CallKind.CONFERENCE:
            ring.expire(cause=cause)
        else:
            ring.accept(session_id=session_id, at=at, cause=cause)
        return (ring,)

    def _leave(self, call: Call, session_id: UUID, reason: LeaveReason, cause: Cause) -> None:
        call.leave(session_id=session_id, reason=reason, settings=settings_of(self.log), at=self.clock(), cause=cause)

    def _callees(self, room: Room, caller: UUID, settings: Settings) -> list[UUID]:
        """Whom a call in this room rings: its other active members, where the settings say so."""
        if not settings.ringing_enabled or room.kind not in settings.ringing_room_kinds:
            return []
        others = (self.log.look_up(User, member) for member in sorted(room.members) if member != caller)
        return [user.id for user in others if user is not None and user.active]

    def _room_of_member(self, room_id: UUID, user_id: UUID) -> Room:
        """The room, for an active member of it."""
        room = self.log.find(Room, room_id, UnknownRoom)
        room.require_member(user_id)
        self.log.find(User, user_id, UnknownUser).require_active()
        return room

    def _room_of_participant(self, call: Call, user_id: UUID) -> Room:
        try:
            return self._room_of_member(call.room_id, user_id)
        except NotFound:
            raise UnknownCall from None


def ring(call: Call, callee_id: UUID, settings: Settings, at: datetime, cause: Cause) -> Ring:
    """A new ring of `callee_id` for `call`, known to both."""
    ring_id = uuid4()
    call.ring(ring_id=ring_id, callee_id=callee_id, at=at, cause=cause)
    return Ring.start(
        ring_id=ring_id,
        call_id=call.id,
        room_id=call.room_id,
        caller_id=call.initiator_id,
        callee_id=callee_id,
        expires_at=at + timedelta(seconds=settings.ring_time),
        at=at,
        cause=cause,
    )


def with_room(log: Ringlog, call: Call, cause: Cause) -> tuple[Root, ...]:
    """What is recorded together: the call, and once it has ended its room, which is free again."""
    if call.state is not CallState.ENDED:
        return (call,)
    room = log.find(Room, call.room_id, UnknownRoom)
    room.close_call(call_id=call.id, at=call.modified_on, cause=cause)
    return (call, room)
