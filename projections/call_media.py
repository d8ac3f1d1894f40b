"""The media of calls: how often it came up or ended, which tells those who watch a call's record to look again.

What is on record is read from the log itself; of what comes late, after sessions have left, nothing else here changes.
"""

from uuid import UUID

from domain.calls.call import Call
from domain.media_sessions.media_session import MediaSession
from projections import change_keys
from projections.engine.rows import Row
from projections.engine.table import Table
from projections.engine.view import View, on


class CallMediaRow(Row, frozen=True):
    """Of one call."""

    call_id: UUID
    reports: int = 0


class CallMediaView(View):
    """Counts."""

    calls = Table[UUID, CallMediaRow](
        "call_media", CallMediaRow, key=("call_id",), announces=lambda row: (change_keys.record(row.call_id),)
    )

    @on(Call.Started)
    def started(self, call: Call.Started) -> None:
        self.calls.put(CallMediaRow(call.originator_id))

    @on(MediaSession.Connected, MediaSession.Failed, MediaSession.Closed, loads=calls.by("call_id"))
    def reported(self, media: MediaSession.Connected | MediaSession.Failed | MediaSession.Closed) -> None:
        call = self.calls.get(media.call_id)
        if call is not None:
            self.calls.change(media.call_id, reports=call.reports + 1)
