"""Threads: what people wrote and attached in the chat of a call."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated
from uuid import UUID

from domain.kernel.personal import Personal
from domain.threads.thread import Thread
from projections import change_keys
from projections.engine.queries import Queries
from projections.engine.rows import Row
from projections.engine.sealed import Kept
from projections.engine.table import Table
from projections.engine.view import View, on

WHOSE = Personal("author_id", "call_id")


class FileRow(Row, frozen=True):
    """A file in a thread, such as a recording."""

    id: UUID
    name: str
    media_type: str
    size: int  # bytes
    sha256: str  # hexadecimal
    duration_ms: int | None


class MessageRow(Row, frozen=True):
    """What somebody wrote, or a file that was attached for them: one of `text` and `file` is there."""

    id: UUID
    call_id: UUID
    number: int  # its place in the thread: rising, with gaps
    author_id: UUID
    posted_at: datetime
    text: Annotated[str, WHOSE, Kept("thread_messages", "id")] | None = None
    file: Annotated[FileRow, WHOSE, Kept("thread_messages", "id", within="name")] | None = None


class ThreadRow(Row, frozen=True):
    """The thread of a call."""

    call_id: UUID
    message_count: int


class ThreadsView(View):
    """Follows threads. Messages are never changed."""

    threads = Table[UUID, ThreadRow](
        "threads", ThreadRow, key=("call_id",), announces=lambda row: (change_keys.thread(row.call_id),)
    )
    messages = Table[UUID, MessageRow]("thread_messages", MessageRow, insert_only=True)

    @on(Thread.Opened)
    def opened(self, thread: Thread.Opened) -> None:
        """Every call has one from its start."""
        self.threads.put(ThreadRow(thread.call_id, message_count=0))

    @on(Thread.MessagePosted, loads=threads.by("call_id"))
    def message_posted(self, thread: Thread.MessagePosted) -> None:
        self._add(
            MessageRow(
                id=thread.message_id,
                call_id=thread.call_id,
                number=thread.originator_version,
                author_id=thread.author_id,
                posted_at=thread.timestamp,
                text=thread.text,
            )
        )

    @on(Thread.FileAttached, loads=threads.by("call_id"))
    def file_attached(self, thread: Thread.FileAttached) -> None:
        file = FileRow(
            id=thread.file_id,
            name=thread.name,
            media_type=thread.media_type,
            size=thread.size,
            sha256=thread.sha256,
            duration_ms=thread.duration_ms,
        )
        self._add(
            MessageRow(
                id=thread.message_id,
                call_id=thread.call_id,
                number=thread.originator_version,
                author_id=thread.author_id,
                posted_at=thread.timestamp,
                file=file,
            )
        )

    def _add(self, message: MessageRow) -> None:
        self.messages.put(message)
        thread = self.threads[message.call_id]
        self.threads.put(ThreadRow(thread.call_id, thread.message_count + 1))


class ThreadQueries(Queries):
    """What was written."""

    async def page(
        self, call_id: UUID, limit: int, *, before: int | None = None, after: int | None = None
    ) -> list[MessageRow]:
        """Messages of a call's thread, newest first.

        The newest; or with `before`, a message's number, the newest of those before it; or with `after`, the oldest of
        those after it.
        """
        name = "newest" if before is None and after is None else "newest_before" if after is None else "oldest_after"
        parameters = {"call_id": call_id, "limit": limit, "number": before if after is None else after}
        return await self._rows(MessageRow, ThreadsView.sql[name], parameters)

    async def messages(self, ids: Collection[UUID]) -> dict[UUID, MessageRow]:
        """Those that exist."""
        rows = await self._rows(MessageRow, ThreadsView.sql["messages_by_id"], {"ids": list(ids)})
        return {row.id: row for row in rows}

    async def counts(self, call_ids: Collection[UUID]) -> dict[UUID, int]:
        """By call, how many messages its thread has."""
        rows = await self._rows(ThreadRow, ThreadsView.sql["threads_of_calls"], {"call_ids": list(call_ids)})
        return dict.fromkeys(call_ids, 0) | {row.call_id: row.message_count for row in rows}
