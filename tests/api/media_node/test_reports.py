"""Reports of the media module on their way to the log."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.media_node.reports import MediaReports
from api.media_node.speakers import SpeakerNews
from api.presence.sessions import SessionPresence
from domain.application import Ringlog
from domain.clock import system_clock
from domain.services.media_sessions import MediaSessions
from media import port
from tests.patience import eventually

BROKEN, GOOD = uuid4(), uuid4()


class Recorder(MediaSessions):
    """Chokes on one session."""

    def __init__(self, log: Ringlog) -> None:
        super().__init__(log, system_clock)
        self.connections: list[UUID] = []

    def connected(self, *, session_id: UUID, **_: Any) -> Any:
        if session_id == BROKEN:
            raise ValueError("what nobody expected")
        self.connections.append(session_id)


def test_a_report_that_cannot_be_recorded_keeps_no_other_from_it(
    log: Ringlog, pool: ConnectionPool[Connection[Any]], caplog: pytest.LogCaptureFixture
) -> None:
    sessions = Recorder(log)
    reports = MediaReports("node", sessions, SessionPresence(pool), SpeakerNews(pool, "node"))
    for session_id in (BROKEN, GOOD):
        reports.connected(port.Connection(session_id, uuid4()), datetime.now(UTC), timedelta(seconds=1))
    eventually(lambda: sessions.connections == [GOOD])
    reports.close()
    assert "A report of the media module can't be recorded" in caplog.text
