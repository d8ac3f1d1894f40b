"""Calls of Ada, Grace and Alan, as tests begin with them."""

from typing import Any
from uuid import UUID

from domain.calls import attendance
from domain.calls.call import Call
from domain.calls.states import CallKind, LeaveReason
from domain.workspace.settings import Settings
from tests.people import ADA, CALL, GRACE, RING, ROOM, at

SETTINGS = Settings()
IN: dict[str, Any] = {"muted": False, "camera_on": False}
BY_NOBODY: dict[str, Any] = {"removed_by": None}
A, A2, G, L = (UUID(int=n) for n in (101, 102, 103, 104))  # sessions of Ada (two), Grace and Alan


def conference() -> Call:
    return Call.start(
        at(),
        call_id=CALL,
        room_id=ROOM,
        kind=CallKind.CONFERENCE,
        calling=False,
        title="Standup",
        provider="builtin",
        initiator_id=ADA,
        settings=SETTINGS,
    )


def calling() -> Call:
    """Ada calls Grace and waits."""
    call = Call.start(
        at(),
        call_id=CALL,
        room_id=ROOM,
        kind=CallKind.DIRECT,
        calling=True,
        title="Grace",
        provider="builtin",
        initiator_id=ADA,
        settings=SETTINGS,
    )
    call.ring(at(), ring_id=RING, callee_id=GRACE)
    join(call, A, ADA)
    return call


def answered() -> Call:
    call = calling()
    join(call, G, GRACE, 5)
    return call


def join(call: Call, session_id: UUID, user_id: UUID, seconds: float = 0, device: str = "phone") -> UUID:
    return attendance.join(
        call, at(seconds), session_id=session_id, user_id=user_id, device_id=device, **IN, settings=SETTINGS
    )


def leave(call: Call, session_id: UUID, seconds: float) -> None:
    attendance.leave(call, at(seconds), session_id=session_id, reason=LeaveReason.LEFT, settings=SETTINGS)


def held_by_ada_and_grace() -> Call:
    call = conference()
    join(call, A, ADA)
    join(call, G, GRACE, 1)
    return call


def on_without_ringing() -> Call:
    """Ada started a call in a direct room that rings nobody."""
    call = Call.start(
        at(),
        call_id=CALL,
        room_id=ROOM,
        kind=CallKind.DIRECT,
        calling=False,
        title="Grace",
        provider="builtin",
        initiator_id=ADA,
        settings=SETTINGS,
    )
    join(call, A, ADA)
    return call


def ending(call: Call) -> bool:
    return call.ending_at is not None
