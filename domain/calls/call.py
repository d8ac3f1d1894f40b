"""A call: what happens in a room from start to end. Coming, going, and who is host then: see `attendance`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Annotated, Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.calls.automatic_ending import Due, next_due
from domain.calls.sessions import Session, Sessions
from domain.calls.states import CallKind, CallState, EndReason, LeaveReason
from domain.kernel.aggregate import Root
from domain.kernel.errors import CallAlreadyEnded, NotHost, NotInCall, UnknownSession
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion
from domain.kernel.personal import Personal
from domain.workspace.settings import Settings


class Call(Root):
    """From `Started` to `Ended`; waiting for its callee before it is on, if it is a direct one that rings."""

    class Event(Fact):
        pass

    class Started(Event, AggregateCreated):
        """`ends_by` is when the call is over at the latest."""

        room_id: UUID
        kind: CallKind
        state: CallState
        title: Annotated[str, Personal("initiator_id", "room_id", "originator_id")]
        provider: str
        initiator_id: UUID
        ends_by: datetime

        @property
        def held_since(self) -> datetime | None:
            """When it began to be held; None for a call that has to be answered first."""
            return None if self.state is CallState.CALLING else self.timestamp

    class MemberRung(Event):
        ring_id: UUID
        callee_id: UUID

        def apply(self, call: "Call") -> None:
            call.rings = MappingProxyType({**call.rings, self.callee_id: self.ring_id})

    class Answered(Event):
        """The first callee joined."""

        user_id: UUID

        def apply(self, call: "Call") -> None:
            call.state = CallState.ONGOING

    class ParticipantJoined(Event):
        """A user came in with a first session."""

        user_id: UUID

    class SessionJoined(Event):
        session_id: UUID
        user_id: UUID
        device_id: Annotated[str, Personal("user_id")]
        muted: bool
        camera_on: bool

        def apply(self, call: "Call") -> None:
            session = Session(self.user_id, self.device_id, self.timestamp, self.muted, self.camera_on)
            call.sessions = call.sessions.joined(self.session_id, session)
            call.met = call.met or self.user_id != call.initiator_id

    class ConnectionDropped(Event):
        """A session keeps its place as reconnecting until `keeps_place_until`. Dated at its last sign of life."""

        looks_back = True
        session_id: UUID
        user_id: UUID
        keeps_place_until: datetime

        def apply(self, call: "Call") -> None:
            call.sessions = call.sessions.dropped(self.session_id, self.timestamp, self.keeps_place_until)

    class ConnectionRestored(Event):
        session_id: UUID
        user_id: UUID

        def apply(self, call: "Call") -> None:
            call.sessions = call.sessions.restored(self.session_id)

    class SessionLeft(Event):
        """Dated at its last sign of life if the connection was lost. `removed_by` is set when a person removed it."""

        looks_back = True
        session_id: UUID
        user_id: UUID
        reason: LeaveReason
        removed_by: UUID | None

        def apply(self, call: "Call") -> None:
            call.sessions = call.sessions.left(self.session_id)

    class ParticipantLeft(Event):
        """A user's last session left."""

        looks_back = True
        user_id: UUID
        reason: LeaveReason
        removed_by: UUID | None

    class HostChanged(Event):
        host_id: UUID

        def apply(self, call: "Call") -> None:
            call.host_id = self.host_id

    class HostHandedOver(Event):
        """The host made somebody else host, for good: the initiator doesn't get the call back on return."""

        host_id: UUID
        handed_over_by: UUID

        def apply(self, call: "Call") -> None:
            call.host_id = self.host_id
            call.handed_over = True

    class EndingScheduled(Event):
        """Too few are left; the call ends at `ends_at` unless somebody comes back. May be set anew."""

        ends_at: datetime
        reason: EndReason

        def apply(self, call: "Call") -> None:
            call.ending_at = self.ends_at
            call.ending_for = self.reason

    class EndingCalledOff(Event):
        """Somebody came back in time."""

        def apply(self, call: "Call") -> None:
            call.ending_at = None
            call.ending_for = None

    class Ended(Event):
        """Everyone who was still in is out. `ended_by` is set when a person ended it."""

        room_id: UUID
        reason: EndReason
        ended_by: UUID | None

        def apply(self, call: "Call") -> None:
            call.state = CallState.ENDED
            call.sessions = Sessions()
            call.ending_at = None
            call.ending_for = None

    def __init__(
        self,
        room_id: UUID,
        kind: CallKind,
        state: CallState,
        title: str,
        provider: str,
        initiator_id: UUID,
        ends_by: datetime,
    ) -> None:
        self.room_id = room_id
        self.kind = kind
        self.state = state
        self.title = title
        self.provider = provider
        self.initiator_id = initiator_id
        self.host_id = initiator_id
        self.handed_over = False
        self.ends_by = ends_by
        self.ending_at: datetime | None = None
        self.ending_for: EndReason | None = None
        self.sessions = Sessions()
        self.met = False  # whether somebody besides the initiator has been in it
        self.rings: Mapping[UUID, UUID] = MappingProxyType({})

    # Commands

    @classmethod
    def start(
        cls,
        on: Occasion,
        *,
        call_id: UUID,
        room_id: UUID,
        kind: CallKind,
        calling: bool,
        title: str,
        provider: str,
        initiator_id: UUID,
        settings: Settings,
    ) -> Self:
        """A call that nobody is in yet. `calling`: it waits for its callee to answer."""
        return cls.began(
            cls.Started,
            call_id,
            on,
            room_id=room_id,
            kind=kind,
            state=CallState.CALLING if calling else CallState.ONGOING,
            title=title,
            provider=provider,
            initiator_id=initiator_id,
            ends_by=on.at + timedelta(seconds=settings.max_call_duration),
        )

    def ring(self, on: Occasion, *, ring_id: UUID, callee_id: UUID) -> None:
        self.require_not_ended()
        self.happened(self.MemberRung, on, ring_id=ring_id, callee_id=callee_id)

    def end(self, on: Occasion, *, reason: EndReason, ended_by: UUID | None) -> None:
        if self.state is not CallState.ENDED:
            self.happened(self.Ended, on, room_id=self.room_id, reason=reason, ended_by=ended_by)

    def end_unanswered(self, on: Occasion, *, reason: EndReason, ended_by: UUID | None) -> None:
        """A call still waiting for its only callee ends with the ring."""
        if self.state is CallState.CALLING:
            self.end(on, reason=reason, ended_by=ended_by)

    # Rules

    def next_due(self) -> Due:
        """What happens first if nobody does anything."""
        return next_due(self.ends_by, self.ending_at, self.ending_for, self.sessions)

    @property
    def participants(self) -> frozenset[UUID]:
        return self.sessions.users

    def require_session(self, session_id: UUID, user_id: UUID) -> None:
        """Raises CallAlreadyEnded, or UnknownSession if it isn't this user's."""
        self.require_not_ended()
        session = self.sessions.get(session_id)
        if session is None or session.user_id != user_id:
            raise UnknownSession

    def require_participant(self, user_id: UUID) -> None:
        """Raises CallAlreadyEnded or NotInCall."""
        self.require_not_ended()
        if user_id not in self.participants:
            raise NotInCall

    def require_host(self, user_id: UUID) -> None:
        if user_id != self.host_id:
            raise NotHost

    def require_not_ended(self) -> None:
        if self.state is CallState.ENDED:
            raise CallAlreadyEnded
