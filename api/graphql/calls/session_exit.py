"""That a device left a call, and why: for the device itself, which has no session any more."""

from datetime import datetime
from typing import Self

import strawberry

from api.graphql.core.enums import LeaveReason
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import reference
from api.graphql.directory.user import User
from api.graphql.references import CallReference
from projections.live_calls import ExitRow


@strawberry.type(description="That a device of the viewer's has left a call before the call's end, and why.")
class SessionExit:
    row: strawberry.Private[ExitRow]
    session_id: strawberry.ID = strawberry.field(
        description="The session that the device had. It can't be fetched any more, and no other session has its id."
    )
    reason: LeaveReason = strawberry.field(description="Why it left.")
    left_at: datetime = strawberry.field(
        description="When it left; at its last sign of life, if its connection was lost."
    )
    removed_by: User | None = reference(
        "User", "row.removed_by", "The host or admin who removed it; null unless a person did."
    )
    call: CallReference | None = reference(
        "Call", "row.call_id", "The call; null if the viewer no longer sees its room.", if_seen=True
    )

    @classmethod
    def of(cls, row: ExitRow) -> Self:
        return cls(row=row, session_id=global_id("Session", row.session_id), reason=row.reason, left_at=row.left_at)
