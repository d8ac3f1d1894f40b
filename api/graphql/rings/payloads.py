"""What payloads show of rings."""

from typing import Any, Self

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.payload import Payload
from api.graphql.core.performing import Performed
from api.graphql.rings.ring import Ring


@strawberry.type
class WithRing(Payload):
    ring_id: strawberry.ID = strawberry.field(description="The ring.")

    @classmethod
    def of(cls, done: Performed, **others: Any) -> Self:
        """Of a use case whose answer begins with the ring."""
        return cls(shown=done.shown, ring_id=global_id("Ring", done.answer[0]), **others)

    @resolved(
        "The ring as it is now; null if the viewer may not see it, or while the views are behind: ask again by its id."
    )
    async def ring(self, info: Info) -> Ring | None:
        return await self.found(info, Ring, self.ring_id)
