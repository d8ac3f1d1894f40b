"""Cameras and screens: labelled, begun with a keyframe, stopped and started, and carried over bad networks."""

import asyncio
from random import Random
from unittest.mock import patch
from uuid import uuid4

from aiortc import RTCRtpTransceiver

from media.provider import TrackKind
from media.sfu.reception import TOO_LATE
from media.sfu.sfu import Sfu
from media.sfu.track_subscription import TrackSubscription
from media.sfu.transport.datagrams import Sockaddr
from tests.media.conftest import Reported, Room
from tests.media.peers import Picture, TestPeer, Tone, until
from tests.media.relay import Relay


async def seen(peer: TestPeer, brightness: float) -> None:
    def bright() -> bool:
        return any(eye.brightness is not None and abs(eye.brightness - brightness) < 12 for eye in peer.eyes.values())

    await until(bright, lambda: f"saw {[eye.brightness for eye in peer.eyes.values()]}, not {brightness}")


async def sharer(room: Room, *, camera: int, screen: int) -> tuple[TestPeer, RTCRtpTransceiver]:
    peer = room.peer(kinds={"1": TrackKind.CAMERA, "2": TrackKind.SCREEN})
    peer.publish(Tone(440))
    peer.publish(Picture(camera))
    section = peer.publish(Picture(screen))
    await peer.negotiate()
    await peer.connected()
    return peer, section


async def test_a_late_joiner_sees_camera_and_screen(room: Room, reported: Reported) -> None:
    peer, _ = await sharer(room, camera=60, screen=180)
    async with peer, room.peer() as late:
        late.receive("audio")
        late.receive("video", 2)
        await late.negotiate()
        await seen(late, 60)
        await seen(late, 180)
        await late.hears(440)
    kinds = [fact[3] for fact in reported.of("published")]
    assert kinds == [TrackKind.MICROPHONE, TrackKind.CAMERA, TrackKind.SCREEN]


async def test_a_screen_share_that_stops_frees_its_section_for_the_next(room: Room, reported: Reported) -> None:
    first, section = await sharer(room, camera=60, screen=180)
    async with first, room.peer() as watcher:
        watcher.receive("audio")
        watcher.receive("video", 2)
        await watcher.negotiate()
        await seen(watcher, 180)
        section.direction = "inactive"
        await first.negotiate()
        assert [fact[3] for fact in reported.of("unpublished")] == [TrackKind.SCREEN]
        async with room.peer(kinds={"0": TrackKind.MICROPHONE, "1": TrackKind.SCREEN}) as second:
            second.publish(Tone(880))
            second.publish(Picture(120))
            await second.negotiate()
            await watcher.negotiate()
            await seen(watcher, 120)
            await seen(watcher, 60)
            await watcher.hears(440)


async def test_a_screen_that_is_cut_freezes_and_resumes_with_a_keyframe(sfu: Sfu, room: Room) -> None:
    peer_id = uuid4()
    async with room.peer(peer_id, {"1": TrackKind.SCREEN}) as peer, room.peer() as watcher:
        peer.publish(Tone(440))
        peer.publish(Picture(180))
        await peer.negotiate()
        watcher.receive("audio")
        watcher.receive("video")
        await watcher.negotiate()
        await seen(watcher, 180)
        sfu.set_forwarding(peer_id, TrackKind.SCREEN, False)
        (track,) = (t for t in sfu._peers[peer_id].up.values() if t.is_video)
        (subscription,) = track.subscriptions
        assert isinstance(subscription, TrackSubscription)
        forwarded, arrived = subscription.packets, track.reception.packets
        await until(lambda: track.reception.packets > arrived + 20)
        assert subscription.packets == forwarded
        (eye,) = watcher.eyes.values()
        frames = eye.frames
        sfu.set_forwarding(peer_id, TrackKind.SCREEN, True)
        await until(lambda: eye.frames > frames + 15)


async def test_after_an_outage_of_the_publisher_nobody_waits_for_what_was_lost(sfu: Sfu, room: Room) -> None:
    publisher_id, watcher_id = uuid4(), uuid4()
    with Relay(("127.0.0.1", sfu.udp_port)) as relay:
        straight = room.signalling(publisher_id)

        async def through_the_relay(sdp: str) -> str:
            return relay.led_here(await straight(sdp))

        async with TestPeer(through_the_relay) as publisher, room.peer(watcher_id) as watcher:
            publisher.publish(Tone(440))
            publisher.publish(Picture(100))
            await publisher.negotiate()
            for kind in ("audio", "video"):
                watcher.receive(kind)
            await watcher.negotiate()
            await seen(watcher, 100)
            relay.down = True
            await asyncio.sleep(1.5 * TOO_LATE)
            relay.down = False
            (eye,) = watcher.eyes.values()
            frames = eye.frames
            await until(lambda: eye.frames > frames + 15)
            assert relay.lost_out > 20
            lost = {track.kind: track.lost for track in sfu.quality(watcher_id).receives}
            assert lost[TrackKind.CAMERA] == 0


async def test_with_losses_and_reordering_pictures_and_sound_go_on(sfu: Sfu, room: Room) -> None:
    async with room.peer() as peer, room.peer() as watcher:
        peer.publish(Tone(440))
        peer.publish(Picture(100, 640, 480))
        watcher.receive("audio")
        watcher.receive("video")
        make_lossy(sfu)
        await peer.negotiate()
        await watcher.negotiate()
        await until(lambda: any(eye.frames > 60 for eye in watcher.eyes.values()), within=30)
        await watcher.hears(440)
        repeated = [s.repeated for p in sfu._peers.values() for s in p.subscriptions.values()]
        assert sum(repeated) > 0


async def test_after_a_network_is_back_pictures_and_sound_go_on_without_negotiating(
    sfu: Sfu, room: Room, reported: Reported
) -> None:
    async with room.peer() as peer, room.peer() as watcher:
        peer.publish(Tone(440))
        peer.publish(Picture(100))
        watcher.receive("audio")
        watcher.receive("video")
        await peer.negotiate()
        await watcher.negotiate()
        await seen(watcher, 100)
        port = sfu._opened()
        with patch.object(port, "_dispatch"), patch.object(port.outbox, "commit"):
            await asyncio.sleep(4)
        for ear in watcher.ears.values():
            ear.empty()
        (eye,) = watcher.eyes.values()
        frames = eye.frames
        await watcher.hears(440)
        await until(lambda: eye.frames > frames + 15)
    assert not reported.of("failed")


def make_lossy(sfu: Sfu, share: float = 0.05) -> None:
    """Lose a share of the media datagrams on both ways, and send as many late by one."""
    port, random, late = sfu._opened(), Random(1), list[tuple[bytes, Sockaddr]]()
    outbox, dispatch, commit = port.outbox, port._dispatch, port.outbox.commit

    def lossy_dispatch(data: bytes, sender: Sockaddr) -> None:
        if data[0] < 128 or random.random() >= share:
            dispatch(data, sender)

    def lossy_commit(size: int, to: Sockaddr) -> None:
        data = bytes(outbox.slots[outbox.next][:size])
        if data[0] >= 128:
            if random.random() < share:
                return
            if random.random() < share:
                late.append((data, to))
                return
        commit(size, to)
        while late:
            data, to = late.pop()
            outbox.slots[outbox.next][: len(data)] = data
            commit(len(data), to)

    port._dispatch = lossy_dispatch  # type: ignore[method-assign]  # a bad network, in place
    outbox.commit = lossy_commit  # type: ignore[method-assign]  # likewise
