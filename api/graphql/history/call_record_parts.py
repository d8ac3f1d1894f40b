"""What a call record says besides its sessions: hosts, rings, mutes, screens, and the facts that it rests on."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.enums import RingOutcome, SuppressionReason
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import reference
from api.graphql.core.paging import Connection, counted
from api.graphql.core.scalars import BigInt
from api.graphql.directory.user import User
from event_log.records.record import HostTerm, MuteRecord, RingRecord, ShareRecord


@strawberry.type(description="A time during which a user was the host of a call.")
class CallRecordHost:
    term: strawberry.Private[HostTerm]
    since: datetime = strawberry.field(description="When the user became host.")
    until: datetime | None = strawberry.field(
        description="When somebody else did, or when the call ended; null while the user is host."
    )
    user: User = reference("User", "term.user_id", "The host.")
    handed_over_by: User | None = reference(
        "User", "term.handed_over_by", "Who handed the call over to the user; null unless a person did."
    )

    @classmethod
    def of(cls, term: HostTerm) -> Self:
        return cls(term=term, since=term.since, until=term.until)


@strawberry.type(description="One user being rung for a call, as it is on record.")
class CallRecordRing:
    ring: strawberry.Private[RingRecord]
    started_at: datetime = strawberry.field(description="When the ring began.")
    expires_at: datetime = strawberry.field(description="When the ring stops by itself.")
    outcome: RingOutcome | None = strawberry.field(
        description="How the ring ended in everybody's eyes; null while it rings."
    )
    ended_at: datetime | None = strawberry.field(description="When the ring ended; null while it rings.")
    session_id: strawberry.ID | None = strawberry.field(
        description="The session with which the callee accepted; null if they did not."
    )
    device_id: str | None = strawberry.field(
        description="The name of the device with which the callee accepted; null if they did not."
    )
    caller: User = reference("User", "ring.caller_id", "The user who called.")
    callee: User = reference("User", "ring.callee_id", "The user who was rung.")

    @classmethod
    def of(cls, ring: RingRecord) -> Self:
        return cls(
            ring=ring,
            started_at=ring.started_at,
            expires_at=ring.expires_at,
            outcome=ring.outcome,
            ended_at=ring.ended_at,
            session_id=None if ring.session_id is None else global_id("Session", ring.session_id),
            device_id=ring.device_id,
        )

    @resolved(
        "Why the ring was suppressed; null if it was not. It shows only to the callee and to auditors.", personal=True
    )
    def suppression_reason(self, info: Info) -> SuppressionReason | None:
        return self.ring.suppression_reason if info.context.own_access.sees_suppression(self.ring.callee_id) else None


@strawberry.type(description="A page of the rings of a call record.")
class CallRecordRingConnection(Connection[CallRecordRing]):
    total_count: int = counted("How many rings there are.")


@strawberry.type(description="A session whose microphone was turned off by somebody else.")
class CallRecordMute:
    user_id: strawberry.Private[UUID]
    muted_by_id: strawberry.Private[UUID]
    muted_at: datetime = strawberry.field(description="When that was.")
    session_id: strawberry.ID = strawberry.field(description="The session's id.")
    user: User = reference("User", "user_id", "The user whose session it is.")
    muted_by: User = reference("User", "muted_by_id", "The host or admin who turned it off.")

    @classmethod
    def of(cls, mute: MuteRecord) -> Self:
        return cls(
            user_id=mute.user_id,
            muted_by_id=mute.muted_by,
            muted_at=mute.at,
            session_id=global_id("Session", mute.session_id),
        )


@strawberry.type(description="A page of the mutes of a call record.")
class CallRecordMuteConnection(Connection[CallRecordMute]):
    total_count: int = counted("How many mutes there are.")


@strawberry.type(description="A screen that was shared.")
class CallRecordScreenShare:
    share: strawberry.Private[ShareRecord]
    session_id: strawberry.ID = strawberry.field(description="The id of the session that shared it.")
    started_at: datetime = strawberry.field(description="When sharing started.")
    stopped_at: datetime | None = strawberry.field(
        description="When sharing stopped, also because the session left; null while it is shared."
    )
    user: User = reference("User", "share.user_id", "Whose screen it was.")
    stopped_by: User | None = reference("User", "share.stopped_by", "Who stopped it; null unless a person did.")

    @classmethod
    def of(cls, share: ShareRecord) -> Self:
        return cls(
            share=share,
            session_id=global_id("Session", share.session_id),
            started_at=share.started_at,
            stopped_at=share.stopped_at,
        )


@strawberry.type(description="A page of the screen shares of a call record.")
class CallRecordScreenShareConnection(Connection[CallRecordScreenShare]):
    total_count: int = counted("How many screen shares there are.")


@strawberry.type(description="A fact that a call record rests on.")
class CallRecordFact:
    position: BigInt = strawberry.field(description="Where the fact is in the log, counted from 1.")


@strawberry.type(description="A page of the facts that a call record rests on.")
class CallRecordFactConnection(Connection[CallRecordFact]):
    total_count: int = counted("How many facts there are: the record's version.")
