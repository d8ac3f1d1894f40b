"""Which tracks one wants: they arrive on the sections that name them, and nothing else does."""

from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest

from media.provider import WantedRefused
from tests.media.conftest import Room
from tests.media.peers import Picture, TestPeer, Tone, until


class Chooser:
    """A client that says on which section it wants what."""

    def __init__(self, room: Room) -> None:
        self.peer_id = uuid4()
        self.peer = TestPeer(self._negotiate)
        self.wanted: Mapping[str, UUID] | None = None
        self.missing: tuple[str, ...] = ()
        self._room = room

    async def wants(self, wanted: Mapping[str, UUID] | None) -> dict[str, UUID]:
        """What it gets, by mid."""
        self.wanted = wanted
        await self.peer.negotiate()
        return self.gets

    async def hears(self, **tones: float) -> None:
        """Until exactly these tones are heard, by mid (m0, m1, …)."""
        wanted = {mid[1:]: tone for mid, tone in tones.items()}
        for ear in self.peer.ears.values():
            ear.empty()
        await until(lambda: {mid: round(t, -2) for mid, e in self.peer.ears.items() if (t := e.tone)} == wanted)

    async def _negotiate(self, sdp: str) -> str:
        answer = self._room.sfu.negotiate(call_id=self._room.call_id, peer_id=self.peer_id, sdp=sdp, wanted=self.wanted)
        self.gets = {track.mid: track.track_id for track in answer.tracks}
        self.missing = answer.missing
        return answer.sdp


async def published(room: Room, peer: TestPeer, peer_id: UUID, tone: int) -> tuple[UUID, UUID]:
    """The ids of a microphone and a camera."""
    peer.publish(Tone(tone))
    peer.publish(Picture(60))
    await peer.negotiate()
    await peer.connected()
    microphone, camera = room.sfu.quality(peer_id).sends
    return microphone.track_id, camera.track_id


async def test_each_section_carries_what_is_wanted_on_it_and_the_others_go_on(room: Room) -> None:
    a_id, b_id, chooser = uuid4(), uuid4(), Chooser(room)
    async with room.peer(a_id) as a, room.peer(b_id) as b, chooser.peer as peer:
        low, dark = await published(room, a, a_id, 400)
        high, _ = await published(room, b, b_id, 800)
        peer.receive("audio", 2)
        peer.receive("video", 1)
        assert await chooser.wants({"1": high}) == {"1": high}
        await chooser.hears(m1=800)
        assert await chooser.wants({"0": low, "1": high, "2": dark}) == {"0": low, "1": high, "2": dark}
        assert not chooser.missing
        await chooser.hears(m0=400, m1=800)
        await until(lambda: peer.eyes["2"].frames > 3)
        packets = {each.mid: each.packets for each in room.sfu.quality(chooser.peer_id).receives}
        assert await chooser.wants({"0": high, "1": low}) == {"0": high, "1": low}
        await chooser.hears(m0=800, m1=400)
        assert {each.mid for each in room.sfu.quality(chooser.peer_id).receives} == {"0", "1"}
        assert all(each.packets > packets[each.mid] for each in room.sfu.quality(chooser.peer_id).receives)
        await room.sfu.close_peer(a_id)
        assert await chooser.wants({"0": high, "1": low}) == {"0": high}
        assert chooser.missing == ("1",)
        assert await chooser.wants(None) == {"0": high, "2": room.sfu.quality(b_id).sends[1].track_id}


async def test_what_cannot_be_is_refused_and_changes_nothing(room: Room) -> None:
    a_id, elsewhere_id, chooser, other_call = uuid4(), uuid4(), Chooser(room), Room(room.sfu)
    async with room.peer(a_id) as a, other_call.peer(elsewhere_id) as c, chooser.peer as peer:
        low, dark = await published(room, a, a_id, 400)
        elsewhere, _ = await published(other_call, c, elsewhere_id, 1600)
        peer.publish(Tone(1200))
        peer.receive("audio", 2)
        peer.receive("video", 1)
        assert await chooser.wants({"2": low}) == {"2": low}
        (own,) = room.sfu.quality(chooser.peer_id).sends
        for wanted, message in (
            ({"9": low}, "The offer has no media section '9' to receive on."),
            ({"0": low}, "The offer has no media section '0' to receive on."),
            ({"3": low}, "Media section 3 is video and cannot carry the microphone wanted on it."),
            ({"1": dark}, "Media section 1 is audio and cannot carry the camera wanted on it."),
            ({"1": own.track_id}, "The track wanted on media section 1 is the session's own."),
            ({"1": low, "2": low}, "Two media sections want the same track."),
        ):
            with pytest.raises(WantedRefused, match=message):
                await chooser.wants(wanted)
            assert [each.track_id for each in room.sfu.quality(chooser.peer_id).receives] == [low]
        assert await chooser.wants({"1": elsewhere, "2": low}) == {"2": low}
        assert chooser.missing == ("1",)
