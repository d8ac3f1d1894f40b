"""A raised hand: a participant asks to speak."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.nodes import reference
from api.graphql.directory.user import User
from projections.floor import HandRow


@strawberry.type(description="A raised hand: a participant asks to speak.")
class RaisedHand:
    user_id: strawberry.Private[UUID]
    raised_at: datetime = strawberry.field(description="When the hand was raised.")
    order: int = strawberry.field(description="The hand's place in the order: 1 for the one that has been up longest.")
    user: User = reference("User", "user_id", "The participant who asks to speak.")

    @classmethod
    def all_of(cls, rows: Sequence[HandRow]) -> list[Self]:
        """Those of a call, from its rows in the order of raising."""
        return [cls(user_id=row.user_id, raised_at=row.raised_at, order=n) for n, row in enumerate(rows, start=1)]
