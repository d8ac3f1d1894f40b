"""The floor holds on the server: a client that ignores it is not heard and not seen."""

import asyncio
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from domain.calls.authority import Requester
from domain.kernel.errors import InvalidInput
from domain.media_sessions.media_session import MediaSession
from domain.media_sessions.use_cases import Permission
from media.node.enforcement import SCREEN as SCREEN_KINDS
from media.node.enforcement import FloorEnforcement, SessionIsGone
from media.provider import OfferRefused, TrackKind
from media.sfu.sfu import Sfu
from tests.media.conftest import reported, room, sfu
from tests.media.node.conftest import Installation, Seat
from tests.media.peers import Picture, TestPeer, Tone, until
from tests.people import ADA, ALAN, CAUSE, GRACE

__all__ = ["reported", "room", "sfu"]

SCREEN = {"1": TrackKind.SCREEN}


async def sending(installation: Installation, seat: Seat, tone: float, listen: int = 0) -> TestPeer:
    """A client that sends a tone, whatever the floor says."""
    peer = installation.peer(seat)
    peer.publish(Tone(tone))
    if listen:
        peer.receive(count=listen)
    await peer.negotiate()
    await peer.connected()
    return peer


def set_microphone(installation: Installation, seat: Seat, on: bool) -> None:
    installation.floors.set_microphone(
        call_id=seat.call_id, session_id=seat.session_id, by=seat.user_id, on=on, cause=CAUSE
    )


def share(installation: Installation, seat: Seat) -> None:
    installation.floors.start_sharing(call_id=seat.call_id, session_id=seat.session_id, by=seat.user_id, cause=CAUSE)


async def seen_by(watching: TestPeer, sender: TestPeer, picture: Picture) -> None:
    """Both are connected; one sends a tone of 440 Hz and the picture, the other one takes them."""
    sender.publish(Tone(440))
    sender.publish(picture)
    await sender.negotiate()
    await sender.connected()
    watching.receive("audio")
    watching.receive("video")
    await watching.negotiate()


async def stands_still(count: Callable[[], int]) -> None:
    """Until a count has been the same for half a second."""
    before = -1
    while before != (before := count()):  # noqa: ASYNC110 - a count says nothing by itself
        await asyncio.sleep(0.5)


async def test_who_came_in_muted_is_heard_only_once_unmuted(installation: Installation) -> None:
    muted, loud, listener = (installation.enter(who, microphone=who != ADA) for who in (ADA, GRACE, ALAN))
    async with (
        await sending(installation, muted, 440),
        await sending(installation, loud, 880),
        await sending(installation, listener, 1320, listen=2) as alan,
    ):
        await alan.hears(880)
        assert sum(ear.frames > 0 for ear in alan.ears.values()) == 1
        set_microphone(installation, muted, on=True)
        await alan.hears(440, 880)


async def test_who_is_muted_by_the_host_and_keeps_sending_is_not_heard(installation: Installation) -> None:
    host, loud, listener = (installation.enter(who) for who in (ADA, GRACE, ALAN))
    async with (
        await sending(installation, host, 440),
        await sending(installation, loud, 880),
        await sending(installation, listener, 1320, listen=2) as alan,
    ):
        await alan.hears(440, 880)
        installation.floors.mute(call_id=host.call_id, user_id=GRACE, by=Requester(ADA, admin=False), cause=CAUSE)
        await stands_still(lambda: min(ear.frames for ear in alan.ears.values()))
        for ear in alan.ears.values():
            ear.empty()
        await alan.hears(440)
        set_microphone(installation, loud, on=True)
        await alan.hears(440, 880)


async def test_muting_outlives_a_reload(installation: Installation) -> None:
    speaker, other, listener = (installation.enter(who) for who in (ADA, GRACE, ALAN))
    set_microphone(installation, speaker, on=False)
    async with (
        await sending(installation, speaker, 440),
        await sending(installation, speaker, 550),
        await sending(installation, other, 880),
        await sending(installation, listener, 1320, listen=3) as alan,
    ):
        await alan.hears(880)
        assert sum(ear.frames > 0 for ear in alan.ears.values()) == 1


async def test_a_camera_is_seen_while_it_is_on(installation: Installation) -> None:
    seat, watching = installation.enter(ADA), installation.enter(GRACE)
    async with installation.peer(seat) as ada, installation.peer(watching) as grace:
        await seen_by(grace, ada, Picture(60))
        await grace.hears(440)
        (eye,) = grace.eyes.values()
        assert eye.frames == 0
        turn = installation.floors.set_camera
        turn(call_id=seat.call_id, session_id=seat.session_id, by=ADA, on=True, cause=CAUSE)
        await until(lambda: eye.frames > 5)
        turn(call_id=seat.call_id, session_id=seat.session_id, by=ADA, on=False, cause=CAUSE)
        await stands_still(lambda: eye.frames)


