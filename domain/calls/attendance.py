"""Who is in a call: what comes of joining, leaving, being removed, and losing one's connection."""

from datetime import timedelta
from typing import Any, Unpack
from uuid import UUID

from domain.calls.automatic_ending import ending_due
from domain.calls.call import Call
from domain.calls.conditions import require_space
from domain.calls.host_succession import let_joiner_be_host, pass_host_on
from domain.calls.sessions import Entering, Leaving
from domain.calls.states import CallState, EndReason, LeaveReason
from domain.kernel.occasion import Occasion
from domain.workspace.settings import Settings


def join(
    call: Call, on: Occasion, *, session_id: UUID, user_id: UUID, settings: Settings, **device: Unpack[Entering]
) -> UUID:
    """The session of this device: the one it already has, restored if it was reconnecting, or `session_id`.

    Raises CallAlreadyEnded, CallIsFull or TooManySessions.
    """
    call.require_not_ended()
    if (present := call.sessions.of_device(user_id, device["device_id"])) is not None:
        restore_connection(call, on, session_id=present)
        return present
    require_space([session.user_id for session in call.sessions.values()], user_id, settings)
    if user_id not in call.participants:
        _admit(call, user_id, on)
    call.happened(Call.SessionJoined, on, session_id=session_id, user_id=user_id, **device)
    let_joiner_be_host(call, user_id, on)
    _reconsider_ending(call, settings, on)
    return session_id


def leave(call: Call, on: Occasion, *, session_id: UUID, **leaving: Unpack[Leaving]) -> None:
    """Does nothing if the session has left already, or the call has ended."""
    session = call.sessions.get(session_id)
    if session is None:
        return
    lost = leaving["reason"] is LeaveReason.CONNECTION_LOST
    left = on if lost else on.not_before(call.modified_on)
    why: dict[str, Any] = {"reason": leaving["reason"], "removed_by": leaving.get("removed_by")}
    call.happened(Call.SessionLeft, left, session_id=session_id, user_id=session.user_id, **why)
    if session.user_id in call.participants:
        return
    call.happened(Call.ParticipantLeft, left, user_id=session.user_id, **why)
    if call.state is CallState.CALLING and session.user_id == call.initiator_id:
        call.end(on, reason=EndReason.CANCELLED, ended_by=session.user_id)
        return
    pass_host_on(call, on)
    grace_from = min(max(on.at, call.modified_on), leaving.get("noticed_at", on.at))
    _reconsider_ending(call, leaving["settings"], on.dated(grace_from))


def remove_user(call: Call, on: Occasion, *, user_id: UUID, **leaving: Unpack[Leaving]) -> None:
    """All of a user's sessions leave."""
    for session_id, session in call.sessions.items():
        if session.user_id == user_id:
            leave(call, on, session_id=session_id, **leaving)


def drop_connection(call: Call, on: Occasion, *, session_id: UUID, settings: Settings) -> None:
    """The session keeps its place for a while. `on` is when it showed its last sign of life."""
    session = call.sessions.get(session_id)
    if session is None or session.dropped_at is not None:
        return
    until = on.at + timedelta(seconds=settings.reconnect_time)
    who = {"session_id": session_id, "user_id": session.user_id}
    call.happened(Call.ConnectionDropped, on, **who, keeps_place_until=until)


def restore_connection(call: Call, on: Occasion, *, session_id: UUID) -> None:
    session = call.sessions.get(session_id)
    if session is not None and session.dropped_at is not None:
        call.happened(Call.ConnectionRestored, on, session_id=session_id, user_id=session.user_id)


def give_up_connection(call: Call, on: Occasion, *, session_id: UUID, settings: Settings) -> None:
    """A dropped session didn't come back; it left at its last sign of life."""
    session = call.sessions.get(session_id)
    if session is not None and session.dropped_at is not None:
        leaving = Leaving(reason=LeaveReason.CONNECTION_LOST, settings=settings, noticed_at=on.at)
        leave(call, on.dated(session.dropped_at), session_id=session_id, **leaving)


def _admit(call: Call, user_id: UUID, on: Occasion) -> None:
    if call.state is CallState.CALLING and user_id != call.initiator_id:
        call.happened(Call.Answered, on, user_id=user_id)
    call.happened(Call.ParticipantJoined, on, user_id=user_id)


def _reconsider_ending(call: Call, settings: Settings, on: Occasion) -> None:
    """Schedule the end that the number of participants calls for, or call it off. A grace runs from `on`."""
    reason, seconds = ending_due(call.kind, call.state, len(call.participants), settings, met=call.met)
    if reason is call.ending_for:
        return
    if reason is None:
        call.happened(Call.EndingCalledOff, on)
        return
    ends_at = on.at + timedelta(seconds=seconds)
    call.happened(Call.EndingScheduled, on, ends_at=ends_at, reason=reason)
