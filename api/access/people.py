"""Who may see which rooms; everything that can be seen belongs to a room."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, Self
from uuid import UUID, uuid4

from api.access.tokens import Role, Viewer
from domain.kernel.occasion import Cause
from projections.directory import DirectoryQueries


@dataclass(frozen=True)
class Person:
    """Who asks: a user, or a service account."""

    user_id: UUID
    external_id: str
    role: Role

    @classmethod
    def of(cls, viewer: Viewer) -> Self:
        """As their token says, however long it is valid."""
        return cls(viewer.user_id, viewer.external_id, viewer.role)

    @property
    def actor(self) -> str:
        """As facts name them."""
        return f"service:{self.external_id}" if self.role is Role.SERVICE else f"user:{self.user_id}"

    def cause(self, origin: str) -> Cause:
        """Of what follows from a new request of theirs, from a client's address."""
        request_id = uuid4()
        return Cause(self.actor, origin, request_id, f"request:{request_id}")


class Access(Protocol):
    async def visible(self, room_ids: Sequence[UUID]) -> Collection[UUID]:
        """Those of the rooms that may be seen."""


@dataclass(frozen=True)
class PersonalAccess:
    """What one person may see now: auditors everything, services nothing, all others the rooms they are members of."""

    person: Person
    directory: DirectoryQueries

    async def visible(self, room_ids: Sequence[UUID]) -> Collection[UUID]:
        if self.person.role is Role.SERVICE:
            return frozenset()
        if self.person.role is Role.AUDITOR:
            return frozenset(room_ids) if await self.active() else frozenset()
        return await self.directory.member_rooms(self.person.user_id, room_ids)

    async def active(self) -> bool:
        """Whether they are anything but deactivated; admins, auditors and services need not be in the directory."""
        found = await self.directory.users([self.person.user_id])
        return all(user.active for user in found.values())


@dataclass(frozen=True)
class SharedAccess:
    """What all subscribers of one execution may see."""

    rooms: frozenset[UUID]

    async def visible(self, room_ids: Sequence[UUID]) -> Collection[UUID]:
        return self.rooms.intersection(room_ids)
