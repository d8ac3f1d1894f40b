"""The sessions of a call record: each device of each user, with its media."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.enums import LeaveReason, MediaCloseReason, TrackKind
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import reference
from api.graphql.core.paging import Connection, counted
from api.graphql.directory.user import User
from event_log.records.quality import QualityRecord, Spread
from event_log.records.record import MediaConnection, SessionRecord


@strawberry.type(description="How a measure was spread over the time in which it was measured.")
class QualitySpread:
    mean: float = strawberry.field(description="The mean.")
    p50: float = strawberry.field(description="The median: for half of the time it was not worse.")
    p95: float = strawberry.field(description="For 95 percent of the time it was not worse.")
    worst: float = strawberry.field(description="It was never worse.")

    @classmethod
    def of(cls, spread: Spread | None) -> Self | None:
        return None if spread is None else cls(mean=spread.mean, p50=spread.p50, p95=spread.p95, worst=spread.worst)


@strawberry.type(
    description="How well media travelled, up from clients to the media server and down to clients. Measures that "
    "nobody has taken are null."
)
class CallQuality:
    samples: int = strawberry.field(description="How many samples are on record.")
    round_trip_ms: QualitySpread | None = strawberry.field(description="The round-trip time, in milliseconds.")
    up_jitter_ms: QualitySpread | None = strawberry.field(
        description="The interarrival jitter of what came from clients, in milliseconds (RFC 3550)."
    )
    down_jitter_ms: QualitySpread | None = strawberry.field(
        description="The interarrival jitter of what went to clients, in milliseconds, as they reported it (RFC 3550)."
    )
    up_loss: QualitySpread | None = strawberry.field(
        description="The share of the packets from clients that were lost, from 0 to 1."
    )
    down_loss: QualitySpread | None = strawberry.field(
        description="The share of the packets to clients that were lost, from 0 to 1."
    )

    @classmethod
    def of(cls, quality: QualityRecord | None) -> Self | None:
        if quality is None:
            return None
        return cls(
            samples=quality.samples,
            round_trip_ms=QualitySpread.of(quality.round_trip_ms),
            up_jitter_ms=QualitySpread.of(quality.up_jitter_ms),
            down_jitter_ms=QualitySpread.of(quality.down_jitter_ms),
            up_loss=QualitySpread.of(quality.up_loss),
            down_loss=QualitySpread.of(quality.down_loss),
        )


@strawberry.type(description="One connection of a session to the media server, from the offer on.")
class CallRecordMedia:
    requested_at: datetime = strawberry.field(description="When the offer was answered.")
    connected_at: datetime | None = strawberry.field(description="When the connection was first up; null if never.")
    ended_at: datetime | None = strawberry.field(
        description="When the connection was over, also if it failed or another took its place; null while it is not."
    )
    close_reason: MediaCloseReason | None = strawberry.field(
        description="Why the connection was closed; null if it was not."
    )
    failure_reason: str | None = strawberry.field(
        description="Why the connection did not come up, in a sentence; null if it did."
    )
    sent: list[TrackKind] = strawberry.field(description="What was ever sent over the connection.")
    quality: CallQuality | None = strawberry.field(
        description="How well media travelled over the connection; null if nothing was measured."
    )

    @classmethod
    def of(cls, connection: MediaConnection) -> Self:
        return cls(
            requested_at=connection.requested_at,
            connected_at=connection.connected_at,
            ended_at=connection.ended_at,
            close_reason=connection.close_reason,
            failure_reason=connection.failure,
            sent=list(connection.sent),
            quality=CallQuality.of(connection.quality),
        )


@strawberry.type(description="One device of one user in a call, from joining to leaving.")
class CallRecordSession:
    user_id: strawberry.Private[UUID]
    removed_by_id: strawberry.Private[UUID | None]
    session_id: strawberry.ID = strawberry.field(
        description="The session's id. The session can be fetched by it while it is in the call."
    )
    device_id: str = strawberry.field(description="The name that the device gave itself.")
    joined_at: datetime = strawberry.field(description="When the device joined.")
    media_up_at: datetime | None = strawberry.field(description="When its media first came up; null if never.")
    left_at: datetime | None = strawberry.field(
        description="When the device left, or when the call ended if it stayed until then; null while it is in."
    )
    leave_reason: LeaveReason | None = strawberry.field(
        description="Why the device left; null while it is in, and if it stayed until the call ended."
    )
    media: list[CallRecordMedia] = strawberry.field(
        description="The session's connections to the media server, one after the other."
    )
    quality: CallQuality | None = strawberry.field(
        description="How well the session's media travelled; null if nothing was measured."
    )
    user: User = reference("User", "user_id", "The user whose device it is.")
    removed_by: User | None = reference(
        "User", "removed_by_id", "Who removed the user from the call; null unless a person did."
    )

    @classmethod
    def of(cls, session: SessionRecord) -> Self:
        return cls(
            user_id=session.user_id,
            removed_by_id=session.removed_by,
            session_id=global_id("Session", session.id),
            device_id=session.device_id,
            joined_at=session.joined_at,
            media_up_at=session.media_up_at,
            left_at=session.left_at,
            leave_reason=session.leave_reason,
            media=[CallRecordMedia.of(connection) for connection in session.connections],
            quality=CallQuality.of(session.quality),
        )


@strawberry.type(description="A page of the sessions of a call record.")
class CallRecordSessionConnection(Connection[CallRecordSession]):
    total_count: int = counted("How many sessions there are.")
