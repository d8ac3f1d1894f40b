"""What inputs say of calls: which call, which session in it, which participant, and with what a device comes in."""

from uuid import UUID

import strawberry

from api.graphql.core.inputs import Keyed, optional, wanted
from domain.calls.joining import Device
from domain.kernel.errors import NotInCall, UnknownCall, UnknownSession

DEVICE = "What the device calls itself: 1 to 128 characters of its own choice, always the same."
LEAVE_OTHERS = "Whether the user has confirmed that they want to leave any other call that they are in."


@strawberry.input
class OfCall(Keyed):
    call_id: strawberry.ID = strawberry.field(description="The call.")

    def call(self) -> UUID:
        """Raises UnknownCall."""
        return wanted("Call", self.call_id, UnknownCall)


@strawberry.input
class OfSession(OfCall):
    session_id: strawberry.ID = strawberry.field(description="The session that this device got when it joined.")

    def session(self) -> UUID:
        """Raises UnknownSession."""
        return wanted("Session", self.session_id, UnknownSession)


@strawberry.input
class OfParticipant(OfCall):
    user_id: strawberry.ID = strawberry.field(description="The participant.")

    def participant(self) -> UUID:
        """Raises NotInCall."""
        return wanted("User", self.user_id, NotInCall)


@strawberry.input
class Entering(Keyed):
    device_id: str = strawberry.field(description=DEVICE)
    microphone: bool | None = optional(
        "Whether the microphone is on; left out, it is on in direct and group-direct rooms and off elsewhere."
    )
    camera: bool | None = optional("Whether the camera is on; left out, it is off.")
    leave_others: bool = strawberry.field(default=False, description=LEAVE_OTHERS)

    def device(self) -> Device:
        return Device(self.device_id, self.microphone, self.camera, self.leave_others)
