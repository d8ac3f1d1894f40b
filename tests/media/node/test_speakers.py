"""Who is speaking reaches those who watch the call, from one process to the other."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from projections import connect_views
from runtime.presence.media_nodes import MediaNode, MediaNodes
from runtime.presence.speaker_reports import MOST, SpeakerReports
from runtime.presence.speakers import Speakers
from tests.media.node.conftest import Installation, database_away
from tests.media.peers import Tone
from tests.people import ADA

NODE, ELSEWHERE = MediaNode("here", "http://127.0.0.1:1", "token"), "elsewhere"


@pytest.fixture
async def speakers(database_url: str) -> AsyncIterator[Speakers]:
    async with connect_views(database_url) as pool, Speakers(database_url, pool) as speakers:
        yield speakers


@pytest.fixture
def call_id(pool: ConnectionPool[Connection[Any]]) -> UUID:
    """A call on the only node."""
    nodes, call_id = MediaNodes(pool), uuid4()
    nodes.announce(NODE)
    nodes.place(call_id)
    return call_id


@pytest.fixture
def news(pool: ConnectionPool[Connection[Any]]) -> SpeakerReports:
    return SpeakerReports(pool, NODE.node_id)


async def watch(speakers: Speakers, call_id: UUID) -> AsyncGenerator[tuple[UUID, ...], None]:
    """Who speaks now, and again whenever that changes."""
    changed = asyncio.Event()
    async with speakers.listen(call_id, changed.set) as listener:
        while True:
            yield listener.speaking
            await changed.wait()
            changed.clear()


async def test_who_watches_is_told_who_speaks_and_when_it_is_quiet_again(
    installation: Installation, speakers: Speakers
) -> None:
    seat = installation.enter(ADA)
    async with installation.peer(seat) as ada:
        section = ada.publish(Tone(440))
        await ada.negotiate()
        watched = watch(speakers, seat.call_id)
        async with asyncio.timeout(20):
            seen: list[tuple[UUID, ...]] = [await anext(watched)]
            while seen[-1] != (seat.session_id,):
                seen.append(await anext(watched))
            section.sender.replaceTrack(None)
            while seen[-1]:
                seen.append(await anext(watched))
        await watched.aclose()
    assert len(seen) <= 3


async def test_who_comes_later_sees_who_speaks_now(news: SpeakerReports, speakers: Speakers, call_id: UUID) -> None:
    one, two = uuid4(), uuid4()
    news.note(call_id, [two, one])
    await asyncio.to_thread(news.tell)
    assert await anext(watch(speakers, call_id)) == (two, one)
    assert await anext(watch(speakers, uuid4())) == ()


async def test_of_many_notes_the_latest_of_each_call_is_told_once(
    news: SpeakerReports, speakers: Speakers, call_id: UUID
) -> None:
    many = [uuid4() for _ in range(2 * MOST)]
    watched = watch(speakers, call_id)
    assert await anext(watched) == ()
    for each in many:
        news.note(call_id, [each])
    news.note(call_id, many)
    await asyncio.to_thread(news.tell)
    async with asyncio.timeout(20):
        assert await anext(watched) == tuple(many[:MOST])
    await watched.aclose()


async def test_what_could_not_be_told_is_told_when_the_database_is_back(
    news: SpeakerReports, speakers: Speakers, call_id: UUID, postgres_url: str, database_url: str
) -> None:
    watched, session_id = watch(speakers, call_id), uuid4()
    assert await anext(watched) == ()
    with database_away(postgres_url, database_url):
        news.note(call_id, [session_id])
    await asyncio.to_thread(news.tell)
    async with asyncio.timeout(20):
        while await anext(watched) != (session_id,):
            pass
    await watched.aclose()


async def test_a_node_that_no_longer_carries_the_call_is_not_believed(
    pool: ConnectionPool[Connection[Any]], speakers: Speakers, call_id: UUID
) -> None:
    news = SpeakerReports(pool, ELSEWHERE)
    news.note(call_id, [uuid4()])
    await asyncio.to_thread(news.tell)
    assert await anext(watch(speakers, call_id)) == ()


async def test_with_the_call_its_speakers_are_forgotten(
    pool: ConnectionPool[Connection[Any]], news: SpeakerReports, call_id: UUID
) -> None:
    news.note(call_id, [uuid4()])
    news.tell()
    MediaNodes(pool).forget_calls([call_id])
    with pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM presence.speakers").fetchone() == (0,)


async def test_a_notification_that_nobody_understands_keeps_none_from_being_heard(
    pool: ConnectionPool[Connection[Any]], news: SpeakerReports, speakers: Speakers, call_id: UUID
) -> None:
    watched, session_id = watch(speakers, call_id), uuid4()
    assert await anext(watched) == ()
    with pool.connection() as connection:
        for payload in ("hello", "{}", '{"call_id": 5, "session_ids": null}'):
            connection.execute("SELECT pg_notify('ringlog_speakers', %s)", (payload,))
    news.note(call_id, [session_id])
    news.tell()
    async with asyncio.timeout(20):
        assert await anext(watched) == (session_id,)
    await watched.aclose()
