"""What has to hold of a call and its room before something is done.

Use cases ask it of the aggregates, and whoever shows what is possible asks it of a view: so the two can't disagree.
"""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from domain.calls.sessions import MOST_SESSIONS
from domain.calls.states import CallKind, CallState
from domain.directory.room import RoomKind, RoomState
from domain.kernel.errors import (
    CallAlreadyEnded,
    CallIsFull,
    CallsAreDisabled,
    NotHost,
    ProviderCannot,
    RoomDoesNotRing,
    RoomIsArchived,
    TooManySessions,
)
from domain.workspace.providers import PROVIDERS, Capability
from domain.workspace.settings import Settings


class CallShown(Protocol):
    """A call, as an aggregate or in a view."""

    @property
    def kind(self) -> CallKind: ...
    @property
    def state(self) -> CallState: ...
    @property
    def host_id(self) -> UUID: ...
    @property
    def provider(self) -> str: ...


class RoomShown(Protocol):
    """A room, as an aggregate or in a view."""

    @property
    def kind(self) -> RoomKind: ...
    @property
    def state(self) -> RoomState: ...


def require_calls_enabled(settings: Settings) -> None:
    if not settings.calls_enabled:
        raise CallsAreDisabled


def require_not_ended(call: CallShown) -> None:
    if call.state is CallState.ENDED:
        raise CallAlreadyEnded


def require_control(call: CallShown, user_id: UUID, *, admin: bool) -> None:
    """For the host and admins. Raises CallAlreadyEnded, NotHost."""
    require_not_ended(call)
    if not admin and user_id != call.host_id:
        raise NotHost


def require_joinable(room: RoomShown) -> None:
    if room.state is RoomState.ARCHIVED:
        raise RoomIsArchived


def require_space(present: Collection[UUID], user_id: UUID, settings: Settings) -> None:
    """For another session of a user. `present`: whose each session in the call is.

    Raises TooManySessions, CallIsFull.
    """
    if sum(other == user_id for other in present) >= MOST_SESSIONS:
        raise TooManySessions
    participants = set(present)
    if user_id not in participants and 0 < settings.max_participants <= len(participants):
        raise CallIsFull


def rings_in(room: RoomShown, settings: Settings) -> bool:
    """Whether calls in this room ring anybody."""
    return settings.ringing_enabled and room.kind in settings.ringing_room_kinds


def require_ringing(call: CallShown, room: RoomShown, settings: Settings) -> None:
    """For ringing members of the room later on. Raises RoomDoesNotRing."""
    if call.kind is CallKind.DIRECT or not rings_in(room, settings):
        raise RoomDoesNotRing


def require_capability(call: CallShown, capability: Capability) -> None:
    if capability not in PROVIDERS[call.provider].capabilities:
        raise ProviderCannot
