"""Live calls: each call's state, and while it is on who is in it with which devices and media."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from domain.calls.call import Call
from domain.calls.states import CallKind, CallState, EndReason
from domain.kernel.fact import Fact
from domain.kernel.ids import media_session_id
from domain.media_sessions.media_session import MediaSession, MediaState, TrackKind
from projections import keys
from projections.engine.queries import Queries, grouped
from projections.engine.rows import Row, Rows
from projections.engine.view import View, Wanted, on


class CallRow(Row, frozen=True):
    """A call, also after it has ended."""

    id: UUID
    room_id: UUID
    kind: CallKind
    state: CallState
    title: str
    provider: str
    initiator_id: UUID
    host_id: UUID
    started_at: datetime
    answered_at: datetime | None = None  # only calls that ring their one callee are answered
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    ended_by: UUID | None = None


class SessionRow(Row, frozen=True):
    """One device that is in a call."""

    id: UUID
    call_id: UUID
    user_id: UUID
    device_id: str
    media_id: UUID  # of its media session, which exists once media was asked for
    joined_at: datetime
    reconnecting_since: datetime | None = None  # its last sign of life, while it is reconnecting
    media: MediaState | None = None  # None until it was asked for


class TrackRow(Row, frozen=True):
    """What a session sends."""

    id: UUID
    session_id: UUID
    call_id: UUID
    kind: TrackKind


CHANGES_CALL = Call.Answered | Call.HostChanged | Call.HostHandedOver
NEEDS_SESSION = Call.ConnectionDropped | Call.ConnectionRestored | Call.SessionLeft
ENDS_MEDIA = MediaSession.Closed | MediaSession.Restarted


class LiveCalls(View):
    """Follows calls and their media sessions. A session's rows go when it leaves, all of them when the call ends."""

    def __init__(self) -> None:
        """Nothing in hand yet."""
        self.calls = Rows[UUID, CallRow](
            "calls", CallRow, announces=lambda row: (keys.call(row.id), keys.room(row.room_id))
        )
        self.sessions = Rows[UUID, SessionRow](
            "sessions",
            SessionRow,
            group="call_id",
            announces=lambda row: (keys.call(row.call_id), keys.user(row.user_id)),
        )
        self.tracks = Rows[UUID, TrackRow](
            "tracks", TrackRow, group="session_id", announces=lambda row: (keys.call(row.call_id),)
        )
        self._by_media: dict[UUID, UUID] = {}  # the sessions in hand, by their media session

    def wanted(self, facts: Sequence[Fact]) -> Wanted:
        """Calls that change, what goes with an ending call or a leaving session, and sessions by their media."""
        ended = [f.originator_id for f in facts if isinstance(f, Call.Ended)]
        left = [f.session_id for f in facts if isinstance(f, Call.SessionLeft)]
        changed = [f.originator_id for f in facts if isinstance(f, CHANGES_CALL)]
        return {
            self.calls: {"ids": ended + changed},
            self.sessions: {
                "calls": ended,
                "ids": [f.session_id for f in facts if isinstance(f, NEEDS_SESSION)],
                "media": [f.originator_id for f in facts if isinstance(f, MediaSession.Event)],
            },
            self.tracks: {
                "calls": ended,
                "sessions": left,
                "media": [f.originator_id for f in facts if isinstance(f, ENDS_MEDIA)],
                "ids": [f.track_id for f in facts if isinstance(f, MediaSession.TrackUnpublished)],
            },
        }

    def fold(self, facts: Sequence[Fact]) -> None:
        """Facts of media sessions are told by the media session's id."""
        self._by_media = {session.media_id: session.id for session in self.sessions}
        super().fold(facts)

    @on(Call.Started)
    def started(self, call: Call.Started) -> None:
        """Whoever starts a call is its host."""
        self.calls.put(
            CallRow(
                id=call.originator_id,
                room_id=call.room_id,
                kind=call.kind,
                state=call.state,
                title=call.title,
                provider=call.provider,
                initiator_id=call.initiator_id,
                host_id=call.initiator_id,
                started_at=call.timestamp,
            )
        )

    @on(Call.Answered)
    def answered(self, call: Call.Answered) -> None:
        """The callee is coming in."""
        self.calls.change(call.originator_id, state=CallState.ONGOING, answered_at=call.timestamp)

    @on(Call.HostChanged, Call.HostHandedOver)
    def host_changed(self, call: Call.HostChanged | Call.HostHandedOver) -> None:
        """Somebody else may end it for all."""
        self.calls.change(call.originator_id, host_id=call.host_id)

    @on(Call.Ended)
    def ended(self, call: Call.Ended) -> None:
        """Nobody is in it any more."""
        self.calls.change(
            call.originator_id,
            state=CallState.ENDED,
            ended_at=call.timestamp,
            end_reason=call.reason,
            ended_by=call.ended_by,
        )
        for session in self.sessions.of(call.originator_id):
            self._remove(session.id)

    @on(Call.SessionJoined)
    def session_joined(self, call: Call.SessionJoined) -> None:
        """Media comes later, or never."""
        media_id = media_session_id(call.session_id)
        self._by_media[media_id] = call.session_id
        self.sessions.put(
            SessionRow(call.session_id, call.originator_id, call.user_id, call.device_id, media_id, call.timestamp)
        )

    @on(Call.ConnectionDropped)
    def connection_dropped(self, call: Call.ConnectionDropped) -> None:
        """It keeps its place."""
        self.sessions.change(call.session_id, reconnecting_since=call.timestamp)

    @on(Call.ConnectionRestored)
    def connection_restored(self, call: Call.ConnectionRestored) -> None:
        """It is back."""
        self.sessions.change(call.session_id, reconnecting_since=None)

    @on(Call.SessionLeft)
    def session_left(self, call: Call.SessionLeft) -> None:
        """With all that it sent."""
        self._remove(call.session_id)

    @on(MediaSession.Requested, MediaSession.Restarted)
    def media_requested(self, media: MediaSession.Event) -> None:
        """A connection is being made; what an earlier one sent is gone."""
        self._change_media(media, MediaState.CONNECTING)
        if media.originator_id in self._by_media:
            self._remove_tracks(self._by_media[media.originator_id])

    @on(MediaSession.Connected)
    def media_connected(self, media: MediaSession.Connected) -> None:
        """The media server hears it."""
        self._change_media(media, MediaState.CONNECTED)

    @on(MediaSession.Failed)
    def media_failed(self, media: MediaSession.Failed) -> None:
        """It wasn't up in time."""
        self._change_media(media, MediaState.FAILED)

    @on(MediaSession.Closed)
    def media_closed(self, media: MediaSession.Closed) -> None:
        """With it goes what it sent."""
        self._change_media(media, MediaState.CLOSED)
        self._remove_tracks(media.session_id)

    @on(MediaSession.TrackPublished)
    def track_published(self, media: MediaSession.TrackPublished) -> None:
        """Quiet when its session has left meanwhile."""
        if self.sessions.get(media.session_id) is not None:
            self.tracks.put(TrackRow(media.track_id, media.session_id, media.call_id, media.kind))

    @on(MediaSession.TrackUnpublished)
    def track_unpublished(self, media: MediaSession.TrackUnpublished) -> None:
        """It is sent no longer."""
        self.tracks.remove(media.track_id)

    def _change_media(self, media: MediaSession.Event, state: MediaState) -> None:
        session_id = self._by_media.get(media.originator_id)
        if session_id is not None:
            self.sessions.change_if_there(session_id, media=state)

    def _remove(self, session_id: UUID) -> None:
        self.sessions.remove(session_id)
        self._remove_tracks(session_id)

    def _remove_tracks(self, session_id: UUID) -> None:
        for track in self.tracks.of(session_id):
            self.tracks.remove(track.id)


