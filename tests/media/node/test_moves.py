"""A call is on one node: one that was cut off while the call moved lets go of it, and isn't believed about it."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.media_sessions.media_session import MediaCloseReason, MediaSession
from event_log.application import Ringlog
from media.node.enforcement import CallIsElsewhere, FloorEnforcement
from media.provider import CloseReason, OfferRefused
from media.sfu.sfu import Sfu
from tests.media.conftest import Reported, reported, sfu
from tests.media.node.conftest import Installation, installed, move_call, running_media
from tests.media.node.test_enforcement import NOTHING
from tests.media.peers import TestPeer, Tone, until
from tests.patience import eventually_async
from tests.people import ADA, GRACE
from tests.system.role_alone import RoleAlone
from tests.system.running import PATIENCE

__all__ = ["reported", "sfu"]


async def test_a_node_closes_what_has_moved_and_what_it_says_of_that_closes_nothing_that_is_up(
    installation: Installation, database_url: str
) -> None:
    one, two = installation.enter(ADA), installation.enter(GRACE)
    async with (
        installation.peer(one) as ada,
        installation.peer(two) as grace,
        installation.peer(one) as ada_again,
        running_media(database_url, installation.nodes),
    ):
        for peer in (ada, grace):
            peer.publish(Tone(440))
            await peer.negotiate()
            await peer.connected()
        await installation.told(one, MediaSession.TrackPublished)
        await move_call(installation.nodes, one.call_id)
        ada_again.publish(Tone(550))
        await ada_again.negotiate()
        await installation.told(one, MediaSession.TrackPublished, count=2)
        (closed,) = await installation.told(two, MediaSession.Closed)
        assert closed.reason is MediaCloseReason.MOVED
        await until(lambda: ada.pc.connectionState == "closed")
        assert ada_again.pc.connectionState == "connected"
        told = [type(fact) for fact in installation.recorded(one, MediaSession.Event)]
        assert [kind for kind in told if kind is not MediaSession.QualitySampled] == [
            MediaSession.Requested,
            MediaSession.Connected,
            MediaSession.TrackPublished,
            MediaSession.Restarted,
            MediaSession.Connected,
            MediaSession.TrackPublished,
        ]


async def test_an_offer_that_was_under_way_while_its_call_moved_is_not_answered(sfu: Sfu) -> None:
    floor, call_id = FloorEnforcement(sfu), uuid4()
    floor.moved({call_id: 8})
    given: Any = {"call_id": call_id, "session_id": uuid4(), "sdp": "", "kinds": {}, "permission": NOTHING}
    with pytest.raises(CallIsElsewhere):
        floor.negotiate(**given, generation=7)
    with pytest.raises(OfferRefused):
        floor.negotiate(**given, generation=8)
    floor.start_over()  # with a database that went back in time
    with pytest.raises(OfferRefused):
        floor.negotiate(**given, generation=7)


async def test_whoever_was_in_a_call_before_it_moved_away_is_out_when_it_comes_back(
    sfu: Sfu, reported: Reported
) -> None:
    floor, call_id = FloorEnforcement(sfu), uuid4()

    def peer(generation: int) -> TestPeer:
        session_id = uuid4()

        async def negotiate(sdp: str) -> str:
            answer = floor.negotiate(
                call_id=call_id,
                session_id=session_id,
                generation=generation,
                sdp=sdp,
                kinds={},
                permission=NOTHING,
            )
            return answer.sdp

        return TestPeer(negotiate)

    async with peer(generation=1) as before, peer(generation=3) as after:
        for each in (before, after):
            each.publish(Tone(440))
            await each.negotiate()
            await each.connected()
        await until(lambda: before.pc.connectionState == "closed")
        assert [fact[3] for fact in reported.of("closed")] == [CloseReason.MOVED]
        assert after.pc.connectionState == "connected"


async def test_a_node_that_was_frozen_while_its_call_moved_closes_nothing_that_is_up(
    log: Ringlog, pool: ConnectionPool[Connection[Any]], database_url: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        installation = await stack.enter_async_context(installed(log, pool))
        nodes = installation.nodes
        frozen = stack.enter_context(RoleAlone("media", database_url, tmp_path))
        await eventually_async(lambda: nodes.place(uuid4()), PATIENCE)
        one, two = installation.enter(ADA), installation.enter(GRACE)
        ada, grace, ada_again = [await stack.enter_async_context(installation.peer(seat)) for seat in (one, two, one)]
        for peer, seat in ((ada, one), (grace, two)):
            peer.publish(Tone(440))
            await peer.negotiate()
            await installation.told(seat, MediaSession.TrackPublished)
        carrying = nodes.place(one.call_id)
        assert carrying is not None
        frozen.freeze()
        stack.enter_context(RoleAlone("media", database_url, tmp_path))
        await eventually_async(lambda: not nodes.find(carrying.node.node_id), PATIENCE)
        await eventually_async(lambda: nodes.place(uuid4()), PATIENCE)
        ada_again.publish(Tone(550))
        await ada_again.negotiate()
        await installation.told(one, MediaSession.TrackPublished, count=2)
        frozen.thaw()
        await installation.told(two, MediaSession.Closed)
        await until(lambda: ada.pc.connectionState == "closed")
        assert ada_again.pc.connectionState == "connected"
        assert installation.recorded(one, MediaSession.Closed) == []
