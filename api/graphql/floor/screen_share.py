"""The screen share of a call."""

from datetime import datetime
from uuid import UUID

import strawberry

from api.graphql.calls.session import Session
from api.graphql.core.context import Context
from api.graphql.core.nodes import reference
from api.graphql.directory.user import User
from projections.floor import ScreenShareRow


@strawberry.type(description="A screen that is being shared.")
class ScreenShare:
    row: strawberry.Private[ScreenShareRow]
    session: Session = strawberry.field(description="The session that shares the screen.")
    started_at: datetime = strawberry.field(description="When the sharing began.")
    user: User = reference("User", "row.user_id", "The participant who shares the screen.")


async def screen_share(context: Context, call_id: UUID) -> ScreenShare | None:
    """That of a call; None also if the session that shares has left between two questions."""
    row = await context.loaders.screen_shares.load(call_id)
    if row is None:
        return None
    sessions = {session.id: session for session in await context.loaders.sessions.load(call_id)}
    sharing = sessions.get(row.session_id)
    return None if sharing is None else ScreenShare(row=row, session=Session.of(sharing), started_at=row.since)
