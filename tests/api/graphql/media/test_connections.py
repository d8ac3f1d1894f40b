"""Which connection an offer belongs to: nobody stays deaf on one that is lost, nor takes a session back unasked."""

from typing import Any

import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription

from runtime.config import Config
from tests.api.graphql.media.test_media import media_server, running_media_server
from tests.api.graphql.watching import Watcher, watching
from tests.api.world import World
from tests.media.peers import Tone, until

__all__ = ["media_server"]

CONNECTIONS = """subscription ($call: ID!) { call(callId: $call) {
    ... on CallUpdate { call { sessions { connectionId } } }
} }"""


class Tab:
    """One RTCPeerConnection of Ada's, and the connection that it is told."""

    def __init__(self, world: World, entered: dict[str, str]) -> None:
        self._world = world
        self._ids = {"callId": entered["callId"], "sessionId": entered["sessionId"]}
        self.pc = RTCPeerConnection()
        self.pc.addTrack(Tone(440))

    async def offers(self, **named: str) -> dict[str, Any]:
        """What the offer is answered with: the payload, whose answer is applied, or the refusal."""
        found = await self.answered(await self.offer(), **named)
        if "answer" in found:
            await self.pc.setRemoteDescription(RTCSessionDescription(found["answer"]["sdp"], "answer"))
        return found

    async def offer(self) -> str:
        await self.pc.setLocalDescription(await self.pc.createOffer())
        sdp: str = self.pc.localDescription.sdp
        return sdp

    async def answered(self, sdp: str, **named: str) -> dict[str, Any]:
        given: Any = {**self._ids, "sdpOffer": sdp, **named}
        return await self._world.change("negotiateMedia { connectionId answer { sdp } }", by="ada", **given)

    async def leaves(self, connection: str) -> dict[str, Any]:
        ids: Any = {**self._ids, "connectionId": connection}
        return await self._world.change("leaveCall { callId }", by="ada", **ids)

    async def connects(self, **named: str) -> str:
        connection: str = (await self.offers(**named))["connectionId"]
        await until(lambda: self.pc.connectionState == "connected")
        return connection

    async def __aenter__(self) -> "Tab":
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.pc.close()


async def shown(watcher: Watcher, connection: str) -> dict[str, Any]:
    """Until the session is seen to have this connection."""
    return await watcher.until(
        lambda state: [each["connectionId"] for each in state["call"]["sessions"]] == [connection]
    )


async def test_an_offer_goes_on_with_the_connection_that_it_names(world: World, media_server: None) -> None:
    async with Tab(world, await world.start("general", by="ada")) as tab:
        connection = await tab.connects()
        assert (await tab.offers(connectionId=connection))["connectionId"] == connection
        assert (await tab.offers())["connectionId"] == connection


async def test_who_offers_on_a_connection_that_the_media_server_has_lost_is_told_to_make_a_new_one(
    world: World, config: Config
) -> None:
    entered = await world.start("general", by="ada")
    async with Tab(world, entered) as lost, Tab(world, entered) as new:
        async with running_media_server(config):
            connection = await lost.connects()
            offer = await lost.offer()
        async with running_media_server(config):
            refused = await lost.answered(offer, connectionId=connection)
            assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "CONNECTION_LOST")
            assert await new.connects(replacesConnectionId=connection) != connection


async def test_of_two_tabs_that_are_one_device_the_one_that_lost_the_session_is_told_so(
    world: World, media_server: None
) -> None:
    entered = await world.start("general", by="ada")
    same = await world.start("general", by="ada")
    assert same["sessionId"] == entered["sessionId"]
    async with (
        world.socket("ada") as session,
        watching(session, CONNECTIONS, call=entered["callId"]) as watcher,
        Tab(world, entered) as first,
        Tab(world, entered) as anew,
        Tab(world, same) as second,
    ):
        lost = await first.connects()
        assert await shown(watcher, lost)
        connection = await second.connects()
        assert await shown(watcher, connection)
        await until(lambda: first.pc.connectionState == "closed")
        for refused in (await anew.offers(connectionId=lost), await anew.offers(replacesConnectionId=lost)):
            assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "SESSION_TAKEN_OVER")
        assert (await second.offers(connectionId=connection))["connectionId"] == connection
        assert second.pc.connectionState == "connected"
        assert (await first.leaves(lost))["code"] == "SESSION_TAKEN_OVER"
        assert await second.leaves(connection) == {"__typename": "LeaveCallPayload", "callId": entered["callId"]}


async def test_a_first_offer_whose_answer_was_lost_is_repeated_without_harm(world: World, media_server: None) -> None:
    entered = await world.start("general", by="ada")
    async with Tab(world, entered) as before, Tab(world, entered) as tab, Tab(world, entered) as anew:
        connection = await before.connects()
        offer = await tab.offer()
        lost = await tab.answered(offer, replacesConnectionId=connection)
        repeated = await tab.answered(offer, replacesConnectionId=connection)
        assert lost["__typename"] == repeated["__typename"] == "NegotiateMediaPayload"
        assert await anew.connects(replacesConnectionId=connection) not in (
            lost["connectionId"],
            repeated["connectionId"],
        )


async def test_who_reloads_replaces_what_was_there_without_naming_it(world: World, media_server: None) -> None:
    entered = await world.start("general", by="ada")
    async with Tab(world, entered) as before, Tab(world, entered) as after, Tab(world, entered) as later:
        connection = await before.connects()
        again = await after.connects()
        assert again != connection
        assert await later.connects(replacesConnectionId=again) not in (connection, again)


async def test_another_rtcpeerconnection_does_not_go_on_with_a_connection(world: World, media_server: None) -> None:
    entered = await world.start("general", by="ada")
    async with Tab(world, entered) as tab, Tab(world, entered) as other:
        connection = await tab.connects()
        refused = await other.offers(connectionId=connection)
        assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["sdpOffer"])
        assert "isn't of the RTCPeerConnection" in refused["message"]
        assert tab.pc.connectionState == "connected"


@pytest.mark.parametrize("name", ["connectionId", "replacesConnectionId"])
async def test_what_is_no_connection_is_refused(world: World, name: str) -> None:
    async with Tab(world, await world.start("general", by="ada")) as tab:
        refused = await tab.offers(**{name: "hello"})
        assert (refused["__typename"], refused["path"]) == ("InvalidInput", [name])
