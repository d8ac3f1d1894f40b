"""A room: where calls happen, who is in it, and which call is on. At most one call at a time."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.kernel.aggregate import Root
from domain.kernel.errors import (
    InvalidInput,
    InvalidLink,
    RoomHasOngoingCall,
    RoomIsArchived,
    RoomIsReadOnly,
    UnknownRoom,
)
from domain.kernel.fact import Cause, Fact
from domain.kernel.ids import room_id
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

    TOPIC = "ringlog.Room"

    external_id: str
    kind: RoomKind
    name: str
    state: RoomState
    members: frozenset[UUID]
    ongoing_call_id: UUID | None

    class Event(Fact):
        TOPIC = "ringlog.Room.Event"

    class Created(Event, AggregateCreated):
        TOPIC = "ringlog.Room.Created"
        external_id: str
        kind: RoomKind
        name: str

    class Renamed(Event):
        TOPIC = "ringlog.Room.Renamed"
        name: str

        def apply(self, room: "Room") -> None:
            room.name = self.name

    class StateChanged(Event):
        TOPIC = "ringlog.Room.StateChanged"
        state: RoomState

        def apply(self, room: "Room") -> None:
            room.state = self.state

    class MembersAdded(Event):
        TOPIC = "ringlog.Room.MembersAdded"
        user_ids: tuple[UUID, ...]

        def apply(self, room: "Room") -> None:
            room.members = room.members.union(self.user_ids)

    class MembersRemoved(Event):
        TOPIC = "ringlog.Room.MembersRemoved"
        user_ids: tuple[UUID, ...]

        def apply(self, room: "Room") -> None:
            room.members = room.members.difference(self.user_ids)

    class CallOpened(Event):
        """A call has the room from now on."""

        TOPIC = "ringlog.Room.CallOpened"
        call_id: UUID

        def apply(self, room: "Room") -> None:
            room.ongoing_call_id = self.call_id

    class CallClosed(Event):
        """The room is free for the next call."""

        TOPIC = "ringlog.Room.CallClosed"
        call_id: UUID

        def apply(self, room: "Room") -> None:
            room.ongoing_call_id = None

    def __init__(self, external_id: str, kind: RoomKind, name: str) -> None:
        self.external_id = external_id
        self.kind = kind
        self.name = name
        self.state = RoomState.ACTIVE
        self.members = frozenset()
        self.ongoing_call_id = None

    # The directory's commands

    @classmethod
    def create(cls, *, external_id: str, kind: RoomKind, name: str, at: datetime, cause: Cause) -> Self:
        return cls._create(
            cls.Created,
            id=room_id(identifier(external_id, "room id")),
            external_id=external_id,
            kind=kind,
            name=title(name, "name"),
            timestamp=at,
            cause=cause,
        )

    def rename(self, *, name: str, at: datetime, cause: Cause) -> None:
        name = title(name, "name")
        if name != self.name:
            self.trigger_event(self.Renamed, name=name, timestamp=at, cause=cause)

    def change_state(self, *, state: RoomState, at: datetime, cause: Cause) -> None:
        if state is not self.state:
            self.trigger_event(self.StateChanged, state=state, timestamp=at, cause=cause)

    def add_members(self, *, user_ids: Iterable[UUID], at: datetime, cause: Cause) -> None:
        """Raises InvalidInput if a direct room would get more than two."""
        new = tuple(dict.fromkeys(user_id for user_id in user_ids if user_id not in self.members))
        if self.kind is RoomKind.DIRECT and len(self.members) + len(new) > 2:
            raise InvalidInput("members", "A direct room has two members.")
        if new:
            self.trigger_event(self.MembersAdded, user_ids=new, timestamp=at, cause=cause)

    def remove_members(self, *, user_ids: Iterable[UUID], at: datetime, cause: Cause) -> None:
        gone = tuple(dict.fromkeys(user_id for user_id in user_ids if user_id in self.members))
        if gone:
            self.trigger_event(self.MembersRemoved, user_ids=gone, timestamp=at, cause=cause)

    # The call

    def open_call(self, *, call_id: UUID, at: datetime, cause: Cause) -> None:
        self.require_writable()
        if self.ongoing_call_id is not None:
            raise RoomHasOngoingCall
        self.trigger_event(self.CallOpened, call_id=call_id, timestamp=at, cause=cause)

    def close_call(self, *, call_id: UUID, at: datetime, cause: Cause) -> None:
        if self.ongoing_call_id == call_id:
            self.trigger_event(self.CallClosed, call_id=call_id, timestamp=at, cause=cause)

    # Rules

    def require_member(self, user_id: UUID) -> None:
        """To anyone else the room doesn't exist."""
        if user_id not in self.members or self.state is RoomState.DELETED:
            raise UnknownRoom

    def require_linkable(self) -> None:
        """A call link is valid for as long as its room is neither archived nor deleted. Raises InvalidLink."""
        if self.state in (RoomState.ARCHIVED, RoomState.DELETED):
            raise InvalidLink

    def require_writable(self) -> None:
        if self.state is RoomState.DELETED:
            raise UnknownRoom
        if self.state is RoomState.ARCHIVED:
            raise RoomIsArchived
        if self.state is RoomState.READ_ONLY:
            raise RoomIsReadOnly
