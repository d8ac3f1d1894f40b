"""A small workspace to try Ringlog with: a room of every kind, and people in every role."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from api.access.tokens import CannotIssueTokens, Role, Tokens
from api.http.demo import OfferedUser
from domain.directory.room import RoomKind
from domain.directory.use_cases import DirectoryUseCases, RoomProfile, UserProfile
from domain.directory.user import UserKind
from domain.kernel.clock import system_clock
from domain.kernel.occasion import Cause
from event_log.application import Ringlog
from runtime.config import Config

DAYS = 30  # that a demo token lasts


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


def set_up(config: Config) -> None:
    """Put the demo into the directory. Done again, it only mends what was changed of it."""
    assert config.database_url is not None
    request = uuid4()
    cause = Cause("service:demo", "ringlog serve --demo", request, f"request:{request}")
    with Ringlog(env={"DATABASE_URL": config.database_url}) as log:
        directory = DirectoryUseCases(log, system_clock)
        directory.upsert_users(users=[_profile(user) for user in USERS], cause=cause)
        directory.upsert_rooms(rooms=ROOMS, cause=cause)


def tokens(config: Config) -> Iterator[tuple[DemoUser, str]]:
    """Everyone's bearer token. Where only the chat product can sign tokens, there are none."""
    issuer = Tokens.of(config)
    for user in USERS:
        with suppress(CannotIssueTokens):
            yield user, issuer.issue(user.external_id, user.role, min(timedelta(days=DAYS), issuer.longest))


def offered_users(config: Config) -> list[OfferedUser]:
    """As the page offers them."""
    return [OfferedUser(user.name, user.role, token) for user, token in tokens(config)]


def _profile(user: DemoUser) -> UserProfile:
    kind = UserKind.GUEST if user.role is Role.GUEST else UserKind.MEMBER
    return UserProfile(user.external_id, user.name, kind)
