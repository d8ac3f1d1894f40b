"""The sessions of a call: one of each device that is in it, whether connected or reconnecting."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NotRequired, TypedDict
from uuid import UUID

from domain.calls.states import LeaveReason
from domain.workspace.settings import Settings


@dataclass(frozen=True)
class Session:
    """One device of one user in the call."""

    user_id: UUID
    device_id: str
    joined_at: datetime
    muted: bool  # when it joined; the call's floor has what came after
    camera_on: bool  # likewise
    dropped_at: datetime | None = None  # its last sign of life, while it is reconnecting
    keeps_place_until: datetime | None = None  # while it is reconnecting


class Entering(TypedDict):
    """How a device comes into a call."""

    device_id: str
    muted: bool
    camera_on: bool


class Leaving(TypedDict):
    """Why a session leaves, which it does at its last sign of life if its connection was lost.

    `noticed_at`: now, if that lies before; a grace counts from when the stream was at, and from now at the latest.
    """

    reason: LeaveReason
    removed_by: NotRequired[UUID]  # if a person did
    settings: Settings
    noticed_at: NotRequired[datetime]


MOST_SESSIONS = 10  # of one user in a call


@dataclass(frozen=True)
class Sessions(Mapping[UUID, Session]):
    """Who is in the call, by session id, in the order of joining. Each change makes a new one."""

    held: Mapping[UUID, Session] = field(default_factory=dict)

    def __getitem__(self, session_id: UUID) -> Session:
        return self.held[session_id]

    def __iter__(self) -> Iterator[UUID]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)

    @property
    def users(self) -> frozenset[UUID]:
        return frozenset(session.user_id for session in self.held.values())

    def of_device(self, user_id: UUID, device_id: str) -> UUID | None:
        """The session that the device has."""
        wanted = (user_id, device_id)
        return next((id_ for id_, s in self.held.items() if (s.user_id, s.device_id) == wanted), None)

    def places_kept(self) -> Iterator[tuple[UUID, datetime]]:
        """Until when those that are reconnecting keep their places."""
        return ((id_, s.keeps_place_until) for id_, s in self.held.items() if s.keeps_place_until is not None)

    def joined(self, session_id: UUID, session: Session) -> "Sessions":
        return Sessions({**self.held, session_id: session})

    def left(self, session_id: UUID) -> "Sessions":
        return Sessions({id_: session for id_, session in self.held.items() if id_ != session_id})

    def dropped(self, session_id: UUID, at: datetime, keeps_place_until: datetime) -> "Sessions":
        """With that session's connection lost at that moment."""
        session = replace(self.held[session_id], dropped_at=at, keeps_place_until=keeps_place_until)
        return Sessions({**self.held, session_id: session})

    def restored(self, session_id: UUID) -> "Sessions":
        """With that session's connection back."""
        session = replace(self.held[session_id], dropped_at=None, keeps_place_until=None)
        return Sessions({**self.held, session_id: session})
