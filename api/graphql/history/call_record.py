"""The call record: what is on record of one call, from its first fact to its last."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry

from api.graphql.calls.call_summary import SharedCallSummary, seconds_talked
from api.graphql.core.context import Context, Info
from api.graphql.core.enums import CallState, RecordFormat
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import Node, found_by, reference
from api.graphql.core.paging import DEFAULT_PAGE, After, First, Page, connection_of
from api.graphql.core.scalars import URL, BigInt
from api.graphql.directory.user import User
from api.graphql.history.call_record_parts import (
    CallRecordFact,
    CallRecordFactConnection,
    CallRecordHost,
    CallRecordMute,
    CallRecordMuteConnection,
    CallRecordRing,
    CallRecordRingConnection,
    CallRecordScreenShare,
    CallRecordScreenShareConnection,
)
from api.graphql.history.call_record_recording import CallRecordRecording
from api.graphql.history.call_record_sessions import CallQuality, CallRecordSession, CallRecordSessionConnection
from api.graphql.references import CallReference
from event_log.records import record
from runtime.thread_pools import in_thread

PATIENCE = 5.0  # seconds that a record waits for the views to know of those whom it names

Format = Annotated[RecordFormat, strawberry.argument(description="The format of the file.")]


async def _visible(context: Context, call_id: UUID) -> "CallRecord | None":
    """The log is ahead of the views, which answer who it is that a record names."""
    if await context.visible_call(call_id) is None:
        return None
    found = await context.loaders.call_records.load(call_id)
    if found is None:
        return None
    await context.backend.changes.reached(found.as_of, PATIENCE)
    return CallRecord.of(found)


@found_by(_visible)
@strawberry.type(
    description="What is on record of a call, while it is on and for ever after: made of the call's facts alone, so "
    "that whoever has these makes the same of them. Each further fact makes another version."
)
class CallRecord(SharedCallSummary, Node):
    row: strawberry.Private[record.CallRecord]
    version: int = strawberry.field(description="On how many facts the record rests. It rises with each that comes.")
    as_of: BigInt = strawberry.field(description="The position in the log of the last fact that the record rests on.")
    recorded_at: datetime = strawberry.field(description="When that fact was recorded.")
    complete: bool = strawberry.field(
        description="Whether nothing more is awaited: the call has ended, its rings are over, its media is closed, and "
        "its recordings are published or have failed."
    )
    state: CallState = strawberry.field(description="Where the call stands.")
    first_joined_at: datetime | None = strawberry.field(description="When the first device joined.")
    last_left_at: datetime | None = strawberry.field(
        description="When the last device left; null until the call has ended."
    )
    quality: CallQuality | None = strawberry.field(
        description="How well the media of all sessions travelled; null if nothing was measured."
    )
    call: CallReference = reference("Call", "row.id", "The call.")
    answered_by: User | None = reference(
        "User", "row.answered_by", "Who answered a direct call that rang; null for others, and until then."
    )
    ended_by: User | None = reference("User", "row.ended_by", "Who ended the call; null unless a person did.")

    @classmethod
    def of(cls, row: record.CallRecord) -> Self:
        return cls(
            id=global_id("CallRecord", row.id),
            row=row,
            version=row.version,
            as_of=BigInt(row.as_of),
            recorded_at=row.recorded_at,
            complete=row.complete,
            state=row.state,
            kind=row.kind,
            title=row.title,
            started_at=row.started_at,
            answered_at=row.answered_at,
            first_joined_at=row.first_joined_at,
            last_left_at=row.last_left_at,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
            duration_seconds=seconds_talked(row.held_since, row.ended_at),
            quality=CallQuality.of(row.quality),
        )

    @resolved("Who was host, one after the other.")
    def hosts(self) -> list[CallRecordHost]:
        return [CallRecordHost.of(term) for term in self.row.hosts]

    @resolved("The devices that were in the call, in the order of joining.")
    def sessions(self, first: First = DEFAULT_PAGE, after: After = None) -> CallRecordSessionConnection:
        sessions = [CallRecordSession.of(session) for session in self.row.sessions]
        return connection_of(CallRecordSessionConnection, Page.asked(first, after, int), sessions)

    @resolved("Who was rung, earliest first.")
    def rings(self, first: First = DEFAULT_PAGE, after: After = None) -> CallRecordRingConnection:
        rings = [CallRecordRing.of(ring) for ring in self.row.rings]
        return connection_of(CallRecordRingConnection, Page.asked(first, after, int), rings)

    @resolved("Whose microphones were turned off by others, earliest first.")
    def mutes(self, first: First = DEFAULT_PAGE, after: After = None) -> CallRecordMuteConnection:
        mutes = [CallRecordMute.of(mute) for mute in self.row.mutes]
        return connection_of(CallRecordMuteConnection, Page.asked(first, after, int), mutes)

    @resolved("The screens that were shared, earliest first.")
    def screen_shares(self, first: First = DEFAULT_PAGE, after: After = None) -> CallRecordScreenShareConnection:
        shares = [CallRecordScreenShare.of(share) for share in self.row.shares]
        return connection_of(CallRecordScreenShareConnection, Page.asked(first, after, int), shares)

    @resolved("The call's recordings, including those that failed, in the order in which they were requested.")
    def recordings(self) -> list[CallRecordRecording]:
        return [CallRecordRecording.of(recording) for recording in self.row.recordings]

    @resolved("The facts that the record rests on, in the order of the log.")
    def facts(self, first: First = DEFAULT_PAGE, after: After = None) -> CallRecordFactConnection:
        facts = [CallRecordFact(position=BigInt(position)) for position in self.row.facts]
        return connection_of(CallRecordFactConnection, Page.asked(first, after, int), facts)

    @resolved("Where the record is downloaded as a file with a bearer token, by those who see the call.")
    def url(self, info: Info, format: Format) -> URL:
        return URL(f"{info.context.backend.public_url}/calls/{self.row.id}/record?format={format}")

    @resolved(
        "Where a browser gets the record as a file without a token, for 15 minutes. The link stands for the viewer: "
        "don't pass it on. Ask for it in a query when it is needed.",
        personal=True,
    )
    async def download_url(self, info: Info, format: Format) -> URL | None:
        backend, person = info.context.backend, info.context.person
        if person is None:
            return None
        return URL(backend.public_url + await in_thread(backend.links.record_link, self.row.id, format, person))
