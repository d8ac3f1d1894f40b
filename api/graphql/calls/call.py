"""A call, while it is on and after it has ended."""

from datetime import datetime
from typing import Self

import strawberry

from api.graphql.calls.call_permissions import CallPermissions
from api.graphql.calls.call_summary import SharedCallSummary, seconds_talked
from api.graphql.calls.session import Session
from api.graphql.calls.session_exit import SessionExit
from api.graphql.core.context import Info
from api.graphql.core.enums import CallState, EndReason
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.loaded_fields import loaded
from api.graphql.core.nodes import Node, fetched, in_visible_room, reference, visible
from api.graphql.directory.user import User
from api.graphql.floor.participant import Participant
from api.graphql.floor.raised_hand import RaisedHand
from api.graphql.floor.reaction import Reaction
from api.graphql.floor.screen_share import ScreenShare, screen_share
from api.graphql.history.call_record import CallRecord
from api.graphql.history.conference_log import ConferenceLog
from api.graphql.recordings.recording import Recording, recordings
from api.graphql.references import CallMessageReference
from api.graphql.retention.expiring import expires_at
from api.graphql.rings.ring import Ring
from api.graphql.threads.thread import Thread
from api.graphql.workspace.provider import Provider
from domain.retention.periods import ExpiryKind
from domain.workspace.providers import PROVIDERS
from domain.workspace.settings import WORKSPACE
from projections.conference_log import ConferenceLogRow
from projections.floor import HandRow, ReactionRow
from projections.live_calls import CallRow, SessionRow
from projections.rings import RingRow


@fetched(lambda loaders: loaders.calls, in_visible_room)
@strawberry.type(description="A call in a room, from its start to its end and after it.")
class Call(CallPermissions, SharedCallSummary, Node):
    row: strawberry.Private[CallRow]
    state: CallState = strawberry.field(description="Where the call stands.")
    host: User = reference(
        "User",
        "row.host_id",
        "The participant with control over the call: whoever started it, until it is handed over or they leave.",
    )
    message: CallMessageReference = reference(
        "CallMessage", "row.id", "The call as an entry of its room's timeline: how many are in it, and three to show."
    )
    ended_by: User | None = reference("User", "row.ended_by", "Who ended the call; null unless a person did.")

    ends_at: datetime | None = strawberry.field(
        description="When the call ends by itself if nobody comes, goes or answers; null once it has ended. At the "
        "latest, when it has taken as long as a call may."
    )
    ends_for: EndReason | None = strawberry.field(description="Why it will end then; null once it has ended.")

    @classmethod
    def of(cls, row: CallRow) -> Self:
        ends_at, ends_for = row.ends or (None, None)
        return cls(
            id=global_id("Call", row.id),
            row=row,
            kind=row.kind,
            state=row.state,
            ends_at=ends_at,
            ends_for=ends_for,
            title=row.title,
            started_at=row.started_at,
            answered_at=row.answered_at,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
            duration_seconds=seconds_talked(row.held_since, row.ended_at),
        )

    @resolved("The provider that carries the call's media.")
    async def provider(self, info: Info) -> Provider:
        settings = (await info.context.loaders.settings.load(WORKSPACE)).settings
        return Provider.of(PROVIDERS[self.row.provider], settings)

    @loaded(
        lambda loaders: loaders.sessions,
        "row.id",
        "The devices that are in the call, earliest joined first; none once it has ended.",
    )
    def sessions(self, rows: list[SessionRow]) -> list[Session]:
        return [Session.of(row) for row in rows]

    @resolved(
        "The last of the viewer's devices that has left the call before its end, and why; null if none has. Each "
        "person is told their own only.",
        personal=True,
    )
    async def viewer_exit(self, info: Info) -> SessionExit | None:
        person = info.context.person
        row = None if person is None else await info.context.loaders.last_exits.load((person.user_id, self.row.id))
        return None if row is None else SessionExit.of(row)

    @loaded(
        lambda loaders: loaders.sessions,
        "row.id",
        "The users who are in the call on at least one device, earliest joined first.",
    )
    def participants(self, rows: list[SessionRow]) -> list[Participant]:
        present = dict.fromkeys(session.user_id for session in rows)
        return [Participant(call_id=self.row.id, user_id=user_id) for user_id in present]

    @loaded(
        lambda loaders: loaders.hands,
        "row.id",
        "The hands that are up, in the order in which they were raised.",
    )
    def raised_hands(self, rows: list[HandRow]) -> list[RaisedHand]:
        return RaisedHand.all_of(rows)

    @loaded(lambda loaders: loaders.reactions, "row.id", "The reactions that are shown now, oldest first.")
    def reactions(self, rows: list[ReactionRow]) -> list[Reaction]:
        return [Reaction.of(row) for row in rows]

    @resolved("The screen that is shared; null if none is. There is at most one.")
    async def screen_share(self, info: Info) -> ScreenShare | None:
        return await screen_share(info.context, self.row.id)

    @resolved("The recording in progress, or else the latest one; null if there is none.")
    async def recording(self, info: Info) -> Recording | None:
        made = await recordings(info.context, self.row.id)
        return made[-1] if made else None

    @resolved("The call's chat.")
    def thread(self) -> Thread:
        return Thread.of_call(self.row.id)

    @resolved(
        "When the call's title and all that was written in it will be gone by the settings that are in force in its "
        "room now, unless a legal hold forbids it; null until the call has ended, and if texts are kept for ever."
    )
    async def texts_expire_at(self, info: Info) -> datetime | None:
        return await expires_at(info.context, ExpiryKind.TEXT, self.row.room_id, self.row.ended_at)

    @loaded(lambda loaders: loaders.rings_of_call, "row.id", "The rings for the call, earliest first.")
    def rings(self, rows: list[RingRow]) -> list[Ring]:
        return [Ring.of(row) for row in rows]

    @loaded(
        lambda loaders: loaders.logs,
        "row.id",
        "The record of the call; null until the call has ended.",
    )
    def conference_log(self, row: ConferenceLogRow | None) -> ConferenceLog | None:
        return None if row is None else ConferenceLog.of(row)

    @resolved("What is on record of the call, while it is on and after it has ended.")
    async def record(self, info: Info) -> CallRecord | None:
        return await visible(info.context, CallRecord, self.row.id)
