"""A participant: a user who is in a call, on one device or several."""

from uuid import UUID

import strawberry

from api.graphql.calls.session import Session
from api.graphql.core.fields import resolved
from api.graphql.core.ids import cache_key
from api.graphql.core.loaded_fields import loaded
from api.graphql.core.nodes import reference
from api.graphql.directory.user import User
from api.graphql.floor.raised_hand import RaisedHand
from projections.floor import HandRow
from projections.live_calls import SessionRow


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

    @loaded(
        lambda loaders: loaders.sessions,
        "call_id",
        "The participant's devices in this call, earliest joined first.",
    )
    def sessions(self, rows: list[SessionRow]) -> list[Session]:
        return [Session.of(row) for row in rows if row.user_id == self.user_id]

    @loaded(lambda loaders: loaders.hands, "call_id", "The participant's raised hand; null if it is down.")
    def hand(self, rows: list[HandRow]) -> RaisedHand | None:
        return RaisedHand.of_user(rows, self.user_id)
