"""Policies of what is left on the floor by those who have left the call: their screen, their raised hand."""

from domain.calls.call import Call
from domain.consequences.consequences import Changed
from domain.consequences.policy import PolicyGroup, follows
from domain.floor.floor import Floor
from domain.kernel.occasion import Occasion


class VacatedFloor(PolicyGroup):
    """It is taken away."""

    @follows(Call.SessionLeft)
    def a_session_that_left_shares_no_screen(self, fact: Call.SessionLeft, on: Occasion) -> Changed:
        return self.consequences.stop_sharing(fact.originator_id, fact.session_id, on)

    @follows(Call.ParticipantLeft)
    def whoever_left_asks_to_speak_no_more(self, fact: Call.ParticipantLeft, on: Occasion) -> Changed:
        return self.consequences.lower_hand(fact.originator_id, fact.user_id, on)

    @follows(Floor.HandRaised)
    def whoever_left_meanwhile_asks_to_speak_no_more(self, fact: Floor.HandRaised, on: Occasion) -> Changed:
        """Raising looks at the call, but doesn't record to it: they may have left, and even come back, meanwhile."""
        call = self.call(fact.call_id)
        joined = [session.joined_at for session in call.sessions.values() if session.user_id == fact.user_id]
        if any(joined_at <= fact.timestamp for joined_at in joined):
            return ()
        return self.consequences.lower_hand(fact.call_id, fact.user_id, on.not_before(call.modified_on))
