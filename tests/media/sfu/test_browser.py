"""A real Chromium in a call with an aiortc peer: media flows both ways, also after renegotiating and ICE restarts."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from media.provider import TrackKind
from tests.browsers import CHROMIUM, needs_chromium
from tests.media.conftest import LOOPBACK, Reported, Room, running
from tests.media.peers import Picture, Tone, until
from tests.media.relay import Relay
from tests.patience import LONG_ENOUGH

playwright = pytest.importorskip("playwright.async_api")
pytestmark = needs_chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]

CLIENT = """
const pc = new RTCPeerConnection({bundlePolicy: "max-bundle"}); // as the browser client does it
const got = {};
pc.ontrack = ({track, transceiver}) => {
  const element = document.createElement(track.kind);
  element.autoplay = true;
  element.srcObject = new MediaStream([track]);
  document.body.append(element);
  got[transceiver.mid] = element;
};
async function publish(constraints) {
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  stream.getTracks().forEach(track => pc.addTransceiver(track, {direction: "sendonly", streams: [stream]}));
}
async function offer(options) {
  await pc.setLocalDescription(await pc.createOffer(options));
  return pc.localDescription.sdp;
}
function prefer() { // what is agreed on anyway
  for (const transceiver of pc.getTransceivers()) {
    const { kind } = transceiver.receiver.track;
    const { codecs } = RTCRtpReceiver.getCapabilities(kind);
    const agreed = { audio: "audio/opus", video: "video/VP8" }[kind];
    transceiver.setCodecPreferences(codecs.filter(({mimeType}) => mimeType === agreed));
  }
}
const context = new AudioContext();
const meters = new Map(); // by track
async function loudness() { // of what is played, 0 to 1: statistics tell of sound that nobody hears
  const samples = new Float32Array(2048);
  const levels = Object.values(got).filter(element => element.tagName === "AUDIO").map(({srcObject}) => {
    const [track] = srcObject.getTracks();
    if (!meters.has(track)) {
      meters.set(track, context.createAnalyser());
      context.createMediaStreamSource(srcObject).connect(meters.get(track));
    }
    meters.get(track).getFloatTimeDomainData(samples);
    return Math.max(...samples);
  });
  return Math.max(0, ...levels);
}
const answer = sdp => pc.setRemoteDescription({type: "answer", sdp});
async function received(kind) {
  const stats = [...(await pc.getStats()).values()];
  return stats.filter(s => s.type === "inbound-rtp" && s.kind === kind)
    .map(s => ({ssrc: s.ssrc, frames: s.framesDecoded, energy: s.totalAudioEnergy, lost: s.packetsLost}));
}
"""


class Browser:
    """One page in a call."""

    def __init__(self, page: Any, room: Room) -> None:
        self.page, self.room, self.peer_id = page, room, uuid4()

    async def publish(self, **constraints: bool) -> None:
        await self.page.evaluate("constraints => publish(constraints)", constraints)

    async def receive(self, kind: str) -> None:
        await self.page.evaluate("kind => { pc.addTransceiver(kind, {direction: 'recvonly'}) }", kind)

    async def negotiate(
        self, relay: Relay | None = None, wanted: Mapping[str, UUID] | None = None, **options: bool
    ) -> dict[str, UUID]:
        """What arrives, by mid; relay: its way to the server, if not straight."""
        sdp = await self.page.evaluate("options => offer(options)", options)
        answer = self.room.sfu.negotiate(call_id=self.room.call_id, peer_id=self.peer_id, sdp=sdp, wanted=wanted)
        await self.page.evaluate("sdp => answer(sdp)", relay.led_here(answer.sdp) if relay else answer.sdp)
        return {track.mid: track.track_id for track in answer.tracks}

    async def becomes(self, expression: str) -> None:
        """Until a JavaScript expression, which may await, is true."""
        deadline = asyncio.get_running_loop().time() + LONG_ENOUGH
        while not await self.page.evaluate(f"(async () => {expression})()"):
            assert asyncio.get_running_loop().time() < deadline, expression
            await asyncio.sleep(0.05)


@pytest.fixture
async def page() -> AsyncIterator[Any]:
    async with playwright.async_playwright() as driver:
        chromium = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await chromium.new_page()
        await page.route("**/*", lambda route: route.fulfill(content_type="text/html", body="<!doctype html><body>"))
        await page.goto("http://127.0.0.1/")
        await page.add_script_tag(content=CLIENT)
        yield page
        await chromium.close()


async def test_a_browser_and_an_aiortc_peer_hear_and_see_each_other(page: Any, room: Room, reported: Reported) -> None:
    browser = Browser(page, room)
    await browser.publish(audio=True, video=True)
    await browser.negotiate()
    await browser.becomes("pc.connectionState === 'connected'")
    async with room.peer() as peer:
        peer.publish(Tone(440))
        peer.publish(Picture(60))
        peer.receive("audio")
        peer.receive("video")
        await peer.negotiate()
        await until(lambda: any(eye.frames > 10 for eye in peer.eyes.values()))
        await until(lambda: any(ear.frames > 50 for ear in peer.ears.values()))

        await browser.receive("audio")
        await browser.receive("video")
        await browser.negotiate()
        await browser.becomes("(await received('audio')).some(s => s.energy > 0.001)")
        await browser.becomes("(await received('video')).some(s => s.frames > 10)")

        await browser.negotiate(iceRestart=True)
        await browser.becomes("pc.iceConnectionState === 'connected' || pc.iceConnectionState === 'completed'")
        frames = max(s["frames"] for s in await page.evaluate("received('video')"))
        await browser.becomes(f"(await received('video')).some(s => s.frames > {frames + 15})")
    assert [fact[3] for fact in reported.of("published")][:2] == [TrackKind.MICROPHONE, TrackKind.CAMERA]
    assert not reported.of("failed")


async def test_a_browser_hears_everybody_who_is_heard_on_a_section_one_after_the_other(page: Any, room: Room) -> None:
    browser = Browser(page, room)
    await browser.publish(audio=True)
    await browser.receive("audio")
    assert await browser.negotiate() == {}  # nobody is there yet
    for _ in range(5):
        async with room.peer() as peer:
            peer.publish(Tone(440))
            await peer.negotiate()
            await browser.negotiate()
            await browser.becomes("await loudness() > 0.01")
        await until(lambda: not room.sfu.quality(browser.peer_id).receives)
        assert await browser.negotiate() == {}
        await browser.becomes("await loudness() < 0.001")


async def test_an_ice_restart_brings_back_a_browser_whose_connection_the_server_has_given_up(
    page: Any, reported: Reported
) -> None:
    async with running(reported, replace(LOOPBACK, dropped_after=1.0)) as sfu:
        room = Room(sfu)
        browser = Browser(page, room)
        with Relay(("127.0.0.1", sfu.udp_port)) as relay:
            async with room.peer() as peer:
                peer.publish(Tone(440))
                peer.receive("audio")
                await peer.negotiate()
                await browser.publish(audio=True)
                await browser.receive("audio")
                await browser.negotiate(relay)
                await browser.becomes("(await received('audio')).some(s => s.energy > 0.001)")
                (old,) = [s["ssrc"] for s in await page.evaluate("received('audio')")]
                relay.down = True
                await until(lambda: browser.peer_id in {fact[1] for fact in reported.of("closed")})
                relay.down = False
                await browser.negotiate(relay, iceRestart=True)
                await until(lambda: len([fact for fact in reported.of("connected") if fact[1] == browser.peer_id]) == 2)
                await browser.becomes(f"(await received('audio')).some(s => s.ssrc !== {old} && s.energy > 0.001)")
                await peer.negotiate()
                await until(lambda: any(ear.frames > 50 for ear in peer.ears.values()))


async def test_a_browser_sees_the_twelve_cameras_it_wants_by_an_offer_that_names_only_what_is_agreed_on(
    page: Any, room: Room
) -> None:
    browser = Browser(page, room)
    await browser.publish(audio=True)
    async with AsyncExitStack() as stack:
        cameras: list[UUID] = []
        for _ in range(13):
            peer_id = uuid4()
            peer = await stack.enter_async_context(room.peer(peer_id))
            peer.publish(Picture(60, 64, 48))
            peer.receive("audio")
            await peer.negotiate()
            cameras += [each.track_id for each in room.sfu.quality(peer_id).sends]
        for _ in cameras[1:]:
            await browser.receive("video")
        whole = len(await page.evaluate("offer()"))
        await page.evaluate("prefer()")
        mids = await page.evaluate("pc.getTransceivers().slice(1).map(({mid}) => mid)")
        wanted = dict(zip(mids, cameras[1:], strict=True))
        assert await browser.negotiate(wanted=wanted) == wanted
        assert await page.evaluate("pc.localDescription.sdp.length") < whole / 2
        await browser.becomes("(await received('video')).filter(s => s.frames > 3).length === 12")


async def test_a_browser_offers_to_hear_and_see_fifty_others(page: Any, room: Room) -> None:
    browser = Browser(page, room)
    await browser.publish(audio=True, video=True)
    for _ in range(50):
        await browser.receive("audio")
        await browser.receive("video")
    await browser.negotiate()
    await browser.becomes("pc.connectionState === 'connected'")
    assert await page.evaluate("pc.localDescription.sdp.length") > 200_000
