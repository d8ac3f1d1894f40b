"""The quality of a call on record, and the statistics that are made of it, in the call and after it."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.media.last_call_statistics import LastCallStatistics
from domain.kernel.errors import NotInCall
from domain.media_sessions.media_session import MediaSession
from event_log.application import Ringlog
from tests.media.node.conftest import Installation
from tests.media.peers import Tone, until
from tests.people import ADA, ALAN, CAUSE, GRACE


@pytest.fixture
def statistics(log: Ringlog, pool: ConnectionPool[Connection[Any]]) -> LastCallStatistics:
    return LastCallStatistics(log, pool)


async def ask(statistics: LastCallStatistics, user: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(await asyncio.to_thread(statistics.of_last_call, user))
    return answer


async def test_the_quality_is_on_record_and_in_the_statistics_during_and_after_the_call(
    installation: Installation, statistics: LastCallStatistics, project: Callable[[], None]
) -> None:
    speaking, listening = installation.enter(ADA), installation.enter(GRACE)
    async with installation.peer(speaking) as ada, installation.peer(listening) as grace:
        ada.publish(Tone(440))
        await ada.negotiate()
        grace.receive()
        await grace.negotiate()
        await grace.hears(440)
        (up, *_) = await installation.told(speaking, MediaSession.QualitySampled)
        (down, *_) = await installation.told(listening, MediaSession.QualitySampled)
        assert up.quality.up_packets > 0
        assert up.quality.up_bits_per_second > 0
        assert up.quality.up_jitter_us is not None
        assert up.quality.down_packets == 0
        assert up.quality.over_ms > 0
        assert down.quality.down_packets > 0
        project()
        live = await ask(statistics, GRACE)
        (session,) = live["sessions"]
        assert (live["callId"], live["endedAt"]) == (str(listening.call_id), None)
        assert session["sessionId"] == session["now"]["peerId"] == str(listening.session_id)
        (received,) = session["now"]["receives"]
        assert received["publisherId"] == str(speaking.session_id)
        assert {"jitterMs", "roundTripMs", "lostPackets", "repeatedPackets", "octets"} <= received.keys()
        assert session["now"]["downBitsPerSecond"] >= session["now"]["upBitsPerSecond"] == 0
        assert session["connections"][0]["connectedAfterMs"] >= 0
        installation.calls.end(call_id=speaking.call_id, by=ADA, cause=CAUSE)
        await installation.told(speaking, MediaSession.Closed)
        await until(lambda: ada.pc.connectionState == "closed")
    project()
    after = await ask(statistics, ADA)
    (session,) = after["sessions"]
    assert after["endedAt"] is not None
    assert session["now"] is None
    assert session["connections"][0]["closedBecause"] == "bye"
    assert session["samples"][0]["quality"]["upPackets"] == up.quality.up_packets


async def test_a_later_call_takes_the_place_of_an_earlier_one(
    installation: Installation, statistics: LastCallStatistics, project: Callable[[], None]
) -> None:
    first = installation.enter(ADA)
    installation.calls.end(call_id=first.call_id, by=ADA, cause=CAUSE)
    project()
    assert (await ask(statistics, ADA))["callId"] == str(first.call_id)
    second = installation.enter(ADA)
    project()
    assert (await ask(statistics, ADA))["callId"] == str(second.call_id)
    (session,) = (await ask(statistics, ADA))["sessions"]
    assert (session["connections"], session["samples"], session["now"]) == ([], [], None)


async def test_who_has_never_joined_a_call_has_no_statistics(
    installation: Installation, statistics: LastCallStatistics, project: Callable[[], None]
) -> None:
    installation.enter(ADA)
    project()
    with pytest.raises(NotInCall, match="not joined a call yet"):
        await ask(statistics, ALAN)
