"""The floor of a call: its participants, raised hands, reactions and screen share."""

from datetime import datetime
from uuid import UUID

import strawberry

from api.graphql.calls.session import Session
from api.graphql.core.context import Context, Info
from api.graphql.core.fields import resolved
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
    number: int = strawberry.field(
        description="The reaction's number, which no other reaction in the call has: it tells reactions apart from "
        "state to state."
    )
    emoji: str = strawberry.field(description="An emoji, or the short name that the chat product has for one.")
    reacted_at: datetime = strawberry.field(description="When the participant reacted.")
    shown_until: datetime = strawberry.field(
        description="How long to show the reaction. No new state comes then: take it away by the clock."
    )

    user: User = reference("User", "row.user_id", "The participant who reacted.")


@strawberry.type(description="A screen that is being shared.")
class ScreenShare:
    row: strawberry.Private[ScreenShareRow]
    session: Session = strawberry.field(description="The session that shares the screen.")
    started_at: datetime = strawberry.field(description="When the sharing began.")

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
        number=row.number,
        emoji=row.emoji,
        reacted_at=row.at,
        shown_until=row.shown_until,
    )


async def screen_share(context: Context, call_id: UUID) -> ScreenShare | None:
    """That of a call; None also if the session that shares has left between two questions."""
    row = await context.loaders.screen_shares.load(call_id)
    sessions = [] if row is None else await context.loaders.sessions.load(call_id)
    return next(
        (
            ScreenShare(row=row, session=Session.of(session), started_at=row.since)
            for session in sessions
            if row is not None and session.id == row.session_id
        ),
        None,
    )
