"""Screens, which are shared only by whom the floor is given to: what clients offer, and what becomes of it."""

from collections.abc import Collection
from uuid import UUID, uuid4

import pytest

from media.provider import OfferRefused, TrackKind
from media.sfu.sfu import Sfu
from tests.media.conftest import Reported, Room
from tests.media.peers import Picture, TestPeer, Tone, until

EVERYTHING = tuple(TrackKind)
NO_SCREEN = (TrackKind.MICROPHONE, TrackKind.CAMERA)


class Sharer:
    """A client that offers a microphone, a screen and a camera, and stubbornly goes on sending them."""

    def __init__(self, room: Room) -> None:
        self.peer_id = uuid4()
        self.peer = TestPeer(self._negotiate)
        self.peer.publish(Tone(440))
        self.peer.publish(Picture(180))
        self.peer.publish(Picture(60))
        self.allowed: Collection[TrackKind] = EVERYTHING
        self._room = room

    async def _negotiate(self, sdp: str) -> str:
        answer = self._room.sfu.negotiate(
            call_id=self._room.call_id,
            peer_id=self.peer_id,
            sdp=sdp,
            kinds={"1": TrackKind.SCREEN},
            allowed=self.allowed,
        )
        return answer.sdp


def sent(sfu: Sfu, peer_id: UUID) -> set[TrackKind]:
    return {track.kind for track in sfu.quality(peer_id).sends}


def directions(answer: str) -> list[str]:
    wanted = ("sendonly", "recvonly", "inactive")
    return [line[2:] for line in answer.splitlines() if line[2:] in wanted]


async def test_a_screen_that_is_taken_away_is_over_although_its_client_goes_on_sending(
    room: Room, reported: Reported
) -> None:
    sharer, sfu, watching = Sharer(room), room.sfu, uuid4()
    async with sharer.peer, room.peer(watching) as watcher:
        await sharer.peer.negotiate()
        for kind in ("audio", "video", "video"):
            watcher.receive(kind)
        await watcher.negotiate()
        await until(lambda: sorted(round(eye.brightness or 0, -1) for eye in watcher.eyes.values()) == [60, 180])

        sfu.set_publishing(sharer.peer_id, TrackKind.SCREEN, False)
        assert [fact[3] for fact in reported.of("unpublished")] == [TrackKind.SCREEN]
        assert sent(sfu, sharer.peer_id) == {TrackKind.MICROPHONE, TrackKind.CAMERA}
        await watcher.negotiate()
        assert {track.kind for track in sfu.quality(watching).receives} == {TrackKind.MICROPHONE, TrackKind.CAMERA}
        (camera,) = (eye for eye in watcher.eyes.values() if round(eye.brightness or 0, -1) == 60)
        seen = camera.frames
        await until(lambda: camera.frames > seen + 5)
        await watcher.hears(440)

        sfu.set_publishing(sharer.peer_id, TrackKind.SCREEN, True)
        assert reported.of("published")[-1][3] is TrackKind.SCREEN
        frames = {mid: eye.frames for mid, eye in watcher.eyes.items()}
        await watcher.negotiate()
        await until(lambda: all(eye.frames > frames[mid] + 5 for mid, eye in watcher.eyes.items()))
        assert sorted(round(eye.brightness or 0, -1) for eye in watcher.eyes.values()) == [60, 180]


async def test_an_offer_that_still_has_the_screen_that_was_taken_away_is_answered_without_it(room: Room) -> None:
    sharer = Sharer(room)
    async with sharer.peer:
        await sharer.peer.negotiate()
        sharer.allowed = NO_SCREEN
        assert directions(await sharer.peer.negotiate()) == ["recvonly", "inactive", "recvonly"]
        assert sent(room.sfu, sharer.peer_id) == {TrackKind.MICROPHONE, TrackKind.CAMERA}
        sharer.allowed = EVERYTHING
        assert directions(await sharer.peer.negotiate()) == ["recvonly"] * 3


async def test_a_screen_that_was_never_allowed_is_refused(room: Room) -> None:
    sharer = Sharer(room)
    sharer.allowed = NO_SCREEN
    async with sharer.peer:
        with pytest.raises(OfferRefused, match="Sending the screen is not allowed"):
            await sharer.peer.negotiate()


async def test_packets_of_a_screen_that_was_taken_away_are_not_taken_for_the_camera(room: Room) -> None:
    """Even if the client doesn't say which packets are the camera's."""
    sharer, sfu = Sharer(room), room.sfu
    async with sharer.peer:
        negotiate = sharer._negotiate

        async def without_the_cameras_ssrc(sdp: str) -> str:
            before, camera = sdp.rsplit("m=video", 1)
            lines = [line for line in camera.splitlines() if not line.startswith("a=ssrc")]
            return await negotiate(f"{before}m=video" + "\r\n".join(lines) + "\r\n")

        sharer.peer._negotiate = without_the_cameras_ssrc
        await sharer.peer.negotiate()
        sfu.set_publishing(sharer.peer_id, TrackKind.SCREEN, False)
        (camera,) = (track for track in sfu._peers[sharer.peer_id].up.values() if track.kind is TrackKind.CAMERA)
        await until(lambda: camera.reception.packets > 20)
        assert camera.ssrc == sharer.peer.pc.getTransceivers()[2].sender._ssrc
