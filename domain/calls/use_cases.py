"""Use cases of calls: starting, joining, leaving, ending."""

from typing import Unpack
from uuid import UUID, uuid4

from domain.calls import attendance
from domain.calls.authority import UseCasesInCalls
from domain.calls.call import Call
from domain.calls.calls_of_user import CallsOfUser, NoCallsOfUser
from domain.calls.conditions import require_calls_enabled, require_joinable
from domain.calls.joining import Device, enter, leave_others
from domain.calls.overdue_endings import with_freed_rooms
from domain.calls.ring import Ring
from domain.calls.ringing import callees, ring_all
from domain.calls.states import CallKind, CallState, EndReason, LeaveReason
from domain.directory.room import Room, RoomKind
from domain.directory.user import User
from domain.kernel.clock import Clock
from domain.kernel.errors import (
    NotFound,
    ProviderIsDisabled,
    SessionTakenOver,
    UnknownCall,
    UnknownRoom,
    UnknownUser,
)
from domain.kernel.ids import media_session_id
from domain.kernel.log import Log
from domain.kernel.occasion import Occasion
from domain.kernel.text import title as checked_title
from domain.kernel.use_case import Asked, Decision, use_case
from domain.media_sessions.media_session import MediaSession
from domain.threads.thread import Thread
from domain.workspace.settings import Settings
from domain.workspace.use_cases import settings_of


class CallUseCases(UseCasesInCalls):
    """What people do with calls. Each answer is (call id, session id) unless it says otherwise."""

    def __init__(self, log: Log, clock: Clock, calls_of_user: CallsOfUser | None = None) -> None:
        super().__init__(log, clock)
        self._calls_of_user = calls_of_user or NoCallsOfUser()

    @use_case(turn="room_id")
    def start(
        self,
        on: Occasion,
        *,
        room_id: UUID,
        by: UUID,
        device: Device,
        title: str | None = None,
        provider: str | None = None,
        **_: Unpack[Asked],
    ) -> Decision:
        """Start the room's call, in it with `device`, ringing whom the room rings; or join the one that is on.

        Raises UnknownRoom, UnknownUser, UserIsDeactivated, RoomIsArchived, RoomIsReadOnly, CallsAreDisabled,
        ProviderIsDisabled, ProviderCannot, AlreadyInAnotherCall, InvalidInput; what `join` raises if a call is on.
        """
        room = self._room_of_member(room_id, by)
        given = None if title is None else checked_title(title)
        if room.ongoing_call_id is not None:
            call = self._call_now(room.ongoing_call_id, on)
            if call.state is not CallState.ENDED:
                return self._joined(call, room, by, device, on)
            room = self._room_of_member(room_id, by)
        return self._started(room, by, device, given or room.name, provider, on)

    @use_case(turn="call_id")
    def join(self, on: Occasion, *, call_id: UUID, by: UUID, device: Device, **_: Unpack[Asked]) -> Decision:
        """Join with one device; that also answers the user's ring. A device that is in already keeps its session.

        Raises UnknownCall, UnknownUser, UserIsDeactivated, CallAlreadyEnded, CallIsFull, TooManySessions,
        ProviderCannot, AlreadyInAnotherCall, InvalidInput.
        """
        call = self._call_now(call_id, on)
        return self._joined(call, self._room_of_participant(call, by), by, device, on)

    @use_case(turn="call_id")
    def leave(
        self,
        on: Occasion,
        *,
        call_id: UUID,
        session_id: UUID,
        by: UUID,
        connection_id: UUID | None = None,
        **_: Unpack[Asked],
    ) -> Decision:
        """Hang up one device; only its client that has this connection, if there is one.

        Does nothing if it has left or the call has ended. Raises UnknownCall, UnknownSession, SessionTakenOver.
        """
        call = self._call_now(call_id, on)
        room = self._room_of_participant(call, by)
        if session_id in call.sessions:
            call.require_session(session_id, by)
        if connection_id is not None:
            self.log.find(MediaSession, media_session_id(session_id), SessionTakenOver).newest(connection_id)
        attendance.leave(call, on, session_id=session_id, reason=LeaveReason.LEFT, settings=settings_of(self.log, room))
        return Decision((call_id, session_id), with_freed_rooms(self.log, [call], on))

    @use_case
    def end(self, on: Occasion, *, call_id: UUID, by: UUID, admin: bool = False, **_: Unpack[Asked]) -> Decision:
        """End the call for all; the answer is (call id,). Raises UnknownCall, NotHost."""
        call = self._call_now(call_id, on)
        if not admin:
            self._room_of_participant(call, by)
            call.require_host(by)
        reason = EndReason.ENDED_BY_ADMIN if admin and by != call.host_id else EndReason.ENDED_BY_HOST
        call.end(on, reason=reason, ended_by=by)
        return Decision((call_id,), with_freed_rooms(self.log, [call], on))

    def _started(
        self, room: Room, by: UUID, device: Device, title: str, provider: str | None, on: Occasion
    ) -> Decision:
        settings = settings_of(self.log, room)
        require_calls_enabled(settings)
        others = leave_others(self.log, self._calls_of_user, by, None, device.leave_others, on)
        called = callees(self.log, room, by, settings)
        direct = room.kind is RoomKind.DIRECT
        call = Call.start(
            on,
            call_id=uuid4(),
            room_id=room.id,
            kind=CallKind.DIRECT if direct else CallKind.CONFERENCE,
            calling=direct and bool(called),
            title=title,
            provider=_enabled(provider or settings.default_provider, settings),
            initiator_id=by,
            settings=settings,
        )
        room.open_call(on, call_id=call.id)
        rings = ring_all(called, call, by, self._calls_of_user, settings, on)
        session_id = enter(self.log, call, room, by, device, on)
        thread = Thread.open(on, call_id=call.id, room_id=room.id)
        return Decision((call.id, session_id), (call, room, thread, *rings, *others))

    def _joined(self, call: Call, room: Room, by: UUID, device: Device, on: Occasion) -> Decision:
        require_joinable(room)
        others = leave_others(self.log, self._calls_of_user, by, call.id, device.leave_others, on)
        session_id = enter(self.log, call, room, by, device, on)
        return Decision((call.id, session_id), (call, *self._answered(call, by, session_id, on), *others))

    def _answered(self, call: Call, by: UUID, session_id: UUID, on: Occasion) -> tuple[Ring, ...]:
        """The joiner's ring, if it still rings: joining is answering it."""
        ring_id = call.rings.get(by)
        ring = None if ring_id is None else self.log.look_up(Ring, ring_id)
        if ring is None or ring.outcome is not None:
            return ()
        if ring.overdue(on.at):
            ring.expire(on)
        else:
            ring.accept(on, session_id=session_id)
        return (ring,)

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


def _enabled(provider: str, settings: Settings) -> str:
    if provider not in settings.enabled_providers:
        raise ProviderIsDisabled
    return provider
