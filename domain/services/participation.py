"""What use cases in a call begin with: the call, for somebody who is in it, or who has a say over it."""

from typing import NamedTuple
from uuid import UUID

from domain.application import Ringlog
from domain.call import Call
from domain.errors import UnknownCall, UnknownRoom, UserIsDeactivated
from domain.room import Room
from domain.user import User


class Standing(NamedTuple):
    """Somebody who wants something of a call: the user, and whether the workspace made them admin."""

    user_id: UUID
    admin: bool = False


def call_seen_by(log: Ringlog, call_id: UUID, who: Standing) -> tuple[Call, Room]:
    """The call and its room, for an active member or an admin; to anyone else it doesn't exist. Raises UnknownCall."""
    call = log.find(Call, call_id, UnknownCall)
    room = log.find(Room, call.room_id, UnknownRoom)
    if not who.admin and who.user_id not in room.members:
        raise UnknownCall
    user = log.look_up(User, who.user_id)
    if user is not None and not user.active:
        raise UserIsDeactivated
    return call, room


def call_of_participant(log: Ringlog, call_id: UUID, user_id: UUID) -> tuple[Call, Room]:
    """Raises UnknownCall, CallAlreadyEnded, NotInCall."""
    call, room = call_seen_by(log, call_id, Standing(user_id))
    call.require_participant(user_id)
    return call, room


def call_of_host(log: Ringlog, call_id: UUID, who: Standing) -> tuple[Call, Room]:
    """For the host or an admin. Raises UnknownCall, CallAlreadyEnded, NotHost."""
    call, room = call_seen_by(log, call_id, who)
    call.require_not_ended()
    if not who.admin:
        call.require_host(who.user_id)
    return call, room
