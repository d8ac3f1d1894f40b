"""The directory: users, rooms, and who is a member of what. What everyone may see follows from it."""

from collections.abc import Collection
from typing import Annotated
from uuid import UUID

from domain.directory.room import Room, RoomKind, RoomState
from domain.directory.user import User, UserKind
from domain.kernel.personal import Erased, Personal
from projections import change_keys
from projections.engine.loads import Each
from projections.engine.queries import Queries
from projections.engine.rows import Row
from projections.engine.sealed import Kept
from projections.engine.table import Table
from projections.engine.view import View, on
from projections.names import NamesView

OfUser = Annotated[str, Personal("id"), Kept("users", "id")]
OfRoom = Annotated[str, Personal("id"), Kept("rooms", "id")]


class UserRow(Row, frozen=True):
    """A user as the chat product last described them."""

    id: UUID
    external_id: OfUser
    name: OfUser
    kind: UserKind
    active: bool
    avatar_url: Annotated[str | None, Personal("id"), Kept("users", "id")] = None


class RoomRow(Row, frozen=True):
    """A room as the chat product last described it."""

    id: UUID
    external_id: OfRoom
    kind: RoomKind
    name: OfRoom
    state: RoomState


class MemberRow(Row, frozen=True):
    """A membership."""

    room_id: UUID
    user_id: UUID


class DirectoryView(View):
    """Follows the directory's upserts and removals."""

    users = Table[UUID, UserRow]("users", UserRow, announces=lambda row: (change_keys.user(row.id),))
    rooms = Table[UUID, RoomRow]("rooms", RoomRow, announces=lambda row: (change_keys.room(row.id),))
    members = Table[tuple[UUID, UUID], MemberRow](
        "members",
        MemberRow,
        key=("room_id", "user_id"),
        announces=lambda row: (change_keys.room(row.room_id), change_keys.access(row.user_id)),
    )

    def changed_keys(self) -> set[str]:
        """A room's state and a user's being active also decide what members may see."""
        restated = {new.id for old, new in self.rooms.changes() if old and new and old.state is not new.state}
        seeing = {member.user_id for room_id in restated for member in self.members.of(room_id=room_id)}
        seeing |= {new.id for old, new in self.users.changes() if old and new and old.active is not new.active}
        return super().changed_keys() | {change_keys.access(user_id) for user_id in seeing}

    @on(User.Registered)
    def registered(self, user: User.Registered) -> None:
        self.users.put(UserRow(user.originator_id, user.external_id, user.name, user.kind, active=True))

    @on(User.ProfileChanged, loads=users.by(id="originator_id"))
    def profile_changed(self, user: User.ProfileChanged) -> None:
        self.users.change(user.originator_id, name=user.name, kind=user.kind)

    @on(User.AvatarChanged, loads=users.by(id="originator_id"))
    def avatar_changed(self, user: User.AvatarChanged) -> None:
        self.users.change(user.originator_id, avatar_url=user.avatar_url)

    @on(User.Deactivated, loads=users.by(id="originator_id"))
    def deactivated(self, user: User.Deactivated) -> None:
        """They see nothing until they are reactivated."""
        self.users.change(user.originator_id, active=False)

    @on(User.Reactivated, loads=users.by(id="originator_id"))
    def reactivated(self, user: User.Reactivated) -> None:
        self.users.change(user.originator_id, active=True)

    @on(User.Erased, loads=users.by(id="originator_id"))
    def erased(self, user: User.Erased) -> None:
        """Their name can't be read any more once its key is destroyed."""
        self.users.change(user.originator_id, active=False, avatar_url=None)

    @on(Room.Created)
    def created(self, room: Room.Created) -> None:
        self.rooms.put(RoomRow(room.originator_id, room.external_id, room.kind, room.name, RoomState.ACTIVE))

    @on(Room.Renamed, loads=rooms.by(id="originator_id"))
    def renamed(self, room: Room.Renamed) -> None:
        """Calls keep the title they were started with."""
        self.rooms.change(room.originator_id, name=room.name)

    @on(Room.StateChanged, loads=(rooms.by(id="originator_id"), members.by(room_id="originator_id")))
    def state_changed(self, room: Room.StateChanged) -> None:
        """A deleted room keeps its members: it may come back."""
        self.rooms.change(room.originator_id, state=room.state)

    @on(Room.Erased, loads=(rooms.by(id="originator_id"), members.by(room_id="originator_id")))
    def room_erased(self, room: Room.Erased) -> None:
        """Its name can't be read any more once its key is destroyed."""
        self.rooms.change(room.originator_id, state=RoomState.ARCHIVED)

    @on(Room.MembersAdded)
    def members_added(self, room: Room.MembersAdded) -> None:
        for user_id in room.user_ids:
            self.members.put(MemberRow(room.originator_id, user_id))

    @on(Room.MembersRemoved, loads=members.by(room_id="originator_id", user_id=Each("user_ids")))
    def members_removed(self, room: Room.MembersRemoved) -> None:
        for user_id in room.user_ids:
            self.members.remove((room.originator_id, user_id))


