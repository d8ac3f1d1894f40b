"""Who may do what in a call: a member of its room, a participant, its host, an admin.

Each use case begins with what it asks for: see those of this subject and `domain/floor/use_cases.py` (muting).
"""

from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from domain.calls.call import Call
from domain.calls.conditions import require_control
from domain.calls.overdue_endings import catch_up
from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.errors import UnknownCall, UnknownRoom, UserIsDeactivated
from domain.kernel.log import until_recorded
from domain.kernel.occasion import Occasion
from domain.kernel.use_case import UseCases


class Requester(NamedTuple):
    """Who asks something of a call: a user, and whether the workspace made them an admin."""

    user_id: UUID
    admin: bool = False


class UseCasesInCalls(UseCases):
    """Base of the use cases that act on calls. What they find doesn't depend on whether a timer has come in time."""

    def _call_now(self, call_id: UUID, on: Occasion) -> Call:
        """The call, once all that was due in it is on record, whatever comes of the command. Raises UnknownCall."""
        timer = Occasion(on.at, replace(on.cause, actor="timer", origin="deadlines"))

        def attempt() -> Call:
            call = self.log.find(Call, call_id, UnknownCall)
            due = catch_up(self.log, call, timer)
            if changed := [aggregate for aggregate in due if aggregate.pending_events]:
                self.log.commit(*changed)
            return call

        return until_recorded(attempt)

    def _call_seen_by(self, call_id: UUID, who: Requester, on: Occasion) -> tuple[Call, Room]:
        """The call and its room, for an active member or an admin; to anyone else it doesn't exist.

        Raises UnknownCall, UserIsDeactivated.
        """
        call = self._call_now(call_id, on)
        room = self.log.find(Room, call.room_id, UnknownRoom)
        if not who.admin and who.user_id not in room.members:
            raise UnknownCall
        user = self.log.look_up(User, who.user_id)
        if user is not None and not user.active:
            raise UserIsDeactivated
        return call, room

    def _call_of_participant(self, call_id: UUID, user_id: UUID, on: Occasion) -> tuple[Call, Room]:
        """Raises UnknownCall, UserIsDeactivated, CallAlreadyEnded, NotInCall."""
        call, room = self._call_seen_by(call_id, Requester(user_id), on)
        call.require_participant(user_id)
        return call, room

    def _call_of_host(self, call_id: UUID, who: Requester, on: Occasion) -> tuple[Call, Room]:
        """For the host or an admin. Raises UnknownCall, UserIsDeactivated, CallAlreadyEnded, NotHost."""
        call, room = self._call_seen_by(call_id, who, on)
        require_control(call, who.user_id, admin=who.admin)
        return call, room
