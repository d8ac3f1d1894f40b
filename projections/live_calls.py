"""Live calls: each call's state, and while it is on who is in it with which devices and media."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from domain.calls.call import Call
from domain.calls.ring import Ring
from domain.calls.states import CallKind, CallState, EndReason, LeaveReason
from domain.kernel.ids import media_session_id
from domain.kernel.personal import Personal
from domain.media_sessions.media_session import MediaSession, MediaState, TrackKind
from projections import change_keys
from projections.engine.queries import Queries, grouped
from projections.engine.rows import Row
from projections.engine.sealed import Kept
from projections.engine.table import Table
from projections.engine.view import View, on

Title = Annotated[str, Personal("initiator_id", "room_id", "id"), Kept("calls", "id")]
DeviceId = Annotated[str, Personal("user_id"), Kept("sessions", "id")]


class CallRow(Row, frozen=True):
    """A call, also after it has ended."""

    id: UUID
    room_id: UUID
    kind: CallKind
    state: CallState
    title: Title
    provider: str
    initiator_id: UUID
    host_id: UUID
    started_at: datetime
    ends_by: datetime  # when it has taken as long as one may
    held_since: datetime | None = None  # None while it calls
    answered_at: datetime | None = None  # only calls that ring their one callee are answered
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    ended_by: UUID | None = None
    rings_until: datetime | None = None  # None if it rings nobody; counts while it calls
    ending_at: datetime | None = None  # None while enough are in it
    ending_for: EndReason | None = None

    @property
    def is_on(self) -> bool:
        return self.state is not CallState.ENDED

    @property
    def ends(self) -> tuple[datetime, EndReason] | None:
        """When and why it ends by itself if nothing changes; None once it has ended."""
        if not self.is_on:
            return None
        ends = [(self.ends_by, EndReason.TIMED_OUT)]
        if self.ending_at is not None and self.ending_for is not None:
            ends.append((self.ending_at, self.ending_for))
        if self.rings_until is not None and self.state is CallState.CALLING:
            ends.append((self.rings_until, EndReason.NOT_ANSWERED))
        return min(ends)


class SessionRow(Row, frozen=True):
    """One device that is in a call."""

    id: UUID
    call_id: UUID
    user_id: UUID
    device_id: DeviceId
    media_id: UUID  # of its media session, which exists once media was asked for
    joined_at: datetime
    reconnecting_since: datetime | None = None  # its last sign of life, while it is reconnecting
    media: MediaState | None = None  # None until it was asked for
    connection_id: UUID | None = None  # the newest; None until then, or from before connections had ids


class ExitRow(Row, frozen=True):
    """That a session has left its call before the call's end."""

    session_id: UUID
    call_id: UUID
    user_id: UUID
    reason: LeaveReason
    removed_by: UUID | None
    left_at: datetime


class TrackRow(Row, frozen=True):
    """What a session sends."""

    id: UUID
    session_id: UUID
    media_id: UUID
    call_id: UUID
    kind: TrackKind