Place = tuple[str, UUID]  # in a list by name: the name, and the id among equal names
UNKNOWN = str(Erased())  # as a place's name: that which its order goes by has to be looked up


class DirectoryQueries(Queries):
    """Who and what there is, and who may see it."""

    async def users(self, ids: Collection[UUID]) -> dict[UUID, UserRow]:
        """Those that exist."""
        rows = await self._rows(UserRow, DirectoryView.sql["users_by_id"], {"ids": list(ids)})
        return {row.id: row for row in rows}

    async def rooms(self, ids: Collection[UUID]) -> dict[UUID, RoomRow]:
        """Those that exist, deleted ones too: what happened in them stays on the record."""
        rows = await self._rows(RoomRow, DirectoryView.sql["rooms_by_id"], {"ids": list(ids)})
        return {row.id: row for row in rows}

    async def member_rooms(self, user_id: UUID, room_ids: Collection[UUID]) -> set[UUID]:
        """Those of the rooms that the user may see: a member, and active, and the room isn't deleted."""
        parameters = {"user_id": user_id, "room_ids": list(room_ids)}
        return set(await self._values(DirectoryView.sql["member_rooms"], parameters))

    async def seeing(self, room_ids: Collection[UUID]) -> list[MemberRow]:
        """Everybody who may see any of the rooms as a member, once for each."""
        return await self._rows(MemberRow, DirectoryView.sql["seeing"], {"room_ids": list(room_ids)})

    async def rooms_with_calls(self, user_id: UUID, limit: int) -> list[UUID]:
        """Rooms that the user may see in which a call is on, the latest first."""
        return await self._values(DirectoryView.sql["rooms_with_calls"], {"user_id": user_id, "limit": limit})

    async def rooms_of(self, user_id: UUID, limit: int, after: Place | None = None) -> list[RoomRow]:
        """The rooms that the user may see, by name, from the place after `after` on.

        By id while names are being made again after a crash.
        """
        name, room_id = _name_and_id(after)
        parameters = {"user_id": user_id, "limit": limit, "name": name, "room_id": room_id}
        rows = await self._rows(RoomRow, DirectoryView.sql["rooms_of"], parameters)
        if rows or await self._is_whole(NamesView):
            return rows
        return await self._rows(RoomRow, DirectoryView.sql["rooms_of_by_id"], parameters)

    async def members(self, room_id: UUID, limit: int, after: Place | None = None) -> list[UserRow]:
        """The room's members, deactivated ones too, by name, from the place after `after` on.

        By id while names are being made again after a crash.
        """
        name, user_id = _name_and_id(after)
        parameters = {"room_id": room_id, "limit": limit, "name": name, "user_id": user_id}
        sql = DirectoryView.sql["members" if after is None else "members_after"]
        rows = await self._rows(UserRow, sql, parameters)
        if rows or await self._is_whole(NamesView):
            return rows
        return await self._rows(UserRow, DirectoryView.sql["members_by_id"], parameters)

    async def room_count(self, user_id: UUID) -> int:
        """How many `rooms_of` has in all."""
        (count,) = await self._values(DirectoryView.sql["room_count"], {"user_id": user_id})
        return int(count)

    async def member_count(self, room_id: UUID) -> int:
        """How many `members` has in all."""
        (count,) = await self._values(DirectoryView.sql["member_count"], {"room_id": room_id})
        return int(count)


def _name_and_id(place: Place | None) -> tuple[str | None, UUID | None]:
    name, id_ = place or (None, None)
    return None if name == UNKNOWN else name, id_
