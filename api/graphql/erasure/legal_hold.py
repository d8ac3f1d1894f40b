"""A legal hold: what may not be destroyed, and for which case."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.context import Context, Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id, local
from api.graphql.core.nodes import Node, find_visible, found_by, reference
from api.graphql.directory.user import User
from domain.erasure.legal_holds import Hold, Scope, ScopeKind
from domain.inspections.inspection import Subject
from domain.kernel.errors import InvalidInput
from runtime.thread_pools import in_thread

KINDS = {ScopeKind.PERSON: "User", ScopeKind.ROOM: "Room", ScopeKind.CALL: "Call"}


async def _find(context: Context, id_: UUID) -> Node | None:
    if not await may_see(context):
        return None
    hold = await in_thread(context.backend.erasure_records.hold, id_)
    return None if hold is None else LegalHold.seen(context, hold)


@found_by(_find)
@strawberry.type(
    description="A legal hold in force: nothing of its subject is destroyed. Only admins and auditors see it."
)
class LegalHold(Node):
    hold: strawberry.Private[Hold]
    subject_id: strawberry.ID = strawberry.field(description="What is held: the id of a user, a room or a call.")
    case: str = strawberry.field(description="The matter that requires it.")
    placed_at: datetime = strawberry.field(description="Since when it is in force.")
    placed_by: User | None = reference(
        "User", "hold.placed_by", "The admin who placed it; null if it was on the command line."
    )

    @classmethod
    def seen(cls, context: Context, hold: Hold) -> Self:
        """As somebody looks at it."""
        context.note(Subject.LEGAL_HOLD, hold.id)
        return cls(
            id=global_id("LegalHold", hold.id),
            hold=hold,
            subject_id=global_id(KINDS[hold.scope.kind], hold.scope.id),
            case=str(hold.case),
            placed_at=hold.placed_at,
        )

    @resolved("What is held; null if the viewer may not see it.", personal=True)
    async def subject(self, info: Info) -> Node | None:
        return await find_visible(info.context, KINDS[self.hold.scope.kind], self.hold.scope.id)


async def may_see(context: Context) -> bool:
    """Whether whoever asks sees what is erased and held."""
    return context.own_access.sees_erasures and await context.own_access.active()


def scope_of(given: str) -> Scope:
    """What an id names. Raises InvalidInput."""
    found = local(given)
    for kind, name in KINDS.items():
        if found is not None and found.kind == name:
            return Scope(kind, found.id)
    raise InvalidInput("subjectId", "This is not the id of a user, a room or a call.")
