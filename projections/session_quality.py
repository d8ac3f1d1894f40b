"""How good each live call is for each of its sessions. What is told is a change of the level, and not each sample."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from domain.calls.call import Call
from domain.kernel.ids import media_session_id
from domain.media_sessions.media_session import MediaSession, Quality
from domain.media_sessions.quality_level import QualityLevel, level_of
from projections import change_keys
from projections.engine.queries import Queries
from projections.engine.rows import Row
from projections.engine.table import Table
from projections.engine.view import View, on


class SessionQualityRow(Row, frozen=True):
    """Of a session that is in a call, by its media session: the sample by which it came to its level.

    All three are None until something was measured of the connection that the session has.
    """

    media_id: UUID
    call_id: UUID
    level: QualityLevel | None = None
    quality: Quality | None = None
    sampled_at: datetime | None = None


class SessionQualityView(View):
    """A session has a row for as long as it is in the call: samples may come after it has left."""

    sessions = Table[UUID, SessionQualityRow](
        "session_quality",
        SessionQualityRow,
        key=("media_id",),
        announces=lambda row: (change_keys.call(row.call_id),),
    )

    @on(Call.SessionJoined)
    def session_joined(self, call: Call.SessionJoined) -> None:
        self.sessions.put(SessionQualityRow(media_session_id(call.session_id), call.originator_id))

    @on(Call.SessionLeft)
    def session_left(self, call: Call.SessionLeft) -> None:
        self.sessions.remove(media_session_id(call.session_id))

    @on(Call.Ended, loads=sessions.by(call_id="originator_id"))
    def ended(self, call: Call.Ended) -> None:
        for session in self.sessions.of(call_id=call.originator_id):
            self.sessions.remove(session.media_id)

    @on(MediaSession.QualitySampled, loads=sessions.by(media_id="originator_id"))
    def sampled(self, media: MediaSession.QualitySampled) -> None:
        session = self.sessions.get(media.originator_id)
        if session is None:
            return
        level = level_of(media.quality, session.level)
        if level is not session.level:
            self.sessions.change(session.media_id, level=level, quality=media.quality, sampled_at=media.timestamp)

    @on(
        MediaSession.Restarted,
        MediaSession.Failed,
        MediaSession.Closed,
        loads=sessions.by(media_id="originator_id"),
    )
    def connection_over(self, media: MediaSession.Restarted | MediaSession.Failed | MediaSession.Closed) -> None:
        self.sessions.change_if_there(media.originator_id, level=None, quality=None, sampled_at=None)


class SessionQualityQueries(Queries):
    """How good calls are."""

    async def qualities(self, media_ids: Collection[UUID]) -> dict[UUID, SessionQualityRow]:
        """By media session, of those that are in a call."""
        rows = await self._rows(SessionQualityRow, SessionQualityView.sql["by_media_session"], {"ids": list(media_ids)})
        return {row.media_id: row for row in rows}
