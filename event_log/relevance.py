"""Which facts concern a call, a room or a user. Each fact is looked at once, so it can follow a live log."""

from collections.abc import Iterable
from uuid import UUID

from domain.calls.call import Call
from domain.calls.ring import Ring
from domain.floor.floor import Floor
from domain.kernel.fact import Fact
from domain.media_sessions.media_session import MediaSession
from domain.recordings.call_recorder import CallRecorder
from domain.recordings.recording import Recording
from domain.threads.thread import Thread

BELONGING = (
    Call.Started,
    Ring.Started,
    Ring.Suppressed,
    MediaSession.Requested,
    Floor.Opened,
    Thread.Opened,
    CallRecorder.Opened,
    Recording.Requested,
)
"""What these start belongs to what they mention."""


class Relevance:
    """To a call belong its rings, media sessions and recordings, to a room its calls.

    A user is concerned where one is named.
    """

    def __init__(self, *, calls: Iterable[UUID] = (), rooms: Iterable[UUID] = (), users: Iterable[UUID] = ()) -> None:
        """What all facts have to concern; nothing given means every fact does."""
        self._things = [{id_} for id_ in (*calls, *rooms)]
        self._users = list(users)

    def concerns(self, fact: Fact) -> bool:
        """Whether the fact concerns all that was asked for."""
        named = fact.ids()
        relevant = True
        for things in self._things:
            if named.isdisjoint(things):
                relevant = False
            elif isinstance(fact, BELONGING):
                things.add(fact.originator_id)
        return relevant and all(user in named or fact.cause.actor == f"user:{user}" for user in self._users)
