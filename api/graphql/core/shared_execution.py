"""Who shares the execution of a subscription with whom: all who may see the same of what it is about."""

from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from api.access.person import Person
from api.access.token_owner import TokenOwner
from api.access.visibility import PersonalAccess, SharedAccess
from api.backend.backend import Backend
from api.graphql.core.context import Context
from api.graphql.core.personal_fields import selects_personal
from api.graphql.core.ringlog_schema import RinglogSchema
from api.graphql.core.subscriptions import Declaration
from api.live.access import Scope
from api.live.executions import LiveOperation
from projections import change_keys
from runtime.thread_pools import in_document_thread

KEPT_DOCUMENTS = 512


@dataclass(frozen=True)
class Sight:
    """What all subscribers of one execution may see.

    rooms: those of what the operation is about; None for an operation that is about a person and all they may see.
    person: who asks, if the answer depends on it.
    personal: whether the document selects what depends on who asks, even of what others see too.
    """

    rooms: frozenset[UUID] | None
    person: Person | None = None
    personal: bool = False


class SharedExecutions:
    """Finds out what subscribers may see, which is equal for all who share, and makes the contexts that they share."""

    def __init__(self, schema: RinglogSchema, backend: Backend) -> None:
        self._schema = schema
        self._backend = backend
        self._personal: OrderedDict[str, bool] = OrderedDict()

    async def scope_of(self, viewer: TokenOwner, operation: LiveOperation) -> Scope:
        """What the viewer may see of the operation at this moment, and the changes that may change it."""
        person = Person.of(viewer)
        access_keys = {change_keys.access(person.user_id)}
        declaration = Declaration.of(self._schema, operation)
        if declaration.about is None:
            sight = Sight(None, person, await self._is_personal(operation.text))
            return Scope(sight, frozenset(access_keys), only_changes=declaration.only_changes)
        id_ = declaration.id_in(operation)
        room_id = None if id_ is None else await declaration.about.room_of(self._backend.views, id_)
        if room_id is None and id_ is not None:
            access_keys.add(declaration.about.key(id_))
        return Scope(await self._sight(person, room_id, operation.text), frozenset(access_keys))

    def context_of(self, sight: object) -> Context:
        """The context of an execution for all who have this sight."""
        assert isinstance(sight, Sight)
        if sight.rooms is not None:
            return Context(self._backend, SharedAccess(sight.rooms), sight.person)
        assert sight.person is not None
        access = PersonalAccess(sight.person, self._backend.views.directory)
        return Context(self._backend, access, sight.person, shares=not sight.personal)

    async def _sight(self, person: Person, room_id: UUID | None, document: str) -> Sight:
        """What they may see of what belongs to a room; nothing without one."""
        asked = [] if room_id is None else [room_id]
        rooms = frozenset(await PersonalAccess(person, self._backend.views.directory).visible(asked))
        return Sight(rooms, person if await self._is_personal(document) else None)

    async def _is_personal(self, document: str) -> bool:
        """Each document is gone through once, on the thread for that; then this doesn't wait."""
        if document not in self._personal:
            self._personal[document] = await in_document_thread(selects_personal, self._schema, document)
            if len(self._personal) > KEPT_DOCUMENTS:
                self._personal.popitem(last=False)
        return self._personal[document]
