"""What starting, joining and accepting have in common: letting a device in, and leaving other calls first."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from domain.calls import attendance
from domain.calls.call import Call
from domain.calls.calls_of_user import CallsOfUser
from domain.calls.overdue_endings import catch_up, with_freed_rooms
from domain.calls.states import LeaveReason
from domain.directory.room import Room, RoomKind
from domain.kernel.aggregate import Root
from domain.kernel.errors import AlreadyInAnotherCall, ProviderCannot, UnknownRoom
from domain.kernel.log import Log
from domain.kernel.occasion import Occasion
from domain.kernel.text import identifier
from domain.workspace.providers import PROVIDERS, Capability
from domain.workspace.use_cases import settings_of

UNMUTED_IN = (RoomKind.DIRECT, RoomKind.GROUP_DIRECT)


@dataclass(frozen=True)
class Device:
    """A device about to come in. Microphone and camera: on, off, or as the room has it.

    `leave_others`: its user has confirmed to leave any other call.
    """

    id: str
    microphone: bool | None = None
    camera: bool | None = None
    leave_others: bool = False


def enter(
    log: Log, call: Call, room: Room, user_id: UUID, device: Device, on: Occasion, *, session_id: UUID | None = None
) -> UUID:
    """Let the device into the call. Returns its session. Raises ProviderCannot, InvalidInput, what joining raises."""
    camera_on = bool(device.camera)
    if camera_on and Capability.CAM not in PROVIDERS[call.provider].capabilities:
        raise ProviderCannot("The call's provider has no camera.")
    microphone = room.kind in UNMUTED_IN if device.microphone is None else device.microphone
    return attendance.join(
        call,
        on,
        session_id=session_id or uuid4(),
        user_id=user_id,
        device_id=identifier(device.id, "device id"),
        muted=not microphone,
        camera_on=camera_on,
        settings=settings_of(log, room),
    )


def leave_others(
    log: Log, calls_of_user: CallsOfUser, user_id: UUID, entering: UUID | None, confirmed: bool, on: Occasion
) -> tuple[Root, ...]:
    """Leave the user's other calls. Returns what changed. Raises AlreadyInAnotherCall unless that is confirmed."""
    found = (log.look_up(Call, id_) for id_ in calls_of_user.calls_of(user_id) if id_ != entering)
    engaged = [call for call in found if call is not None]
    due = [aggregate for call in engaged for aggregate in catch_up(log, call, on) if aggregate.pending_events]
    others = [call for call in engaged if user_id in call.participants]
    if others and not confirmed:
        raise AlreadyInAnotherCall(tuple(call.id for call in others))
    for call in others:
        settings = settings_of(log, log.find(Room, call.room_id, UnknownRoom))
        attendance.remove_user(call, on, user_id=user_id, reason=LeaveReason.LEFT, settings=settings)
    return (*with_freed_rooms(log, others, on), *due)
