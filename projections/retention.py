"""What is kept for only so long where a setting says so: recordings, and what was written in calls."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.calls.call import Call
from domain.recordings.recording import Recording
from domain.retention.expiring import Held, Retained
from domain.retention.expiry import Expiry
from domain.retention.periods import SETTINGS, ExpiryKind
from domain.workspace.settings import WORKSPACE, Level, Value, as_named_now
from projections.engine.queries import select
from projections.engine.rows import Row
from projections.engine.table import Table
from projections.engine.view import View, on

LONG_AGO = datetime.min.replace(tzinfo=UTC)  # nothing was there then: what is kept for ever is kept since


class RetainedRow(Row, frozen=True):
    """A recording, or what was written in a call, that isn't gone, nor about to go."""

    subject_id: UUID  # the recording's, or the call's
    kind: ExpiryKind
    call_id: UUID
    room_id: UUID
    since: datetime | None  # when it was published, or the call ended; null until then


class RetentionView(View):
    """Follows what begins to be kept, and what expires."""

    retained = Table[UUID, RetainedRow]("retained", RetainedRow, key=("subject_id",))

    @on(Recording.Requested)
    def recording_requested(self, recording: Recording.Requested) -> None:
        """Which room it is of."""
        id_, call_id, room_id = recording.originator_id, recording.call_id, recording.room_id
        self.retained.put(RetainedRow(id_, ExpiryKind.RECORDING, call_id, room_id, None))

    @on(Recording.Published, loads=retained.by(subject_id="originator_id"))
    def recording_published(self, recording: Recording.Published) -> None:
        self.retained.change(recording.originator_id, since=recording.timestamp)

    @on(Recording.Failed, Recording.FileDeleted)
    def recording_gone(self, recording: Recording.Failed | Recording.FileDeleted) -> None:
        self.retained.remove(recording.originator_id)

    @on(Call.Ended)
    def call_ended(self, call: Call.Ended) -> None:
        """What is written afterwards goes at the same time."""
        id_ = call.originator_id
        self.retained.put(RetainedRow(id_, ExpiryKind.TEXT, id_, call.room_id, call.timestamp))

    @on(Expiry.Begun)
    def expiry_begun(self, expiry: Expiry.Begun) -> None:
        self.retained.remove(expiry.subject_id)


def due(
    connection: Connection[Any],
    kind: ExpiryKind,
    changes: Mapping[Level, Mapping[str, Value]],
    held: Held,
    now: datetime,
    limit: int,
) -> list[Retained]:
    """What was kept for as long as is set for its room, and isn't on hold, the oldest first.

    `changes`: the settings, by where they are set.
    """
    set_at = dict(_set_at(changes, SETTINGS[kind]))
    until = {level: now - timedelta(days=days) if days else LONG_AGO for level, days in set_at.items()}
    latest = max(until.values(), default=LONG_AGO)
    if latest == LONG_AGO:
        return []
    kinds = {level.room_kind: at for level, at in until.items() if level.room_kind is not None}
    rooms = {level.room_id: at for level, at in until.items() if level.room_id is not None}
    parameters = {
        "kind": kind,
        "latest": latest,
        "until": until.get(WORKSPACE, LONG_AGO),
        "kinds": [str(each) for each in kinds],
        "until_of_kinds": list(kinds.values()),
        "rooms": list(rooms),
        "until_of_rooms": list(rooms.values()),
        "but_in_rooms": list(held.rooms),
        "but_of_calls": list(held.calls),
        "limit": limit,
    }
    rows = select(connection, RetainedRow, RetentionView.sql["due"], parameters)
    return [Retained(row.kind, row.subject_id, row.call_id, row.room_id, row.since) for row in rows if row.since]


def _set_at(changes: Mapping[Level, Mapping[str, Value]], name: str) -> Iterable[tuple[Level, int]]:
    for level, held in changes.items():
        value = as_named_now(held).get(name)
        if isinstance(value, int):
            yield level, value
