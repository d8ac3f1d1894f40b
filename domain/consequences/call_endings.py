"""Policies of how calls end with what they depend on, and what ends with them."""

from domain.calls.call import Call
from domain.calls.ring import Ring
from domain.calls.states import EndReason
from domain.consequences.consequences import Changed
from domain.consequences.policy import PolicyGroup, follows
from domain.directory.room import Room, RoomState
from domain.kernel.occasion import Occasion

CLOSED = {RoomState.ARCHIVED: EndReason.ROOM_ARCHIVED, RoomState.DELETED: EndReason.ROOM_DELETED}


class CallEndings(PolicyGroup):
    """The host's leaving is not among these: the call has another host then (`domain/calls/host_succession.py`)."""

    @follows(Ring.Declined, Ring.Expired)
    def a_call_that_waits_for_its_ring_ends_with_it(self, fact: Ring.Declined | Ring.Expired, on: Occasion) -> Changed:
        ring = self.log.find(Ring, fact.originator_id)
        return self.consequences.catch_up_call(ring.call_id, on)

    @follows(Room.Erased)
    def an_erased_room_ends_its_call(self, fact: Room.Erased, on: Occasion) -> Changed:
        room = self.room(fact.originator_id)
        if room.ongoing_call_id is None:
            return ()
        return self.consequences.end_call(room.ongoing_call_id, EndReason.ROOM_ARCHIVED, on)

    @follows(Room.StateChanged)
    def a_closed_room_ends_its_call(self, fact: Room.StateChanged, on: Occasion) -> Changed:
        room = self.room(fact.originator_id)
        if room.ongoing_call_id is None or fact.state not in CLOSED:
            return ()
        return self.consequences.end_call(room.ongoing_call_id, CLOSED[fact.state], on)

    @follows(Call.Ended)
    def an_ended_call_rings_nobody(self, fact: Call.Ended, on: Occasion) -> Changed:
        return self.consequences.cancel_rings(fact.originator_id, on)
