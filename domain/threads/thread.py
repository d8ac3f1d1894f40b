"""The thread of a call: what people write to each other, during the call and after it."""

from typing import Annotated, Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.kernel.aggregate import Root
from domain.kernel.fact import Fact
from domain.kernel.ids import thread_id
from domain.kernel.occasion import Occasion
from domain.kernel.personal import Personal
from domain.kernel.text import message


class Thread(Root):
    """One per call, from its start. Its state is only what the next command needs: it never holds the messages."""

    repeated = ("call_id",)

    call_id: UUID
    room_id: UUID
    message_count: int
    files: frozenset[UUID]

    class Event(Fact):
        call_id: UUID

    class Opened(Event, AggregateCreated):
        room_id: UUID

    class MessagePosted(Event):
        message_id: UUID
        author_id: UUID
        text: Annotated[str, Personal("author_id", "call_id")]

        def apply(self, thread: "Thread") -> None:
            thread.message_count += 1

    class FileAttached(Event):
        """A file was posted, such as a recording of `duration_ms`. `author_id` is who asked for it."""

        message_id: UUID
        author_id: UUID
        file_id: UUID
        name: Annotated[str, Personal("author_id", "call_id", or_erased=True)]
        media_type: str
        size: int
        sha256: str
        duration_ms: int | None

        def apply(self, thread: "Thread") -> None:
            thread.message_count += 1
            thread.files = thread.files | {self.file_id}

    def __init__(self, call_id: UUID, room_id: UUID) -> None:
        self.call_id = call_id
        self.room_id = room_id
        self.message_count = 0
        self.files = frozenset()

    @classmethod
    def open(cls, on: Occasion, *, call_id: UUID, room_id: UUID) -> Self:
        return cls.began(cls.Opened, thread_id(call_id), on, call_id=call_id, room_id=room_id)

    def post(self, on: Occasion, *, message_id: UUID, author_id: UUID, text: str) -> None:
        """Raises InvalidInput for a text that is empty or too long."""
        self.happened(self.MessagePosted, on, message_id=message_id, author_id=author_id, text=message(text))

    def attach(
        self,
        on: Occasion,
        *,
        message_id: UUID,
        author_id: UUID,
        file_id: UUID,
        name: str,
        media_type: str,
        size: int,
        sha256: str,
        duration_ms: int | None,
    ) -> None:
        """Does nothing if the file is attached already. size: bytes; sha256: hexadecimal."""
        if file_id in self.files:
            return
        self.happened(
            self.FileAttached,
            on,
            message_id=message_id,
            author_id=author_id,
            file_id=file_id,
            name=name,
            media_type=media_type,
            size=size,
            sha256=sha256,
            duration_ms=duration_ms,
        )
