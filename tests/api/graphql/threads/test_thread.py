"""Threads over GraphQL: written and read by members, during the call and after it, and nobody else."""

from typing import Any
from uuid import uuid4

import pytest

from api.access.tokens import Role
from api.graphql.core.ids import local_id
from domain.kernel.clock import system_clock
from domain.kernel.occasion import Cause
from domain.recordings.use_cases import latest_recording
from tests.api.world import PUBLIC_URL, World

PAGE = """query ($call: ID!, $first: Int, $after: String, $last: Int, $before: String) { call(id: $call) { thread {
    messages(first: $first, after: $after, last: $last, before: $before) {
        totalCount edges { node { text author { name } } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
} } }"""


async def _thread(world: World, call: str, by: str = "grace", **asked: Any) -> dict[str, Any]:
    thread: dict[str, Any] = (await world.ask(PAGE, by=by, call=call, **asked))["call"]["thread"]
    return thread


def _texts(thread: dict[str, Any]) -> list[str]:
    return [edge["node"]["text"] for edge in thread["messages"]["edges"]]


async def test_members_write_during_the_call_and_after_it_and_page_both_ways(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    posted = await world.change(
        "postMessage { postedMessage { text author { name } } }", by="alan", callId=call, text="👋"
    )
    assert posted["postedMessage"] == {"text": "👋", "author": {"name": "Alan"}}
    await world.change("endCall { callId }", by="ada", callId=call)
    for number in range(1, 5):
        await world.change("postMessage { messageId }", by="ada", callId=call, text=str(number))
    newest = await _thread(world, call, first=2)
    assert (newest["messages"]["totalCount"], _texts(newest)) == (5, ["4", "3"])
    assert newest["messages"]["pageInfo"]["hasNextPage"]
    older = await _thread(world, call, first=2, after=newest["messages"]["pageInfo"]["endCursor"])
    assert _texts(older) == ["2", "1"]
    oldest = await _thread(world, call, after=older["messages"]["pageInfo"]["endCursor"])
    assert (_texts(oldest), oldest["messages"]["pageInfo"]["hasNextPage"]) == (["👋"], False)
    back = await _thread(world, call, last=3, before=oldest["messages"]["pageInfo"]["startCursor"])
    assert (_texts(back), back["messages"]["pageInfo"]["hasPreviousPage"]) == (["3", "2", "1"], True)
    top = await _thread(world, call, last=2, before=back["messages"]["pageInfo"]["startCursor"])
    assert (_texts(top), top["messages"]["pageInfo"]["hasPreviousPage"]) == (["4"], False)


async def test_a_page_has_one_direction(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    for asked in (
        {"last": 2},
        {"first": 1, "last": 2, "before": "MQ=="},
        {"first": 0},
        {"last": 101, "before": "MQ=="},
    ):
        body = await world.request(PAGE, by="ada", call=call, **asked)
        assert body["errors"][0]["extensions"]["code"] == "INVALID_INPUT", asked


async def test_a_repeated_message_is_posted_once(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    given = {"callId": call, "text": "once", "idempotencyKey": "m1"}
    first = await world.change("postMessage { messageId }", by="ada", **given)
    assert await world.change("postMessage { messageId }", by="ada", **given) == first
    assert (await _thread(world, call))["messages"]["totalCount"] == 1


@pytest.mark.parametrize("text", ["", " \n ", "x" * 16_384])
async def test_a_message_has_1_to_16_383_characters(world: World, text: str) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    refused = await world.change("postMessage { messageId }", by="ada", callId=call, text=text)
    assert (refused["__typename"], refused["code"], refused["path"]) == ("InvalidInput", "INVALID_INPUT", ["text"])
    longest = "x" * 16_383
    posted = await world.change("postMessage { postedMessage { text } }", by="ada", callId=call, text=longest)
    assert posted["postedMessage"]["text"] == longest


async def test_the_host_has_the_call_recorded_and_the_file_is_in_the_thread(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    refused = await world.change("stopRecording { recordingId }", by="ada", callId=call)
    assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "CALL_IS_NOT_RECORDED")
    for _ in range(2):
        assert "code" not in await world.change("startRecording { recordingId }", by="ada", callId=call)
    service, cause = world.backend.services.recordings, Cause("media:here", "127.0.0.1", uuid4(), "test")
    recording = latest_recording(service.log, local_id("Call", call) or uuid4())
    assert recording is not None
    service.started(recording_id=recording.id, at=system_clock(), cause=cause)
    assert "code" not in await world.change("stopRecording { recordingId }", by="ada", callId=call)
    service.published(
        recording_id=recording.id,
        size=5_000_000_000,
        duration_ms=61_000,
        sha256="0" * 64,
        at=system_clock(),
        cause=cause,
    )
    await world.settle()
    query = """query ($call: ID!) { call(id: $call) { thread { messages { edges { node { text author { name }
        file { name mediaType sizeBytes sha256 durationMs url } } } } } } }"""
    edges = (await world.ask(query, by="alan", call=call))["call"]["thread"]["messages"]["edges"]
    (message,) = [edge["node"] for edge in edges]
    assert (message["text"], message["author"]) == (None, {"name": "Ada"})
    assert message["file"]["url"] == f"{PUBLIC_URL}/recordings/{recording.id}"
    assert (message["file"]["sizeBytes"], message["file"]["durationMs"]) == (5_000_000_000, 61_000)


async def test_to_others_there_is_no_thread(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    posted = await world.change("postMessage { messageId }", by="ada", callId=call, text="hello")
    query = "query ($id: ID!) { node(id: $id) { ... on Message { text } } }"
    assert (await world.ask(query, by="iris", role=Role.AUDITOR, id=posted["messageId"]))["node"] == {"text": "hello"}
    for name, role, code in (
        ("gus", Role.GUEST, "UNKNOWN_CALL"),
        ("eve", Role.MEMBER, "UNKNOWN_CALL"),
        ("iris", Role.AUDITOR, "NOT_ALLOWED"),
    ):
        refused = await world.change("postMessage { messageId }", by=name, role=role, callId=call, text="hi")
        assert refused["code"] == code
    assert (await world.ask(query, by="gus", role=Role.GUEST, id=posted["messageId"]))["node"] is None
    archived = {"externalId": "general", "kind": "CHANNEL", "name": "General", "state": "ARCHIVED"}
    await world.change("upsertRooms { roomIds }", by="chat", role=Role.SERVICE, rooms=[archived])
    refused = await world.change("postMessage { messageId }", by="ada", callId=call, text="hi")
    assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "ROOM_IS_ARCHIVED")
    assert (await _thread(world, call))["messages"]["totalCount"] == 1
