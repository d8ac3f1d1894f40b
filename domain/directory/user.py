"""A user: the directory's copy of a person, kept so that "who was allowed to join then" can be answered."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID, uuid4

from eventsourcing.domain import AggregateCreated

from domain.kernel import personal
from domain.kernel.aggregate import Root
from domain.kernel.errors import PersonIsErased, UserIsDeactivated
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion
from domain.kernel.personal import Personal
from domain.kernel.text import identifier, title, web_address


class UserKind(StrEnum):
    """A member of the organisation, or a guest from outside it."""

    MEMBER = "member"
    GUEST = "guest"


@dataclass(frozen=True)
class Preferences:
    """How a user wants to be rung. `ring_tone` is a name that the client knows."""

    ring_tone: str = "default"
    ringing_enabled: bool = True
    do_not_disturb: bool = False
    muted_rooms: frozenset[UUID] = frozenset()


class User(Root):
    """Known by the chat product's own id; active until deactivated."""

    external_id: str
    name: str
    kind: UserKind
    avatar_url: str | None
    active: bool
    erased: bool
    preferences: Preferences
    missed_calls_seen_until: datetime | None

    class Event(Fact):
        pass

    class Registered(Event, AggregateCreated):
        external_id: Annotated[str, Personal("originator_id")]
        name: Annotated[str, Personal("originator_id")]
        kind: UserKind

    class ProfileChanged(Event):
        name: Annotated[str, Personal("originator_id")]
        kind: UserKind

        def apply(self, user: "User") -> None:
            user.name = self.name
            user.kind = self.kind

    class AvatarChanged(Event):
        """Where their picture is; None: they have none any more."""

        avatar_url: Annotated[str | None, Personal("originator_id")]

        def apply(self, user: "User") -> None:
            user.avatar_url = self.avatar_url

    class Deactivated(Event):
        def apply(self, user: "User") -> None:
            user.active = False

    class Reactivated(Event):
        def apply(self, user: "User") -> None:
            user.active = True

    class Erased(Event):
        """Nobody knows any more who they were. For good: whoever comes back is registered anew, under another id."""

        def apply(self, user: "User") -> None:
            user.external_id = user.name = personal.Erased()
            user.avatar_url = None
            user.active = False
            user.erased = True
            user.preferences = Preferences()

    class PreferencesChanged(Event):
        ring_tone: Annotated[str, Personal("originator_id")]
        ringing_enabled: bool
        do_not_disturb: bool

        def apply(self, user: "User") -> None:
            user.preferences = replace(
                user.preferences,
                ring_tone=self.ring_tone,
                ringing_enabled=self.ringing_enabled,
                do_not_disturb=self.do_not_disturb,
            )

    class RoomMuted(Event):
        """Calls in this room don't ring the user."""

        room_id: UUID

        def apply(self, user: "User") -> None:
            muted = user.preferences.muted_rooms | {self.room_id}
            user.preferences = replace(user.preferences, muted_rooms=muted)

    class RoomUnmuted(Event):
        room_id: UUID

        def apply(self, user: "User") -> None:
            muted = user.preferences.muted_rooms - {self.room_id}
            user.preferences = replace(user.preferences, muted_rooms=muted)

    class MissedCallsSeen(Event):
        """The user has looked at the missed calls up to `seen_until`."""

        seen_until: datetime

        def apply(self, user: "User") -> None:
            user.missed_calls_seen_until = self.seen_until

    def __init__(self, external_id: str, name: str, kind: UserKind) -> None:
        self.external_id = external_id
        self.name = name
        self.kind = kind
        self.avatar_url = None
        self.active = True
        self.erased = False
        self.preferences = Preferences()
        self.missed_calls_seen_until = None

    # The directory's commands

    @classmethod
    def register(
        cls, on: Occasion, *, external_id: str, name: str, kind: UserKind, user_id: UUID | None = None
    ) -> Self:
        """Under an id that they were given already, or a new one, which says nothing of who they are."""
        return cls.began(
            cls.Registered,
            user_id or uuid4(),
            on,
            external_id=identifier(external_id, "external id"),
            name=title(name, "name"),
            kind=kind,
        )

    def change_profile(self, on: Occasion, *, name: str, kind: UserKind) -> None:
        """Raises PersonIsErased, InvalidInput."""
        self._require_remembered()
        name = title(name, "name")
        if (name, kind) != (self.name, self.kind):
            self.happened(self.ProfileChanged, on, name=name, kind=kind)

    def change_avatar(self, on: Occasion, *, url: str | None) -> None:
        """None: no picture. Raises PersonIsErased, InvalidInput."""
        self._require_remembered()
        url = None if url is None else web_address(url, "avatar url")
        if url != self.avatar_url:
            self.happened(self.AvatarChanged, on, avatar_url=url)

    def deactivate(self, on: Occasion) -> None:
        if self.active:
            self.happened(self.Deactivated, on)

    def reactivate(self, on: Occasion) -> None:
        """Raises PersonIsErased."""
        self._require_remembered()
        if not self.active:
            self.happened(self.Reactivated, on)

    def erase(self, on: Occasion) -> None:
        if not self.erased:
            self.happened(self.Erased, on)

    # The user's own commands

    def change_preferences(self, on: Occasion, *, ring_tone: str, ringing_enabled: bool, do_not_disturb: bool) -> None:
        """Raises InvalidInput if the ring tone is not a name."""
        tone = identifier(ring_tone, "ring tone")
        wanted = replace(
            self.preferences, ring_tone=tone, ringing_enabled=ringing_enabled, do_not_disturb=do_not_disturb
        )
        if wanted != self.preferences:
            self.happened(
                self.PreferencesChanged,
                on,
                ring_tone=tone,
                ringing_enabled=ringing_enabled,
                do_not_disturb=do_not_disturb,
            )

    def mute_room(self, on: Occasion, *, room_id: UUID) -> None:
        if room_id not in self.preferences.muted_rooms:
            self.happened(self.RoomMuted, on, room_id=room_id)

    def unmute_room(self, on: Occasion, *, room_id: UUID) -> None:
        if room_id in self.preferences.muted_rooms:
            self.happened(self.RoomUnmuted, on, room_id=room_id)

    def see_missed_calls(self, on: Occasion, *, until: datetime) -> None:
        """Does nothing if they were seen already."""
        if self.missed_calls_seen_until is None or until > self.missed_calls_seen_until:
            self.happened(self.MissedCallsSeen, on, seen_until=until)

    # Rules

    def require_active(self) -> None:
        if not self.active:
            raise UserIsDeactivated

    def _require_remembered(self) -> None:
        if self.erased:
            raise PersonIsErased
