"""A session: one device of one user in one call."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from api.graphql.calls.session_quality import SessionQuality
from api.graphql.core.context import Info
from api.graphql.core.enums import MediaState, TrackKind
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.loaded_fields import loaded
from api.graphql.core.nodes import Node, fetched, named, of_visible_call, reference
from api.graphql.directory.user import User
from api.graphql.references import CallReference
from projections.floor import FloorRow
from projections.live_calls import SessionRow, TrackRow
from projections.session_quality import SessionQualityRow


@fetched(lambda loaders: loaders.track_by_id, of_visible_call)
@strawberry.type(description="A sound or a picture that a session sends.")
class Track(Node):
    row: strawberry.Private[TrackRow]
    kind: TrackKind = strawberry.field(description="What the track carries.")
    session: Annotated["Session", strawberry.lazy("api.graphql.calls.session")] = reference(
        "Session", "row.session_id", "The session that sends the track."
    )

    @classmethod
    def of(cls, row: TrackRow) -> Self:
        return cls(id=global_id("Track", row.id), row=row, kind=row.kind)


@fetched(lambda loaders: loaders.session_by_id, of_visible_call)
@strawberry.type(description="One device of one user in a call. It is gone once the device has left.")
class Session(Node):
    row: strawberry.Private[SessionRow]
    device_id: str = strawberry.field(description="The name that the device gave itself.")
    joined_at: datetime = strawberry.field(description="When the device joined.")
    reconnecting_since: datetime | None = strawberry.field(
        description="The last sign of life of a device whose connection is lost and whose place is kept; null while "
        "it is connected."
    )
    media_state: MediaState | None = strawberry.field(
        description="Where the connection to the media server stands; null until the device has sent an offer."
    )
    connection_id: strawberry.ID | None = strawberry.field(
        description="The connection to the media server that the session has, or had last; null until the device has "
        "sent an offer. If it is none of those that a client was answered for its own offers, while none of these is "
        "under way, another client has taken the session over: offer no more."
    )
    user: User = reference("User", "row.user_id", "The user whose device it is.")
    call: CallReference = reference("Call", "row.call_id", "The call that the device is in.")

    @classmethod
    def of(cls, row: SessionRow) -> Self:
        return cls(
            row=row,
            id=global_id("Session", row.id),
            device_id=row.device_id,
            joined_at=row.joined_at,
            reconnecting_since=row.reconnecting_since,
            media_state=row.media,
            connection_id=None if row.connection_id is None else global_id("Connection", row.connection_id),
        )

    @loaded(lambda loaders: loaders.floor_sessions, "row.call_id", "Whether the microphone is off.")
    def muted(self, rows: list[FloorRow]) -> bool:
        return self._on_floor(rows, "muted", otherwise=True)

    @resolved(
        "Who turned the microphone off: its own user, the host or an admin; null while it is on, or if it has been off "
        "since the device joined."
    )
    async def muted_by(self, info: Info) -> User | None:
        rows = await info.context.loaders.floor_sessions.load(self.row.call_id)
        muted_by = next((row.muted_by for row in rows if row.session_id == self.row.id), None)
        return None if muted_by is None else await named(info.context, User, muted_by)

    @loaded(lambda loaders: loaders.floor_sessions, "row.call_id", "Whether the camera is on.")
    def camera_on(self, rows: list[FloorRow]) -> bool:
        return self._on_floor(rows, "camera_on", otherwise=False)

    @loaded(
        lambda loaders: loaders.session_quality,
        "row.media_id",
        "How well the device's media travels; null until that was measured, and while its connection is not up.",
    )
    def quality(self, row: SessionQualityRow | None) -> SessionQuality | None:
        return None if row is None else SessionQuality.of(row)

    @resolved("The tracks that the device sends.")
    async def tracks(self, info: Info) -> list[Track]:
        tracks = await info.context.loaders.tracks.load(self.row.call_id)
        info.context.loaders.session_by_id.prime(self.row.id, self.row)
        return [Track.of(track) for track in tracks if track.session_id == self.row.id]

    def _on_floor(self, rows: list[FloorRow], name: str, *, otherwise: bool) -> bool:
        """`otherwise`: for a session that left between two questions."""
        return next((bool(getattr(row, name)) for row in rows if row.session_id == self.row.id), otherwise)
