"""Policies of those who may be in a call no more: removed from its room, or deactivated."""

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile
from uuid import UUID

from domain.calls.call import Call
from domain.calls.states import LeaveReason
from domain.consequences.consequences import Changed
from domain.consequences.policy import PolicyGroup, follows
from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion


class LostAccess(PolicyGroup):
    """They leave the calls that they are in."""

    @follows(Room.MembersRemoved)
    def whoever_loses_membership_leaves(self, fact: Room.MembersRemoved, on: Occasion) -> Changed:
        room = self.room(fact.originator_id)
        if room.ongoing_call_id is None:
            return ()
        return self.consequences.remove_users(room.ongoing_call_id, fact.user_ids, LeaveReason.LOST_MEMBERSHIP, on)

    @follows(User.Deactivated, User.Erased)
    def a_deactivated_user_leaves(self, fact: User.Deactivated | User.Erased, on: Occasion) -> Changed:
        changed: Changed = ()
        for call_id in self.calls_of_user.calls_of(fact.originator_id):
            changed += self.consequences.remove_users(call_id, (fact.originator_id,), LeaveReason.DEACTIVATED, on)
        return changed

    @follows(Call.ParticipantJoined)
    def whoever_lost_access_meanwhile_leaves_again(self, fact: Call.ParticipantJoined, on: Occasion) -> Changed:
        """Joining looks at the room and the user, but records neither: they may have changed at that very instant."""
        call = self.call(fact.originator_id)
        user = self.log.look_up(User, fact.user_id)
        if user is not None and not user.active:
            reason, lost_at = LeaveReason.DEACTIVATED, self._deactivated_at(fact)
        elif fact.user_id not in self.room(call.room_id).members:
            reason, lost_at = LeaveReason.LOST_MEMBERSHIP, self._removed_at(call.room_id, fact)
        else:
            return ()
        return self.consequences.remove_users(
            call.id, (fact.user_id,), reason, on.not_before(lost_at or fact.timestamp)
        )

    def _deactivated_at(self, joined: Call.ParticipantJoined) -> datetime | None:
        facts = self._since(joined, joined.user_id)
        return next((fact.timestamp for fact in facts if isinstance(fact, User.Deactivated | User.Erased)), None)

    def _removed_at(self, room_id: UUID, joined: Call.ParticipantJoined) -> datetime | None:
        removals = (fact for fact in self._since(joined, room_id) if isinstance(fact, Room.MembersRemoved))
        return next((fact.timestamp for fact in removals if joined.user_id in fact.user_ids), None)

    def _since(self, joined: Call.ParticipantJoined, id_: UUID) -> Iterator[Fact]:
        """What happened after somebody joined, newest first. What they had lost before then, they lost by joining."""
        return takewhile(lambda fact: fact.timestamp > joined.timestamp, self.log.newest_first(id_))
