"""Whom a call rings, and who is not to be disturbed."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

from domain.calls.call import Call
from domain.calls.calls_of_user import CallsOfUser
from domain.calls.conditions import rings_in
from domain.calls.ring import Ring, SuppressionReason
from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.log import Log
from domain.kernel.occasion import Occasion
from domain.workspace.settings import Settings


def callees(log: Log, room: Room, caller_id: UUID, settings: Settings) -> list[User]:
    """The room's other active members, where its calls ring."""
    if not rings_in(room, settings):
        return []
    others = (log.look_up(User, member) for member in sorted(room.members) if member != caller_id)
    return [user for user in others if user is not None and user.active]


def ring_all(
    users: Iterable[User], call: Call, caller_id: UUID, calls_of_user: CallsOfUser, settings: Settings, on: Occasion
) -> list[Ring]:
    """A new ring for each of the users, known to the call; suppressed for who is not to be disturbed."""
    return [_ring(user, call, caller_id, calls_of_user, settings, on) for user in users]


def _ring(
    user: User, call: Call, caller_id: UUID, calls_of_user: CallsOfUser, settings: Settings, on: Occasion
) -> Ring:
    ring_id = uuid4()
    call.ring(on, ring_id=ring_id, callee_id=user.id)
    return Ring.start(
        on,
        ring_id=ring_id,
        call_id=call.id,
        room_id=call.room_id,
        caller_id=caller_id,
        callee_id=user.id,
        expires_at=on.at + timedelta(seconds=settings.ring_time),
        suppressed=_suppression(user, call, calls_of_user),
    )


def _suppression(user: User, call: Call, calls_of_user: CallsOfUser) -> SuppressionReason | None:
    preferences = user.preferences
    if preferences.do_not_disturb:
        return SuppressionReason.DO_NOT_DISTURB
    if not preferences.ringing_enabled:
        return SuppressionReason.RINGING_OFF
    if call.room_id in preferences.muted_rooms:
        return SuppressionReason.ROOM_MUTED
    return SuppressionReason.IN_ANOTHER_CALL if calls_of_user.calls_of(user.id) else None
