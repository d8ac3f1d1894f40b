"""Policies of calls that are recorded: until when they are, and who is told of it."""

from domain.calls.call import Call
from domain.calls.states import CallState
from domain.consequences.consequences import Changed
from domain.consequences.policy import PolicyGroup, follows
from domain.kernel.occasion import Occasion
from domain.recordings.recording import Recording


class RecordedCalls(PolicyGroup):
    """Nobody is recorded untold, and nothing after the call has ended."""

    @follows(Call.Ended)
    def an_ended_call_is_recorded_no_more(self, fact: Call.Ended, on: Occasion) -> Changed:
        return self.consequences.stop_recording(fact.originator_id, on)

    @follows(Recording.Requested)
    def a_call_that_ended_meanwhile_is_not_recorded(self, fact: Recording.Requested, on: Occasion) -> Changed:
        """Asking looks at the call but doesn't record to it: it may have ended at that very instant."""
        call = self.call(fact.call_id)
        if call.state is not CallState.ENDED:
            return ()
        return self.consequences.stop_recording(fact.call_id, on.not_before(call.modified_on))

    @follows(Call.ParticipantJoined)
    def whoever_joins_is_told_of_the_recording(self, fact: Call.ParticipantJoined, on: Occasion) -> Changed:
        return self.consequences.tell_of_recording(fact.originator_id, (fact.user_id,), on)

    @follows(Recording.Started)
    def whoever_joined_meanwhile_is_told_of_the_recording(self, fact: Recording.Started, on: Occasion) -> Changed:
        """Those who joined at the very instant at which it started."""
        return self.consequences.tell_of_recording(fact.call_id, self.call(fact.call_id).participants, on)