class LiveCallsView(View):
    """Follows calls and their media sessions. A session's rows go when it leaves, all of them when the call ends."""

    calls = Table[UUID, CallRow](
        "calls", CallRow, announces=lambda row: (change_keys.call(row.id), change_keys.room(row.room_id))
    )
    sessions = Table[UUID, SessionRow](
        "sessions", SessionRow, announces=lambda row: (change_keys.call(row.call_id), change_keys.user(row.user_id))
    )
    exits = Table[UUID, ExitRow]("exits", ExitRow, key=("session_id",), insert_only=True)
    tracks = Table[UUID, TrackRow]("tracks", TrackRow, announces=lambda row: (change_keys.call(row.call_id),))

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
                ends_by=call.ends_by,
                held_since=call.held_since,
            )
        )

    @on(Call.Answered, loads=calls.by(id="originator_id"))
    def answered(self, call: Call.Answered) -> None:
        at = call.timestamp
        self.calls.change(call.originator_id, state=CallState.ONGOING, held_since=at, answered_at=at)

    @on(Call.HostChanged, Call.HostHandedOver, loads=calls.by(id="originator_id"))
    def host_changed(self, call: Call.HostChanged | Call.HostHandedOver) -> None:
        self.calls.change(call.originator_id, host_id=call.host_id)

    @on(Ring.Started, Ring.Suppressed, loads=calls.by(id="call_id"))
    def rings(self, ring: Ring.Started | Ring.Suppressed) -> None:
        """Of the one callee for whom a call waits; one that is held already waits for nobody."""
        call = self.calls.get(ring.call_id)
        if call is not None and call.state is CallState.CALLING:
            self.calls.change(call.id, rings_until=ring.expires_at)

    @on(Call.EndingScheduled, loads=calls.by(id="originator_id"))
    def ending_scheduled(self, call: Call.EndingScheduled) -> None:
        self.calls.change(call.originator_id, ending_at=call.ends_at, ending_for=call.reason)

    @on(Call.EndingCalledOff, loads=calls.by(id="originator_id"))
    def ending_called_off(self, call: Call.EndingCalledOff) -> None:
        self.calls.change(call.originator_id, ending_at=None, ending_for=None)

    @on(
        Call.Ended,
        loads=(calls.by(id="originator_id"), sessions.by(call_id="originator_id"), tracks.by(call_id="originator_id")),
    )
    def ended(self, call: Call.Ended) -> None:
        self.calls.change(
            call.originator_id,
            state=CallState.ENDED,
            ended_at=call.timestamp,
            end_reason=call.reason,
            ended_by=call.ended_by,
        )
        for session in self.sessions.of(call_id=call.originator_id):
            self.sessions.remove(session.id)
        self._remove(self.tracks.of(call_id=call.originator_id))

    @on(Call.SessionJoined)
    def session_joined(self, call: Call.SessionJoined) -> None:
        """Media comes later, or never."""
        self.sessions.put(
            SessionRow(
                id=call.session_id,
                call_id=call.originator_id,
                user_id=call.user_id,
                device_id=call.device_id,
                media_id=media_session_id(call.session_id),
                joined_at=call.timestamp,
            )
        )

    @on(Call.ConnectionDropped, loads=sessions.by(id="session_id"))
    def connection_dropped(self, call: Call.ConnectionDropped) -> None:
        self.sessions.change(call.session_id, reconnecting_since=call.timestamp)

    @on(Call.ConnectionRestored, loads=sessions.by(id="session_id"))
    def connection_restored(self, call: Call.ConnectionRestored) -> None:
        self.sessions.change(call.session_id, reconnecting_since=None)

    @on(Call.SessionLeft, loads=(sessions.by(id="session_id"), tracks.by("session_id")))
    def session_left(self, call: Call.SessionLeft) -> None:
        """Everything it sent goes with it; that it left stays."""
        self.exits.put(
            ExitRow(
                session_id=call.session_id,
                call_id=call.originator_id,
                user_id=call.user_id,
                reason=call.reason,
                removed_by=call.removed_by,
                left_at=call.timestamp,
            )
        )
        self.sessions.remove(call.session_id)
        self._remove(self.tracks.of(session_id=call.session_id))

    @on(MediaSession.Requested, loads=sessions.by(media_id="originator_id"))
    def media_requested(self, media: MediaSession.Requested) -> None:
        self._connect_media(media, media.connection_id)

    @on(
        MediaSession.Restarted,
        loads=(sessions.by(media_id="originator_id"), tracks.by(media_id="originator_id")),
    )
    def media_restarted(self, media: MediaSession.Restarted) -> None:
        """What the earlier connection sent is gone."""
        self._connect_media(media, media.connection_id)
        self._remove(self.tracks.of(media_id=media.originator_id))

    @on(MediaSession.Connected, loads=sessions.by(media_id="originator_id"))
    def media_connected(self, media: MediaSession.Connected) -> None:
        self._change_media(media, MediaState.CONNECTED)

    @on(MediaSession.Failed, loads=sessions.by(media_id="originator_id"))
    def media_failed(self, media: MediaSession.Failed) -> None:
        self._change_media(media, MediaState.FAILED)

    @on(MediaSession.Closed, loads=(sessions.by(media_id="originator_id"), tracks.by(media_id="originator_id")))
    def media_closed(self, media: MediaSession.Closed) -> None:
        """What it sent goes with it."""
        self._change_media(media, MediaState.CLOSED)
        self._remove(self.tracks.of(media_id=media.originator_id))

    @on(MediaSession.TrackPublished, loads=sessions.by(id="session_id"))
    def track_published(self, media: MediaSession.TrackPublished) -> None:
        """Quiet when its session has left meanwhile."""
        if self.sessions.get(media.session_id) is not None:
            self.tracks.put(TrackRow(media.track_id, media.session_id, media.originator_id, media.call_id, media.kind))

    @on(MediaSession.TrackUnpublished, loads=tracks.by(id="track_id"))
    def track_unpublished(self, media: MediaSession.TrackUnpublished) -> None:
        self.tracks.remove(media.track_id)

    def _connect_media(self, media: MediaSession.Event, connection_id: UUID | None) -> None:
        for session in self.sessions.of(media_id=media.originator_id):
            self.sessions.change(session.id, media=MediaState.CONNECTING, connection_id=connection_id)

    def _change_media(self, media: MediaSession.Event, state: MediaState) -> None:
        for session in self.sessions.of(media_id=media.originator_id):
            self.sessions.change(session.id, media=state)

    def _remove(self, tracks: Iterable[TrackRow]) -> None:
        for track in tracks:
            self.tracks.remove(track.id)


