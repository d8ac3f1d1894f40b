"""What a subscription can be about: a call or a room. Whoever sees the room sees what belongs to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import strawberry

from api.backend.read_models import ReadModels
from api.graphql.core.context import Context
from domain.kernel.errors import DomainError, UnknownCall, UnknownRoom
from projections import change_keys
from projections.directory import RoomRow
from projections.live_calls import CallRow

R = TypeVar("R")


@dataclass(frozen=True)
class Watchable(Generic[R]):
    """A kind of thing that a subscription's argument names."""

    kind: str
    """As in its global ids."""
    unknown: type[DomainError]
    """The refusal for what may not be seen, or isn't there."""
    visible: Callable[[Context, UUID | None], Awaitable[R | None]]
    room_of: Callable[[ReadModels, UUID], Awaitable[UUID | None]]
    """The room that it belongs to, whoever asks; None if there is no such thing yet."""
    key: Callable[[UUID], str]
    """What changes when it appears."""

    @property
    def parameter(self) -> str:
        """What a resolver calls its id."""
        return f"{self.kind.lower()}_id"

    @property
    def argument(self) -> str:
        """What the schema calls that."""
        return f"{self.kind.lower()}Id"

    @property
    def id_argument(self) -> Any:
        """That argument's type."""
        return Annotated[strawberry.ID, strawberry.argument(description=f"The {self.kind.lower()}'s id.")]


async def _room_of_call(views: ReadModels, call_id: UUID) -> UUID | None:
    call = (await views.live_calls.calls([call_id])).get(call_id)
    return None if call is None else call.room_id


async def _room_itself(_: ReadModels, room_id: UUID) -> UUID | None:
    return room_id


CALL: Watchable[CallRow] = Watchable("Call", UnknownCall, Context.visible_call, _room_of_call, change_keys.call)
ROOM: Watchable[RoomRow] = Watchable("Room", UnknownRoom, Context.visible_room, _room_itself, change_keys.room)
