"""A call, while it is on and after it has ended."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from api.graphql.calls.duration import seconds_talked
from api.graphql.calls.session import Session
from api.graphql.core.context import Context, Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.node import Node
from api.graphql.directory import room as rooms
from api.graphql.directory.user import User, maybe_user, user
from api.graphql.floor import floor
from api.graphql.history import conference_log
from api.graphql.recordings import recording
from api.graphql.rings import ring
from api.graphql.threads import thread
from domain.calls.states import CallKind, CallState, EndReason
from projections.live_calls import CallRow

if TYPE_CHECKING:
    from api.graphql.directory.room import Room
    from api.graphql.floor.floor import Participant, RaisedHand, Reaction, ScreenShare
    from api.graphql.history.conference_log import ConferenceLog
    from api.graphql.recordings.recording import Recording
    from api.graphql.rings.ring import Ring
    from api.graphql.threads.thread import Thread


@strawberry.type(description="What happens in a room from somebody's start to the end of it.")
class Call(Node):
    row: strawberry.Private[CallRow]
    kind: CallKind = strawberry.field(description="Who can be in it.")
    state: CallState = strawberry.field(description="How far it is.")
    title: str = strawberry.field(description="The title it was given, or the room's name at its start.")
    provider: str = strawberry.field(description="What carries its media.")
    started_at: datetime = strawberry.field(description="When somebody started it.")
    answered_at: datetime | None = strawberry.field(
        description="When the callee joined; only a call of two that rings is answered."
    )
    ended_at: datetime | None = strawberry.field(description="When it ended.")
    end_reason: EndReason | None = strawberry.field(description="Why it ended.")

    @classmethod
    def of(cls, row: CallRow) -> Self:
        return cls(
            id=global_id("Call", row.id),
            row=row,
            kind=row.kind,
            state=row.state,
            title=row.title,
            provider=row.provider,
            started_at=row.started_at,
            answered_at=row.answered_at,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
        )

    @resolved("Whole seconds that people could talk; null while it is on.")
    def duration_seconds(self) -> int | None:
        return seconds_talked(self.kind, self.started_at, self.answered_at, self.ended_at)

    @resolved("Where it takes place.")
    async def room(self, info: Info) -> Annotated["Room", strawberry.lazy("api.graphql.directory.room")]:
        return await rooms.room(info.context, self.row.room_id)

    @resolved("Who started it.")
    async def initiator(self, info: Info) -> User:
        return await user(info.context, self.row.initiator_id)

    @resolved("Who has a say over it: may mute, remove, hand over, record, and end it for all.")
    async def host(self, info: Info) -> User:
        return await user(info.context, self.row.host_id)

    @resolved("Who ended it, if a person did.")
    async def ended_by(self, info: Info) -> User | None:
        return await maybe_user(info.context, self.row.ended_by)

    @resolved("The devices that are in it, earliest joined first; none once it has ended.")
    async def sessions(self, info: Info) -> list[Session]:
        return [Session.of(row) for row in await info.context.loaders.sessions.load(self.row.id)]

    @resolved("The people who are in it with at least one device, earliest joined first.")
    async def participants(
        self, info: Info
    ) -> list[Annotated["Participant", strawberry.lazy("api.graphql.floor.floor")]]:
        sessions = await info.context.loaders.sessions.load(self.row.id)
        present = dict.fromkeys(session.user_id for session in sessions)
        return [floor.Participant(call_id=self.row.id, user_id=user_id) for user_id in present]

    @resolved("The hands that are up, in the order of raising.")
    async def raised_hands(
        self, info: Info
    ) -> list[Annotated["RaisedHand", strawberry.lazy("api.graphql.floor.floor")]]:
        return floor.raised_hands(await info.context.loaders.hands.load(self.row.id))

    @resolved("The reactions that are shown now, oldest first.")
    async def reactions(self, info: Info) -> list[Annotated["Reaction", strawberry.lazy("api.graphql.floor.floor")]]:
        return [floor.reaction(row) for row in await info.context.loaders.reactions.load(self.row.id)]

    @resolved("The screen that is shared, if one is. There is at most one.")
    async def screen_share(
        self, info: Info
    ) -> Annotated["ScreenShare", strawberry.lazy("api.graphql.floor.floor")] | None:
        row = await info.context.loaders.screen_shares.load(self.row.id)
        return None if row is None else floor.screen_share(row)

    @resolved("The recording that is being made, or the last one that was; null if there is none.")
    async def recording(
        self, info: Info
    ) -> Annotated["Recording", strawberry.lazy("api.graphql.recordings.recording")] | None:
        made = await recording.recordings(info.context, self.row.id)
        return made[-1] if made else None

    @resolved("Its chat.")
    def thread(self) -> Annotated["Thread", strawberry.lazy("api.graphql.threads.thread")]:
        return thread.Thread(call_id=self.row.id)

    @resolved("The link to share, which opens or joins the room's call; null once the room is archived or deleted.")
    async def link(self, info: Info) -> str | None:
        return await rooms.call_link(info.context, self.row.room_id)

    @resolved("Who was rung for it, in that order.")
    async def rings(self, info: Info) -> list[Annotated["Ring", strawberry.lazy("api.graphql.rings.ring")]]:
        return [ring.Ring.of(row) for row in await info.context.loaders.rings_of_call.load(self.row.id)]

    @resolved("What is left of it on the record, once it has ended.")
    async def conference_log(
        self, info: Info
    ) -> Annotated["ConferenceLog", strawberry.lazy("api.graphql.history.conference_log")] | None:
        row = await info.context.loaders.logs.load(self.row.id)
        return None if row is None else conference_log.ConferenceLog.of(row)


async def call(context: Context, call_id: UUID) -> Call:
    """The call that a row names; raises LookupError if the views have lost it."""
    row = await context.loaders.calls.load(call_id)
    if row is None:
        raise LookupError(f"The views have no call {call_id}, which a row names.")
    return Call.of(row)


async def visible_call(context: Context, call_id: UUID | None) -> Call | None:
    row = await context.visible_call(call_id)
    return None if row is None else Call.of(row)
