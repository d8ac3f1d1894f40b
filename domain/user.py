"""A user: the directory's copy of a person, kept so that "who was allowed to join then" can be answered."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from eventsourcing.domain import AggregateCreated

from domain.aggregate import Root
from domain.errors import UserIsDeactivated
from domain.facts import Cause, Fact
from domain.ids import user_id
from domain.text import identifier, title


class UserKind(StrEnum):
    """A member of the organisation, or a guest from outside it."""

    MEMBER = "member"
    GUEST = "guest"


class User(Root):
    """Known by the chat product's own id; active until deactivated."""

    TOPIC = "ringlog.User"

    class Event(Fact):
        TOPIC = "ringlog.User.Event"

    class Registered(Event, AggregateCreated):
        TOPIC = "ringlog.User.Registered"
        external_id: str
        name: str
        kind: UserKind

    class ProfileChanged(Event):
        TOPIC = "ringlog.User.ProfileChanged"
        name: str
        kind: UserKind

        def apply(self, user: "User") -> None:
            user.name = self.name
            user.kind = self.kind

    class Deactivated(Event):
        TOPIC = "ringlog.User.Deactivated"

        def apply(self, user: "User") -> None:
            user.active = False

    class Reactivated(Event):
        TOPIC = "ringlog.User.Reactivated"

        def apply(self, user: "User") -> None:
            user.active = True

    def __init__(self, external_id: str, name: str, kind: UserKind) -> None:
        self.external_id = external_id
        self.name = name
        self.kind = kind
        self.active = True

    @classmethod
    def register(cls, *, external_id: str, name: str, kind: UserKind, at: datetime, cause: Cause) -> Self:
        return cls._create(
            cls.Registered,
            id=user_id(identifier(external_id, "user id")),
            external_id=external_id,
            name=title(name, "name"),
            kind=kind,
            timestamp=at,
            cause=cause,
        )

    def change_profile(self, *, name: str, kind: UserKind, at: datetime, cause: Cause) -> None:
        name = title(name, "name")
        if (name, kind) != (self.name, self.kind):
            self.trigger_event(self.ProfileChanged, name=name, kind=kind, timestamp=at, cause=cause)

    def deactivate(self, *, at: datetime, cause: Cause) -> None:
        if self.active:
            self.trigger_event(self.Deactivated, timestamp=at, cause=cause)

    def reactivate(self, *, at: datetime, cause: Cause) -> None:
        if not self.active:
            self.trigger_event(self.Reactivated, timestamp=at, cause=cause)

    def require_active(self) -> None:
        if not self.active:
            raise UserIsDeactivated