class LiveCallQueries(Queries):
    """What is going on, and in whose call."""

    async def calls(self, ids: Collection[UUID]) -> dict[UUID, CallRow]:
        """Those that exist, ended ones too."""
        rows = await self._rows(CallRow, LiveCalls.sql["calls_by_id"], {"ids": list(ids)})
        return {row.id: row for row in rows}

    async def ongoing(self, room_ids: Collection[UUID]) -> dict[UUID, CallRow]:
        """By room, the call that is on, calling or ongoing; none for the other rooms."""
        rows = await self._rows(CallRow, LiveCalls.sql["ongoing"], {"room_ids": list(room_ids)})
        return {row.room_id: row for row in rows}

    async def sessions(self, call_ids: Collection[UUID]) -> dict[UUID, list[SessionRow]]:
        """By call, earliest joiner first."""
        rows = await self._rows(SessionRow, LiveCalls.sql["sessions_of_calls"], {"call_ids": list(call_ids)})
        return grouped(rows, "call_id", call_ids)

    async def tracks(self, call_ids: Collection[UUID]) -> dict[UUID, list[TrackRow]]:
        """By call, in a stable order."""
        rows = await self._rows(TrackRow, LiveCalls.sql["tracks_of_calls"], {"call_ids": list(call_ids)})
        return grouped(rows, "call_id", call_ids)

    async def sessions_of_user(self, user_id: UUID) -> list[SessionRow]:
        """The user's devices that are in a call, earliest joined first."""
        return await self._rows(SessionRow, LiveCalls.sql["sessions_of_user"], {"user_id": user_id})
