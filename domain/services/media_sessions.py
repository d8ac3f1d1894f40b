"""Use cases of media sessions: who may connect, and what the media server reports."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.call import Call
from domain.errors import UnknownCall, UnknownRoom, UnknownSession
from domain.facts import Cause
from domain.floor import Floor
from domain.ids import floor_id, media_session_id
from domain.media_session import MediaCloseReason, MediaSession, Quality, TrackKind
from domain.room import Room
from domain.services.use_case import Decision, Done, UseCases


@dataclass(frozen=True)
class Permission:
    """What a session may send, by the log up to `position` at least."""

    microphone: bool
    camera: bool
    screen: bool
    position: int


class MediaSessions(UseCases):
    """Each answer is (media session id,)."""

    def require_session(self, *, call_id: UUID, session_id: UUID, by: UUID) -> None:
        """Only a session's own user connects its media. Raises UnknownCall, UnknownSession, CallAlreadyEnded."""
        self._call(call_id, session_id, by)

    def permission(self, *, call_id: UUID, session_id: UUID, by: UUID) -> Permission:
        """What the floor lets the session send. Raises UnknownCall, UnknownSession, CallAlreadyEnded."""
        position = self.log.end_of_log()
        session = self._call(call_id, session_id, by).sessions[session_id]
        floor = self.log.look_up(Floor, floor_id(call_id))
        if floor is None:
            return Permission(not session.muted, session.camera_on, screen=False, position=position)
        return Permission(
            microphone=not floor.muted.get(session_id, session.muted),
            camera=floor.cameras.get(session_id, session.camera_on),
            screen=floor.sharing is not None and floor.sharing[0] == session_id,
            position=position,
        )

    def request(self, *, call_id: UUID, session_id: UUID, user_id: UUID, node_id: str, cause: Cause) -> Done:
        """An offer goes to `node_id`; a renegotiation of a connection that is up records nothing."""

        def decide() -> Decision:
            at = self.clock()
            media = self.log.look_up(MediaSession, media_session_id(session_id))
            if media is None:
                media = MediaSession.request(
                    call_id=call_id, session_id=session_id, user_id=user_id, node_id=node_id, at=at, cause=cause
                )
            media.restart(node_id=node_id, at=at, cause=cause)
            return Decision((media.id,), (media,))

        return self._perform(decide, cause)

    def connected(self, *, session_id: UUID, at: datetime, after: timedelta, cause: Cause) -> Done:
        after_ms = round(after / timedelta(milliseconds=1))
        return self._reported(session_id, lambda m: m.connected(after_ms=after_ms, at=at, cause=cause), cause)

    def failed(self, *, session_id: UUID, at: datetime, reason: str, cause: Cause) -> Done:
        return self._reported(session_id, lambda m: m.failed(reason=reason, at=at, cause=cause), cause)

    def closed(self, *, session_id: UUID, at: datetime, reason: MediaCloseReason, cause: Cause) -> Done:
        return self._reported(session_id, lambda m: m.closed(reason=reason, at=at, cause=cause), cause)

    def published(self, *, session_id: UUID, track_id: UUID, kind: TrackKind, at: datetime, cause: Cause) -> Done:
        return self._reported(session_id, lambda m: m.publish(track_id=track_id, kind=kind, at=at, cause=cause), cause)

    def unpublished(self, *, session_id: UUID, track_id: UUID, at: datetime, cause: Cause) -> Done:
        return self._reported(session_id, lambda m: m.unpublish(track_id=track_id, at=at, cause=cause), cause)

    def sampled(self, *, session_id: UUID, quality: Quality, at: datetime, cause: Cause) -> Done:
        return self._reported(session_id, lambda m: m.sample(quality=quality, at=at, cause=cause), cause)

    def _call(self, call_id: UUID, session_id: UUID, by: UUID) -> Call:
        """The call that the session is in. Raises UnknownCall, UnknownSession, CallAlreadyEnded."""
        call = self.log.find(Call, call_id, UnknownCall)
        if by not in self.log.find(Room, call.room_id, UnknownRoom).members:
            raise UnknownCall
        call.require_session(session_id, by)
        return call

    def _reported(self, session_id: UUID, report: Callable[[MediaSession], None], cause: Cause) -> Done:
        def decide() -> Decision:
            media = self.log.find(MediaSession, media_session_id(session_id), UnknownSession)
            report(media)
            return Decision((media.id,), (media,))

        return self._perform(decide, cause)
