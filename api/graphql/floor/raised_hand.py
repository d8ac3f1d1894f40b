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
        return [cls._of(row, order) for order, row in enumerate(rows, start=1)]

    @classmethod
    def of_user(cls, rows: Sequence[HandRow], user_id: UUID) -> Self | None:
        """Theirs; None if it is down."""
        return next((cls._of(row, order) for order, row in enumerate(rows, start=1) if row.user_id == user_id), None)

    @classmethod
    def _of(cls, row: HandRow, order: int) -> Self:
        return cls(user_id=row.user_id, raised_at=row.raised_at, order=order)
