"""Policies: what follows from a fact without anybody asking for it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import chain, takewhile
from typing import Any
from uuid import UUID

from domain.calls.call import Call
from domain.calls.calls_of_user import CallsOfUser
from domain.calls.ring import Ring
from domain.calls.states import CallState, EndReason, LeaveReason
from domain.consequences.reactions import Reactions
from domain.directory.room import Room, RoomState
from domain.directory.user import User
from domain.floor.floor import Floor
from domain.kernel.aggregate import Root
from domain.kernel.errors import UnknownCall, UnknownRoom
from domain.kernel.fact import Fact
from domain.media_sessions.media_session import MediaCloseReason, MediaSession
from domain.recordings.recording import Recording

NAME = "policies"
Changed = tuple[Root, ...]


class Policies:
    """One method per consequence. Each returns the aggregates that changed, and none when there is nothing to do.

    Consequences of the same fact never touch the same aggregate: they are recorded together.
    """

    def __init__(self, reactions: Reactions, calls_of_user: CallsOfUser) -> None:
        """calls_of_user: knows of every call that was joined before the fact that is reacted to."""
        self.reactions = reactions
        self._calls_of_user = calls_of_user
        self.handlers: Mapping[type[Fact], tuple[Callable[[Any], Changed], ...]] = {
            Ring.Declined: (self.a_call_that_waits_for_its_ring_ends_with_it,),
            Ring.Expired: (self.a_call_that_waits_for_its_ring_ends_with_it,),
            Call.Ended: (self.an_ended_call_rings_nobody, self.an_ended_call_is_recorded_no_more),
            Call.ParticipantJoined: (
                self.whoever_lost_access_meanwhile_leaves_again,
                self.whoever_joins_is_told_of_the_recording,
            ),
            Call.SessionLeft: (self.a_session_that_left_shares_no_screen,),
            Call.ParticipantLeft: (self.whoever_left_asks_to_speak_no_more,),
            Floor.HandRaised: (self.whoever_left_meanwhile_asks_to_speak_no_more,),
            MediaSession.Connected: (self.connected_media_restores_the_session,),
            MediaSession.Failed: (self.media_that_never_came_up_ends_the_session,),
            MediaSession.Closed: (self.dropped_media_leaves_the_session_reconnecting,),
            Recording.Requested: (self.a_call_that_ended_meanwhile_is_not_recorded,),
            Recording.Started: (self.whoever_joined_meanwhile_is_told_of_the_recording,),
            Room.MembersRemoved: (self.whoever_loses_membership_leaves,),
            Room.StateChanged: (self.a_closed_room_ends_its_call,),
            User.Deactivated: (self.a_deactivated_user_leaves,),
        }

    def concern(self, fact: Fact) -> bool:
        """Whether anything can follow from the fact."""
        return type(fact) in self.handlers

    def react(self, fact: Fact) -> Changed:
        """What follows from a fact that concerns them. Raises DomainError if what it is about is gone."""
        return tuple(chain.from_iterable(follow(fact) for follow in self.handlers[type(fact)]))

    def a_call_that_waits_for_its_ring_ends_with_it(self, fact: Ring.Declined | Ring.Expired) -> Changed:
        ring = self._ring(fact.originator_id)
        return self.reactions.settle_call(ring.call_id, fact.as_cause_of(NAME))

    def an_ended_call_rings_nobody(self, fact: Call.Ended) -> Changed:
        return self.reactions.cancel_rings(fact.originator_id, fact.as_cause_of(NAME))

    def an_ended_call_is_recorded_no_more(self, fact: Call.Ended) -> Changed:
        return self.reactions.stop_recording(fact.originator_id, fact.as_cause_of(NAME))

    def a_call_that_ended_meanwhile_is_not_recorded(self, fact: Recording.Requested) -> Changed:
        """Asking looks at the call but doesn't record to it: it may have ended at that very instant."""
        call = self.reactions.log.find(Call, fact.call_id, UnknownCall)
        if call.state is not CallState.ENDED:
            return ()
        return self.reactions.stop_recording(fact.call_id, fact.as_cause_of(NAME).not_before(call.modified_on))

    def whoever_joins_is_told_of_the_recording(self, fact: Call.ParticipantJoined) -> Changed:
        return self.reactions.tell_of_recording(fact.originator_id, (fact.user_id,), fact.as_cause_of(NAME))

    def whoever_joined_meanwhile_is_told_of_the_recording(self, fact: Recording.Started) -> Changed:
        """Those who joined at the very instant at which it started."""
        call = self.reactions.log.find(Call, fact.call_id, UnknownCall)
        return self.reactions.tell_of_recording(fact.call_id, call.participants, fact.as_cause_of(NAME))

    def connected_media_restores_the_session(self, fact: MediaSession.Connected) -> Changed:
        return self.reactions.restore_connection(fact.call_id, fact.session_id, fact.as_cause_of(NAME))

    def media_that_never_came_up_ends_the_session(self, fact: MediaSession.Failed) -> Changed:
        """Media that came up before has its time to come back, as after an outage."""
        if self.reactions.log.find(MediaSession, fact.originator_id).was_connected:
            return self.reactions.drop_connection(fact.call_id, fact.session_id, fact.as_cause_of(NAME))
        return self.reactions.lose_session(fact.call_id, fact.session_id, fact.as_cause_of(NAME))

    def dropped_media_leaves_the_session_reconnecting(self, fact: MediaSession.Closed) -> Changed:
        if fact.reason is MediaCloseReason.BYE:
            return ()
        return self.reactions.drop_connection(fact.call_id, fact.session_id, fact.as_cause_of(NAME))

    def whoever_loses_membership_leaves(self, fact: Room.MembersRemoved) -> Changed:
        room = self._room(fact.originator_id)
        if room.ongoing_call_id is None:
            return ()
        return self.reactions.remove_users(
            room.ongoing_call_id, fact.user_ids, LeaveReason.LOST_MEMBERSHIP, fact.as_cause_of(NAME)
        )

    def a_closed_room_ends_its_call(self, fact: Room.StateChanged) -> Changed:
        reasons = {RoomState.ARCHIVED: EndReason.ROOM_ARCHIVED, RoomState.DELETED: EndReason.ROOM_DELETED}
        room = self._room(fact.originator_id)
        if room.ongoing_call_id is None or fact.state not in reasons:
            return ()
        return self.reactions.end_call(room.ongoing_call_id, reasons[fact.state], fact.as_cause_of(NAME))

    def a_deactivated_user_leaves(self, fact: User.Deactivated) -> Changed:
        changed: Changed = ()
        for call_id in self._calls_of_user.calls_of(fact.originator_id):
            changed += self.reactions.remove_users(
                call_id, (fact.originator_id,), LeaveReason.DEACTIVATED, fact.as_cause_of(NAME)
            )
        return changed

    def whoever_lost_access_meanwhile_leaves_again(self, fact: Call.ParticipantJoined) -> Changed:
        """Joining looks at the room and the user, but records neither: they may have changed at that very instant."""
        call = self.reactions.log.find(Call, fact.originator_id, UnknownCall)
        user = self.reactions.log.look_up(User, fact.user_id)
        if user is not None and not user.active:
            reason, lost_at = LeaveReason.DEACTIVATED, self._deactivated_at(fact)
        elif fact.user_id not in self._room(call.room_id).members:
            reason, lost_at = LeaveReason.LOST_MEMBERSHIP, self._removed_at(call.room_id, fact)
        else:
            return ()
        on = fact.as_cause_of(NAME).not_before(lost_at or fact.timestamp)
        return self.reactions.remove_users(call.id, (fact.user_id,), reason, on)

    def _deactivated_at(self, joined: Call.ParticipantJoined) -> datetime | None:
        facts = self._since(joined, joined.user_id)
        return next((fact.timestamp for fact in facts if isinstance(fact, User.Deactivated)), None)

    def _removed_at(self, room_id: UUID, joined: Call.ParticipantJoined) -> datetime | None:
        removals = (fact for fact in self._since(joined, room_id) if isinstance(fact, Room.MembersRemoved))
        return next((fact.timestamp for fact in removals if joined.user_id in fact.user_ids), None)

    def _since(self, joined: Call.ParticipantJoined, id_: UUID) -> Iterator[Fact]:
        """What happened after somebody joined, newest first. What they had lost before then, they lost by joining."""
        return takewhile(lambda fact: fact.timestamp > joined.timestamp, self.reactions.log.newest_first(id_))

    def a_session_that_left_shares_no_screen(self, fact: Call.SessionLeft) -> Changed:
        return self.reactions.stop_sharing(fact.originator_id, fact.session_id, fact.as_cause_of(NAME))

    def whoever_left_asks_to_speak_no_more(self, fact: Call.ParticipantLeft) -> Changed:
        return self.reactions.lower_hand(fact.originator_id, fact.user_id, fact.as_cause_of(NAME))

    def whoever_left_meanwhile_asks_to_speak_no_more(self, fact: Floor.HandRaised) -> Changed:
        """Raising looks at the call, but doesn't record to it: they may have left, and even come back, meanwhile."""
        call = self.reactions.log.find(Call, fact.call_id, UnknownCall)
        joined = [session.joined_at for session in call.sessions.values() if session.user_id == fact.user_id]
        if any(joined_at <= fact.timestamp for joined_at in joined):
            return ()
        on = fact.as_cause_of(NAME).not_before(call.modified_on)
        return self.reactions.lower_hand(fact.call_id, fact.user_id, on)

    def _ring(self, ring_id: UUID) -> Ring:
        return self.reactions.log.find(Ring, ring_id)

    def _room(self, room_id: UUID) -> Room:
        return self.reactions.log.find(Room, room_id, UnknownRoom)
