"""The subscription to who is speaking in a call. That passes, so it is on no record and in no view."""

from uuid import UUID

import strawberry

from api.graphql.calls.session import Session
from api.graphql.core.context import Info
from api.graphql.core.subscriptions import subscription
from api.graphql.core.watchable import CALL
from domain.inspections.inspection import Subject
from projections import change_keys
from runtime.presence.speakers import Listener


@strawberry.type(description="Who is speaking in a call, after each change.")
class SpeakingUpdate:
    sessions: list[Session] = strawberry.field(
        description="The devices that are being spoken into, in the order of their loudness when they began; none "
        "when it is quiet."
    )


@strawberry.type
class FloorSubscriptions:
    @subscription(
        CALL,
        "Who is speaking in a call. It is not recorded anywhere.",
        result="Who is speaking, or a refusal if the viewer doesn't see the call, or no longer does.",
        subject=Subject.CALL,
        follows=lambda call: {change_keys.call(call.id)},
        hears=lambda context, call, wake: context.backend.speakers.listen(call.id, wake),
    )
    async def speaking(self, info: Info, call_id: UUID, *, heard: Listener) -> SpeakingUpdate:
        """Of those who speak, the ones who are in the call: who has left is heard for a moment more."""
        rows = {row.id: row for row in await info.context.loaders.sessions.load(call_id)}
        return SpeakingUpdate(sessions=[Session.of(rows[id_]) for id_ in heard.speaking if id_ in rows])
