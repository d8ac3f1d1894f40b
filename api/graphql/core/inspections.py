"""What auditors look at goes on record before they see it. If it can't be recorded, they don't see it."""

from collections.abc import AsyncIterator

from strawberry.extensions import SchemaExtension

from api.access.person import Person
from api.access.tokens import Role
from api.backend.backend import Backend
from api.graphql.core.context import Context
from domain.inspections.inspection import Seen
from runtime.thread_pools import in_thread


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
    assert context.cause is not None
    assert context.reads is not None
    if await context.own_access.active():
        await in_thread(
            context.backend.services.inspections.record,
            auditor_id=context.asking.user_id,
            seen=list(context.reads),
            live=False,
            cause=context.cause,
        )


async def record_watching(backend: Backend, person: Person, origin: str, seen: Seen | None) -> None:
    """For a subscription, before it begins; also for what can't be seen now, since it is shown as soon as it can."""
    if person.role is Role.AUDITOR and seen is not None:
        record = backend.services.inspections.record
        await in_thread(record, auditor_id=person.user_id, seen=[seen], live=True, cause=person.cause(origin))
