"""A small workspace to try Ringlog with: a room of every kind, and people in every role."""

from dataclasses import dataclass
from uuid import uuid4

from api.tokens import Role
from domain.application import Ringlog
from domain.clock import Clock
from domain.facts import Cause
from domain.room import RoomKind
from domain.services.directory import Directory, RoomProfile, UserProfile
from domain.user import UserKind


@dataclass(frozen=True)
class DemoUser:
    external_id: str
    name: str
    role: Role


USERS = (
    DemoUser("ada", "Ada Lovelace", Role.MEMBER),
    DemoUser("grace", "Grace Hopper", Role.MEMBER),
    DemoUser("alan", "Alan Turing", Role.MEMBER),
    DemoUser("vera", "Vera Visitor", Role.GUEST),
    DemoUser("margaret", "Margaret Hamilton", Role.ADMIN),
    DemoUser("barbara", "Barbara Liskov", Role.AUDITOR),
)
ROOMS = (
    RoomProfile("ada-grace", RoomKind.DIRECT, "Ada and Grace", members=("ada", "grace")),
    RoomProfile("pioneers", RoomKind.GROUP_DIRECT, "Ada, Grace, Alan", members=("ada", "grace", "alan")),
    RoomProfile(
        "general", RoomKind.CHANNEL, "General", members=("ada", "grace", "alan", "vera", "margaret", "barbara")
    ),
    RoomProfile("compilers", RoomKind.TEAM, "Compilers", members=("grace", "alan", "margaret")),
    RoomProfile("release-2", RoomKind.DISCUSSION, "What goes into release 2", members=("ada", "alan", "margaret")),
)


def set_up(log: Ringlog, clock: Clock) -> None:
    """Put the demo into the directory. Done again, it changes nothing that isn't the demo's."""
    request = uuid4()
    cause = Cause("service:demo", "ringlog serve --demo", request, f"request:{request}")
    directory = Directory(log, clock)
    directory.upsert_users(users=[_profile(user) for user in USERS], cause=cause)
    directory.upsert_rooms(rooms=ROOMS, cause=cause)


def _profile(user: DemoUser) -> UserProfile:
    kind = UserKind.GUEST if user.role is Role.GUEST else UserKind.MEMBER
    return UserProfile(user.external_id, user.name, kind)
