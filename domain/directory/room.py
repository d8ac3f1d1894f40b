"""A room: where calls happen, who is in it, and which call is on. At most one call at a time."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID, uuid4

from eventsourcing.domain import AggregateCreated

from domain.kernel import personal
from domain.kernel.aggregate import Root
from domain.kernel.errors import (
    InvalidInput,
    InvalidLink,
    PersonIsErased,
    RoomHasOngoingCall,
    RoomIsArchived,
    RoomIsReadOnly,
    UnknownRoom,
)
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion
from domain.kernel.personal import Personal
from domain.kernel.text import identifier, title


class RoomKind(StrEnum):
    """What kind of place a room is. A direct room has two members; calls elsewhere are conferences."""

    DIRECT = "direct"
    GROUP_DIRECT = "group_direct"
    CHANNEL = "channel"
    TEAM = "team"
    DISCUSSION = "discussion"


class RoomState(StrEnum):
    """What can be done in a room: anything, reading and joining, reading, nothing."""

    ACTIVE = "active"
    READ_ONLY = "read_only"
    ARCHIVED = "archived"
    DELETED = "deleted"


class Room(Root):
    """Known by the chat product's own id. Holds the one ongoing call, so that two cannot start at the same instant."""

    external_id: str
    kind: RoomKind
    name: str
    state: RoomState
    members: frozenset[UUID]
    erased: bool
    ongoing_call_id: UUID | None

    class Event(Fact):
        pass

    class Created(Event, AggregateCreated):
        external_id: Annotated[str, Personal("originator_id")]
        kind: RoomKind
        name: Annotated[str, Personal("originator_id")]

    class Renamed(Event):
        name: Annotated[str, Personal("originator_id")]

        def apply(self, room: "Room") -> None:
            room.name = self.name

    class StateChanged(Event):
        state: RoomState

        def apply(self, room: "Room") -> None:
            room.state = self.state

    class MembersAdded(Event):
        user_ids: tuple[UUID, ...]

        def apply(self, room: "Room") -> None:
            room.members = room.members.union(self.user_ids)

    class MembersRemoved(Event):
        user_ids: tuple[UUID, ...]

        def apply(self, room: "Room") -> None:
            room.members = room.members.difference(self.user_ids)

    class Erased(Event):
        """What it is called, which says who was in it, was erased with one of them. Nothing begins in it any more."""

        def apply(self, room: "Room") -> None:
            room.external_id = room.name = personal.Erased()
            room.state = RoomState.ARCHIVED
            room.erased = True

    class CallOpened(Event):
        """A call has the room from now on."""

        call_id: UUID

        def apply(self, room: "Room") -> None:
            room.ongoing_call_id = self.call_id

    class CallClosed(Event):
        """The room is free for the next call."""

        call_id: UUID

        def apply(self, room: "Room") -> None:
            room.ongoing_call_id = None

    def __init__(self, external_id: str, kind: RoomKind, name: str) -> None:
        self.external_id = external_id
        self.kind = kind
        self.name = name
        self.state = RoomState.ACTIVE
        self.members = frozenset()
        self.erased = False
        self.ongoing_call_id = None

    # The directory's commands

    @classmethod
    def create(cls, on: Occasion, *, external_id: str, kind: RoomKind, name: str, room_id: UUID | None = None) -> Self:
        """Under an id that it was given already, or a new one, which says nothing of what it is called."""
        return cls.began(
            cls.Created,
            room_id or uuid4(),
            on,
            external_id=identifier(external_id, "external id"),
            kind=kind,
            name=title(name, "name"),
        )

    def rename(self, on: Occasion, *, name: str) -> None:
        """Raises PersonIsErased, InvalidInput."""
        self._require_remembered()
        name = title(name, "name")
        if name != self.name:
            self.happened(self.Renamed, on, name=name)

    def change_state(self, on: Occasion, *, state: RoomState) -> None:
        """Raises PersonIsErased if it isn't deleted."""
        if state is not RoomState.DELETED:
            self._require_remembered()
        if state is not self.state:
            self.happened(self.StateChanged, on, state=state)

    def add_members(self, on: Occasion, *, user_ids: Iterable[UUID]) -> None:
        """Raises InvalidInput if a direct room would get more than two."""
        new = tuple(dict.fromkeys(user_id for user_id in user_ids if user_id not in self.members))
        if self.kind is RoomKind.DIRECT and len(self.members) + len(new) > 2:
            raise InvalidInput("members", "A direct room can have only two members.")
        if new:
            self.happened(self.MembersAdded, on, user_ids=new)

    def remove_members(self, on: Occasion, *, user_ids: Iterable[UUID]) -> None:
        gone = tuple(dict.fromkeys(user_id for user_id in user_ids if user_id in self.members))
        if gone:
            self.happened(self.MembersRemoved, on, user_ids=gone)

    def erase(self, on: Occasion) -> None:
        if not self.erased:
            self.happened(self.Erased, on)

    # The call

    def open_call(self, on: Occasion, *, call_id: UUID) -> None:
        require_writable(self.state)
        if self.ongoing_call_id is not None:
            raise RoomHasOngoingCall
        self.happened(self.CallOpened, on, call_id=call_id)

    def close_call(self, on: Occasion, *, call_id: UUID) -> None:
        if self.ongoing_call_id == call_id:
            self.happened(self.CallClosed, on, call_id=call_id)

    # Rules

    def require_member(self, user_id: UUID) -> None:
        """Raises UnknownRoom: to anyone else the room doesn't exist."""
        if user_id not in self.members or self.state is RoomState.DELETED:
            raise UnknownRoom

    def require_linkable(self) -> None:
        """A call link is valid for as long as its room is neither archived nor deleted. Raises InvalidLink."""
        if self.state in (RoomState.ARCHIVED, RoomState.DELETED):
            raise InvalidLink

    def _require_remembered(self) -> None:
        if self.erased:
            raise PersonIsErased("Somebody in this room was erased, and what it was called with them.")


def require_writable(state: RoomState) -> None:
    """For starting a call in a room in this state. Raises UnknownRoom, RoomIsArchived, RoomIsReadOnly."""
    if state is RoomState.DELETED:
        raise UnknownRoom
    if state is RoomState.ARCHIVED:
        raise RoomIsArchived
    if state is RoomState.READ_ONLY:
        raise RoomIsReadOnly
