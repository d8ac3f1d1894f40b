"""A call is recorded: from the host's wish to the file that members download, also if the media server is killed."""

import hashlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.graphql.core.ids import local_id
from tests.media.peers import Picture, TestPeer, Tone
from tests.media.recorder.watching import watch
from tests.patience import eventually_async
from tests.system.device import Device, State, Watched
from tests.system.running import PATIENCE, Part
from tests.system.town import Town

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine

ENOUGH = 120_000  # bytes of a journal: some seconds of sound and picture
CHANGE = """mutation ($input: %sInput!) { answer: %s(input: $input) { __typename ... on Refusal { message } } }"""
CALL = """subscription ($id: ID!) { call(callId: $id) { __typename ... on CallUpdate { call {
    recording { id state stopReason notices { nodes { user { name } } } }
} } } }"""
FILES = """subscription ($id: ID!) { thread(callId: $id) { __typename ... on ThreadUpdate { messages {
    id author { name } file { name mediaType sizeBytes sha256 durationMs url }
} } } }"""
LINK = """query ($id: ID!) { node(id: $id) { ... on Message { file { downloadUrl } } } }"""


@asynccontextmanager
async def talking(device: Device, entered: dict[str, Any], tone: float, *, shares: bool = False) -> AsyncIterator[None]:
    """Sends a tone and, if asked to, shares a bright screen on which a bar moves."""
    ids = {"callId": entered["callId"], "sessionId": entered["sessionId"]}
    tracks = [{"mid": "1", "kind": "SCREEN"}] if shares else []

    async def negotiate(sdp: str) -> str:
        given = await device.change("negotiateMedia", "answer { sdp }", **ids, sdpOffer=sdp, tracks=tracks)
        answer: str = given["answer"]["sdp"]
        return answer

    async with TestPeer(negotiate) as peer:
        peer.publish(Tone(tone))
        if shares:
            await change(device, "StartScreenShare", ids)
            peer.publish(Picture(180))
        await peer.negotiate()
        await peer.connected()
        yield


async def change(device: Device, mutation: str, given: dict[str, Any]) -> None:
    answer = await device.ask(CHANGE % (mutation, mutation[0].lower() + mutation[1:]), input=given)
    assert answer["answer"] == {"__typename": f"{mutation}Payload"}


async def start_recording(town: Town, host: Device, call_id: str) -> Watched:
    """The call, once everyone in it was told and some seconds are recorded."""
    await change(host, "StartRecording", {"callId": call_id})
    seen = await host.watch(CALL, id=call_id)
    state = await seen.until(
        lambda state: state["call"]["recording"] and len(state["call"]["recording"]["notices"]["nodes"]) == 2
    )
    assert state["call"]["recording"]["state"] == "STARTED"
    assert {notice["user"]["name"] for notice in state["call"]["recording"]["notices"]["nodes"]} == {"Ada", "Grace"}
    recording_id = local_id("Recording", state["call"]["recording"]["id"])
    journal = town.running.data / "recordings" / "unfinished" / f"{recording_id}.journal"
    await eventually_async(lambda: journal.exists() and journal.stat().st_size > ENOUGH, PATIENCE)
    return seen


async def posted(device: Device, call_id: str) -> State:
    """The message in the thread that has the file."""
    thread = await device.watch(FILES, id=call_id)
    state = await thread.until(lambda state: any(message["file"] for message in state["messages"]))
    (message,) = [message for message in state["messages"] if message["file"]]
    found: State = message
    return found


async def get(town: Town, url: str, by: str | None = None, **headers: str) -> httpx.Response:
    if by is not None:
        headers["authorization"] = f"Bearer {town.running.token(town.id(by))}"
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        return await client.get(url, headers=headers)


async def downloaded_by_members_alone(town: Town, member: Device, message: State) -> bytes:
    """What Grace gets with her token, and through her link without one; Alan gets nothing."""
    file = message["file"]
    whole = await get(town, file["url"], by="Grace")
    assert (whole.status_code, whole.headers["content-type"]) == (200, "video/webm")
    assert (len(whole.content), hashlib.sha256(whole.content).hexdigest()) == (file["sizeBytes"], file["sha256"])
    link = (await member.ask(LINK, id=message["id"]))["node"]["file"]["downloadUrl"]
    assert (await get(town, link)).content == whole.content
    part = await get(town, link, range="bytes=100-299")
    assert (part.status_code, part.content) == (206, whole.content[100:300])
    for by, status in (("Alan", 404), (None, 401)):
        assert (await get(town, file["url"], by=by)).status_code == status
    return whole.content


async def test_a_call_is_recorded_and_members_of_the_room_download_what_was_said_and_shown(
    town: Town, tmp_path: Path
) -> None:
    async with town.device("Ada") as ada, town.device("Grace") as grace:
        started = await ada.start(await ada.room(town.id("Ada, Grace")), title="Planning")
        call_id = started["callId"]
        joined = await grace.join(call_id)
        async with talking(ada, started, 440), talking(grace, joined, 880, shares=True):
            seen = await start_recording(town, ada, call_id)
            await change(ada, "StopRecording", {"callId": call_id})
            await seen.until_now(lambda state: state["call"]["recording"]["state"] == "PUBLISHED")
        message = await posted(grace, call_id)
        assert message["author"] == {"name": "Ada"}
        assert message["file"]["name"].startswith("Planning ")
        (tmp_path / "file.webm").write_bytes(await downloaded_by_members_alone(town, grace, message))
        watched = watch(tmp_path / "file.webm")
        assert abs(watched.duration * 1000 - message["file"]["durationMs"]) < 50
        assert watched.tones(1, 2) == [440, 880]
        bright = [picture for at, brightness, picture in watched.pictures if at > 1 and brightness > 150]
        assert len({picture.tobytes() for picture in bright}) > 5
        await ada.leave(started)
        await grace.leave(joined)


async def test_what_was_recorded_when_the_media_server_is_killed_is_published_when_it_is_back(
    town: Town, tmp_path: Path
) -> None:
    async with town.device("Ada") as ada, town.device("Grace") as grace:
        started = await ada.start(await ada.room(town.id("Ada, Grace")))
        call_id = started["callId"]
        joined = await grace.join(call_id)
        async with talking(ada, started, 440), talking(grace, joined, 880):
            seen = await start_recording(town, ada, call_id)
            town.running.kill(Part.MEDIA, random.Random())
            await seen.until_now(lambda state: state["call"]["recording"]["state"] == "PUBLISHED")
        assert seen.states[-1]["call"]["recording"]["stopReason"] == "INTERRUPTED"
        message = await posted(grace, call_id)
        (tmp_path / "file.webm").write_bytes(await downloaded_by_members_alone(town, grace, message))
        assert watch(tmp_path / "file.webm").tones(1, 2) == [440, 880]
        await ada.leave(started)
        await grace.leave(joined)
