"""Use cases of a call's thread."""

from uuid import UUID, uuid4

from domain.calls.call import Call
from domain.calls.call_use_cases import CallUseCases, Standing
from domain.directory.room import Room, RoomState
from domain.kernel.errors import RoomIsArchived, RoomIsReadOnly, UnknownCall, UnknownThread
from domain.kernel.ids import thread_id
from domain.kernel.occasion import Cause, Occasion
from domain.kernel.use_case import Decision, Done, RequestKey
from domain.threads.thread import Thread


class Threads(CallUseCases):
    """Open to the room's members, during the call and after it."""

    def post(self, *, call_id: UUID, by: UUID, text: str, cause: Cause, key: RequestKey | None = None) -> Done:
        """The answer is (call id, message id).

        Raises UnknownCall, UserIsDeactivated, RoomIsArchived, RoomIsReadOnly, InvalidInput.
        """

        def decide() -> Decision:
            call, room = self._call_seen_by(call_id, Standing(by), cause)
            _require_open(room)
            thread = self._thread(call)
            message_id = uuid4()
            thread.post(Occasion(self.clock(), cause), message_id=message_id, author_id=by, text=text)
            return Decision((call_id, message_id), (thread,))

        return self._perform(decide, cause, key)

    def _thread(self, call: Call) -> Thread:
        return self.log.find(Thread, thread_id(call.id), UnknownThread)


def _require_open(room: Room) -> None:
    match room.state:
        case RoomState.ARCHIVED:
            raise RoomIsArchived
        case RoomState.READ_ONLY:
            raise RoomIsReadOnly
        case RoomState.DELETED:
            raise UnknownCall
