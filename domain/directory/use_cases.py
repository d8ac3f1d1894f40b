"""Use cases of the directory: the chat product's users, rooms and memberships, copied here by service accounts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar, Unpack
from uuid import UUID

from domain.directory.room import Room, RoomKind, RoomState
from domain.directory.user import User, UserKind
from domain.kernel.errors import InvalidInput, UnknownRoom, UnknownUser
from domain.kernel.ids import room_id, user_id
from domain.kernel.input_paths import given_as, within
from domain.kernel.occasion import Occasion
from domain.kernel.use_case import Asked, Decision, UseCases, use_case

MOST_AT_ONCE = 1_000

E = TypeVar("E")
R = TypeVar("R")


@dataclass(frozen=True)
class UserProfile:
    """A user as the chat product has it."""

    external_id: str
    name: str
    kind: UserKind = UserKind.MEMBER
    active: bool = True


@dataclass(frozen=True)
class RoomProfile:
    """A room as the chat product has it. `members`: the external ids of all, or None to leave them as they are."""

    external_id: str
    kind: RoomKind
    name: str
    state: RoomState = RoomState.ACTIVE
    members: tuple[str, ...] | None = None


class DirectoryUseCases(UseCases):
    """Upserts and removals, each idempotent, each list all or nothing; at most 1,000 entries at once."""

    @use_case
    def upsert_users(self, on: Occasion, *, users: Sequence[UserProfile], **_: Unpack[Asked]) -> Decision:
        """Register those that are new, and change the others. Raises InvalidInput."""
        _require_few("users", users)
        changed = _each("users", users, lambda profile: self._upserted_user(profile, on))
        return Decision(tuple(user.id for user in changed), changed)

    @use_case
    def remove_users(self, on: Occasion, *, external_ids: Sequence[str], **_: Unpack[Asked]) -> Decision:
        """Deactivates them: what they did stays on the record. Unknown ones are passed over."""
        _require_few("user external ids", external_ids)
        found = [self.log.look_up(User, user_id(external_id)) for external_id in external_ids]
        known = tuple(user for user in found if user is not None)
        for user in known:
            user.deactivate(on)
        return Decision(tuple(user.id for user in known), known)

    @use_case
    def upsert_rooms(self, on: Occasion, *, rooms: Sequence[RoomProfile], **_: Unpack[Asked]) -> Decision:
        """Raises InvalidInput if a room changes its kind, UnknownUser if a member is not in the directory."""
        _require_few("rooms", rooms)
        changed = _each("rooms", rooms, lambda profile: self._upserted_room(profile, on))
        return Decision(tuple(room.id for room in changed), changed)

    @use_case
    def remove_rooms(self, on: Occasion, *, external_ids: Sequence[str], **_: Unpack[Asked]) -> Decision:
        """Marks them deleted: what happened in them stays on the record. Unknown ones are passed over."""
        _require_few("room external ids", external_ids)
        found = [self.log.look_up(Room, room_id(external_id)) for external_id in external_ids]
        known = tuple(room for room in found if room is not None)
        for room in known:
            room.change_state(on, state=RoomState.DELETED)
        return Decision(tuple(room.id for room in known), known)

    @use_case
    def add_members(self, on: Occasion, *, room: str, users: Sequence[str], **_: Unpack[Asked]) -> Decision:
        """Raises UnknownRoom or UnknownUser."""
        _require_few("user external ids", users)
        found = self.log.find(Room, room_id(room), UnknownRoom)
        with given_as("user external ids"):
            found.add_members(on, user_ids=self._known(users))
        return Decision((found.id,), (found,))

    @use_case
    def remove_members(self, on: Occasion, *, room: str, users: Sequence[str], **_: Unpack[Asked]) -> Decision:
        """Raises UnknownRoom. Who isn't a member is passed over."""
        _require_few("user external ids", users)
        found = self.log.find(Room, room_id(room), UnknownRoom)
        found.remove_members(on, user_ids=[user_id(user) for user in users])
        return Decision((found.id,), (found,))

    def _upserted_user(self, profile: UserProfile, on: Occasion) -> User:
        user = self.log.look_up(User, user_id(profile.external_id))
        if user is None:
            user = User.register(on, external_id=profile.external_id, name=profile.name, kind=profile.kind)
        user.change_profile(on, name=profile.name, kind=profile.kind)
        if profile.active:
            user.reactivate(on)
        else:
            user.deactivate(on)
        return user

    def _upserted_room(self, profile: RoomProfile, on: Occasion) -> Room:
        room = self.log.look_up(Room, room_id(profile.external_id))
        if room is None:
            room = Room.create(on, external_id=profile.external_id, kind=profile.kind, name=profile.name)
        if room.kind is not profile.kind:
            raise InvalidInput("kind", f"Room {profile.external_id} is a {room.kind} room; its kind can't change.")
        room.rename(on, name=profile.name)
        if profile.members is not None:
            members = self._known(profile.members)
            room.remove_members(on, user_ids=room.members.difference(members))
            with given_as("member external ids"):
                room.add_members(on, user_ids=members)
        room.change_state(on, state=profile.state)
        return room

    def _known(self, external_ids: Iterable[str]) -> list[UUID]:
        ids = {external_id: user_id(external_id) for external_id in external_ids}
        for external_id, id_ in ids.items():
            if self.log.look_up(User, id_) is None:
                raise UnknownUser(f"The directory doesn't know user {external_id!r}.")
        return list(ids.values())


def _each(field: str, entries: Sequence[E], change: Callable[[E], R]) -> tuple[R, ...]:
    """What becomes of each; raises InvalidInput that says which of them is wrong."""
    changed = []
    for position, entry in enumerate(entries):
        with within(field, position):
            changed.append(change(entry))
    return tuple(changed)


def _require_few(field: str, entries: Sequence[object]) -> None:
    if len(entries) > MOST_AT_ONCE:
        raise InvalidInput(field, f"At most {MOST_AT_ONCE} entries are allowed at once; there are {len(entries)}.")
