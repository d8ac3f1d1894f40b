"""Use cases of a callee: accept, decline, dismiss."""

from typing import Unpack
from uuid import UUID, uuid4

from domain.calls.authority import UseCasesInCalls
from domain.calls.calls_of_user import CallsOfUser, NoCallsOfUser
from domain.calls.joining import Device, enter, leave_others
from domain.calls.ring import Ring
from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.clock import Clock
from domain.kernel.errors import UnknownRing, UnknownRoom, UnknownUser
from domain.kernel.log import Log
from domain.kernel.occasion import Occasion
from domain.kernel.use_case import Asked, Decision, use_case


class RingUseCases(UseCasesInCalls):
    """What a callee does with a ring. Raises UnknownRing for a ring that is somebody else's."""

    def __init__(self, log: Log, clock: Clock, calls_of_user: CallsOfUser | None = None) -> None:
        super().__init__(log, clock)
        self._calls_of_user = calls_of_user or NoCallsOfUser()

    @use_case
    def accept(self, on: Occasion, *, ring_id: UUID, by: UUID, device: Device, **_: Unpack[Asked]) -> Decision:
        """Answer: the callee joins the call with this device. The answer is (ring id, call id, session id).

        Ring and call are recorded together, so that an accepted ring is a joined call. Raises RingIsOver,
        RingAnsweredElsewhere, CallAlreadyEnded, CallIsFull, TooManySessions, AlreadyInAnotherCall, ProviderCannot,
        UserIsDeactivated.
        """
        ring, room = self._ring_of(ring_id, by)
        call = self._call_now(ring.call_id, on)
        session_id = call.sessions.of_device(by, device.id) or uuid4()
        ring.accept(on, session_id=session_id)
        others = leave_others(self.log, self._calls_of_user, by, call.id, device.leave_others, on)
        enter(self.log, call, room, by, device, on, session_id=session_id)
        return Decision((ring_id, call.id, session_id), (ring, call, *others))

    @use_case
    def decline(
        self, on: Occasion, *, ring_id: UUID, by: UUID, device_id: str | None = None, **_: Unpack[Asked]
    ) -> Decision:
        """Say no, with feedback to the caller; the answer is (ring id,).

        `device_id`: what the device calls itself. Raises RingIsOver, RingAnsweredElsewhere, InvalidInput.
        """
        ring, _room = self._ring_of(ring_id, by)
        ring.decline(on, device_id=device_id)
        return Decision((ring_id,), (ring,))

    @use_case
    def dismiss(self, on: Occasion, *, ring_id: UUID, by: UUID, **_: Unpack[Asked]) -> Decision:
        """Go quiet on all the callee's devices; the answer is (ring id,). Raises RingIsOver, RingAnsweredElsewhere."""
        ring, _room = self._ring_of(ring_id, by)
        ring.dismiss(on)
        return Decision((ring_id,), (ring,))

    def _ring_of(self, ring_id: UUID, callee: UUID) -> tuple[Ring, Room]:
        """The ring, for its callee, who is still an active member of the room."""
        ring = self.log.find(Ring, ring_id, UnknownRing)
        ring.require_callee(callee)
        room = self.log.find(Room, ring.room_id, UnknownRoom)
        if callee not in room.members:
            raise UnknownRing
        self.log.find(User, callee, UnknownUser).require_active()
        return ring, room
