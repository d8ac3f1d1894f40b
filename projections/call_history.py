"""Call history: what a person finds under "Calls": with whom, when, how it came out, how long. One row per call."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from domain.calls.call import Call
from domain.calls.ring import Ring
from domain.calls.states import CallKind, EndReason
from domain.directory.user import User
from domain.kernel.personal import Personal
from projections import change_keys
from projections.engine.queries import Queries
from projections.engine.rows import Row
from projections.engine.sealed import Kept
from projections.engine.table import Table
from projections.engine.view import View, on

MOST_COUNTED = 1_000  # missed calls

WHOSE = Personal("initiator_id", "room_id", "call_id")
Title = Annotated[str, WHOSE, Kept("call_history", "call_id", "user_id")]
TitleOfOngoing = Annotated[str, WHOSE, Kept("history_ongoing", "call_id")]


class CallDirection(StrEnum):
    """Whether the person started the call."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"


class CallOutcome(StrEnum):
    """How a call came out for one person. The callee's side knows no `NOT_ANSWERED`, the caller's no `MISSED`."""

    ANSWERED = "answered"  # they were in it; for who starts a direct call: the other one came in
    DECLINED = "declined"  # by them; for who started it: by the other
    MISSED = "missed"  # it rang until its time was over
    CANCELLED = "cancelled"  # it was over before anyone answered, and before its time was; for the callee: missed too
    SUPPRESSED = "suppressed"  # they were not to be disturbed; missed too
    NOT_ANSWERED = "not_answered"  # by the other, who may not have been rung at all: callers don't learn that


MISSED = frozenset({CallOutcome.MISSED, CallOutcome.CANCELLED, CallOutcome.SUPPRESSED})  # of incoming calls


class HistoryRow(Row, frozen=True):
    """A call in a person's history."""

    user_id: UUID
    call_id: UUID
    room_id: UUID
    kind: CallKind
    title: Title
    initiator_id: UUID
    direction: CallDirection
    other_id: UUID | None  # the other one in a direct call, as soon as there is one
    began_at: datetime  # for them: when they were first rung, started it or joined it
    rang_at: datetime | None  # when they were last rung, or would have been
    answered_at: datetime | None  # when they came in; for who started a direct call: when the other came in
    ended_at: datetime | None  # for them: when they left, their ring was over, or the call was
    end_reason: EndReason | None  # of the call, for all
    outcome: CallOutcome | None  # None: not known yet
    missed: bool
    seen: bool  # if it was missed: whether they have looked at their missed calls since

    @property
    def duration(self) -> timedelta | None:
        """From answering to the end; None for calls that weren't answered, or are still on."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return max(self.ended_at - self.answered_at, timedelta())


class StoredHistory(Row, frozen=True):
    """A call in a person's history, with the ring that has to do with it."""

    user_id: UUID
    call_id: UUID
    room_id: UUID
    kind: CallKind
    title: Title
    initiator_id: UUID
    direction: CallDirection
    began_at: datetime
    other_id: UUID | None = None
    ring_id: UUID | None = None
    rang_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    outcome: CallOutcome | None = None
    missed: bool = False


class OngoingRow(Row, frozen=True):
    """What later rows of a call that is on will need to know of it."""

    call_id: UUID
    room_id: UUID
    kind: CallKind
    title: TitleOfOngoing
    initiator_id: UUID


class SeenRow(Row, frozen=True):
    """Up to when a user has looked at their missed calls."""

    user_id: UUID
    seen_until: datetime


UNANSWERED = {EndReason.DECLINED: CallOutcome.DECLINED, EndReason.NOT_ANSWERED: CallOutcome.NOT_ANSWERED}
Key = tuple[UUID, UUID]  # user and call


