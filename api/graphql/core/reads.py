"""What auditors look at goes on record before they see it. If it can't be recorded, they don't see it."""

from collections.abc import AsyncIterator, Mapping
from typing import NamedTuple

from strawberry.extensions import SchemaExtension

from api.access.people import Person, PersonalAccess
from api.access.tokens import Role
from api.backend.backend import Backend
from api.graphql.core.context import Context
from api.graphql.core.ids import local_id
from api.live.documents import LiveOperation
from domain.inspections.inspection import Seen, Subject
from runtime.threads import in_thread


class Watched(NamedTuple):
    """What a subscription shows, and how it is named: the kind of a global id, and the argument that has one."""

    subject: Subject
    kind: str
    argument: str


WATCHED: Mapping[str, Watched] = {
    "call": Watched(Subject.CALL, "Call", "id"),
    "speaking": Watched(Subject.CALL, "Call", "callId"),
    "thread": Watched(Subject.THREAD, "Call", "callId"),
    "conferenceLog": Watched(Subject.CONFERENCE_LOG, "Call", "callId"),
    "roomTimeline": Watched(Subject.ROOM_TIMELINE, "Room", "roomId"),
    "contextualBar": Watched(Subject.CONTEXTUAL_BAR, "Room", "roomId"),
}
"""By subscription; the others are about nobody but the one who asks."""


class ReadsRecorded(SchemaExtension):
    """For queries: what was looked at is known when they are answered, and nothing is sent yet."""

    async def on_execute(self) -> AsyncIterator[None]:
        """Raises what recording raises, which takes the place of the answer."""
        yield
        context = self.execution_context.context
        if isinstance(context, Context) and context.reads:
            await _record(context)


async def _record(context: Context) -> None:
    """Nothing for an auditor who was deactivated: they were shown nothing."""
    assert context.person is not None
    assert context.cause is not None
    assert context.reads is not None
    if await PersonalAccess(context.person, context.backend.views.directory).active():
        await in_thread(
            context.backend.services.inspections.record,
            auditor_id=context.person.user_id,
            seen=list(context.reads),
            live=False,
            cause=context.cause,
        )


async def record_watching(backend: Backend, person: Person, origin: str, operation: LiveOperation) -> None:
    """For a subscription, before it begins; also for what can't be seen now, since it is shown as soon as it can."""
    watched = WATCHED.get(operation.field)
    if person.role is not Role.AUDITOR or watched is None:
        return
    id_ = local_id(watched.kind, operation.arguments[watched.argument])
    if id_ is not None:
        seen = [Seen(watched.subject, id_)]
        record = backend.services.inspections.record
        await in_thread(record, auditor_id=person.user_id, seen=seen, live=True, cause=person.cause(origin))
