"""The floor of a call: who may be heard and seen, who asks to speak, who shares a screen.

Floor control is the field's word (RFC 4582). It has a stream of its own: raising hands never contends with joining.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.kernel.aggregate import Root
from domain.kernel.errors import ReactingTooFast, SomeoneElseIsSharing
from domain.kernel.fact import Fact
from domain.kernel.ids import floor_id
from domain.kernel.occasion import Occasion
from domain.kernel.persistent_map import PersistentMap
from domain.kernel.personal import Personal

REACTION_SHOWN = timedelta(seconds=10)
REACTIONS_AT_ONCE = 10  # per participant, in the time one is shown


class Floor(Root):
    """What sessions and participants do while they are in. It starts with the first of it."""

    repeated = ("call_id",)

    call_id: UUID
    muted: PersistentMap[bool]  # sessions that changed since they joined
    cameras: PersistentMap[bool]  # likewise
    hands: tuple[UUID, ...]  # users, in the order of raising
    reactions: PersistentMap[tuple[datetime, ...]]  # the last ones of each user
    sharing: tuple[UUID, UUID] | None  # session and user

    class Event(Fact):
        call_id: UUID

    class Opened(Event, AggregateCreated):
        pass

    class Muted(Event):
        """By the session's user, or by a host or admin."""

        session_id: UUID
        user_id: UUID
        muted_by: UUID

        def apply(self, floor: "Floor") -> None:
            floor.muted = floor.muted.having(self.session_id, True)

    class Unmuted(Event):
        session_id: UUID
        user_id: UUID

        def apply(self, floor: "Floor") -> None:
            floor.muted = floor.muted.having(self.session_id, False)

    class CameraTurnedOn(Event):
        session_id: UUID
        user_id: UUID

        def apply(self, floor: "Floor") -> None:
            floor.cameras = floor.cameras.having(self.session_id, True)

    class CameraTurnedOff(Event):
        session_id: UUID
        user_id: UUID

        def apply(self, floor: "Floor") -> None:
            floor.cameras = floor.cameras.having(self.session_id, False)

    class HandRaised(Event):
        user_id: UUID

        def apply(self, floor: "Floor") -> None:
            floor.hands = (*floor.hands, self.user_id)

    class HandLowered(Event):
        """By its owner, or by a host or admin; by nobody when its owner left."""

        user_id: UUID
        lowered_by: UUID | None

        def apply(self, floor: "Floor") -> None:
            floor.hands = tuple(user for user in floor.hands if user != self.user_id)

    class Reacted(Event):
        user_id: UUID
        emoji: Annotated[str, Personal("user_id", "call_id")]
        shown_until: datetime

        def apply(self, floor: "Floor") -> None:
            recent = floor.reactions.get(self.user_id, ())[-REACTIONS_AT_ONCE + 1 :]
            floor.reactions = floor.reactions.having(self.user_id, (*recent, self.timestamp))

    class ScreenShareStarted(Event):
        session_id: UUID
        user_id: UUID

        def apply(self, floor: "Floor") -> None:
            floor.sharing = (self.session_id, self.user_id)

    class ScreenShareStopped(Event):
        """By the sharer, or by a host or admin; by nobody when the sharing session left."""

        session_id: UUID
        user_id: UUID
        stopped_by: UUID | None

        def apply(self, floor: "Floor") -> None:
            floor.sharing = None

    def __init__(self, call_id: UUID) -> None:
        self.call_id = call_id
        self.muted = PersistentMap()
        self.cameras = PersistentMap()
        self.hands = ()
        self.reactions = PersistentMap()
        self.sharing = None

    @classmethod
    def open(cls, on: Occasion, *, call_id: UUID) -> Self:
        return cls.began(cls.Opened, floor_id(call_id), on, call_id=call_id)

    # Commands. `joined_muted` and `joined_with_camera` say how the session came in.

    def mute(self, on: Occasion, *, session_id: UUID, user_id: UUID, joined_muted: bool, by: UUID) -> None:
        if not self.muted.get(session_id, joined_muted):
            self.happened(self.Muted, on, session_id=session_id, user_id=user_id, muted_by=by)

    def unmute(self, on: Occasion, *, session_id: UUID, user_id: UUID, joined_muted: bool) -> None:
        if self.muted.get(session_id, joined_muted):
            self.happened(self.Unmuted, on, session_id=session_id, user_id=user_id)

    def turn_camera_on(self, on: Occasion, *, session_id: UUID, user_id: UUID, joined_with_camera: bool) -> None:
        if not self.cameras.get(session_id, joined_with_camera):
            self.happened(self.CameraTurnedOn, on, session_id=session_id, user_id=user_id)

    def turn_camera_off(self, on: Occasion, *, session_id: UUID, user_id: UUID, joined_with_camera: bool) -> None:
        if self.cameras.get(session_id, joined_with_camera):
            self.happened(self.CameraTurnedOff, on, session_id=session_id, user_id=user_id)

    def raise_hand(self, on: Occasion, *, user_id: UUID) -> None:
        """Does nothing if it is up: it keeps its place in the order."""
        if user_id not in self.hands:
            self.happened(self.HandRaised, on, user_id=user_id)

    def lower_hand(self, on: Occasion, *, user_id: UUID, by: UUID | None) -> None:
        if user_id in self.hands:
            self.happened(self.HandLowered, on, user_id=user_id, lowered_by=by)

    def react(self, on: Occasion, *, user_id: UUID, emoji: str) -> None:
        """Raises ReactingTooFast."""
        shown = [since for since in self.reactions.get(user_id, ()) if on.at - since < REACTION_SHOWN]
        if len(shown) >= REACTIONS_AT_ONCE:
            raise ReactingTooFast
        self.happened(self.Reacted, on, user_id=user_id, emoji=emoji, shown_until=on.at + REACTION_SHOWN)

    def start_sharing(self, on: Occasion, *, session_id: UUID, user_id: UUID, present: Collection[UUID]) -> None:
        """`present`: the sessions that are in the call; one that left shares no more. Raises SomeoneElseIsSharing."""
        if self.sharing is not None and self.sharing[0] not in present:
            self.stop_sharing(on, session_id=self.sharing[0], by=None)
        if self.sharing == (session_id, user_id):
            return
        require_free_screen(self.sharing)
        self.happened(self.ScreenShareStarted, on, session_id=session_id, user_id=user_id)

    def stop_sharing(self, on: Occasion, *, session_id: UUID, by: UUID | None) -> None:
        """Does nothing if this session doesn't share."""
        if self.sharing is not None and self.sharing[0] == session_id:
            session_id, user_id = self.sharing
            self.happened(self.ScreenShareStopped, on, session_id=session_id, user_id=user_id, stopped_by=by)


def require_free_screen(sharing: object | None) -> None:
    """`sharing`: whatever tells who shares; None if nobody does."""
    if sharing is not None:
        raise SomeoneElseIsSharing
