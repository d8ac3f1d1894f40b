"""What may be seen, by whom, guests too: rooms with all that happens in them, users, and the workspace's statistics."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from api.access.person import Person
from api.access.tokens import Role
from projections.directory import DirectoryQueries


class Access(Protocol):
    async def visible(self, room_ids: Sequence[UUID]) -> Collection[UUID]:
        """Those of the rooms that may be seen."""


@dataclass(frozen=True)
class PersonalAccess:
    """What one person may see now: auditors all rooms, services none, all others, guests too, those they are in."""

    person: Person
    directory: DirectoryQueries

    async def visible(self, room_ids: Sequence[UUID]) -> Collection[UUID]:
        if self.person.role is Role.SERVICE:
            return frozenset()
        if self.person.role is Role.AUDITOR:
            return frozenset(room_ids) if await self.active() else frozenset()
        return await self.directory.member_rooms(self.person.user_id, room_ids)

    async def sees_user(self, user_id: UUID) -> bool:
        """By their id: people of the organisation see each other, guests only themselves.

        Whoever sees a room sees in it, by reference, all who are or were there, guests too.
        """
        if self.person.role is Role.SERVICE or not await self.active():
            return False
        return self.person.role is not Role.GUEST or self.person.user_id == user_id

    @property
    def sees_statistics(self) -> bool:
        return self.person.role in (Role.ADMIN, Role.AUDITOR)

    @property
    def sees_log_tree(self) -> bool:
        return self.person.role in (Role.ADMIN, Role.AUDITOR)

    @property
    def sees_erasures(self) -> bool:
        """Who is erased, and what is on legal hold."""
        return self.person.role in (Role.ADMIN, Role.AUDITOR)

    def sees_suppression(self, callee_id: UUID) -> bool:
        """Whether they learn that a ring never rang; to the caller it rings on."""
        return self.person.user_id == callee_id or self.person.role is Role.AUDITOR

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
