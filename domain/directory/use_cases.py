"""Use cases of the directory: the chat product's users, rooms and memberships, copied here by service accounts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar, Unpack
from uuid import UUID

from domain.directory.entries import Entries
from domain.directory.room import Room, RoomKind, RoomState
from domain.directory.user import User, UserKind
from domain.kernel.errors import InvalidInput, UnknownRoom, UnknownUser
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
    avatar_url: str | None = None


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
        known = self._users(profile.external_id for profile in users)
        changed = _each("users", users, lambda profile: _upserted_user(profile, known, on))
        known.claim()
        return Decision(tuple(user.id for user in changed), changed)

    @use_case
    def remove_users(self, on: Occasion, *, external_ids: Sequence[str], **_: Unpack[Asked]) -> Decision:
        """Deactivates them: what they did stays on the record. Unknown ones are passed over."""
        _require_few("user external ids", external_ids)
        known = self._users(external_ids).all(external_ids)
        for user in known:
            user.deactivate(on)
        return Decision(tuple(user.id for user in known), known)

    @use_case
    def upsert_rooms(self, on: Occasion, *, rooms: Sequence[RoomProfile], **_: Unpack[Asked]) -> Decision:
        """Raises InvalidInput if a room changes its kind, UnknownUser if a member is not in the directory."""
        _require_few("rooms", rooms)
        known = self._rooms(profile.external_id for profile in rooms)
        users = self._users(member for profile in rooms for member in profile.members or ())
        changed = _each("rooms", rooms, lambda profile: _upserted_room(profile, known, users, on))
        known.claim()
        return Decision(tuple(room.id for room in changed), changed)

    @use_case
    def remove_rooms(self, on: Occasion, *, external_ids: Sequence[str], **_: Unpack[Asked]) -> Decision:
        """Marks them deleted: what happened in them stays on the record. Unknown ones are passed over."""
        _require_few("room external ids", external_ids)
        known = self._rooms(external_ids).all(external_ids)
        for room in known:
            room.change_state(on, state=RoomState.DELETED)
        return Decision(tuple(room.id for room in known), known)

    @use_case
    def add_members(self, on: Occasion, *, room: str, users: Sequence[str], **_: Unpack[Asked]) -> Decision:
        """Raises UnknownRoom or UnknownUser."""
        _require_few("user external ids", users)
        found = self._room(room)
        with given_as("user external ids"):
            found.add_members(on, user_ids=_required(users, self._users(users)))
        return Decision((found.id,), (found,))

    @use_case
    def remove_members(self, on: Occasion, *, room: str, users: Sequence[str], **_: Unpack[Asked]) -> Decision:
        """Raises UnknownRoom. Who isn't a member is passed over."""
        _require_few("user external ids", users)
        found = self._room(room)
        ids = self._users(users).ids
        found.remove_members(on, user_ids=[ids[user] for user in users if user in ids])
        return Decision((found.id,), (found,))

    def _users(self, external_ids: Iterable[str]) -> Entries[User]:
        return Entries(self.log, User, external_ids)

    def _rooms(self, external_ids: Iterable[str]) -> Entries[Room]:
        return Entries(self.log, Room, external_ids)

    def _room(self, external_id: str) -> Room:
        room = self._rooms([external_id]).find(external_id)
        if room is None:
            raise UnknownRoom
        return room


def _upserted_user(profile: UserProfile, known: Entries[User], on: Occasion) -> User:
    external_id, name, kind = profile.external_id, profile.name, profile.kind
    user = known.find(external_id)
    if user is None:
        id_ = known.ids.get(external_id)
        user = known.add(User.register(on, external_id=external_id, name=name, kind=kind, user_id=id_))
    user.change_profile(on, name=name, kind=kind)
    user.change_avatar(on, url=profile.avatar_url)
    if profile.active:
        user.reactivate(on)
    else:
        user.deactivate(on)
    return user


def _upserted_room(profile: RoomProfile, known: Entries[Room], users: Entries[User], on: Occasion) -> Room:
    external_id, name, kind = profile.external_id, profile.name, profile.kind
    room = known.find(external_id)
    if room is None:
        id_ = known.ids.get(external_id)
        room = known.add(Room.create(on, external_id=external_id, kind=kind, name=name, room_id=id_))
    if room.kind is not kind:
        raise InvalidInput("kind", f"Room {external_id} is a {room.kind} room; its kind can't change.")
    room.rename(on, name=name)
    if profile.members is not None:
        members = _required(profile.members, users)
        room.remove_members(on, user_ids=room.members.difference(members))
        with given_as("member external ids"):
            room.add_members(on, user_ids=members)
    room.change_state(on, state=profile.state)
    return room


def _required(external_ids: Iterable[str], users: Entries[User]) -> list[UUID]:
    """The ids of these. Raises UnknownUser."""
    ids = []
    for external_id in dict.fromkeys(external_ids):
        user = users.find(external_id)
        if user is None or user.erased:  # while the erasure is under way, an external id still leads to them
            raise UnknownUser(f"The directory doesn't know user {external_id!r}.")
        ids.append(user.id)
    return ids


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
