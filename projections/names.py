"""Names in the clear, for the order of members and rooms: in unlogged tables, which a crash of the database empties."""

from uuid import UUID

from domain.directory.room import Room
from domain.directory.user import User
from projections import change_keys
from projections.engine.loads import Each
from projections.engine.rows import Row
from projections.engine.table import Table
from projections.engine.view import View, on


class UserNameRow(Row, frozen=True):
    user_id: UUID
    name: str


class RoomNameRow(Row, frozen=True):
    room_id: UUID
    name: str


class MemberNameRow(Row, frozen=True):
    """A membership; `name` is the user's."""

    room_id: UUID
    user_id: UUID
    name: str


class NamesView(View):
    """Follows what users and rooms are called, and who is a member. Of those who are erased it has no name."""

    users = Table[UUID, UserNameRow]("user_names", UserNameRow, key=("user_id",))
    rooms = Table[UUID, RoomNameRow]("room_names", RoomNameRow, key=("room_id",))
    members = Table[tuple[UUID, UUID], MemberNameRow](
        "member_names",
        MemberNameRow,
        key=("room_id", "user_id"),
        announces=lambda row: (change_keys.room(row.room_id),),
    )

    @on(User.Registered)
    def registered(self, user: User.Registered) -> None:
        self.users.put(UserNameRow(user.originator_id, user.name))

    @on(User.ProfileChanged, loads=members.by(user_id="originator_id"))
    def profile_changed(self, user: User.ProfileChanged) -> None:
        """A user's name is also their place among the members of each of their rooms."""
        self.users.put(UserNameRow(user.originator_id, user.name))
        for member in self.members.of(user_id=user.originator_id):
            self.members.put(MemberNameRow(member.room_id, member.user_id, user.name))

    @on(Room.Created, Room.Renamed)
    def named(self, room: Room.Created | Room.Renamed) -> None:
        self.rooms.put(RoomNameRow(room.originator_id, room.name))

    @on(Room.MembersAdded, loads=users.by(user_id=Each("user_ids")))
    def members_added(self, room: Room.MembersAdded) -> None:
        """Members are known users, so each has a name."""
        for user_id in room.user_ids:
            self.members.put(MemberNameRow(room.originator_id, user_id, self.users[user_id].name))

    @on(Room.MembersRemoved, loads=members.by(room_id="originator_id", user_id=Each("user_ids")))
    def members_removed(self, room: Room.MembersRemoved) -> None:
        for user_id in room.user_ids:
            self.members.remove((room.originator_id, user_id))
