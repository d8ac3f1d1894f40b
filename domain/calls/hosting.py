"""What hosts and admins ask for: hand the call over, remove somebody, ring members who have not joined.

Muting is a use case of the floor. What happens when the host leaves: see `host_succession`.
"""

from typing import Unpack
from uuid import UUID

from domain.calls import attendance, host_succession
from domain.calls.authority import Requester, UseCasesInCalls
from domain.calls.call import Call
from domain.calls.calls_of_user import CallsOfUser, NoCallsOfUser
from domain.calls.conditions import require_ringing
from domain.calls.overdue_endings import with_freed_rooms
from domain.calls.ring import Ring
from domain.calls.ringing import ring_all
from domain.calls.states import LeaveReason
from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.clock import Clock
from domain.kernel.errors import AlreadyInCall, UnknownUser
from domain.kernel.log import Log
from domain.kernel.occasion import Occasion
from domain.kernel.use_case import Asked, Decision, use_case
from domain.workspace.use_cases import settings_of


class HostUseCases(UseCasesInCalls):
    """For the host and admins. All raise UnknownCall, CallAlreadyEnded, NotHost, UserIsDeactivated."""

    def __init__(self, log: Log, clock: Clock, calls_of_user: CallsOfUser | None = None) -> None:
        super().__init__(log, clock)
        self._calls_of_user = calls_of_user or NoCallsOfUser()

    @use_case
    def hand_over(self, on: Occasion, *, call_id: UUID, to: UUID, by: Requester, **_: Unpack[Asked]) -> Decision:
        """Make another participant host. Raises NotInCall."""
        call, _room = self._call_of_host(call_id, by, on)
        host_succession.hand_over(call, on, to=to, by=by.user_id)
        return Decision((call_id,), (call,))

    @use_case
    def remove(self, on: Occasion, *, call_id: UUID, user_id: UUID, by: Requester, **_: Unpack[Asked]) -> Decision:
        """Take a participant out of the call, on all devices. They may join again. Raises NotInCall."""
        call, room = self._call_of_host(call_id, by, on)
        call.require_participant(user_id)
        attendance.remove_user(
            call,
            on,
            user_id=user_id,
            reason=LeaveReason.REMOVED,
            removed_by=by.user_id,
            settings=settings_of(self.log, room),
        )
        return Decision((call_id,), with_freed_rooms(self.log, [call], on))

    @use_case
    def ring(self, on: Occasion, *, call_id: UUID, user_id: UUID, by: Requester, **_: Unpack[Asked]) -> Decision:
        """Ring a member who has not joined; the answer is (call id, ring id). Does nothing while that member rings.

        Raises RoomDoesNotRing, AlreadyInCall, UnknownUser for who isn't an active member of the room.
        """
        call, room = self._call_of_host(call_id, by, on)
        settings = settings_of(self.log, room)
        require_ringing(call, room, settings)
        user = self._member(room, user_id)
        if user_id in call.participants:
            raise AlreadyInCall
        earlier = self._ring_of(call, user_id)
        if earlier is not None and earlier.open_at(on.at):
            return Decision((call_id, earlier.id), ())
        (ring,) = ring_all([user], call, by.user_id, self._calls_of_user, settings, on)
        if earlier is None:
            return Decision((call_id, ring.id), (call, ring))
        earlier.expire(on)
        return Decision((call_id, ring.id), (call, ring, earlier))

    def _member(self, room: Room, user_id: UUID) -> User:
        user = self.log.look_up(User, user_id)
        if user is None or not user.active or user_id not in room.members:
            raise UnknownUser("This user is not a member of the room.")
        return user

    def _ring_of(self, call: Call, user_id: UUID) -> Ring | None:
        """The one that rang last."""
        ring_id = call.rings.get(user_id)
        return None if ring_id is None else self.log.look_up(Ring, ring_id)
