"""Reports of the media server on their way to the log."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.kernel.clock import system_clock
from domain.media_sessions.use_cases import MediaSessionUseCases
from event_log.application import Ringlog
from media import provider as port
from media.node.media_reports import MediaReports
from runtime.presence.session_presence import SessionPresence
from runtime.presence.speaker_reports import SpeakerReports
from tests.patience import eventually_async

BROKEN, GOOD = uuid4(), uuid4()


class Recorder(MediaSessionUseCases):
    """Chokes on one session."""

    def __init__(self, log: Ringlog) -> None:
        super().__init__(log, system_clock)
        self.connections: list[UUID] = []

    def connected(self, *, session_id: UUID, **_: Any) -> Any:
        if session_id == BROKEN:
            raise ValueError("what nobody expected")
        self.connections.append(session_id)


class NeverDone(SpeakerReports):
    """Has more to tell for as long as a test lasts."""

    over = threading.Event()

    def tell(self) -> None:
        self.over.wait()


def connected(reports: MediaReports, session_id: UUID) -> None:
    reports.connected(port.PeerConnection(session_id, uuid4()), datetime.now(UTC), timedelta(seconds=1))


async def test_a_report_that_cannot_be_recorded_keeps_no_other_from_it(
    log: Ringlog, pool: ConnectionPool[Connection[Any]], caplog: pytest.LogCaptureFixture
) -> None:
    sessions = Recorder(log)
    async with MediaReports("node", sessions, SessionPresence(pool), SpeakerReports(pool, "node")) as reports:
        for session_id in (BROKEN, GOOD):
            connected(reports, session_id)
        await eventually_async(lambda: sessions.connections == [GOOD])
    assert "A report of the media server can't be recorded" in caplog.text


async def test_news_of_speakers_keeps_no_fact_from_the_log(log: Ringlog, pool: ConnectionPool[Connection[Any]]) -> None:
    sessions, speakers = Recorder(log), NeverDone(pool, "node")
    async with MediaReports("node", sessions, SessionPresence(pool), speakers) as reports:
        reports.speaking(uuid4(), (GOOD,), datetime.now(UTC))
        connected(reports, GOOD)
        await eventually_async(lambda: sessions.connections == [GOOD])
        speakers.over.set()


async def test_what_was_reported_before_the_end_is_recorded(
    log: Ringlog, pool: ConnectionPool[Connection[Any]]
) -> None:
    sessions = Recorder(log)
    async with MediaReports("node", sessions, SessionPresence(pool), SpeakerReports(pool, "node")) as reports:
        for _ in range(100):
            connected(reports, GOOD)
    assert len(sessions.connections) == 100
