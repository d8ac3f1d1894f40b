"""A file in a thread, such as a recording."""

from datetime import datetime
from typing import Self

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from projections.threads import FileRow
from runtime.threads import in_thread


@strawberry.type(description="A file in a thread, such as a recording.")
class File:
    row: strawberry.Private[FileRow]
    id: strawberry.ID = strawberry.field(description="Opaque.")
    name: str = strawberry.field(description="The name to show and to save it under.")
    media_type: str = strawberry.field(description="What it holds, such as video/webm (RFC 6838).")
    size: float = strawberry.field(description="How many bytes; a whole number, larger than an Int may be.")
    sha256: str = strawberry.field(description="The SHA-256 of its content, in hexadecimal.")
    duration_ms: int | None = strawberry.field(description="How long it plays, in milliseconds, if it does.")

    @classmethod
    def of(cls, row: FileRow) -> Self:
        return cls(
            row=row,
            id=global_id("File", row.id),
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            sha256=row.sha256,
            duration_ms=row.duration_ms,
        )

    @resolved("When it was deleted, after as many days as recordings are kept; it can't be downloaded any more then.")
    async def deleted_at(self, info: Info) -> datetime | None:
        recording = await info.context.loaders.recordings.load(self.row.id)
        return None if recording is None else recording.file_deleted_at

    @resolved("Where it is downloaded from, with the bearer token that asks here. Those who see the thread get it.")
    def url(self, info: Info) -> str:
        return f"{info.context.backend.public_url}/recordings/{self.row.id}"

    @resolved(
        "Where a player gets it without a token, for 15 minutes. It stands for the one who asks: don't pass it on. "
        "Ask for it by a query when it is needed; null once the file was deleted.",
        personal=True,
    )
    async def download_url(self, info: Info) -> str | None:
        backend, person = info.context.backend, info.context.person
        if person is None or await self.deleted_at(info) is not None:
            return None
        return backend.public_url + await in_thread(backend.links.link, self.row.id, person)
