"""The floor of a call: its participants, raised hands, reactions and screen share."""

from datetime import datetime
from uuid import UUID, uuid5

import strawberry

from api.graphql.calls.session import Session
from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import reference
from api.graphql.directory.user import User
from projections.floor import HandRow, ReactionRow, ScreenShareRow


@strawberry.type(description="A raised hand: a participant asks to speak.")
class RaisedHand:
    user_id: strawberry.Private[UUID]
    raised_at: datetime = strawberry.field(description="When the hand was raised.")
    order: int = strawberry.field(description="The hand's place in the order: 1 for the one that has been up longest.")

    user: User = reference("User", "user_id", "The participant who asks to speak.")


@strawberry.type(description="An emoji that a participant shows to all for ten seconds.")
class Reaction:
    row: strawberry.Private[ReactionRow]
    id: strawberry.ID = strawberry.field(description="Opaque; the same in each state that shows it.")
    emoji: str = strawberry.field(description="An emoji, or the short name that the chat product has for one.")
    reacted_at: datetime = strawberry.field(description="When the participant reacted.")
    shown_until: datetime = strawberry.field(
        description="How long to show the reaction. No new state comes then: take it away by the clock."
    )

    user: User = reference("User", "row.user_id", "The participant who reacted.")


@strawberry.type(description="A screen that is being shared.")
class ScreenShare:
    row: strawberry.Private[ScreenShareRow]
    session_id: strawberry.ID = strawberry.field(description="The session that shares it.")
    since: datetime = strawberry.field(description="Since when it is shared.")

    user: User = reference("User", "row.user_id", "The participant who shares the screen.")


@strawberry.type(description="A user who is in a call on at least one device.")
class Participant:
    call_id: strawberry.Private[UUID]
    user_id: strawberry.Private[UUID]

    user: User = reference("User", "user_id", "The user.")

    @resolved("The participant's devices in this call, earliest joined first.")
    async def sessions(self, info: Info) -> list[Session]:
        rows = await info.context.loaders.sessions.load(self.call_id)
        return [Session.of(row) for row in rows if row.user_id == self.user_id]

    @resolved("The participant's raised hand; null if it is down.")
    async def hand(self, info: Info) -> RaisedHand | None:
        hands = raised_hands(await info.context.loaders.hands.load(self.call_id))
        return next((hand for hand in hands if hand.user_id == self.user_id), None)


def raised_hands(rows: list[HandRow]) -> list[RaisedHand]:
    """Those of a call, in the order of raising."""
    return [RaisedHand(user_id=row.user_id, raised_at=row.raised_at, order=n) for n, row in enumerate(rows, start=1)]


def reaction(row: ReactionRow) -> Reaction:
    return Reaction(
        row=row,
        id=global_id("Reaction", uuid5(row.call_id, str(row.number))),
        emoji=row.emoji,
        reacted_at=row.at,
        shown_until=row.shown_until,
    )


def screen_share(row: ScreenShareRow) -> ScreenShare:
    return ScreenShare(row=row, session_id=global_id("Session", row.session_id), since=row.since)