class CallHistoryView(View):
    """Follows calls, rings and participants. Whoever started a call, was rung for it or joined it has a row."""

    history = Table[Key, StoredHistory](
        "call_history",
        StoredHistory,
        key=("user_id", "call_id"),
        announces=lambda row: (change_keys.user(row.user_id),),
    )
    ongoing = Table[UUID, OngoingRow]("history_ongoing", OngoingRow, key=("call_id",), insert_only=True)
    seen = Table[UUID, SeenRow](
        "history_seen", SeenRow, key=("user_id",), announces=lambda row: (change_keys.user(row.user_id),)
    )

    @on(Call.Started)
    def started(self, call: Call.Started) -> None:
        """For whoever started it, it begins at once."""
        ongoing = OngoingRow(call.originator_id, call.room_id, call.kind, call.title, call.initiator_id)
        self.ongoing.put(ongoing)
        self._begin(ongoing, call.initiator_id, call.timestamp)

    @on(
        Ring.Started,
        Ring.Suppressed,
        loads=(
            ongoing.by("call_id"),
            history.by("call_id", user_id="callee_id"),
            history.by("call_id", user_id="caller_id"),
        ),
    )
    def rung(self, ring: Ring.Started | Ring.Suppressed) -> None:
        """For a callee it begins when it rings. What is suppressed is missed from the start."""
        key = self._row(self.ongoing[ring.call_id], ring.callee_id, ring.timestamp)
        self.history.change(key, ring_id=ring.originator_id, rang_at=ring.timestamp)
        if self.ongoing[ring.call_id].kind is CallKind.DIRECT:
            self.history.change(key, other_id=ring.caller_id)
            self.history.change_if_there((ring.caller_id, ring.call_id), other_id=ring.callee_id)
        if isinstance(ring, Ring.Suppressed):
            self._unanswered(self.history[key], ring, CallOutcome.SUPPRESSED)

    @on(Ring.Declined, loads=history.by(ring_id="originator_id"))
    def declined(self, ring: Ring.Declined) -> None:
        """By the callee; whoever rang them learns of it from the end of the call."""
        self._ring_over(ring, CallOutcome.DECLINED)

    @on(Ring.Expired, loads=history.by(ring_id="originator_id"))
    def expired(self, ring: Ring.Expired) -> None:
        self._ring_over(ring, CallOutcome.MISSED)

    @on(Ring.Cancelled, loads=history.by(ring_id="originator_id"))
    def cancelled(self, ring: Ring.Cancelled) -> None:
        self._ring_over(ring, CallOutcome.CANCELLED)

    @on(
        Call.ParticipantJoined,
        loads=(
            ongoing.by(call_id="originator_id"),
            history.by("user_id", call_id="originator_id"),
            history.by(call_id="originator_id", direction=lambda _: CallDirection.OUTGOING),
        ),
    )
    def participant_joined(self, call: Call.ParticipantJoined) -> None:
        """Whoever joins has answered, even after the ring was over; in a direct call so has whoever started it."""
        ongoing = self.ongoing[call.originator_id]
        key = self._row(ongoing, call.user_id, call.timestamp)
        self.history.change(key, ended_at=None)
        if ongoing.kind is CallKind.CONFERENCE:
            self._answered(key, call.timestamp)
        elif call.user_id != ongoing.initiator_id:
            caller = (ongoing.initiator_id, ongoing.call_id)
            self._answered(key, call.timestamp, other_id=ongoing.initiator_id)
            self._answered(caller, call.timestamp, other_id=call.user_id)

    @on(Call.ParticipantLeft, loads=history.by("user_id", call_id="originator_id"))
    def participant_left(self, call: Call.ParticipantLeft) -> None:
        """The call is over for them unless they come back."""
        self.history.change((call.user_id, call.originator_id), ended_at=call.timestamp)

    @on(Call.Ended, loads=(ongoing.by(call_id="originator_id"), history.by(call_id="originator_id")))
    def ended(self, call: Call.Ended) -> None:
        """It is over for everyone who was in it. Rings that nobody answered have ends of their own."""
        initiator = self.ongoing[call.originator_id].initiator_id
        for row in self.history.of(call_id=call.originator_id):
            key = (row.user_id, row.call_id)
            self.history.change(key, end_reason=call.reason)
            if row.user_id == initiator and row.outcome is None:
                self.history.change(key, outcome=UNANSWERED.get(call.reason, CallOutcome.CANCELLED))
            if row.ended_at is None and (row.user_id == initiator or row.answered_at is not None):
                self.history.change(key, ended_at=call.timestamp)
        self.ongoing.remove(call.originator_id)

    @on(User.MissedCallsSeen, loads=seen.by(user_id="originator_id"))
    def missed_calls_seen(self, user: User.MissedCallsSeen) -> None:
        self.seen.put(SeenRow(user.originator_id, user.seen_until))

    def _row(self, ongoing: OngoingRow, user_id: UUID, at: datetime) -> Key:
        """The key of this person's row, which is made if there is none."""
        if self.history.get((user_id, ongoing.call_id)) is None:
            self._begin(ongoing, user_id, at)
        return user_id, ongoing.call_id

    def _begin(self, ongoing: OngoingRow, user_id: UUID, at: datetime) -> None:
        outgoing = user_id == ongoing.initiator_id
        self.history.put(
            StoredHistory(
                user_id=user_id,
                call_id=ongoing.call_id,
                room_id=ongoing.room_id,
                kind=ongoing.kind,
                title=ongoing.title,
                initiator_id=ongoing.initiator_id,
                direction=CallDirection.OUTGOING if outgoing else CallDirection.INCOMING,
                began_at=at,
            )
        )

    def _answered(self, key: Key, at: datetime, **values: Any) -> None:
        answered_at = self.history[key].answered_at or at
        self.history.change(key, answered_at=answered_at, outcome=CallOutcome.ANSWERED, missed=False, **values)

    def _ring_over(self, ring: Ring.Event, outcome: CallOutcome) -> None:
        """Changes nothing for who wasn't rung, or was rung again meanwhile."""
        for row in self.history.of(ring_id=ring.originator_id):
            self._unanswered(row, ring, outcome)

    def _unanswered(self, row: StoredHistory, ring: Ring.Event, outcome: CallOutcome) -> None:
        """Changes nothing for who is in, or was."""
        if row.answered_at is not None or (row.outcome is CallOutcome.SUPPRESSED and row.ended_at == row.rang_at):
            return
        missed = outcome in MISSED and row.direction is CallDirection.INCOMING
        self.history.change((row.user_id, row.call_id), ended_at=ring.timestamp, outcome=outcome, missed=missed)


