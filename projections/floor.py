"""The floor of live calls: who is muted and filmed, whose hand is up, who reacts, and who shares a screen."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated
from uuid import UUID

from domain.calls.call import Call
from domain.floor.floor import Floor
from domain.kernel.personal import Personal
from projections import change_keys
from projections.engine.queries import Queries, grouped
from projections.engine.rows import Row
from projections.engine.sealed import Kept
from projections.engine.table import Table
from projections.engine.view import View, on

Emoji = Annotated[str, Personal("user_id", "call_id"), Kept("reactions", "call_id", "number")]


class FloorRow(Row, frozen=True):
    """What one session in a live call lets through."""

    session_id: UUID
    call_id: UUID
    user_id: UUID
    muted: bool
    camera_on: bool
    muted_by: UUID | None = None  # None unless it was muted since it joined


class HandRow(Row, frozen=True):
    """A participant who asks to speak."""

    call_id: UUID
    user_id: UUID
    raised_at: datetime
    number: int  # in the floor's stream: the order of raising


class ReactionRow(Row, frozen=True):
    """An emoji that a participant shows to all for a moment."""

    call_id: UUID
    number: int  # in the floor's stream
    user_id: UUID
    emoji: Emoji
    at: datetime
    shown_until: datetime


class ScreenShareRow(Row, frozen=True):
    """Who shares a screen, with which session."""

    session_id: UUID
    call_id: UUID
    user_id: UUID
    since: datetime


def _call(row: FloorRow | HandRow | ReactionRow | ScreenShareRow) -> tuple[str]:
    return (change_keys.call(row.call_id),)


class FloorView(View):
    """Follows floors and who is in. What a session or participant did goes when they leave, all when the call ends.

    Floor and call are streams of their own: what was recorded just after its participant left counts for nothing.
    """

    sessions = Table[UUID, FloorRow]("floor_sessions", FloorRow, key=("session_id",), announces=_call)
    hands = Table[tuple[UUID, UUID], HandRow]("hands", HandRow, key=("call_id", "user_id"), announces=_call)
    reactions = Table[tuple[UUID, int], ReactionRow](
        "reactions", ReactionRow, key=("call_id", "number"), announces=_call
    )
    shares = Table[UUID, ScreenShareRow]("screen_shares", ScreenShareRow, key=("session_id",), announces=_call)

    @on(Call.SessionJoined)
    def session_joined(self, call: Call.SessionJoined) -> None:
        self.sessions.put(
            FloorRow(call.session_id, call.originator_id, call.user_id, muted=call.muted, camera_on=call.camera_on)
        )

    @on(Call.SessionLeft, loads=(sessions.by("session_id"), shares.by("session_id")))
    def session_left(self, call: Call.SessionLeft) -> None:
        """The screen it shared goes with it."""
        self.sessions.remove(call.session_id)
        self.shares.remove(call.session_id)

    @on(
        Call.ParticipantLeft,
        loads=(hands.by("user_id", call_id="originator_id"), reactions.by(call_id="originator_id")),
    )
    def participant_left(self, call: Call.ParticipantLeft) -> None:
        """Someone who is not there asks for nothing and shows nothing."""
        self.hands.remove((call.originator_id, call.user_id))
        for reaction in self.reactions.of(call_id=call.originator_id):
            if reaction.user_id == call.user_id:
                self.reactions.remove((reaction.call_id, reaction.number))

    @on(
        Call.Ended,
        loads=(
            sessions.by(call_id="originator_id"),
            hands.by(call_id="originator_id"),
            reactions.by(call_id="originator_id"),
            shares.by(call_id="originator_id"),
        ),
    )
    def ended(self, call: Call.Ended) -> None:
        for session in self.sessions.of(call_id=call.originator_id):
            self.sessions.remove(session.session_id)
        for hand in self.hands.of(call_id=call.originator_id):
            self.hands.remove((hand.call_id, hand.user_id))
        for reaction in self.reactions.of(call_id=call.originator_id):
            self.reactions.remove((reaction.call_id, reaction.number))
        for share in self.shares.of(call_id=call.originator_id):
            self.shares.remove(share.session_id)

    @on(Floor.Muted, Floor.Unmuted, loads=sessions.by("session_id"))
    def microphone_changed(self, floor: Floor.Muted | Floor.Unmuted) -> None:
        muted_by = floor.muted_by if isinstance(floor, Floor.Muted) else None
        self.sessions.change_if_there(floor.session_id, muted=muted_by is not None, muted_by=muted_by)

    @on(Floor.CameraTurnedOn, Floor.CameraTurnedOff, loads=sessions.by("session_id"))
    def camera_changed(self, floor: Floor.CameraTurnedOn | Floor.CameraTurnedOff) -> None:
        self.sessions.change_if_there(floor.session_id, camera_on=isinstance(floor, Floor.CameraTurnedOn))

    @on(
        Floor.HandRaised,
        loads=(sessions.by("call_id", "user_id"), hands.by("call_id", "user_id")),
    )
    def hand_raised(self, floor: Floor.HandRaised) -> None:
        """Goes to the end of the line; quiet when the participant has left meanwhile."""
        if self._present(floor.call_id, floor.user_id):
            self.hands.put(HandRow(floor.call_id, floor.user_id, floor.timestamp, floor.originator_version))

    @on(Floor.HandLowered, loads=hands.by("call_id", "user_id"))
    def hand_lowered(self, floor: Floor.HandLowered) -> None:
        self.hands.remove((floor.call_id, floor.user_id))

    @on(Floor.Reacted, loads=(sessions.by("call_id", "user_id"), reactions.by("call_id")))
    def reacted(self, floor: Floor.Reacted) -> None:
        """Reactions that are no longer shown make room: there are never more than the participants may show at once."""
        for shown in self.reactions.of(call_id=floor.call_id):
            if shown.shown_until <= floor.timestamp:
                self.reactions.remove((shown.call_id, shown.number))
        if self._present(floor.call_id, floor.user_id):
            self.reactions.put(
                ReactionRow(
                    call_id=floor.call_id,
                    number=floor.originator_version,
                    user_id=floor.user_id,
                    emoji=floor.emoji,
                    at=floor.timestamp,
                    shown_until=floor.shown_until,
                )
            )

    @on(Floor.ScreenShareStarted, loads=sessions.by("session_id"))
    def share_started(self, floor: Floor.ScreenShareStarted) -> None:
        """One at a time, as the floor itself sees to; quiet when the session has left meanwhile."""
        if self.sessions.get(floor.session_id) is not None:
            self.shares.put(ScreenShareRow(floor.session_id, floor.call_id, floor.user_id, floor.timestamp))

    @on(Floor.ScreenShareStopped, loads=shares.by("session_id"))
    def share_stopped(self, floor: Floor.ScreenShareStopped) -> None:
        self.shares.remove(floor.session_id)

    def _present(self, call_id: UUID, user_id: UUID) -> bool:
        return bool(self.sessions.of(call_id=call_id, user_id=user_id))


class FloorQueries(Queries):
    """What goes on in live calls besides talking."""

    async def sessions(self, call_ids: Collection[UUID]) -> dict[UUID, list[FloorRow]]:
        """By call, one for each session that is in it, in a stable order."""
        rows = await self._rows(FloorRow, FloorView.sql["sessions_of_calls"], {"call_ids": list(call_ids)})
        return grouped(rows, "call_id", call_ids)

    async def hands(self, call_ids: Collection[UUID]) -> dict[UUID, list[HandRow]]:
        """By call, in the order of raising."""
        rows = await self._rows(HandRow, FloorView.sql["hands_of_calls"], {"call_ids": list(call_ids)})
        return grouped(rows, "call_id", call_ids)

    async def reactions(self, call_ids: Collection[UUID], now: datetime) -> dict[UUID, list[ReactionRow]]:
        """By call, those that are shown at `now`, oldest first. Nothing is announced when one's time is over."""
        parameters = {"call_ids": list(call_ids), "now": now}
        rows = await self._rows(ReactionRow, FloorView.sql["reactions_of_calls"], parameters)
        return grouped(rows, "call_id", call_ids)

    async def screen_shares(self, call_ids: Collection[UUID]) -> dict[UUID, ScreenShareRow]:
        """By call; none where nobody shares."""
        rows = await self._rows(ScreenShareRow, FloorView.sql["shares_of_calls"], {"call_ids": list(call_ids)})
        return {row.call_id: row for row in rows}
