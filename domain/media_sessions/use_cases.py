"""Use cases of media sessions: who may connect, and what the media server reports."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Unpack
from uuid import UUID

from domain.calls.authority import UseCasesInCalls
from domain.calls.call import Call
from domain.directory.room import Room
from domain.floor.floor import Floor
from domain.kernel.errors import SessionTakenOver, UnknownCall, UnknownRoom, UnknownSession
from domain.kernel.ids import floor_id, media_session_id
from domain.kernel.occasion import Cause, Occasion
from domain.kernel.use_case import Asked, Decision, Reported, use_case
from domain.media_sessions.media_session import MediaCloseReason, MediaSession, Quality, TrackKind


@dataclass(frozen=True)
class Permission:
    """What a session may send, by the log up to `position` at least."""

    microphone: bool
    camera: bool
    screen: bool
    position: int


class MediaSessionUseCases(UseCasesInCalls):
    """Each answer is (media session id,)."""

    def require_session(self, *, call_id: UUID, session_id: UUID, by: UUID, cause: Cause) -> None:
        """Only a session's own user connects its media. Raises UnknownCall, UnknownSession, CallAlreadyEnded."""
        self._require_own(self._call_now(call_id, Occasion(self.clock(), cause)), session_id, by)

    def permission(self, *, call_id: UUID, session_id: UUID, by: UUID) -> Permission:
        """What the floor lets the session send. Raises UnknownCall, UnknownSession, CallAlreadyEnded."""
        position = self.log.end_of_log()
        call = self.log.find(Call, call_id, UnknownCall)
        self._require_own(call, session_id, by)
        session = call.sessions[session_id]
        floor = self.log.look_up(Floor, floor_id(call_id))
        if floor is None:
            return Permission(not session.muted, session.camera_on, screen=False, position=position)
        return Permission(
            microphone=not floor.muted.get(session_id, session.muted),
            camera=floor.cameras.get(session_id, session.camera_on),
            screen=floor.sharing is not None and floor.sharing[0] == session_id,
            position=position,
        )

    def newest(self, *, session_id: UUID, named: UUID) -> UUID | None:
        """The session's connection, for the client that has it or had the one `named`.

        Raises SessionTakenOver if another client has connected the session since.
        """
        return self.log.find(MediaSession, media_session_id(session_id), SessionTakenOver).newest(named)

    @use_case
    def request(
        self,
        on: Occasion,
        *,
        call_id: UUID,
        session_id: UUID,
        user_id: UUID,
        connection_id: UUID,
        replaces: UUID | None = None,
        node_id: str,
        generation: int,
        **_: Unpack[Asked],
    ) -> Decision:
        """Node `node_id` has answered an offer with this connection; it carried the call in this generation.

        `replaces` is the connection that the client said it had before. A renegotiation records nothing.

        Raises MediaIsUnavailable if the call has moved on meanwhile, SessionTakenOver if another offer was answered
        since.
        """
        answered: Any = {"connection_id": connection_id, "node_id": node_id, "generation": generation}
        media = self.log.look_up(MediaSession, media_session_id(session_id))
        if media is None:
            media = MediaSession.request(on, call_id=call_id, session_id=session_id, user_id=user_id, **answered)
        media.restart(on, replaces=replaces, **answered)
        return Decision((media.id,), (media,))

    # What the media server reports of a connection; of one that isn't the session's newest, nothing is recorded.

    @use_case
    def connected(
        self, on: Occasion, *, session_id: UUID, connection_id: UUID, after: timedelta, **_: Unpack[Reported]
    ) -> Decision:
        media, on = self._reported(session_id, on)
        media.connected(on, connection_id=connection_id, after_ms=round(after / timedelta(milliseconds=1)))
        return Decision((media.id,), (media,))

    @use_case
    def failed(
        self, on: Occasion, *, session_id: UUID, connection_id: UUID, reason: str, **_: Unpack[Reported]
    ) -> Decision:
        media, on = self._reported(session_id, on)
        media.failed(on, connection_id=connection_id, reason=reason)
        return Decision((media.id,), (media,))

    @use_case
    def closed(
        self, on: Occasion, *, session_id: UUID, connection_id: UUID, reason: MediaCloseReason, **_: Unpack[Reported]
    ) -> Decision:
        media, on = self._reported(session_id, on)
        media.closed(on, connection_id=connection_id, reason=reason)
        return Decision((media.id,), (media,))

    @use_case
    def published(
        self,
        on: Occasion,
        *,
        session_id: UUID,
        connection_id: UUID,
        track_id: UUID,
        kind: TrackKind,
        **_: Unpack[Reported],
    ) -> Decision:
        media, on = self._reported(session_id, on)
        media.publish(on, connection_id=connection_id, track_id=track_id, kind=kind)
        return Decision((media.id,), (media,))

    @use_case
    def unpublished(
        self, on: Occasion, *, session_id: UUID, connection_id: UUID, track_id: UUID, **_: Unpack[Reported]
    ) -> Decision:
        media, on = self._reported(session_id, on)
        media.unpublish(on, connection_id=connection_id, track_id=track_id)
        return Decision((media.id,), (media,))

    @use_case
    def sampled(
        self, on: Occasion, *, session_id: UUID, connection_id: UUID, quality: Quality, **_: Unpack[Reported]
    ) -> Decision:
        media, on = self._reported(session_id, on)
        media.sample(on, connection_id=connection_id, quality=quality)
        return Decision((media.id,), (media,))

    def _reported(self, session_id: UUID, on: Occasion) -> tuple[MediaSession, Occasion]:
        """What another machine reports has happened, even if its clock is ahead of ours."""
        media = self.log.find(MediaSession, media_session_id(session_id), UnknownSession)
        return media, on.dated(min(on.at, self.clock()))

    def _require_own(self, call: Call, session_id: UUID, by: UUID) -> None:
        """Raises UnknownCall, UnknownSession, CallAlreadyEnded."""
        if by not in self.log.find(Room, call.room_id, UnknownRoom).members:
            raise UnknownCall
        call.require_session(session_id, by)