async def test_a_screen_that_is_called_a_camera_is_no_more_than_the_only_camera(installation: Installation) -> None:
    seat, watching = installation.enter(ADA), installation.enter(GRACE)
    async with installation.peer(seat) as ada, installation.peer(watching) as grace:
        await seen_by(grace, ada, Picture(180))
        await grace.hears(440)
        assert [eye.frames for eye in grace.eyes.values()] == [0]
        ada.publish(Picture(60))
        with pytest.raises(InvalidInput, match="Two media sections of the offer send the camera"):
            await ada.negotiate()


async def test_only_who_shares_may_send_a_screen(installation: Installation) -> None:
    sharer, other = installation.enter(ADA), installation.enter(GRACE)
    async with installation.peer(sharer, SCREEN) as ada, installation.peer(other, SCREEN) as grace:
        share(installation, sharer)
        for peer in (ada, grace):
            peer.publish(Tone(440))
            peer.publish(Picture(60))
        await ada.negotiate()
        with pytest.raises(InvalidInput, match="Share the screen first: startScreenShare"):
            await grace.negotiate()
        await ada.connected()


async def test_a_screen_share_that_is_stopped_is_not_seen_any_more_and_another_one_is(
    installation: Installation,
) -> None:
    sharer, watching = installation.enter(ADA), installation.enter(GRACE)
    share(installation, sharer)
    async with installation.peer(sharer, SCREEN) as ada, installation.peer(watching) as grace:
        await seen_by(grace, ada, Picture(60))
        await until(lambda: len(grace.eyes) == 1)
        (eye,) = grace.eyes.values()
        await until(lambda: eye.frames > 5)
        host = Requester(ADA, admin=False)
        installation.floors.stop_sharing(call_id=sharer.call_id, by=host, cause=CAUSE)
        (first,) = await installation.told(sharer, MediaSession.TrackUnpublished)
        await stands_still(lambda: eye.frames)
        seen = eye.frames
        share(installation, sharer)
        _, _, second = await installation.told(sharer, MediaSession.TrackPublished, count=3)
        assert second.kind.value == TrackKind.SCREEN.value
        assert second.track_id != first.track_id
        await grace.negotiate()
        await until(lambda: eye.frames > seen)


NOTHING = Permission(microphone=False, camera=False, screen=False, position=7)


async def test_whatever_comes_first_the_newest_fact_counts(sfu: Sfu) -> None:
    floor, call_id, session_id = FloorEnforcement(sfu), uuid4(), uuid4()
    floor.changed(call_id, session_id, [TrackKind.CAMERA], on=True, position=9)
    floor.changed(call_id, session_id, [TrackKind.MICROPHONE], on=True, position=5)

    async def negotiate(sdp: str) -> str:
        answer = floor.negotiate(
            call_id=call_id, session_id=session_id, generation=1, sdp=sdp, kinds={}, permission=NOTHING
        )
        return answer.sdp

    async with TestPeer(negotiate) as peer:
        peer.publish(Tone(440))
        peer.publish(Picture(60))
        await peer.negotiate()
        assert forwarded(sfu, session_id) == {TrackKind.CAMERA}
        floor.changed(call_id, session_id, [TrackKind.MICROPHONE], on=True, position=6)
        assert forwarded(sfu, session_id) == {TrackKind.CAMERA}
        floor.changed(call_id, session_id, [TrackKind.MICROPHONE], on=True, position=8)
        assert forwarded(sfu, session_id) == {TrackKind.CAMERA, TrackKind.MICROPHONE}


def forwarded(sfu: Sfu, session_id: UUID) -> set[TrackKind]:
    return {sent.kind for sent in sfu.quality(session_id).sends if sent.forwarding}


async def test_an_offer_that_was_under_way_when_its_session_left_is_not_answered(sfu: Sfu) -> None:
    floor, call_id, left, stayed = FloorEnforcement(sfu), uuid4(), uuid4(), uuid4()
    floor.left(call_id, left)
    with pytest.raises(SessionIsGone):
        floor.negotiate(call_id=call_id, session_id=left, generation=1, sdp="", kinds={}, permission=NOTHING)
    with pytest.raises(OfferRefused):
        floor.negotiate(call_id=call_id, session_id=stayed, generation=1, sdp="", kinds={}, permission=NOTHING)
    floor.ended(call_id)
    with pytest.raises(SessionIsGone):
        floor.negotiate(call_id=call_id, session_id=stayed, generation=1, sdp="", kinds={}, permission=NOTHING)
    await floor.close()


async def test_of_sessions_and_calls_that_are_over_nothing_stays_in_memory(sfu: Sfu) -> None:
    floor, call_id, session_id = FloorEnforcement(sfu), uuid4(), uuid4()
    floor.changed(call_id, session_id, SCREEN_KINDS, on=True, position=1)
    floor.left(call_id, session_id)
    floor.changed(call_id, session_id, SCREEN_KINDS, on=False, position=3)
    assert floor._known == {call_id: {}}
    floor.ended(call_id)
    floor.changed(call_id, session_id, SCREEN_KINDS, on=False, position=5)
    assert floor._known == {}
    await floor.close()
