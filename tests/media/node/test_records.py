"""What is on record of a connection: asked for, up, published, over, or why it never came."""

from datetime import timedelta

import pytest

from domain.kernel.clock import system_clock
from domain.kernel.errors import CallAlreadyEnded, InvalidInput, MediaIsUnavailable, UnknownSession
from domain.media_sessions.media_session import MediaCloseReason, MediaSession, TrackKind
from tests.media.node.conftest import Installation, database_away
from tests.media.peers import Tone, until
from tests.people import ADA, CAUSE, GRACE


async def test_a_connection_is_on_record_from_the_offer_to_the_end(installation: Installation) -> None:
    seat = installation.enter(ADA)
    async with installation.peer(seat) as ada:
        ada.publish(Tone(440))
        before = system_clock()
        await ada.negotiate()
        (connected,) = await installation.told(seat, MediaSession.Connected)
        (track,) = await installation.told(seat, MediaSession.TrackPublished)
        assert before <= connected.timestamp <= system_clock()
        assert timedelta() <= timedelta(milliseconds=connected.after_ms) <= system_clock() - before
        assert track.kind is TrackKind.MICROPHONE
    (closed,) = await installation.told(seat, MediaSession.Closed)
    assert closed.reason is MediaCloseReason.DROPPED
    (unpublished,) = installation.recorded(seat, MediaSession.TrackUnpublished)
    assert unpublished.track_id == track.track_id
    kinds = [type(fact) for fact in installation.recorded(seat, MediaSession.Event)]
    assert kinds[0] is MediaSession.Requested
    assert kinds[-1] is MediaSession.Closed


async def test_a_client_that_never_sends_a_packet_fails_with_what_to_check(installation: Installation) -> None:
    seat = installation.enter(ADA)
    async with installation.peer(seat) as ada:
        ada.publish(Tone(440))
        await installation.signalling(seat)((await ada.pc.createOffer()).sdp)
        (failed,) = await installation.told(seat, MediaSession.Failed)
        assert "no UDP packet arrived: is port" in failed.reason
        assert "/udp open?" in failed.reason


async def test_after_a_failure_a_second_attempt_is_a_restart(installation: Installation) -> None:
    seat = installation.enter(ADA)
    async with installation.peer(seat) as late, installation.peer(seat) as ada:
        late.publish(Tone(440))
        await installation.signalling(seat)((await late.pc.createOffer()).sdp)
        await installation.told(seat, MediaSession.Failed)
        ada.publish(Tone(440))
        await ada.negotiate()
        await installation.told(seat, MediaSession.Restarted)
        await installation.told(seat, MediaSession.Connected)


async def test_a_session_that_left_is_cut_off_and_the_others_talk_on(installation: Installation) -> None:
    one, two = installation.enter(ADA), installation.enter(GRACE)
    async with installation.peer(one) as ada, installation.peer(two) as grace:
        ada.publish(Tone(440))
        await ada.negotiate()
        grace.publish(Tone(880))
        await grace.negotiate()
        await ada.connected()
        await grace.connected()
        installation.leave(one)
        (closed,) = await installation.told(one, MediaSession.Closed)
        assert closed.reason is MediaCloseReason.BYE
        await until(lambda: ada.pc.connectionState == "closed")
        assert grace.pc.connectionState == "connected"
        with pytest.raises(UnknownSession):
            await installation.signalling(one)("v=0")


async def test_with_the_call_everybody_is_cut_off(installation: Installation) -> None:
    one, two = installation.enter(ADA), installation.enter(GRACE)
    async with installation.peer(one) as ada, installation.peer(two) as grace:
        for peer in (ada, grace):
            peer.publish(Tone(440))
            await peer.negotiate()
            await peer.connected()
        installation.calls.end(call_id=one.call_id, by=ADA, cause=CAUSE)
        for seat in (one, two):
            (closed,) = await installation.told(seat, MediaSession.Closed)
            assert closed.reason is MediaCloseReason.BYE
        with pytest.raises(CallAlreadyEnded):
            await installation.signalling(two)("v=0")


async def test_what_cannot_be_answered_says_why(installation: Installation) -> None:
    seat = installation.enter(ADA)
    with pytest.raises(InvalidInput, match="does not begin with v=0"):
        await installation.signalling(seat)("hello")


async def test_nobody_negotiates_for_somebody_else(installation: Installation) -> None:
    seat = installation.enter(ADA)
    with pytest.raises(UnknownSession):
        await installation.signalling(type(seat)(seat.call_id, seat.session_id, GRACE))("v=0")


async def test_what_happens_while_the_database_is_away_is_recorded_when_it_is_back(
    installation: Installation, postgres_url: str, database_url: str
) -> None:
    one, two = installation.enter(ADA), installation.enter(GRACE)
    async with installation.peer(one) as ada, installation.peer(two) as grace:
        for peer in (ada, grace):
            peer.publish(Tone(440))
            await peer.negotiate()
        await installation.told(one, MediaSession.TrackPublished)
        await installation.told(two, MediaSession.TrackPublished)
        with database_away(postgres_url, database_url):
            gone_at = system_clock()
            await ada.close()
            await grace.close()
            await until(lambda: ada.pc.connectionState == grace.pc.connectionState == "closed")
        back_at = system_clock()
        for seat in (one, two):
            (closed,) = await installation.told(seat, MediaSession.Closed)
            assert gone_at - timedelta(seconds=10) < closed.timestamp < back_at
            assert len(installation.recorded(seat, MediaSession.TrackUnpublished)) == 1


async def test_the_log_is_followed_on_after_the_database_was_away(
    installation: Installation, postgres_url: str, database_url: str
) -> None:
    seat = installation.enter(ADA)
    async with installation.peer(seat) as ada:
        ada.publish(Tone(440))
        await ada.negotiate()
        await installation.told(seat, MediaSession.Connected)
        with database_away(postgres_url, database_url):
            pass
        installation.leave(seat)
        await until(lambda: ada.pc.connectionState == "closed")
        await installation.told(seat, MediaSession.Closed)


async def test_without_a_media_process_the_client_is_told_to_wait(installation: Installation) -> None:
    seat = installation.enter(ADA)
    with installation.nodes._pool.connection() as connection:
        connection.execute("UPDATE presence.media_nodes SET control_url = 'http://127.0.0.1:1'")
    with pytest.raises(MediaIsUnavailable):
        await installation.signalling(seat)("v=0")
