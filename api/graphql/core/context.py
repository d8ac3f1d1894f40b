"""What every resolver has at hand: the backend, and who asks."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self, TypeAlias
from uuid import UUID

import strawberry

from api.access.person import Person
from api.access.token_owner import TokenOwner
from api.access.tokens import Role
from api.access.visibility import Access, PersonalAccess
from api.backend.backend import Backend
from api.backend.past_calls import Moment
from api.backend.read_models import ReadModels
from api.backend.services import Services
from api.graphql.core.loaders import Loaders, Reads
from domain.inspections.inspection import Seen, Subject
from domain.kernel.occasion import Cause
from projections.directory import RoomRow
from projections.live_calls import CallRow
from projections.rings import RingRow


@dataclass
class Context:
    """One execution: what it may see, and for a request of one person, who that is and why facts follow from it."""

    backend: Backend
    access: Access
    person: Person | None
    cause: Cause | None = None
    reads: Reads | None = None  # what an auditor has looked at so far; None if that is nobody's business
    shares: bool = False  # whether what it answers of a room, all may be told who see the room
    past: Moment | None = None  # what the execution is about, if that isn't how things are now
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self.renew()

    @classmethod
    def of_request(cls, backend: Backend, viewer: TokenOwner, origin: str) -> Self:
        """A request that came from `origin`, a client's address."""
        person = Person.of(viewer)
        reads: Reads | None = {} if person.role is Role.AUDITOR else None
        return cls(backend, PersonalAccess(person, backend.views.directory), person, person.cause(origin), reads)

    @property
    def asking(self) -> Person:
        """Whoever asks, where it is always somebody."""
        assert self.person is not None, "this execution is nobody's own"
        return self.person

    @property
    def own_access(self) -> PersonalAccess:
        """What whoever asks may see, whatever the execution is about."""
        return PersonalAccess(self.asking, self.backend.views.directory)

    @property
    def services(self) -> Services:
        return self.backend.services

    def renew(self) -> None:
        """Forget what was loaded: something has changed."""
        if self.past is None:
            self.loaders = Loaders(self.views, self.backend.call_records, self.access, self.now, self.reads)
        else:
            past = self.past
            self.loaders = Loaders(past.views, past.records, self.access, self.now, self.reads, past.at_hand)

    @property
    def views(self) -> ReadModels:
        """What the execution is answered from; who may see it is always asked of those of the backend."""
        return self.backend.views if self.past is None else self.past.views

    def now(self) -> datetime:
        """The moment that the execution is about."""
        return self.backend.clock() if self.past is None else self.past.at

    def look_back(self, past: Moment) -> None:
        """From here on, all that is loaded is as it was then, but for what may be seen."""
        self.past, seen_rooms = past, self.loaders.seen_rooms
        self.renew()
        self.loaders.seen_rooms = seen_rooms

    def note(self, subject: Subject, id_: UUID) -> None:
        """It is being looked at; for what no loader loads."""
        if self.reads is not None:
            self.reads[Seen(subject, id_)] = None

    async def visible_room(self, room_id: UUID | None) -> RoomRow | None:
        if room_id is None or not await self.loaders.seen_rooms.load(room_id):
            return None
        return await self.loaders.rooms.load(room_id)

    async def visible_call(self, call_id: UUID | None) -> CallRow | None:
        call = None if call_id is None else await self.loaders.calls.load(call_id)
        return call if call is not None and await self.loaders.seen_rooms.load(call.room_id) else None

    async def visible_ring(self, ring_id: UUID | None) -> RingRow | None:
        ring = None if ring_id is None else await self.loaders.rings.load(ring_id)
        return ring if ring is not None and await self.loaders.seen_rooms.load(ring.room_id) else None


Info: TypeAlias = strawberry.Info[Context, None]
