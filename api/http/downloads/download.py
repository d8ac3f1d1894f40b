"""`GET /recordings/{id}`: the file of a recording, whole or in parts, for members of its room and for auditors."""

import logging
from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.access.download_links import DownloadLinks
from api.access.person import Person
from api.access.token_owner import TokenOwners
from api.access.tokens import Unauthenticated
from api.access.visibility import PersonalAccess
from api.graphql.core.naming import code
from api.http.downloads.asking import id_in, knows, person_asking, put_on_record
from api.http.downloads.byte_range import ByteRange, Unsatisfiable, byte_range
from api.http.refusals import HttpRefusal, refusal
from domain.inspections.inspection import Subject
from domain.inspections.use_cases import InspectionUseCases
from domain.kernel.log import Log
from domain.recordings.recording import Recording, RecordingState
from projections.directory import DirectoryQueries
from runtime.storage.sealed_storage import FileExpired
from runtime.storage.storage import RecordingStorage
from runtime.thread_pools import in_storage_thread, in_thread

logger = logging.getLogger(__name__)

NO_SUCH = HttpRefusal(404, "UNKNOWN_RECORDING", "There is no such recording.")
DELETED = HttpRefusal(410, "RECORDING_DELETED", "The recording was kept for as long as recordings are, and is deleted.")
NO_SUCH_PART = HttpRefusal(416, "NO_SUCH_PART", "The file has no such part.")
NOT_NOW = HttpRefusal(503, "UNAVAILABLE", "The recording can't be read now: try again later.")
RETRY_AFTER = "30"  # seconds


class Downloads:
    """A recording that doesn't exist, isn't published, or isn't for the one who asks: all are answered alike."""

    def __init__(
        self,
        log: Log,
        directory: DirectoryQueries,
        owners: TokenOwners,
        links: DownloadLinks,
        storage: RecordingStorage,
        inspections: InspectionUseCases,
    ) -> None:
        self._log = log
        self._directory = directory
        self._owners = owners
        self._links = links
        self._storage = storage
        self._inspections = inspections

    async def answer(self, request: Request) -> Response:
        """For a Starlette route with the parameter `recording_id`."""
        recording_id = id_in(request.path_params["recording_id"])
        try:
            person = await person_asking(request, self._owners, self._links.person, recording_id)
        except Unauthenticated as problem:
            return refusal(401, code(type(problem)), str(problem), {"WWW-Authenticate": "Bearer"})
        recording = None if recording_id is None else await self._visible(recording_id, person)
        if recording is None:
            return NO_SUCH.response()
        if recording.file_deleted:
            return DELETED.response()
        await put_on_record(request, self._inspections, person, Subject.RECORDING_FILE, recording.id)
        return await self._file(request, recording)

    async def _visible(self, recording_id: UUID, person: Person) -> Recording | None:
        recording = await in_thread(self._log.look_up, Recording, recording_id)
        if recording is None or recording.state is not RecordingState.PUBLISHED:
            return None
        access = PersonalAccess(person, self._directory)
        return recording if recording.room_id in await access.visible([recording.room_id]) else None

    async def _file(self, request: Request, recording: Recording) -> Response:
        size, headers = recording.size, _headers(recording)
        if knows(request, _tag(recording)):
            return Response(None, 304, headers)
        try:
            part = _part(request, recording)
        except Unsatisfiable:
            return NO_SUCH_PART.response({"Content-Range": f"bytes */{size}"})
        sent = part or ByteRange(0, size)
        headers["Content-Length"] = str(sent.end - sent.begin)
        if part is not None:
            headers["Content-Range"] = f"bytes {part.begin}-{part.end - 1}/{size}"
        status = 200 if part is None else 206
        if request.method == "HEAD":
            return Response(None, status, headers)
        try:
            blocks = await in_storage_thread(self._storage.read, recording.id, sent.begin, sent.end)
        except FileExpired:
            return DELETED.response()
        except FileNotFoundError:
            return NO_SUCH.response()
        except OSError as problem:
            logger.warning("Recording %s can't be read: %s", recording.id, problem)
            return NOT_NOW.response({"Retry-After": RETRY_AFTER})
        return StreamingResponse(_streamed(blocks), status, headers)


def _part(request: Request, recording: Recording) -> ByteRange | None:
    """With If-Range, a part only of the very file that the client knows (RFC 9110 §13.1.5)."""
    if request.headers.get("if-range", _tag(recording)) != _tag(recording):
        return None
    return byte_range(request.headers.get("range"), recording.size)


def _headers(recording: Recording) -> dict[str, str]:
    return {
        "Content-Type": recording.media_type,
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(recording.name, safe='')}",
        "Accept-Ranges": "bytes",
        "ETag": _tag(recording),
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
    }


def _tag(recording: Recording) -> str:
    return f'"{recording.sha256}"'


async def _streamed(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    while block := await in_storage_thread(next, blocks, b""):
        yield block
