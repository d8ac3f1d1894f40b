"""A file in a thread, such as a recording."""

from datetime import datetime
from typing import Self

import strawberry

from api.graphql.core.context import Context, Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import Node, fetched, of_visible_call
from api.graphql.core.scalars import URL, BigInt
from projections.threads import FileRow
from runtime.thread_pools import in_thread


async def _seen(context: Context, row: FileRow) -> bool:
    recording = await context.loaders.recordings.load(row.id)
    return recording is not None and await of_visible_call(context, recording)


@fetched(lambda loaders: loaders.files, _seen)
@strawberry.type(description="A file in a thread, such as a recording.")
class File(Node):
    row: strawberry.Private[FileRow]
    name: str = strawberry.field(description="The name to show, and to save the file under.")
    media_type: str = strawberry.field(description="The media type of the content, such as video/webm (RFC 6838).")
    size_bytes: BigInt = strawberry.field(description="The size of the content, in bytes.")
    sha256: str = strawberry.field(description="The SHA-256 of the content, in hexadecimal.")
    duration_ms: int | None = strawberry.field(
        description="How long the file plays, in milliseconds; null if it doesn't play."
    )

    @classmethod
    def of(cls, row: FileRow) -> Self:
        return cls(
            row=row,
            id=global_id("File", row.id),
            name=row.name,
            media_type=row.media_type,
            size_bytes=BigInt(row.size),
            sha256=row.sha256,
            duration_ms=row.duration_ms,
        )

    @resolved("When the file was deleted because it had been kept long enough; null while it can be downloaded.")
    async def deleted_at(self, info: Info) -> datetime | None:
        recording = await info.context.loaders.recordings.load(self.row.id)
        return None if recording is None else recording.file_deleted_at

    @resolved("Where the file is downloaded with a bearer token, by those who see the thread.")
    def url(self, info: Info) -> URL:
        return URL(f"{info.context.backend.public_url}/recordings/{self.row.id}")

    @resolved(
        "Where a player gets the file without a token, for 15 minutes; null once the file is deleted. "
        "The link stands for the viewer: don't pass it on. Ask for it in a query when it is needed.",
        personal=True,
    )
    async def download_url(self, info: Info) -> URL | None:
        backend, person = info.context.backend, info.context.person
        if person is None or await self.deleted_at(info) is not None:
            return None
        return URL(backend.public_url + await in_thread(backend.links.link, self.row.id, person))