class LiveCallQueries(Queries):
    """What is going on, and in whose call."""

    async def calls(self, ids: Collection[UUID]) -> dict[UUID, CallRow]:
        """Those that exist, ended ones too."""
        rows = await self._rows(CallRow, LiveCallsView.sql["calls_by_id"], {"ids": list(ids)})
        return {row.id: row for row in rows}

    async def ongoing(self, room_ids: Collection[UUID]) -> dict[UUID, CallRow]:
        """By room, the call that is on, calling or ongoing; none for the other rooms."""
        rows = await self._rows(CallRow, LiveCallsView.sql["ongoing"], {"room_ids": list(room_ids)})
        return {row.room_id: row for row in rows}

    async def sessions(self, call_ids: Collection[UUID]) -> dict[UUID, list[SessionRow]]:
        """By call, earliest joiner first."""
        rows = await self._rows(SessionRow, LiveCallsView.sql["sessions_of_calls"], {"call_ids": list(call_ids)})
        return grouped(rows, "call_id", call_ids)

    async def sessions_by_id(self, ids: Collection[UUID]) -> dict[UUID, SessionRow]:
        """Those that are in a call."""
        rows = await self._rows(SessionRow, LiveCallsView.sql["sessions_by_id"], {"ids": list(ids)})
        return {row.id: row for row in rows}

    async def tracks_by_id(self, ids: Collection[UUID]) -> dict[UUID, TrackRow]:
        """Those that are sent now."""
        rows = await self._rows(TrackRow, LiveCallsView.sql["tracks_by_id"], {"ids": list(ids)})
        return {row.id: row for row in rows}

    async def tracks(self, call_ids: Collection[UUID]) -> dict[UUID, list[TrackRow]]:
        """By call, in a stable order."""
        rows = await self._rows(TrackRow, LiveCallsView.sql["tracks_of_calls"], {"call_ids": list(call_ids)})
        return grouped(rows, "call_id", call_ids)

    async def sessions_of_user(self, user_id: UUID) -> list[SessionRow]:
        """The user's devices that are in a call, earliest joined first."""
        return await self._rows(SessionRow, LiveCallsView.sql["sessions_of_user"], {"user_id": user_id})

    async def exits_of_user(self, user_id: UUID, limit: int) -> list[ExitRow]:
        """The user's devices that left a call before its end, the last one to leave first."""
        return await self._rows(ExitRow, LiveCallsView.sql["exits_of_user"], {"user_id": user_id, "limit": limit})

    async def last_exits(self, user_id: UUID, call_ids: Collection[UUID]) -> dict[UUID, ExitRow]:
        """By call, the last of the user's devices that left it."""
        parameters = {"user_id": user_id, "call_ids": list(call_ids)}
        rows = await self._rows(ExitRow, LiveCallsView.sql["last_exits"], parameters)
        return {row.call_id: row for row in rows}
