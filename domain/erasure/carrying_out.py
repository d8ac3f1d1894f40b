"""What the worker decides when it carries out an erasure: whether a hold forbids it, what goes, and that it is done."""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from domain.directory.room import Room, RoomKind
from domain.directory.user import User
from domain.erasure.erasure import Erasure, ErasureState
from domain.erasure.extent import Extent
from domain.erasure.legal_holds import Hold, ScopeKind
from domain.erasure.use_cases import register_of_holds
from domain.kernel.aggregate import Root
from domain.kernel.errors import UnknownRoom, UnknownUser
from domain.kernel.log import Log
from domain.kernel.occasion import Occasion


class Traces(NamedTuple):
    """Where the log names a person: rooms that they ever were members of, and calls, with what was written in them."""

    rooms: frozenset[UUID]
    calls: frozenset[UUID]


def begin(log: Log, erasure_id: UUID, traces: Traces, on: Occasion) -> tuple[Root, ...]:
    """Begin an erasure, or say what holds it; the aggregates that changed."""
    register = register_of_holds(log, on)  # first: if a hold is placed from here on, this is decided again
    erasure = log.find(Erasure, erasure_id)
    if erasure.begun or erasure.state is ErasureState.WITHDRAWN:
        return ()
    rooms = list(_direct_rooms(log, traces))
    people = {erasure.person_id}.union(*(room.members for room in rooms))
    holds = [hold.id for hold in register.holds.values() if concerns(hold, people, traces)]
    if holds:
        erasure.hold(on, hold_ids=holds)
        return (erasure,)
    key_ids = (erasure.person_id, *(room.id for room in rooms))
    register.clear(on, key_ids=key_ids)
    erasure.begin(on, key_ids=key_ids)
    user = log.find(User, erasure.person_id, UnknownUser)
    user.erase(on)
    for room in rooms:
        room.erase(on)
    return (register, erasure, user, *rooms)


def complete(log: Log, erasure_id: UUID, extent: Extent, on: Occasion) -> tuple[Root, ...]:
    """Write the certificate, unless there is one."""
    erasure = log.find(Erasure, erasure_id)
    erasure.complete(on, extent=extent)
    return (erasure,)


def concerns(hold: Hold, people: Collection[UUID], traces: Traces) -> bool:
    """Whether something is on hold that would go: of a person's, or of who shares a direct room with them."""
    match hold.scope.kind:
        case ScopeKind.PERSON:
            return hold.scope.id in people
        case ScopeKind.ROOM:
            return hold.scope.id in traces.rooms
        case ScopeKind.CALL:
            return hold.scope.id in traces.calls


def _direct_rooms(log: Log, traces: Traces) -> Iterable[Room]:
    """They are called what the people in them are called, so that goes with either of them."""
    for room_id in traces.rooms:
        room = log.find(Room, room_id, UnknownRoom)
        if room.kind is RoomKind.DIRECT and not room.erased:
            yield room
