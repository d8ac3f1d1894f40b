"""A reaction: an emoji that a participant shows to all for a while."""

from datetime import datetime
from typing import Self

import strawberry

from api.graphql.core.nodes import reference
from api.graphql.directory.user import User
from projections.floor import ReactionRow


@strawberry.type(description="An emoji that a participant shows to all for ten seconds.")
class Reaction:
    row: strawberry.Private[ReactionRow]
    number: int = strawberry.field(
        description="The reaction's number, which no other reaction in the call has: it tells reactions apart from "
        "state to state."
    )
    emoji: str = strawberry.field(description="An emoji, or the short name that the chat product has for one.")
    reacted_at: datetime = strawberry.field(description="When the participant reacted.")
    shown_until: datetime = strawberry.field(
        description="Until when to show the reaction. No new state comes then: take it away by the clock."
    )
    user: User = reference("User", "row.user_id", "The participant who reacted.")

    @classmethod
    def of(cls, row: ReactionRow) -> Self:
        return cls(row=row, number=row.number, emoji=row.emoji, reacted_at=row.at, shown_until=row.shown_until)
