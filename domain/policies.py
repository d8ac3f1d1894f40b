"""Policies: what follows from a fact without anybody asking for it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from domain.aggregate import Root
from domain.call import Call
from domain.call_terms import EndReason, LeaveReason
from domain.errors import UnknownRoom
from domain.facts import Fact
from domain.media_session import MediaCloseReason, MediaSession
from domain.ring import Ring
from domain.room import Room, RoomState
from domain.services.reactions import Reactions

NAME = "policies"
Changed = tuple[Root, ...]


class Policies:
    """One method per consequence. Each returns the aggregates that changed, and none when there is nothing to do."""

    def __init__(self, reactions: Reactions) -> None:
        self.reactions = reactions
        self.handlers: Mapping[type[Fact], Callable[[Any], Changed]] = {
            Ring.Declined: self.a_declined_direct_call_ends,
            Ring.Expired: self.an_unanswered_direct_call_ends,
            Call.Ended: self.an_ended_call_rings_nobody,
            MediaSession.Connected: self.connected_media_restores_the_session,
            MediaSession.Failed: self.failed_media_ends_the_session,
            MediaSession.Closed: self.dropped_media_leaves_the_session_reconnecting,
            Room.MembersRemoved: self.whoever_loses_membership_leaves,
            Room.StateChanged: self.a_closed_room_ends_its_call,
        }

    def concern(self, fact: Fact) -> bool:
        """Whether anything can follow from the fact."""
        return type(fact) in self.handlers

    def react(self, fact: Fact) -> Changed:
        """What follows from a fact that concerns them. Raises DomainError if what it is about is gone."""
        return self.handlers[type(fact)](fact)

    def a_declined_direct_call_ends(self, fact: Ring.Declined) -> Changed:
        ring = self._ring(fact.originator_id)
        return self.reactions.end_unanswered_call(
            ring.call_id, EndReason.DECLINED, ring.callee_id, fact.timestamp, fact.reaction(NAME)
        )

    def an_unanswered_direct_call_ends(self, fact: Ring.Expired) -> Changed:
        ring = self._ring(fact.originator_id)
        return self.reactions.end_unanswered_call(
            ring.call_id, EndReason.NOT_ANSWERED, None, fact.timestamp, fact.reaction(NAME)
        )

    def an_ended_call_rings_nobody(self, fact: Call.Ended) -> Changed:
        return self.reactions.cancel_rings(fact.originator_id, fact.timestamp, fact.reaction(NAME))

    def connected_media_restores_the_session(self, fact: MediaSession.Connected) -> Changed:
        return self.reactions.restore_connection(fact.call_id, fact.session_id, fact.timestamp, fact.reaction(NAME))

    def failed_media_ends_the_session(self, fact: MediaSession.Failed) -> Changed:
        return self.reactions.lose_session(fact.call_id, fact.session_id, fact.timestamp, fact.reaction(NAME))

    def dropped_media_leaves_the_session_reconnecting(self, fact: MediaSession.Closed) -> Changed:
        if fact.reason is MediaCloseReason.BYE:
            return ()
        return self.reactions.drop_connection(fact.call_id, fact.session_id, fact.timestamp, fact.reaction(NAME))

    def whoever_loses_membership_leaves(self, fact: Room.MembersRemoved) -> Changed:
        room = self._room(fact.originator_id)
        if room.ongoing_call_id is None:
            return ()
        return self.reactions.remove_users(
            room.ongoing_call_id, fact.user_ids, LeaveReason.LOST_MEMBERSHIP, fact.timestamp, fact.reaction(NAME)
        )

    def a_closed_room_ends_its_call(self, fact: Room.StateChanged) -> Changed:
        reasons = {RoomState.ARCHIVED: EndReason.ROOM_ARCHIVED, RoomState.DELETED: EndReason.ROOM_DELETED}
        room = self._room(fact.originator_id)
        if room.ongoing_call_id is None or fact.state not in reasons:
            return ()
        return self.reactions.end_call(room.ongoing_call_id, reasons[fact.state], fact.timestamp, fact.reaction(NAME))

    def _ring(self, ring_id: UUID) -> Ring:
        return self.reactions.log.find(Ring, ring_id)

    def _room(self, room_id: UUID) -> Room:
        return self.reactions.log.find(Room, room_id, UnknownRoom)
