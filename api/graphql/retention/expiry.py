"""The expiry of a recording, or of what was written in a call, with its certificate."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.context import Context
from api.graphql.core.enums import ExpiryKind, SettingOrigin
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import Node, found_by, reference
from api.graphql.core.paging import Connection, Page, connection, counted
from api.graphql.erasure.certificate import ErasureCertificate
from api.graphql.erasure.legal_hold import may_see
from api.graphql.references import CallReference
from domain.inspections.inspection import Subject
from domain.retention import expiry as domain
from runtime.thread_pools import in_thread


async def _find(context: Context, id_: UUID) -> Node | None:
    if not await may_see(context):
        return None
    expiry = await in_thread(context.backend.expiry_records.expiry, id_)
    return None if expiry is None else Expiry.seen(context, expiry)


@strawberry.type(description="For how long something was kept, and why for that long.")
class RetentionPolicy:
    days: int = strawberry.field(description="The days that it was kept.")
    origin: SettingOrigin = strawberry.field(
        description="Where that was set: for its room, for the kind of its room, or for the workspace."
    )


@found_by(_find)
@strawberry.type(
    description="The end of something that was kept for as long as the settings say: of a recording, or of all that "
    "was written in a call. Only admins and auditors see it."
)
class Expiry(Node):
    expiry: strawberry.Private[domain.Expiry]
    kind: ExpiryKind = strawberry.field(description="What expired.")
    subject_id: strawberry.ID = strawberry.field(description="The id of the recording, or of the call.")
    call: CallReference = reference("Call", "expiry.call_id", "The call that was recorded, or written in.")
    policy: RetentionPolicy = strawberry.field(description="For how long it was kept.")
    due_at: datetime = strawberry.field(description="When it had been kept for that long.")
    begun_at: datetime = strawberry.field(
        description="From when on there was no way back: when it was due, or when the setting was made that made it so."
    )
    delay_reason: str | None = strawberry.field(
        description="Why the file could not be deleted when that was last tried, in a sentence; null if it could."
    )
    certificate: ErasureCertificate | None = strawberry.field(description="What was destroyed; null until it is.")

    @classmethod
    def seen(cls, context: Context, expiry: domain.Expiry) -> Self:
        """As somebody looks at it."""
        context.note(Subject.EXPIRY, expiry.id)
        kind = "Call" if expiry.kind is ExpiryKind.TEXT else "Recording"
        return cls(
            id=global_id("Expiry", expiry.id),
            expiry=expiry,
            kind=expiry.kind,
            subject_id=global_id(kind, expiry.subject_id),
            policy=RetentionPolicy(days=expiry.policy.days, origin=expiry.policy.origin),
            due_at=expiry.due_at,
            begun_at=expiry.created_on,
            delay_reason=None if expiry.completed_at else expiry.delayed_by or None,
            certificate=ErasureCertificate.of(expiry),
        )


@strawberry.type(description="A page of expiries.")
class ExpiryConnection(Connection[Expiry]):
    total_count: int = counted("How many expiries there are.")


async def expiries(context: Context, first: int, after: str | None) -> ExpiryConnection:
    """A page of them, newest first."""
    records = context.backend.expiry_records
    return await connection(
        ExpiryConnection,
        Page.asked(first, after, int),
        lambda limit, place: in_thread(records.expiries, limit, place),
        key=lambda listed: listed[0],
        node=lambda listed: Expiry.seen(context, listed[1]),
        count=lambda: in_thread(records.count),
    )