Place = tuple[datetime, UUID]  # in a history: when it began, and the call among those of the same instant


@dataclass(frozen=True)
class HistoryFilter:
    """Which calls of a history are wanted; what is None doesn't matter. Times are of `began_at`."""

    outcome: CallOutcome | None = None
    direction: CallDirection | None = None
    missed: bool | None = None
    room_id: UUID | None = None
    other_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None  # exclusive


EVERYTHING = HistoryFilter()
CONDITIONS = {
    "outcome": "outcome = %(outcome)s",
    "direction": "direction = %(direction)s",
    "room_id": "room_id = %(room_id)s",
    "other_id": "other_id = %(other_id)s",
    "since": "began_at >= %(since)s",
    "until": "began_at < %(until)s",
}


class CallHistoryQueries(Queries):
    """A person's calls."""

    async def page(
        self, user_id: UUID, limit: int, after: Place | None = None, wanted: HistoryFilter = EVERYTHING
    ) -> list[HistoryRow]:
        """Newest first, from the place after `after` on."""
        given = {name: value for name, value in vars(wanted).items() if value is not None}
        conditions = [CONDITIONS[name] for name in given if name in CONDITIONS]
        if wanted.missed is not None:
            conditions.append("missed" if wanted.missed else "NOT missed")
        if after is not None:
            conditions.append("(began_at, call_id) < (%(after_began)s, %(after_call)s)")
        began_at, call_id = after or (None, None)
        parameters = given | {"user_id": user_id, "limit": limit, "after_began": began_at, "after_call": call_id}
        more = " ".join(f"AND {condition}" for condition in conditions)
        return await self._rows(HistoryRow, CallHistoryView.sql["page"], parameters, conditions=more)

    async def entries(self, asked: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], HistoryRow]:
        """By user and call, those that exist."""
        users, calls = [user_id for user_id, _ in asked], [call_id for _, call_id in asked]
        rows = await self._rows(HistoryRow, CallHistoryView.sql["entries"], {"users": users, "calls": calls})
        return {(row.user_id, row.call_id): row for row in rows}

    async def missed_count(self, user_id: UUID) -> int:
        """How many missed calls they haven't seen, counted up to 1,000."""
        parameters = {"user_id": user_id, "most": MOST_COUNTED}
        (count,) = await self._values(CallHistoryView.sql["missed_count"], parameters)
        return int(count)
