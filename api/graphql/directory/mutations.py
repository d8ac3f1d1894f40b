"""Mutations of the directory: a service account keeps users, rooms and memberships as the chat product has them."""

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.enums import RoomKind, RoomState, UserKind
from api.graphql.core.ids import global_id
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import Keyed, Performed, perform, require_service
from api.graphql.directory.user import User, users
from domain.directory.use_cases import DirectoryUseCases, RoomProfile, UserProfile

EXTERNAL_USER = "What the chat product calls the user."
EXTERNAL_ROOM = "What the chat product calls the room."


@strawberry.input(description="A user as the chat product has them.")
class UserInput:
    external_id: str = strawberry.field(description=EXTERNAL_USER)
    name: str = strawberry.field(description="The name to show: 1 to 256 characters without line breaks.")
    kind: UserKind = strawberry.field(default=UserKind.MEMBER, description="Whether they belong to the organisation.")
    active: bool = strawberry.field(default=True, description="False deactivates them.")


@strawberry.input(description="A room as the chat product has it.")
class RoomInput:
    external_id: str = strawberry.field(description=EXTERNAL_ROOM)
    kind: RoomKind = strawberry.field(description="What kind of place it is; it stays that.")
    name: str = strawberry.field(description="The name to show: 1 to 256 characters without line breaks.")
    state: RoomState = strawberry.field(default=RoomState.ACTIVE, description="What can be done in it.")
    members: list[str] | None = strawberry.field(
        default=None, description="The external ids of all its members; left out, they stay who they are."
    )


@strawberry.input(description="Users to add or to change, all or none.")
class UpsertUsersInput(Keyed):
    users: list[UserInput] = strawberry.field(description="At most 1,000.")


@strawberry.input(description="Users to deactivate. Unknown ones are passed over.")
class RemoveUsersInput(Keyed):
    external_ids: list[str] = strawberry.field(description="At most 1,000.")


@strawberry.input(description="Rooms to add or to change, all or none.")
class UpsertRoomsInput(Keyed):
    rooms: list[RoomInput] = strawberry.field(description="At most 1,000.")


@strawberry.input(description="Rooms to delete. Unknown ones are passed over.")
class RemoveRoomsInput(Keyed):
    external_ids: list[str] = strawberry.field(description="At most 1,000.")


@strawberry.input(description="Who becomes a member of which room.")
class AddMembersInput(Keyed):
    room: str = strawberry.field(description=EXTERNAL_ROOM)
    users: list[str] = strawberry.field(description="The users' external ids, at most 1,000.")


@strawberry.input(description="Who is no longer a member of which room. Who isn't one is passed over.")
class RemoveMembersInput(Keyed):
    room: str = strawberry.field(description=EXTERNAL_ROOM)
    users: list[str] = strawberry.field(description="The users' external ids, at most 1,000.")


@strawberry.type(description="A room, as far as the directory is concerned: nothing of what happens in it.")
class DirectoryRoom:
    id: strawberry.ID = strawberry.field(description="The room's id.")
    external_id: str = strawberry.field(description=EXTERNAL_ROOM)
    kind: RoomKind = strawberry.field(description="What kind of place it is.")
    name: str = strawberry.field(description="The name to show.")
    state: RoomState = strawberry.field(description="What can be done in it.")


@strawberry.type(description="The users as they are now.")
class UsersPayload:
    user_ids: list[strawberry.ID] = strawberry.field(description="The ids of those that exist, in the order given.")
    users: list[User] = strawberry.field(description="Those users; none if the views are late.")


@strawberry.type(description="The rooms as they are now.")
class RoomsPayload:
    room_ids: list[strawberry.ID] = strawberry.field(description="The ids of those that exist, in the order given.")
    rooms: list[DirectoryRoom] = strawberry.field(description="Those rooms; none if the views are late.")


@strawberry.type
class DirectoryMutations:
    @mutation("Add users, or change them. Service accounts may.")
    async def upsert_users(self, info: Info, input: UpsertUsersInput) -> UsersPayload:
        require_service(info.context)
        profiles = [UserProfile(user.external_id, user.name, user.kind, user.active) for user in input.users]
        return await _users(info, await perform(info, _directory(info).upsert_users, input, users=profiles))

    @mutation("Deactivate users: what they did stays on the record. Service accounts may.")
    async def remove_users(self, info: Info, input: RemoveUsersInput) -> UsersPayload:
        require_service(info.context)
        gone = input.external_ids
        return await _users(info, await perform(info, _directory(info).remove_users, input, external_ids=gone))

    @mutation("Add rooms, or change them. Service accounts may.")
    async def upsert_rooms(self, info: Info, input: UpsertRoomsInput) -> RoomsPayload:
        require_service(info.context)
        rooms = [_profile(room) for room in input.rooms]
        return await _rooms(info, await perform(info, _directory(info).upsert_rooms, input, rooms=rooms))

    @mutation("Delete rooms, which ends their calls: what happened in them stays on the record. Service accounts may.")
    async def remove_rooms(self, info: Info, input: RemoveRoomsInput) -> RoomsPayload:
        require_service(info.context)
        gone = input.external_ids
        return await _rooms(info, await perform(info, _directory(info).remove_rooms, input, external_ids=gone))

    @mutation("Make users members of a room. Service accounts may.")
    async def add_members(self, info: Info, input: AddMembersInput) -> RoomsPayload:
        require_service(info.context)
        add = _directory(info).add_members
        return await _rooms(info, await perform(info, add, input, room=input.room, users=input.users))

    @mutation("End memberships, which takes them out of the room's call. Service accounts may.")
    async def remove_members(self, info: Info, input: RemoveMembersInput) -> RoomsPayload:
        require_service(info.context)
        remove = _directory(info).remove_members
        return await _rooms(info, await perform(info, remove, input, room=input.room, users=input.users))


def _directory(info: Info) -> DirectoryUseCases:
    return info.context.backend.services.directory


def _profile(room: RoomInput) -> RoomProfile:
    members = None if room.members is None else tuple(room.members)
    return RoomProfile(room.external_id, room.kind, room.name, room.state, members)


async def _users(info: Info, done: Performed) -> UsersPayload:
    shown = await users(info.context, done.answer) if done.shown else []
    return UsersPayload(user_ids=[global_id("User", id_) for id_ in done.answer], users=shown)


async def _rooms(info: Info, done: Performed) -> RoomsPayload:
    rows = await info.context.loaders.rooms.load_many(done.answer) if done.shown else []
    rooms = [
        DirectoryRoom(
            id=global_id("Room", row.id),
            external_id=row.external_id,
            kind=row.kind,
            name=row.name,
            state=row.state,
        )
        for row in rows
        if row is not None
    ]
    return RoomsPayload(room_ids=[global_id("Room", id_) for id_ in done.answer], rooms=rooms)
