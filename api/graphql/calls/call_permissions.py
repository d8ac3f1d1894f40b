"""What the viewer may do with a call."""

import strawberry

from api.access.person import Person
from api.access.tokens import Role
from api.graphql.core.context import Context, Info
from api.graphql.core.fields import resolved
from api.graphql.core.permissions import acting, hold, room_and_settings
from domain.calls.conditions import (
    require_control,
    require_joinable,
    require_not_ended,
    require_ringing,
    require_space,
)
from domain.floor.floor import require_free_screen
from domain.floor.use_cases import require_screen_sharing
from domain.recordings.use_cases import require_recordable
from projections.live_calls import CallRow


@strawberry.type
class CallPermissions:
    """Of a call that the viewer sees, so that they are a member of its room or an auditor."""

    row: strawberry.Private[CallRow]

    @resolved(
        "Whether the viewer may join, also with another device: as a member of the room, while the call "
        "has not ended and has room for them.",
        personal=True,
    )
    async def viewer_can_join(self, info: Info) -> bool:
        person = acting(info.context)
        if person is None:
            return False
        room, settings = await room_and_settings(info.context, self.row.room_id)
        present = [session.user_id for session in await info.context.loaders.sessions.load(self.row.id)]
        return hold(
            lambda: require_not_ended(self.row),
            lambda: require_joinable(room),
            lambda: require_space(present, person.user_id, settings),
        )

    @resolved(
        "Whether the viewer may do what the host and admins may, such as mute others, remove participants and "
        "end the call for all. True for them until the call has ended.",
        personal=True,
    )
    def viewer_can_host(self, info: Info) -> bool:
        return self._controlling(info.context) is not None

    @resolved(
        "Whether the viewer may ring members of the room who have not joined: as the host or an admin, "
        "where calls ring.",
        personal=True,
    )
    async def viewer_can_ring(self, info: Info) -> bool:
        if self._controlling(info.context) is None:
            return False
        room, settings = await room_and_settings(info.context, self.row.room_id)
        return hold(lambda: require_ringing(self.row, room, settings))

    @resolved(
        "Whether the viewer may start a recording: as the host or an admin, where recording is turned on "
        "and the provider records.",
        personal=True,
    )
    async def viewer_can_record(self, info: Info) -> bool:
        if self._controlling(info.context) is None:
            return False
        _, settings = await room_and_settings(info.context, self.row.room_id)
        return hold(lambda: require_recordable(self.row, settings))

    @resolved(
        "Whether the viewer may share a screen: as a participant, while nobody else does, where screen "
        "sharing is turned on and the provider offers it.",
        personal=True,
    )
    async def viewer_can_share_screen(self, info: Info) -> bool:
        loaders, person = info.context.loaders, acting(info.context)
        sessions = {session.id: session.user_id for session in await loaders.sessions.load(self.row.id)}
        if person is None or person.user_id not in sessions.values():
            return False
        share = await loaders.screen_shares.load(self.row.id)
        sharer = None if share is None else sessions.get(share.session_id)
        _, settings = await room_and_settings(info.context, self.row.room_id)
        return hold(
            lambda: require_screen_sharing(self.row, settings),
            lambda: require_free_screen(None if sharer == person.user_id else sharer),
        )

    def _controlling(self, context: Context) -> Person | None:
        """The viewer, if they have the host's controls."""
        person = acting(context)
        if person is None:
            return None
        admin = person.role is Role.ADMIN
        return person if hold(lambda: require_control(self.row, person.user_id, admin=admin)) else None
