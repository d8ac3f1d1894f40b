"""Mutations of the directory: a service account keeps users, rooms and memberships as the chat product has them."""

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.enums import RoomKind, RoomState, UserKind
from api.graphql.core.inputs import Keyed, optional
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import perform, require_service
from api.graphql.core.scalars import URL
from api.graphql.directory.payloads import WithRoom, WithRooms, WithUsers
from domain.directory.use_cases import RoomProfile, UserProfile

USER = "The chat product's id of the user."
USERS = "The chat product's ids of the users, at most 1,000."
ROOM = "The chat product's id of the room."
ROOMS = "The chat product's ids of the rooms, at most 1,000."
NAME = "The name to show: 1 to 256 characters without line breaks."
THOSE_THAT_EXIST = "The ids of those that exist, in the order given."


@strawberry.input(description="A user as the chat product describes them.")
class UserInput:
    external_id: str = strawberry.field(description=USER)
    name: str = strawberry.field(description=NAME)
    kind: UserKind = strawberry.field(
        default=UserKind.MEMBER, description="Whether the user belongs to the organisation."
    )
    active: bool = strawberry.field(default=True, description="Whether the user is active; false deactivates them.")
    avatar_url: URL | None = optional(
        "Where the user's picture is: an http or https URL of at most 2,048 characters, without user or password. "
        "Left out, the user has no picture. Browsers show only those from https on pages from https."
    )

    def profile(self) -> UserProfile:
        return UserProfile(self.external_id, self.name, self.kind, self.active, self.avatar_url)


@strawberry.input(description="A room as the chat product describes it.")
class RoomInput:
    external_id: str = strawberry.field(description=ROOM)
    kind: RoomKind = strawberry.field(description="What kind of room it is. It can't be changed later.")
    name: str = strawberry.field(description=NAME)
    state: RoomState = strawberry.field(default=RoomState.ACTIVE, description="What can be done in the room.")
    member_external_ids: list[str] | None = optional(
        "The external ids of all members; left out, the members stay as they are."
    )

    def profile(self) -> RoomProfile:
        members = None if self.member_external_ids is None else tuple(self.member_external_ids)
        return RoomProfile(self.external_id, self.kind, self.name, self.state, members)


@strawberry.input(description="Which users to add or change: all of them or none.")
class UpsertUsersInput(Keyed):
    users: list[UserInput] = strawberry.field(description="The users, at most 1,000.")


@strawberry.input(description="Which users to deactivate. Unknown ones are passed over.")
class DeactivateUsersInput(Keyed):
    user_external_ids: list[str] = strawberry.field(description=USERS)


@strawberry.input(description="Which rooms to add or change: all of them or none.")
class UpsertRoomsInput(Keyed):
    rooms: list[RoomInput] = strawberry.field(description="The rooms, at most 1,000.")


@strawberry.input(description="Which rooms to delete. Unknown ones are passed over.")
class DeleteRoomsInput(Keyed):
    room_external_ids: list[str] = strawberry.field(description=ROOMS)


@strawberry.input
class Members(Keyed):
    room_external_id: str = strawberry.field(description=ROOM)
    user_external_ids: list[str] = strawberry.field(description=USERS)


@strawberry.input(description="Which users become members of which room.")
class AddMembersInput(Members):
    pass


@strawberry.input(
    description="Which users cease to be members of which room. Users who are not members are passed over."
)
class RemoveMembersInput(Members):
    pass


@strawberry.type(description="The added and changed users.")
class UpsertUsersPayload(WithUsers):
    pass


@strawberry.type(description="The deactivated users.")
class DeactivateUsersPayload(WithUsers):
    user_ids: list[strawberry.ID] = strawberry.field(description=THOSE_THAT_EXIST)


@strawberry.type(description="The added and changed rooms.")
class UpsertRoomsPayload(WithRooms):
    pass


@strawberry.type(description="The deleted rooms.")
class DeleteRoomsPayload(WithRooms):
    room_ids: list[strawberry.ID] = strawberry.field(description=THOSE_THAT_EXIST)


@strawberry.type(description="The room, with these members.")
class AddMembersPayload(WithRoom):
    pass


@strawberry.type(description="The room, without these members.")
class RemoveMembersPayload(WithRoom):
    pass


@strawberry.type
class DirectoryMutations:
    @mutation("Add users, or change them. Service accounts may.")
    async def upsert_users(self, info: Info, input: UpsertUsersInput) -> UpsertUsersPayload:
        require_service(info.context)
        profiles = [user.profile() for user in input.users]
        done = await perform(info, info.context.services.directory.upsert_users, input, users=profiles)
        return UpsertUsersPayload.of(done)

    @mutation("Deactivate users. What they did stays on the record. Service accounts may.")
    async def deactivate_users(self, info: Info, input: DeactivateUsersInput) -> DeactivateUsersPayload:
        require_service(info.context)
        done = await perform(
            info, info.context.services.directory.remove_users, input, external_ids=input.user_external_ids
        )
        return DeactivateUsersPayload.of(done)

    @mutation("Add rooms, or change them. Service accounts may.")
    async def upsert_rooms(self, info: Info, input: UpsertRoomsInput) -> UpsertRoomsPayload:
        require_service(info.context)
        profiles = [room.profile() for room in input.rooms]
        done = await perform(info, info.context.services.directory.upsert_rooms, input, rooms=profiles)
        return UpsertRoomsPayload.of(done)

    @mutation("Delete rooms, which ends their calls. What happened in them stays on the record. Service accounts may.")
    async def delete_rooms(self, info: Info, input: DeleteRoomsInput) -> DeleteRoomsPayload:
        require_service(info.context)
        done = await perform(
            info, info.context.services.directory.remove_rooms, input, external_ids=input.room_external_ids
        )
        return DeleteRoomsPayload.of(done)

    @mutation("Make users members of a room. Service accounts may.", result="The room")
    async def add_members(self, info: Info, input: AddMembersInput) -> AddMembersPayload:
        require_service(info.context)
        add = info.context.services.directory.add_members
        done = await perform(info, add, input, room=input.room_external_id, users=input.user_external_ids)
        return AddMembersPayload.of(done)

    @mutation(
        "End memberships of a room, which also takes the users out of its call. Service accounts may.",
        result="The room",
    )
    async def remove_members(self, info: Info, input: RemoveMembersInput) -> RemoveMembersPayload:
        require_service(info.context)
        remove = info.context.services.directory.remove_members
        done = await perform(info, remove, input, room=input.room_external_id, users=input.user_external_ids)
        return RemoveMembersPayload.of(done)
