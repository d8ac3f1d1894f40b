"""Who is speaking, live to those who may see the call."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api.access.tokens import Role
from api.graphql.core.ids import local_id
from runtime.presence.database import open_pool
from runtime.presence.media_nodes import MediaNode, MediaNodes
from runtime.presence.speaker_reports import SpeakerReports
from tests.api.graphql.watching import watching
from tests.api.world import World

SPEAKING = """subscription ($call: ID!) { speaking(callId: $call) { __typename
    ... on SpeakingUpdate { sessions { id user { name } } }
    ... on NotFound { code }
} }"""
UNKNOWN = {"__typename": "NotFound", "code": "UNKNOWN_CALL"}
Say = Callable[..., None]


@pytest.fixture
def say(database_url: str, world: World) -> Iterator[Say]:
    """As the media process does: in this call these sessions speak, loudest first."""
    with open_pool(database_url) as pool:
        nodes, news = MediaNodes(pool), SpeakerReports(pool, "here")

        def say(call: str, *sessions: str) -> None:
            call_id = local_id("Call", call)
            session_ids = [local_id("Session", session) for session in sessions]
            assert call_id is not None
            nodes.announce(MediaNode("here", "http://127.0.0.1:1", "token"))
            nodes.place(call_id)
            news.note(call_id, [id_ for id_ in session_ids if id_ is not None])
            news.tell()

        yield say


def names(state: dict[str, list[dict[str, dict[str, str]]]]) -> list[str]:
    return [session["user"]["name"] for session in state["sessions"]]


async def test_the_loudest_is_first_and_who_leaves_speaks_no_more(world: World, say: Say) -> None:
    ada, grace = await world.start("general", by="ada"), await world.start("general", by="grace")
    call = ada["callId"]
    async with world.socket("alan") as session, watching(session, SPEAKING, call=call) as watcher:
        assert await watcher.now() == {"__typename": "SpeakingUpdate", "sessions": []}
        await asyncio.to_thread(say, call, grace["sessionId"], ada["sessionId"])
        state = await watcher.until(names)
        assert [each["id"] for each in state["sessions"]] == [grace["sessionId"], ada["sessionId"]]
        assert names(state) == ["Grace", "Ada"]
        await world.change("leaveCall { callId }", by="grace", callId=call, sessionId=grace["sessionId"])
        assert names(await watcher.until(lambda state: len(names(state)) == 1)) == ["Ada"]
        await world.change("endCall { callId }", by="ada", callId=call)
        await watcher.until(lambda state: not names(state))


async def test_others_than_members_are_told_nothing_until_they_are_members(world: World, say: Say) -> None:
    started = await world.start("general", by="ada")
    call = started["callId"]
    service: dict[str, Any] = {
        "by": "chat",
        "role": Role.SERVICE,
        "roomExternalId": "general",
        "userExternalIds": ["root"],
    }
    async with world.socket("root") as session, watching(session, SPEAKING, call=call) as watcher:
        assert await watcher.now() == UNKNOWN
        await asyncio.to_thread(say, call, started["sessionId"])
        await world.change("addMembers { roomId }", **service)
        assert names(await watcher.now()) == ["Ada"]
        await world.change("removeMembers { roomId }", **service)
        assert await watcher.now() == UNKNOWN


async def test_what_names_no_call_is_answered_as_an_unknown_call(world: World) -> None:
    for given in ("", "general", "UmVjb3JkaW5nOg=="):
        async with world.socket("ada") as session, watching(session, SPEAKING, call=given) as watcher:
            assert await watcher.now() == UNKNOWN


async def test_all_who_watch_share_one_execution(world: World, say: Say) -> None:
    started = await world.start("general", by="ada")
    call, call_id = started["callId"], local_id("Call", started["callId"])
    assert call_id is not None
    async with (
        world.sockets("grace", "alan") as (one, two),
        watching(one, SPEAKING, call=call) as first,
        watching(two, SPEAKING, call=call) as second,
    ):
        assert names(await first.now()) == names(await second.now()) == []
        assert len(world.backend.speakers._listeners[call_id]) == 1
        asked = world.views.asked
        await asyncio.to_thread(say, call, started["sessionId"])
        assert names(await first.until(names)) == names(await second.until(names)) == ["Ada"]
        assert world.views.asked - asked == 2  # the call's sessions, and their users


async def test_an_auditor_hears_who_speaks_without_being_a_member(world: World, say: Say) -> None:
    started = await world.start("general", by="ada")
    await asyncio.to_thread(say, started["callId"], started["sessionId"])
    call = started["callId"]
    async with world.socket("iris", Role.AUDITOR) as session, watching(session, SPEAKING, call=call) as watcher:
        assert names(await watcher.now()) == ["Ada"]
