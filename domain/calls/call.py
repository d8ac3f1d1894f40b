"""A call: what happens in a room from start to end, and who is in it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Self, Unpack
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.calls.sessions import MOST_SESSIONS, Entering, Leaving, Session, Sessions
from domain.calls.states import CallKind, CallState, EndReason, LeaveReason
from domain.calls.timeouts import Due, ending_due, next_due
from domain.kernel.aggregate import Root
from domain.kernel.errors import CallAlreadyEnded, CallIsFull, NotHost, NotInCall, TooManySessions, UnknownSession
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion
from domain.workspace.settings import Settings


class Call(Root):
    """From `Started` to `Ended`. The host is its initiator; when the host leaves, the earliest joiner present."""

    class Event(Fact):
        pass

    class Started(Event, AggregateCreated):
        """`ends_by` is when the call is over at the latest."""

        room_id: UUID
        kind: CallKind
        state: CallState
        title: str
        provider: str
        initiator_id: UUID
        ends_by: datetime

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
        device_id: str
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

    def join(
        self, on: Occasion, *, session_id: UUID, user_id: UUID, settings: Settings, **device: Unpack[Entering]
    ) -> UUID:
        """The session of this device: the one it already has, restored if it was reconnecting, or `session_id`.

        Raises CallAlreadyEnded, CallIsFull or TooManySessions.
        """
        self.require_not_ended()
        if (present := self.sessions.of_device(user_id, device["device_id"])) is not None:
            self.restore_connection(on, session_id=present)
            return present
        if self.sessions.number_of(user_id) >= MOST_SESSIONS:
            raise TooManySessions
        if user_id not in self.participants:
            self._admit(user_id, settings, on)
        self.happened(self.SessionJoined, on, session_id=session_id, user_id=user_id, **device)
        self._settle_host(user_id, on)
        self._reconsider_ending(settings, on)
        return session_id

    def leave(self, on: Occasion, *, session_id: UUID, **leaving: Unpack[Leaving]) -> None:
        """Quiet if the session has left already, or the call has ended."""
        session = self.sessions.get(session_id)
        if session is None:
            return
        lost = leaving["reason"] is LeaveReason.CONNECTION_LOST
        left = on if lost else on.not_before(self.modified_on)
        why: dict[str, Any] = {"reason": leaving["reason"], "removed_by": leaving.get("removed_by")}
        self.happened(self.SessionLeft, left, session_id=session_id, user_id=session.user_id, **why)
        if session.user_id in self.participants:
            return
        self.happened(self.ParticipantLeft, left, user_id=session.user_id, **why)
        if self.state is CallState.CALLING and session.user_id == self.initiator_id:
            self.end(on, reason=EndReason.CANCELLED, ended_by=session.user_id)
            return
        self._pass_host_on(on)
        grace_from = min(max(on.at, self.modified_on), leaving.get("noticed_at", on.at))
        self._reconsider_ending(leaving["settings"], on.dated(grace_from))

    def remove_user(self, on: Occasion, *, user_id: UUID, **leaving: Unpack[Leaving]) -> None:
        """All of a user's sessions leave."""
        for session_id, session in self.sessions.items():
            if session.user_id == user_id:
                self.leave(on, session_id=session_id, **leaving)

    def hand_over(self, on: Occasion, *, to: UUID, by: UUID) -> None:
        """Raises CallAlreadyEnded, NotInCall."""
        self.require_participant(to)
        if to != self.host_id:
            self.happened(self.HostHandedOver, on, host_id=to, handed_over_by=by)

    def drop_connection(self, on: Occasion, *, session_id: UUID, settings: Settings) -> None:
        """The session showed its last sign of life at `at`."""
        session = self.sessions.get(session_id)
        if session is None or session.dropped_at is not None:
            return
        until = on.at + timedelta(seconds=settings.reconnect_time)
        who = {"session_id": session_id, "user_id": session.user_id}
        self.happened(self.ConnectionDropped, on, **who, keeps_place_until=until)

    def restore_connection(self, on: Occasion, *, session_id: UUID) -> None:
        session = self.sessions.get(session_id)
        if session is not None and session.dropped_at is not None:
            self.happened(self.ConnectionRestored, on, session_id=session_id, user_id=session.user_id)

    def give_up_connection(self, on: Occasion, *, session_id: UUID, settings: Settings) -> None:
        """A dropped session didn't come back; it left at its last sign of life."""
        session = self.sessions.get(session_id)
        if session is not None and session.dropped_at is not None:
            leaving = Leaving(reason=LeaveReason.CONNECTION_LOST, settings=settings, noticed_at=on.at)
            self.leave(on.dated(session.dropped_at), session_id=session_id, **leaving)

    def end(self, on: Occasion, *, reason: EndReason, ended_by: UUID | None) -> None:
        if self.state is not CallState.ENDED:
            self.happened(self.Ended, on, room_id=self.room_id, reason=reason, ended_by=ended_by)

    def end_unanswered(self, on: Occasion, *, reason: EndReason, ended_by: UUID | None) -> None:
        """A call still waiting for its only callee ends with the ring."""
        if self.state is CallState.CALLING:
            self.end(on, reason=reason, ended_by=ended_by)

    def catch_up(self, on: Occasion, *, settings: Settings) -> None:
        """What is due by then happens, each thing at its own time and in that order, however late the timer comes."""
        while self.state is not CallState.ENDED and (due := self.next_due()).at <= on.at:
            if isinstance(due.then, UUID):
                self.give_up_connection(on, session_id=due.then, settings=settings)
            else:
                self.end(on.dated(due.at), reason=due.then, ended_by=None)

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

    def _admit(self, user_id: UUID, settings: Settings, on: Occasion) -> None:
        if 0 < settings.max_participants <= len(self.participants):
            raise CallIsFull
        if self.state is CallState.CALLING and user_id != self.initiator_id:
            self.happened(self.Answered, on, user_id=user_id)
        self.happened(self.ParticipantJoined, on, user_id=user_id)

    def _settle_host(self, joiner: UUID, on: Occasion) -> None:
        """The initiator gets the call back on return; a joiner gets one that nobody else is in."""
        returned = joiner == self.initiator_id and not self.handed_over
        if joiner != self.host_id and (returned or self.host_id not in self.participants):
            self.happened(self.HostChanged, on, host_id=joiner)

    def _pass_host_on(self, on: Occasion) -> None:
        if self.sessions and self.host_id not in self.participants:
            earliest = min(self.sessions.values(), key=lambda session: session.joined_at)
            self.happened(self.HostChanged, on, host_id=earliest.user_id)

    def _reconsider_ending(self, settings: Settings, on: Occasion) -> None:
        """Schedule the end that the number of participants calls for, or call it off. The grace runs from `at`."""
        reason, seconds = ending_due(self.kind, self.state, len(self.participants), settings, met=self.met)
        if reason is self.ending_for:
            return
        if reason is None:
            self.happened(self.EndingCalledOff, on)
            return
        ends_at = on.at + timedelta(seconds=seconds)
        self.happened(self.EndingScheduled, on, ends_at=ends_at, reason=reason)
