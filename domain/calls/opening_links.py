"""The use case of call links: whoever opens one comes into the room's call."""

from typing import Unpack
from uuid import UUID

from domain.calls.joining import Device
from domain.calls.link import room_of
from domain.calls.use_cases import CallUseCases
from domain.directory.room import Room
from domain.kernel.errors import InvalidLink, UnknownRoom
from domain.kernel.log import Log
from domain.kernel.use_case import Asked, Done


class LinkUseCases:
    """A link to a room that is archived, deleted, unknown or somebody else's is invalid, all alike."""

    def __init__(self, log: Log, calls: CallUseCases) -> None:
        self._log = log
        self._calls = calls

    def open(self, *, link: str, by: UUID, device: Device, **asked: Unpack[Asked]) -> Done:
        """Start the room's call or join it; the answer is (call id, session id).

        Raises InvalidInput for what is no link, InvalidLink, and what `CallUseCases.start` raises.
        """
        room = self._log.find(Room, room_of(link), InvalidLink)
        try:
            room.require_member(by)
        except UnknownRoom:
            raise InvalidLink from None
        room.require_linkable()
        return self._calls.start(room_id=room.id, by=by, device=device, **asked)
