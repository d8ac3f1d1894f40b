"""A participant: a user who is in a call, on one device or several."""

from uuid import UUID

import strawberry

from api.graphql.calls.session import Session
from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import cache_key
from api.graphql.core.nodes import reference
from api.graphql.directory.user import User
from api.graphql.floor.raised_hand import RaisedHand


@strawberry.type(description="A user who is in a call on at least one device.")
class Participant:
    call_id: strawberry.Private[UUID]
    user_id: strawberry.Private[UUID]
    user: User = reference("User", "user_id", "The user.")

    @resolved(
        "For clients' caches: no other participant of any call has the same. It is no id, and nothing is fetched by it."
    )
    def key(self) -> strawberry.ID:
        return cache_key("Participant", self.call_id, self.user_id)

    @resolved("The participant's devices in this call, earliest joined first.")
    async def sessions(self, info: Info) -> list[Session]:
        rows = await info.context.loaders.sessions.load(self.call_id)
        return [Session.of(row) for row in rows if row.user_id == self.user_id]

    @resolved("The participant's raised hand; null if it is down.")
    async def hand(self, info: Info) -> RaisedHand | None:
        hands = RaisedHand.all_of(await info.context.loaders.hands.load(self.call_id))
        return next((hand for hand in hands if hand.user_id == self.user_id), None)
