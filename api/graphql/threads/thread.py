"""The thread of a call: what people write and attach, during the call and after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.backend.backend import Backend
from api.graphql.core.context import Context, Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import Node, fetched, in_visible_room, of_visible_call, reference
from api.graphql.core.paging import (
    DEFAULT_PAGE,
    After,
    Before,
    Connection,
    Last,
    MaybeFirst,
    Page,
    connection,
    connection_backwards,
    counted,
    wrong_argument,
)
from api.graphql.core.permissions import acting, hold, room_and_settings
from api.graphql.directory.user import User
from api.graphql.references import CallReference
from api.graphql.threads.file import File
from domain.inspections.inspection import Subject
from domain.kernel.personal import Erased
from domain.threads.use_cases import require_open
from projections.live_calls import CallRow
from projections.threads import MessageRow
from runtime.presence.read_positions import MOST_UNREAD
from runtime.thread_pools import in_thread


@fetched(lambda loaders: loaders.messages_of_threads, of_visible_call)
@strawberry.type(description="A message in a call's thread: a text, or a file.")
class Message(Node):
    row: strawberry.Private[MessageRow]
    posted_at: datetime = strawberry.field(description="When the message was posted.")
    text: str | None = strawberry.field(description="The text; null if the message is a file.")
    file: File | None = strawberry.field(description="The file; null if the message is a text.")
    is_erased: bool = strawberry.field(
        description="Whether what its author wrote, or what the file was called, is erased: it reads (erased)."
    )
    author: User = reference("User", "row.author_id", "The user who posted the message.")
    call: CallReference = reference("Call", "row.call_id", "The call whose thread the message is in.")

    @classmethod
    def of(cls, row: MessageRow) -> Self:
        return cls(
            id=global_id("Message", row.id),
            row=row,
            posted_at=row.posted_at,
            text=row.text,
            file=None if row.file is None else File.of(row.file),
            is_erased=isinstance(row.text if row.file is None else row.file.name, Erased),
        )


@strawberry.type(description="A page of messages.")
class MessageConnection(Connection[Message]):
    total_count: int = counted("How many messages there are.")


@fetched(lambda loaders: loaders.calls, in_visible_room)
@strawberry.type(description="The chat of a call. Members of the room may use it during the call and after it.")
class Thread(Node):
    call_id: strawberry.Private[UUID]
    call: CallReference = reference("Call", "call_id", "The call.")

    @classmethod
    def of(cls, row: CallRow) -> Self:
        return cls.of_call(row.id)

    @classmethod
    def of_call(cls, call_id: UUID) -> Self:
        return cls(id=global_id("Thread", call_id), call_id=call_id)

    @resolved(
        "Whether the viewer may post messages: as a member of the room, while the room is active and what was written "
        "in the call is kept.",
        personal=True,
    )
    async def viewer_can_post(self, info: Info) -> bool:
        call = await info.context.loaders.calls.load(self.call_id)
        if call is None or acting(info.context) is None:
            return False
        room, _ = await room_and_settings(info.context, call.room_id)
        if not hold(lambda: require_open(room)):
            return False
        return not await texts_expired(info.context.backend, call)

    @resolved(
        "How many messages of others the viewer hasn't read, counted up to "
        f"{MOST_UNREAD}: those after what they have marked as read or, if that is nothing and they are in the call, "
        "all. 0 for whoever neither has marked anything nor is in the call.",
        personal=True,
    )
    async def viewer_unread_count(self, info: Info) -> int:
        person = acting(info.context)
        return 0 if person is None else await info.context.loaders.unread_messages.load((person.user_id, self.call_id))

    @resolved(
        "The messages, newest first. Use first and after to go on to older ones, last and before to come "
        "back to newer ones."
    )
    async def messages(
        self,
        info: Info,
        first: MaybeFirst = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> MessageConnection:
        return await messages(info.context, self.call_id, Wanted(first, after, last, before))


async def texts_expired(backend: Backend, call: CallRow) -> bool:
    """Whether what was written in the call is no longer kept."""
    return call.ended_at is not None and await in_thread(backend.expiry_records.of, call.id) is not None


async def unread_threads(context: Context, user_id: UUID) -> list[Thread]:
    """Those with messages that a user hasn't read, in rooms that they still see, the newest message first."""
    if acting(context) is None:
        return []
    calls = await context.loaders.calls.load_many(await context.views.unread_threads.threads(user_id))
    rows = [call for call in calls if call is not None]
    seen = await context.loaders.seen_rooms.load_many([call.room_id for call in rows])
    return [Thread.of(call) for call, visible in zip(rows, seen, strict=True) if visible]


@dataclass(frozen=True)
class Wanted:
    """Which part of a list is asked for: `first` after a cursor, or `last` before one."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


async def messages(context: Context, call_id: UUID, wanted: Wanted) -> MessageConnection:
    """A page of the thread of a call that may be seen. Raises GraphQLError if there is no such page."""
    context.note(Subject.THREAD, call_id)
    threads = context.views.threads

    async def older(limit: int, number: int | None) -> Sequence[MessageRow]:
        return await threads.page(call_id, limit, before=number)

    async def newer(limit: int, number: int) -> Sequence[MessageRow]:
        return await threads.page(call_id, limit, after=number)

    async def count() -> int:
        return await context.loaders.message_counts.load(call_id)

    if wanted.before is None and wanted.last is None:
        asked = Page.asked(DEFAULT_PAGE if wanted.first is None else wanted.first, wanted.after, int)
        return await connection(MessageConnection, asked, older, key=_number, node=Message.of, count=count)
    if wanted.before is None or wanted.first is not None or wanted.after is not None:
        raise wrong_argument("last", "Use first and after, or last and before.")
    size = DEFAULT_PAGE if wanted.last is None else wanted.last
    back = Page.asked(size, wanted.before, int, names=("last", "before"))
    return await connection_backwards(MessageConnection, back, newer, key=_number, node=Message.of, count=count)


def _number(row: MessageRow) -> int:
    return row.number
