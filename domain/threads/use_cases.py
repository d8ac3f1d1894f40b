"""Use cases of a call's thread."""

from typing import Unpack
from uuid import UUID, uuid4

from domain.calls.authority import Requester, UseCasesInCalls
from domain.calls.conditions import RoomShown
from domain.directory.room import RoomState
from domain.kernel.errors import RoomIsArchived, RoomIsReadOnly, TextsExpired, UnknownCall, UnknownThread
from domain.kernel.ids import expiry_id, thread_id
from domain.kernel.occasion import Occasion
from domain.kernel.use_case import Asked, Decision, use_case
from domain.retention.expiry import Expiry
from domain.threads.thread import Thread


class ThreadUseCases(UseCasesInCalls):
    """Open to the room's members, during the call and after it."""

    @use_case
    def post(self, on: Occasion, *, call_id: UUID, by: UUID, text: str, **_: Unpack[Asked]) -> Decision:
        """The answer is (call id, message id).

        Raises UnknownCall, UserIsDeactivated, RoomIsArchived, RoomIsReadOnly, TextsExpired, InvalidInput.
        """
        call, room = self._call_seen_by(call_id, Requester(by), on)
        require_open(room)
        if self.log.look_up(Expiry, expiry_id(call_id)) is not None:
            raise TextsExpired
        thread = self.log.find(Thread, thread_id(call.id), UnknownThread)
        message_id = uuid4()
        thread.post(on, message_id=message_id, author_id=by, text=text)
        return Decision((call_id, message_id), (thread,))


def require_open(room: RoomShown) -> None:
    """For posting. Raises RoomIsArchived, RoomIsReadOnly, UnknownCall."""
    match room.state:
        case RoomState.ARCHIVED:
            raise RoomIsArchived
        case RoomState.READ_ONLY:
            raise RoomIsReadOnly
        case RoomState.DELETED:
            raise UnknownCall
