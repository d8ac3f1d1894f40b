"""Signs of life, and media negotiated through GraphQL with a real media server and real peers."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import psycopg
import pytest_asyncio
from aiortc import RTCPeerConnection, RTCSessionDescription

from api.access.tokens import Role
from api.graphql.core.ids import global_id, local_id
from media.node.process import MediaProcess
from runtime.config import Config
from tests.api.graphql.settings import VALUE, typed
from tests.api.graphql.watching import watching
from tests.api.world import World
from tests.media.peers import TestPeer, Tone

SPEAKING = """subscription ($call: ID!) { speaking(callId: $call) {
    ... on SpeakingUpdate { sessions { id user { name } } }
} }"""


def _free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest_asyncio.fixture
async def media_server(world: World, config: Config) -> AsyncIterator[None]:
    async with running_media_server(config):
        yield


@asynccontextmanager
async def running_media_server(config: Config) -> AsyncIterator[None]:
    """One that is reached on loopback."""
    reachable = {"media_host": "127.0.0.1", "ice_host": "127.0.0.1", "media_udp_port": _free_udp_port()}
    async with _media_server(config.model_copy(update=reachable)):
        yield


@asynccontextmanager
async def _media_server(config: Config) -> AsyncIterator[None]:
    """One that runs in this process, and takes orders."""
    assert config.database_url is not None
    stop = asyncio.Event()
    running = asyncio.create_task(MediaProcess(config).run(stop))
    while not await _is_announced(config.database_url):
        assert not running.done(), running.result()
        await asyncio.sleep(0.02)
    yield
    stop.set()
    await running


async def _is_announced(database_url: str) -> bool:
    async with await psycopg.AsyncConnection.connect(database_url) as connection:
        found = await (await connection.execute("SELECT count(*) FROM presence.media_nodes")).fetchone()
        return found is not None and found[0] > 0


async def test_what_one_sends_the_other_is_told_of(world: World, media_server: None) -> None:
    ada = await world.start("general", by="ada", microphone=True)
    grace = await world.start("general", by="grace", microphone=True)
    speaker, listener = RTCPeerConnection(), RTCPeerConnection()
    try:
        speaker.addTrack(Tone(440))
        sent = await _negotiate(world, speaker, "ada", ada, tracks=[{"mid": "0", "kind": "MICROPHONE"}])
        assert sent == []
        track = await _published(world, ada["callId"])
        assert track["kind"] == "MICROPHONE"
        listener.addTransceiver("audio", direction="recvonly")
        (received,) = await _negotiate(world, listener, "grace", grace)
        assert received == {
            "mid": "0",
            "trackId": track["id"],
            "sessionId": ada["sessionId"],
            "kind": "MICROPHONE",
            "session": {"user": {"name": "Ada"}},
        }
        wanted = [{"mid": "0", "trackId": track["id"]}]
        assert await _negotiate(world, listener, "grace", grace, wanted=wanted) == [received]
        assert await _negotiate(world, listener, "grace", grace, wanted=[]) == []
    finally:
        await speaker.close()
        await listener.close()


async def test_a_media_server_started_after_an_admin_set_its_host_and_port_is_reached_there(
    world: World, config: Config
) -> None:
    port = _free_udp_port()
    for name, value in (("ice.host", "127.0.0.1"), ("media.udp_port", port)):
        changed = await world.change(
            f"changeSetting {{ setting {{ {VALUE} }} }}", by="root", role=Role.ADMIN, name=name, value=typed(value)
        )
        assert changed["setting"] == typed(value)
    ada = await world.start("general", by="ada", microphone=True)
    peer = RTCPeerConnection()
    async with _media_server(config.model_copy(update={"media_host": "127.0.0.1"})):
        try:
            peer.addTrack(Tone(440))
            await _negotiate(world, peer, "ada", ada, tracks=[{"mid": "0", "kind": "MICROPHONE"}])
            candidates = [line.split() for line in peer.remoteDescription.sdp.splitlines() if "candidate:" in line]
            assert {(host, int(number)) for _, _, _, _, host, number, *_ in candidates} == {("127.0.0.1", port)}
            assert (await _published(world, ada["callId"]))["kind"] == "MICROPHONE"
        finally:
            await peer.close()


async def test_whoever_watches_sees_who_speaks_until_they_are_muted(world: World, media_server: None) -> None:
    ada = await world.start("general", by="ada", microphone=True)
    given = {"callId": ada["callId"], "sessionId": ada["sessionId"]}

    async def negotiate(sdp: str) -> str:
        answered = await world.change("negotiateMedia { answer { sdp } }", by="ada", sdpOffer=sdp, **given)
        answer: str = answered["answer"]["sdp"]
        return answer

    async with (
        world.socket("grace") as session,
        watching(session, SPEAKING, call=ada["callId"]) as watcher,
        TestPeer(negotiate) as peer,
    ):
        peer.publish(Tone(440))
        await peer.negotiate()
        speaking = await watcher.until(lambda state: state["sessions"])
        assert speaking == {"sessions": [{"id": ada["sessionId"], "user": {"name": "Ada"}}]}
        await world.change("setMicrophone { sessionId }", by="ada", on=False, **given)
        assert await watcher.until(lambda state: not state["sessions"]) == {"sessions": []}


async def test_an_offer_that_the_media_server_cannot_answer_says_why(world: World, media_server: None) -> None:
    started = await world.start("general", by="ada")
    bare = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n"
    given = {"callId": started["callId"], "sessionId": started["sessionId"], "sdpOffer": bare}
    refused = await world.change("negotiateMedia { sessionId }", by="ada", **given)
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["sdpOffer"])


async def test_a_section_that_the_offer_does_not_have_is_named(world: World, media_server: None) -> None:
    started = await world.start("general", by="ada")
    async with TestPeer(_never) as peer:
        peer.publish(Tone(440))
        sdp = (await peer.pc.createOffer()).sdp
    given = {"callId": started["callId"], "sessionId": started["sessionId"], "sdpOffer": sdp}
    tracks = [{"mid": "0", "kind": "MICROPHONE"}, {"mid": "7", "kind": "SCREEN"}]
    refused = await world.change("negotiateMedia { sessionId }", by="ada", tracks=tracks, **given)
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["tracks"])
    assert refused["message"] == "The offer has no media section '7'."


async def test_what_is_wanted_on_sections_is_refused_or_said_to_be_missing(world: World, media_server: None) -> None:
    started = await world.start("general", by="ada")
    async with TestPeer(_never) as peer:
        peer.publish(Tone(440))
        peer.receive()
        sdp = (await peer.pc.createOffer()).sdp
    given = {"callId": started["callId"], "sessionId": started["sessionId"], "sdpOffer": sdp}

    async def wanting(*wanted: tuple[str, str]) -> dict[str, Any]:
        return await world.change(
            "negotiateMedia { answer { tracks { mid } missing { mid trackId } } }",
            by="ada",
            wanted=[{"mid": mid, "trackId": track_id} for mid, track_id in wanted],
            **given,
        )

    track = global_id("Track", uuid4())
    for wanted, path, message in (
        ([("1", started["callId"])], ["wanted", "0", "trackId"], "This is no id of a track."),
        ([("1", track), ("1", track)], ["wanted", "1", "mid"], "Two of the wanted tracks name the same section."),
        ([("0", track)], ["wanted"], "The offer has no media section '0' to receive on."),
    ):
        refused = await wanting(*wanted)
        assert (refused["__typename"], refused["path"], refused["message"]) == ("InvalidInput", path, message)
    answered = await wanting(("1", track))
    assert answered["answer"] == {"tracks": [], "missing": [{"mid": "1", "trackId": track}]}


async def _never(sdp: str) -> str:
    raise AssertionError(sdp)


async def test_a_renewed_session_has_shown_a_sign_of_life(world: World, database_url: str) -> None:
    started = await world.start("general", by="ada")
    given = {"callId": started["callId"], "sessionId": started["sessionId"]}
    renewed = await world.change("renewSession { sessionId }", by="ada", **given)
    assert renewed == {"__typename": "RenewSessionPayload", "sessionId": started["sessionId"]}
    async with await psycopg.AsyncConnection.connect(database_url) as connection:
        seen = await (await connection.execute("SELECT session_id FROM presence.sessions")).fetchall()
    assert (local_id("Session", started["sessionId"]),) in seen


async def _negotiate(
    world: World, peer: RTCPeerConnection, name: str, session: dict[str, str], **given: Any
) -> list[dict[str, object]]:
    """Exchange an offer for an answer; what will arrive."""
    await peer.setLocalDescription(await peer.createOffer())
    payload = await world.change(
        "negotiateMedia { answer { sdp tracks { mid trackId sessionId kind session { user { name } } } } }",
        by=name,
        callId=session["callId"],
        sessionId=session["sessionId"],
        sdpOffer=peer.localDescription.sdp,
        idempotencyKey="offer",  # which has no effect
        **given,
    )
    await peer.setRemoteDescription(RTCSessionDescription(payload["answer"]["sdp"], "answer"))
    tracks: list[dict[str, object]] = payload["answer"]["tracks"]
    return tracks


async def _published(world: World, call_id: str) -> dict[str, str]:
    """The only track of the call, as soon as there is one."""
    query = "query ($id: ID!) { call(id: $id) { sessions { mediaState tracks { id kind } } } }"
    async with asyncio.timeout(20):
        while True:
            sessions = (await world.ask(query, by="grace", id=call_id))["call"]["sessions"]
            tracks: list[dict[str, str]] = [track for session in sessions for track in session["tracks"]]
            if tracks:
                return tracks[0]
            await asyncio.sleep(0.05)
