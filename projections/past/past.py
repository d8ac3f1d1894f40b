"""The past as of one position of the log: calls, people, rooms and settings, each read when it is asked for."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.errors import UnknownCall
from domain.kernel.ids import WORKSPACE_ID
from domain.workspace.settings import Level, Value
from domain.workspace.workspace import Workspace
from event_log import LogReader
from event_log.call_streams import facts_of_call
from projections.directory import DirectoryView, MemberRow, RoomRow, UserRow
from projections.past.call_then import CallThen, every, folded
from projections.past.known import Known
from projections.past.rows_then import named_by
from projections.settings import SettingsView, by_level

OF_USERS = (User.Registered, User.ProfileChanged, User.AvatarChanged, User.Deactivated, User.Reactivated)
OF_ROOMS = (Room.Created, Room.Renamed, Room.StateChanged)
OF_MEMBERS = (Room.MembersAdded, Room.MembersRemoved)
OF_SETTINGS = (Workspace.SettingChanged, Workspace.SettingReset)


class Past:
    """As it was known then: what was recorded up to `position`. Texts that are erased today are erased here.

    Thread-safe; each call, user and room is folded once. All methods raise the errors of eventsourcing.persistence.
    """

    def __init__(self, reader: LogReader, position: int, moment: datetime) -> None:
        """`moment`: when that was."""
        self.position = position
        self.moment = moment
        self._reader = reader
        self._calls = Known(self._find_calls)
        self._directory = Known(self._find_in_directory)

    def have_at_hand(self, call_id: UUID) -> None:
        """A call, and the people and the room that it names, so that nobody waits for them afterwards."""
        for call in self.calls([call_id]).values():
            self._directory.of(named_by(call))

    def at_hand(self, id_: UUID) -> bool:
        """Whether this call, user or room was asked for before, so that the log isn't read for it and nobody waits."""
        return id_ in self._calls or id_ in self._directory

    def calls(self, ids: Collection[UUID]) -> dict[UUID, CallThen]:
        """Those that had begun."""
        return self._calls.of(ids)

    def held(self) -> Sequence[CallThen]:
        """The calls that were asked for so far: what is known by an id of its own is of one of them."""
        return self._calls.all()

    def ongoing(self, room_ids: Collection[UUID]) -> dict[UUID, UUID]:
        """By room, the call that was on.

        Call and room change one after the other: what is known of the calls goes before what the room knew.
        """
        on = {row.room_id: row.id for call in self.held() for row in every(call.live_calls.calls) if row.is_on}
        last = {id_: on.get(id_) or self._last_call(id_) for id_ in room_ids}
        return {room_id: call_id for room_id, call_id in last.items() if call_id is not None}

    def users(self, ids: Collection[UUID]) -> dict[UUID, UserRow]:
        """Those whom the directory had."""
        return {id_: row for id_, row in self._directory.of(ids).items() if isinstance(row, UserRow)}

    def rooms(self, ids: Collection[UUID]) -> dict[UUID, RoomRow]:
        """Those that the directory had."""
        return {id_: row for id_, row in self._directory.of(ids).items() if isinstance(row, RoomRow)}

    def members(self, room_id: UUID) -> list[MemberRow]:
        """Of a room."""
        return every(folded(DirectoryView, self._reader.of_these([room_id], OF_MEMBERS, until=self.position)).members)

    def settings(self) -> Mapping[Level, Mapping[str, Value]]:
        """What was set, by where."""
        facts = self._reader.of_these([WORKSPACE_ID], OF_SETTINGS, until=self.position)
        return by_level(every(folded(SettingsView, facts).settings))

    def _find_calls(self, ids: Collection[UUID]) -> dict[UUID, CallThen]:
        found = {id_: self._call(id_) for id_ in ids}
        return {id_: call for id_, call in found.items() if call is not None}

    def _call(self, id_: UUID) -> CallThen | None:
        try:
            return CallThen(facts_of_call(self._reader, id_, until=self.position))
        except UnknownCall:
            return None

    def _find_in_directory(self, ids: Collection[UUID]) -> dict[UUID, UserRow | RoomRow]:
        facts = self._reader.of_these(ids, OF_USERS + OF_ROOMS, until=self.position)
        directory = folded(DirectoryView, facts)
        users: dict[UUID, UserRow | RoomRow] = {row.id: row for row in every(directory.users)}
        return users | {row.id: row for row in every(directory.rooms)}

    def _last_call(self, room_id: UUID) -> UUID | None:
        last = self._reader.last_of(room_id, (Room.CallOpened, Room.CallClosed), until=self.position)
        return last.fact.call_id if last is not None and isinstance(last.fact, Room.CallOpened) else None


def past_at(reader: LogReader, position: int) -> Past | None:
    """As of a position; None if the log has none such. Raises the errors of eventsourcing.persistence."""
    found = reader.at([position])
    return Past(reader, position, found[0].recorded_at) if found else None


def past_by(reader: LogReader, moment: datetime) -> Past:
    """As of a moment, by when facts were recorded. Raises the errors of eventsourcing.persistence."""
    return Past(reader, reader.position_at(moment), moment)
