"""Policies of what becomes of a session in its call when its media connects, fails or drops."""

from domain.consequences.consequences import Changed
from domain.consequences.policy import PolicyGroup, follows
from domain.kernel.occasion import Occasion
from domain.media_sessions.media_session import MediaCloseReason, MediaSession


class MediaConnections(PolicyGroup):
    """A session keeps its place for a while without media. `worker/lease_watch.py` sees those that only go quiet."""

    @follows(MediaSession.Connected)
    def connected_media_restores_the_session(self, fact: MediaSession.Connected, on: Occasion) -> Changed:
        return self.consequences.restore_connection(fact.call_id, fact.session_id, on)

    @follows(MediaSession.Failed)
    def media_that_never_came_up_ends_the_session(self, fact: MediaSession.Failed, on: Occasion) -> Changed:
        """Media that came up before has its time to come back, as after an outage."""
        if self.log.find(MediaSession, fact.originator_id).was_connected:
            return self.consequences.drop_connection(fact.call_id, fact.session_id, on)
        return self.consequences.lose_session(fact.call_id, fact.session_id, on)

    @follows(MediaSession.Closed)
    def dropped_media_leaves_the_session_reconnecting(self, fact: MediaSession.Closed, on: Occasion) -> Changed:
        if fact.reason is MediaCloseReason.BYE:
            return ()
        return self.consequences.drop_connection(fact.call_id, fact.session_id, on)
