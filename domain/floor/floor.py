"""The floor of a call: who may be heard and seen, who asks to speak, who shares a screen.

Floor control is the field's word (RFC 4582). It has a stream of its own: raising hands never contends with joining.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.kernel.aggregate import Root
from domain.kernel.errors import ReactingTooFast, SomeoneElseIsSharing
from domain.kernel.fact import Cause, Fact
from domain.kernel.ids import floor_id
from domain.kernel.persistent_map import PersistentMap

REACTION_SHOWN = timedelta(seconds=10)
REACTIONS_AT_ONCE = 10  # per participant, in the time one is shown


class Floor(Root):
    """What sessions and participants do while they are in. It starts with the first of it."""

    TOPIC = "ringlog.Floor"

    call_id: UUID
    muted: PersistentMap[bool]  # sessions that changed since they joined
    cameras: PersistentMap[bool]  # likewise
    hands: tuple[UUID, ...]  # users, in the order of raising
    reactions: PersistentMap[tuple[datetime, ...]]  # the last ones of each user
    sharing: tuple[UUID, UUID] | None  # session and user

    class Event(Fact):
        TOPIC = "ringlog.Floor.Event"

    class Opened(Event, AggregateCreated):
        TOPIC = "ringlog.Floor.Opened"
        call_id: UUID

    class Muted(Event):
        """By the session's user, or by a host or admin."""

        TOPIC = "ringlog.Floor.Muted"
        call_id: UUID
        session_id: UUID
        user_id: UUID
        muted_by: UUID

        def apply(self, floor: "Floor") -> None:
            floor.muted = floor.muted.having(self.session_id, True)

    class Unmuted(Event):
        TOPIC = "ringlog.Floor.Unmuted"
        call_id: UUID
        session_id: UUID
        user_id: UUID

        def apply(self, floor: "Floor") -> None:
            floor.muted = floor.muted.having(self.session_id, False)

    class CameraTurnedOn(Event):
        TOPIC = "ringlog.Floor.CameraTurnedOn"
        call_id: UUID
        session_id: UUID
        user_id: UUID

        def apply(self, floor: "Floor") -> None:
            floor.cameras = floor.cameras.having(self.session_id, True)

    class CameraTurnedOff(Event):
        TOPIC = "ringlog.Floor.CameraTurnedOff"
        call_id: UUID
        session_id: UUID
        user_id: UUID

        def apply(self, floor: "Floor") -> None:
            floor.cameras = floor.cameras.having(self.session_id, False)

    class HandRaised(Event):
        TOPIC = "ringlog.Floor.HandRaised"
        call_id: UUID
        user_id: UUID

        def apply(self, floor: "Floor") -> None:
            floor.hands = (*floor.hands, self.user_id)

    class HandLowered(Event):
        """By its owner, or by a host or admin; by nobody when its owner left."""

        TOPIC = "ringlog.Floor.HandLowered"
        call_id: UUID
        user_id: UUID
        lowered_by: UUID | None

        def apply(self, floor: "Floor") -> None:
            floor.hands = tuple(user for user in floor.hands if user != self.user_id)

    class Reacted(Event):
        TOPIC = "ringlog.Floor.Reacted"
        call_id: UUID
        user_id: UUID
        emoji: str
        shown_until: datetime

        def apply(self, floor: "Floor") -> None:
            recent = floor.reactions.get(self.user_id, ())[-REACTIONS_AT_ONCE + 1 :]
            floor.reactions = floor.reactions.having(self.user_id, (*recent, self.timestamp))

    class ScreenShareStarted(Event):
        TOPIC = "ringlog.Floor.ScreenShareStarted"
        call_id: UUID
        session_id: UUID
        user_id: UUID

        def apply(self, floor: "Floor") -> None:
            floor.sharing = (self.session_id, self.user_id)

    class ScreenShareStopped(Event):
        """By the sharer, or by a host or admin; by nobody when the sharing session left."""

        TOPIC = "ringlog.Floor.ScreenShareStopped"
        call_id: UUID
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
    def open(cls, *, call_id: UUID, at: datetime, cause: Cause) -> Self:
        return cls._create(cls.Opened, id=floor_id(call_id), call_id=call_id, timestamp=at, cause=cause)

    # Commands. `joined_muted` and `joined_with_camera` say how the session came in.

    def mute(
        self, *, session_id: UUID, user_id: UUID, joined_muted: bool, by: UUID, at: datetime, cause: Cause
    ) -> None:
        if not self.muted.get(session_id, joined_muted):
            self._state(self.Muted, at, cause, session_id=session_id, user_id=user_id, muted_by=by)

    def unmute(self, *, session_id: UUID, user_id: UUID, joined_muted: bool, at: datetime, cause: Cause) -> None:
        if self.muted.get(session_id, joined_muted):
            self._state(self.Unmuted, at, cause, session_id=session_id, user_id=user_id)

    def turn_camera_on(
        self, *, session_id: UUID, user_id: UUID, joined_with_camera: bool, at: datetime, cause: Cause
    ) -> None:
        if not self.cameras.get(session_id, joined_with_camera):
            self._state(self.CameraTurnedOn, at, cause, session_id=session_id, user_id=user_id)

    def turn_camera_off(
        self, *, session_id: UUID, user_id: UUID, joined_with_camera: bool, at: datetime, cause: Cause
    ) -> None:
        if self.cameras.get(session_id, joined_with_camera):
            self._state(self.CameraTurnedOff, at, cause, session_id=session_id, user_id=user_id)

    def raise_hand(self, *, user_id: UUID, at: datetime, cause: Cause) -> None:
        """Quiet if it is up: it keeps its place in the order."""
        if user_id not in self.hands:
            self._state(self.HandRaised, at, cause, user_id=user_id)

    def lower_hand(self, *, user_id: UUID, by: UUID | None, at: datetime, cause: Cause) -> None:
        if user_id in self.hands:
            self._state(self.HandLowered, at, cause, user_id=user_id, lowered_by=by)

    def react(self, *, user_id: UUID, emoji: str, at: datetime, cause: Cause) -> None:
        """Raises ReactingTooFast."""
        shown = [since for since in self.reactions.get(user_id, ()) if at - since < REACTION_SHOWN]
        if len(shown) >= REACTIONS_AT_ONCE:
            raise ReactingTooFast
        self._state(self.Reacted, at, cause, user_id=user_id, emoji=emoji, shown_until=at + REACTION_SHOWN)

    def start_sharing(
        self, *, session_id: UUID, user_id: UUID, present: Collection[UUID], at: datetime, cause: Cause
    ) -> None:
        """`present`: the sessions that are in the call; one that left shares no more. Raises SomeoneElseIsSharing."""
        if self.sharing is not None and self.sharing[0] not in present:
            self.stop_sharing(session_id=self.sharing[0], by=None, at=at, cause=cause)
        if self.sharing == (session_id, user_id):
            return
        if self.sharing is not None:
            raise SomeoneElseIsSharing
        self._state(self.ScreenShareStarted, at, cause, session_id=session_id, user_id=user_id)

    def stop_sharing(self, *, session_id: UUID, by: UUID | None, at: datetime, cause: Cause) -> None:
        """Quiet if this session doesn't share."""
        if self.sharing is not None and self.sharing[0] == session_id:
            session_id, user_id = self.sharing
            self._state(self.ScreenShareStopped, at, cause, session_id=session_id, user_id=user_id, stopped_by=by)

    def _state(self, fact: type[Event], at: datetime, cause: Cause, **payload: Any) -> None:
        self.trigger_event(fact, call_id=self.call_id, timestamp=at, cause=cause, **payload)
