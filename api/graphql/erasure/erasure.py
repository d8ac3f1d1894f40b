"""The erasure of a person, with its certificate."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.context import Context, Info
from api.graphql.core.enums import ErasureState
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import Node, found_by, reference
from api.graphql.core.paging import Connection, Page, connection, counted
from api.graphql.directory.user import User
from api.graphql.erasure.certificate import ErasureCertificate
from api.graphql.erasure.legal_hold import LegalHold, may_see
from domain.erasure import erasure as domain
from domain.inspections.inspection import Subject
from runtime.thread_pools import in_thread


async def _find(context: Context, id_: UUID) -> Node | None:
    if not await may_see(context):
        return None
    erasure = await in_thread(context.backend.erasure_records.erasure, id_)
    return None if erasure is None else Erasure.seen(context, erasure)


@found_by(_find)
@strawberry.type(
    description="The erasure of a person: everything personal about them becomes unreadable. Only admins and auditors "
    "see it."
)
class Erasure(Node):
    erasure: strawberry.Private[domain.Erasure]
    state: ErasureState = strawberry.field(description="How far it has come.")
    user: User = reference("User", "erasure.person_id", "Whom it is about; without a name, once it has begun.")
    case: str | None = strawberry.field(description="What the request is called elsewhere; null if nothing was given.")
    requested_at: datetime = strawberry.field(description="When it was requested.")
    requested_by: User | None = reference(
        "User", "erasure.requested_by", "The admin who requested it; null if it was on the command line."
    )
    begun_at: datetime | None = strawberry.field(description="From when on there was no way back; null until then.")
    certificate: ErasureCertificate | None = strawberry.field(description="What was destroyed; null until it is.")

    @classmethod
    def seen(cls, context: Context, erasure: domain.Erasure) -> Self:
        """As somebody looks at it."""
        context.note(Subject.ERASURE, erasure.id)
        return cls(
            id=global_id("Erasure", erasure.id),
            erasure=erasure,
            state=erasure.state,
            case=None if erasure.case is None else str(erasure.case),
            requested_at=erasure.requested_at,
            begun_at=erasure.begun_at,
            certificate=ErasureCertificate.of(erasure),
        )

    @resolved("What it waits for, in the state HELD.")
    async def holds(self, info: Info) -> list[LegalHold]:
        waits_for = set(self.erasure.hold_ids)
        holds = await in_thread(info.context.backend.erasure_records.holds) if waits_for else []
        return [LegalHold.seen(info.context, hold) for hold in holds if hold.id in waits_for]


@strawberry.type(description="A page of erasures.")
class ErasureConnection(Connection[Erasure]):
    total_count: int = counted("How many erasures there are.")


async def erasures(context: Context, first: int, after: str | None) -> ErasureConnection:
    """A page of them, newest first."""
    records = context.backend.erasure_records
    return await connection(
        ErasureConnection,
        Page.asked(first, after, int),
        lambda limit, place: in_thread(records.erasures, limit, place),
        key=lambda listed: listed[0],
        node=lambda listed: Erasure.seen(context, listed[1]),
        count=lambda: in_thread(records.count),
    )
