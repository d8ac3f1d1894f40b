"""`GET /calls/{id}/record?format=…`: what is on record of a call, for members of its room and for auditors."""

from hashlib import sha256
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.access.person import Person
from api.access.token_owner import TokenOwners
from api.access.tokens import Unauthenticated
from api.access.visibility import PersonalAccess
from api.backend.backend import Backend
from api.graphql.core.naming import code
from api.http.downloads.asking import id_in, knows, person_asking, put_on_record
from api.http.refusals import HttpRefusal, refusal
from domain.inspections.inspection import Subject
from event_log.records.formats.choices import WRITINGS, RecordFormat
from event_log.records.people import people_in
from event_log.records.record import CallRecord
from event_log.records.sight import as_seen
from runtime.thread_pools import in_thread

NO_SUCH = HttpRefusal(404, "UNKNOWN_CALL", "There is no such call.")
NO_FORMAT = HttpRefusal(
    400, "UNKNOWN_FORMAT", f"There is no such format of a call's record; there are {', '.join(RecordFormat)}."
)


class RecordDownloads:
    """A call that doesn't exist and one that isn't for the one who asks are answered alike."""

    def __init__(self, backend: Backend, owners: TokenOwners) -> None:
        self._backend = backend
        self._owners = owners

    async def answer(self, request: Request) -> Response:
        """For a Starlette route with the parameter `call_id`."""
        call_id = id_in(request.path_params["call_id"])
        try:
            person = await person_asking(request, self._owners, self._backend.links.person_of_record_link, call_id)
        except Unauthenticated as problem:
            return refusal(401, code(type(problem)), str(problem), {"WWW-Authenticate": "Bearer"})
        form = _form(request.query_params.get("format"))
        if form is None:
            return NO_FORMAT.response()
        record = None if call_id is None else await self._visible(call_id, person)
        if record is None:
            return NO_SUCH.response()
        await put_on_record(request, self._backend.services.inspections, person, Subject.CALL_RECORD, record.id)
        return await self._file(request, record, form)

    async def _visible(self, call_id: UUID, person: Person) -> CallRecord | None:
        views = self._backend.views
        call = (await views.live_calls.calls([call_id])).get(call_id)
        access = PersonalAccess(person, views.directory)
        if call is None or call.room_id not in await access.visible([call.room_id]):
            return None
        record = (await self._backend.call_records.of_calls([call_id])).get(call_id)
        return None if record is None else as_seen(record, access.sees_suppression)

    async def _file(self, request: Request, record: CallRecord, form: RecordFormat) -> Response:
        writing = WRITINGS[form]
        users = await self._backend.views.directory.users(people_in(record))
        names = {id_: user.name for id_, user in users.items()}
        content = (await in_thread(writing.write, record, names)).encode()
        headers = {
            "Content-Disposition": f'attachment; filename="call-{record.id}{writing.suffix}"',
            "ETag": f'"{sha256(content).hexdigest()}"',
            "Cache-Control": "private, no-cache",
            "X-Content-Type-Options": "nosniff",
        }
        if knows(request, headers["ETag"]):
            return Response(None, 304, headers)
        return Response(content, 200, headers, media_type=writing.media_type)


def _form(asked: str | None) -> RecordFormat | None:
    """JSON if none was asked for; None for one that there isn't."""
    try:
        return RecordFormat.JSON if asked is None else RecordFormat(asked)
    except ValueError:
        return None
