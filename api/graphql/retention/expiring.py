"""When something expires, by the settings as they are in force now."""

from datetime import datetime
from uuid import UUID

from api.graphql.core.context import Context
from api.graphql.core.permissions import room_and_settings
from domain.retention.periods import ExpiryKind, due_at, policy_of
from domain.workspace.settings import Level


async def expires_at(context: Context, kind: ExpiryKind, room_id: UUID, since: datetime | None) -> datetime | None:
    """What happened in a room and is kept since then; None if that hasn't begun, or is for ever."""
    if since is None:
        return None
    room, _ = await room_and_settings(context, room_id)
    policy = policy_of(kind, await context.loaders.settings.load(Level(room.kind, room.id)))
    return None if policy is None else due_at(since, policy)
