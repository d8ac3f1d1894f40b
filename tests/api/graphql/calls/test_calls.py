"""Calls over GraphQL, from the ring to the record."""

import asyncio
from typing import Any

import pytest

from api.access.tokens import Role
from domain.calls.call import Call
from domain.directory.user import User
from event_log import LogReader
from tests.api.graphql.settings import typed
from tests.api.world import World
from tests.people import user_id


async def start_lunch(world: World) -> str:
    """Ada calls Grace; the id of the call."""
    room_id = await world.room("ada-grace", by="ada")
    started = await world.change(
        """startCall { callId sessionId call {
            kind state title provider { name } initiator { name } host { name } room { name }
            participants { user { name } } sessions { deviceId user { name } mediaState tracks { kind } }
            rings { caller { name } callee { name } outcome }
        } }""",
        by="ada",
        roomId=room_id,
        deviceId="laptop",
        title="Lunch",
    )
    assert started["call"] == {
        "kind": "DIRECT",
        "state": "CALLING",
        "title": "Lunch",
        "provider": {"name": "builtin"},
        "initiator": {"name": "Ada"},
        "host": {"name": "Ada"},
        "room": {"name": "Ada, Grace"},
        "participants": [{"user": {"name": "Ada"}}],
        "sessions": [{"deviceId": "laptop", "user": {"name": "Ada"}, "mediaState": None, "tracks": []}],
        "rings": [{"caller": {"name": "Ada"}, "callee": {"name": "Grace"}, "outcome": None}],
    }
    call_id: str = started["callId"]
    return call_id


async def test_a_call_from_ring_to_conference_log(world: World) -> None:
    call_id = await start_lunch(world)
    accepted = await world.change(
        "acceptRing { callId sessionId ring { outcome } call { state answeredAt participants { user { name } } } }",
        by="grace",
        ringId=await world.ring("grace"),
        deviceId="phone",
    )
    assert accepted["callId"] == call_id
    assert accepted["ring"] == {"outcome": "ACCEPTED"}
    assert accepted["call"]["state"] == "ONGOING"
    assert accepted["call"]["answeredAt"] is not None
    assert accepted["call"]["participants"] == [{"user": {"name": "Ada"}}, {"user": {"name": "Grace"}}]
    assert await world.ring("grace") is None

    ended = await world.change("endCall { call { state endReason endedBy { name } } }", by="ada", callId=call_id)
    assert ended["call"] == {"state": "ENDED", "endReason": "ENDED_BY_HOST", "endedBy": {"name": "Ada"}}

    log = await world.ask(
        """query ($id: ID!) { conferenceLog(callId: $id) {
            title kind endReason initiator { name } endedBy { name } durationSeconds room { externalId }
            attendees { nodes { user { name } attendances { leaveReason joinedAt leftAt } } } call { state }
        } }""",
        by="grace",
        id=call_id,
    )
    assert [attendee["user"]["name"] for attendee in log["conferenceLog"]["attendees"]["nodes"]] == ["Ada", "Grace"]
    assert log["conferenceLog"]["durationSeconds"] >= 0
    assert log["conferenceLog"]["title"] == "Lunch"
    assert all(len(attendee["attendances"]) == 1 for attendee in log["conferenceLog"]["attendees"]["nodes"])


async def test_the_second_starter_gets_the_firsts_call(world: World) -> None:
    payloads = await asyncio.gather(*(world.start("general", by=name) for name in ("ada", "grace", "alan")))
    assert len({payload["callId"] for payload in payloads}) == 1
    assert len({payload["sessionId"] for payload in payloads}) == 3


async def test_a_call_has_the_rooms_name_when_it_is_given_none(world: World) -> None:
    started = await world.start("general", by="ada")
    call = await world.ask("query ($id: ID!) { call(id: $id) { title state } }", by="grace", id=started["callId"])
    assert call == {"call": {"title": "General", "state": "ONGOING"}}


async def test_leaving_twice_answers_the_same(world: World) -> None:
    started = await world.start("general", by="ada")
    given = {"callId": started["callId"], "sessionId": started["sessionId"]}
    first = await world.change("leaveCall { call { sessions { id } } }", by="ada", **given)
    second = await world.change("leaveCall { call { sessions { id } } }", by="ada", **given)
    assert first == second == {"__typename": "LeaveCallPayload", "call": {"sessions": []}}


async def test_joining_answers_ones_ring(world: World) -> None:
    started = await world.start("ada-grace", by="ada")
    joined = await world.change(
        "joinCall { call { state rings { outcome } } }", by="grace", callId=started["callId"], deviceId="phone"
    )
    assert joined["call"] == {"state": "ONGOING", "rings": [{"outcome": "ACCEPTED"}]}


async def test_a_dismissed_ring_goes_quiet_and_the_caller_learns_nothing(world: World) -> None:
    started = await world.start("ada-grace", by="ada")
    ring_id = await world.ring("grace")
    dismissed = await world.change("dismissRing { ringId ring { outcome endedAt } }", by="grace", ringId=ring_id)
    assert dismissed["ring"] == {"outcome": None, "endedAt": None}
    assert await world.ring("grace") is None
    call = await world.ask(
        "query ($id: ID!) { call(id: $id) { state rings { outcome } } }", by="ada", id=started["callId"]
    )
    assert call["call"] == {"state": "CALLING", "rings": [{"outcome": None}]}


async def test_a_declined_ring_ends_the_call_and_offers_the_two_what_fits_them(world: World) -> None:
    started = await world.start("ada-grace", by="ada")
    await world.change("declineRing { ringId }", by="grace", ringId=await world.ring("grace"))
    assert await _ending(world, started["callId"]) == "DECLINED"
    assert await _offer(world, "ada") == "CALL_AGAIN"
    assert await _offer(world, "grace") == "CALL_BACK"


async def test_a_cancelled_call_offers_the_callee_to_call_back(world: World) -> None:
    started = await world.start("ada-grace", by="ada")
    await world.change("leaveCall { callId }", by="ada", callId=started["callId"], sessionId=started["sessionId"])
    assert await _ending(world, started["callId"]) == "CANCELLED"
    assert await _offer(world, "grace") == "CALL_BACK"


async def test_a_ring_that_nobody_answers_ends_the_call(world: World) -> None:
    await world.change(
        "changeSetting { setting { name } }", by="root", role=Role.ADMIN, name="ringing.time", value=typed(1)
    )
    started = await world.start("ada-grace", by="ada")
    assert await _ending(world, started["callId"]) == "NOT_ANSWERED"
    assert await _offer(world, "ada") == "CALL_AGAIN"


async def test_an_admin_ends_a_call_of_a_room_that_they_do_not_see(world: World) -> None:
    started = await world.start("general", by="ada")
    ended = await world.change("endCall { callId call { id } }", by="root", role=Role.ADMIN, callId=started["callId"])
    assert ended == {"__typename": "EndCallPayload", "callId": started["callId"], "call": None}
    assert await _ending(world, started["callId"]) == "ENDED_BY_ADMIN"


async def test_a_retried_mutation_does_nothing_twice(world: World) -> None:
    room_id = await world.room("general", by="ada")
    given: dict[str, Any] = {"roomId": room_id, "deviceId": "laptop", "idempotencyKey": "k1"}
    first = await world.change("startCall { callId sessionId }", by="ada", **given)
    await world.change("endCall { callId }", by="ada", callId=first["callId"])
    assert await world.change("startCall { callId sessionId }", by="ada", **given) == first
    room = await world.ask("query ($id: ID!) { room(id: $id) { ongoingCall { id } } }", by="ada", id=room_id)
    assert room == {"room": {"ongoingCall": None}}


async def test_each_of_several_mutations_in_one_request_shows_its_own_effect(world: World) -> None:
    started = await world.start("general", by="ada")
    join = (
        'joinCall(input: {callId: "%s", deviceId: "%s"}) { ... on JoinCallPayload { call { sessions { deviceId } } } }'
    )
    phone, tablet = (join % (started["callId"], device) for device in ("phone", "tablet"))
    data = await world.ask(f"mutation {{ first: {phone} second: {tablet} }}", by="ada")
    assert len(data["first"]["call"]["sessions"]) == 2
    assert len(data["second"]["call"]["sessions"]) == 3


@pytest.mark.parametrize("changed", [{"title": "Other"}, {"deviceId": "phone"}])
async def test_an_idempotency_key_stands_for_one_request(world: World, changed: dict[str, str]) -> None:
    room_id = await world.room("general", by="ada")
    given: dict[str, Any] = {"roomId": room_id, "deviceId": "laptop", "idempotencyKey": "k1"}
    await world.change("startCall { callId }", by="ada", **given)
    refused = await world.change("startCall { callId }", by="ada", **given | changed)
    assert refused["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert refused["path"] == ["idempotencyKey"]


async def test_null_says_the_same_as_nothing(world: World) -> None:
    room = await world.room("general", by="ada")
    given: dict[str, Any] = {"roomId": room, "deviceId": "laptop", "idempotencyKey": "once"}
    first = await world.change("startCall { callId sessionId }", by="ada", **given)
    nulls: dict[str, Any] = dict.fromkeys(("title", "providerName", "microphone", "camera"))
    assert await world.change("startCall { callId sessionId }", by="ada", **given, **nulls) == first


async def test_signs_of_life_take_a_key_that_has_no_effect(world: World) -> None:
    started = await world.start("general", by="ada")
    own: dict[str, Any] = {k: started[k] for k in ("callId", "sessionId")} | {"idempotencyKey": "alive"}
    end = world.backend.services.calls.log.end_of_log()
    first = await world.change("renewSession { sessionId session { id } }", by="ada", **own)
    assert first["session"] == {"id": started["sessionId"]}
    assert await world.change("renewSession { sessionId session { id } }", by="ada", **own) == first
    assert world.backend.services.calls.log.end_of_log() == end
    other = await world.start("general", by="grace")
    own["sessionId"] = other["sessionId"]
    assert (await world.change("renewSession { sessionId }", by="grace", **own))["sessionId"] == other["sessionId"]


async def test_every_fact_says_who_asked_from_where_and_in_which_request(world: World, database_url: str) -> None:
    await world.start("general", by="ada")
    reader = LogReader(database_url)
    facts = [recorded.fact for recorded in reader.read(after=0)]
    reader.close()
    causes = {fact.cause for fact in facts if isinstance(fact, Call.Event)}
    (cause,) = causes
    assert (cause.actor, cause.origin) == (f"user:{user_id('ada')}", "192.0.2.7")
    assert cause.causation_id == f"request:{cause.correlation_id}"
    assert {fact.cause.actor for fact in facts if isinstance(fact, User.Event)} == {"service:chat"}


async def _ending(world: World, call_id: str) -> str | None:
    """Why a call has ended, or will have in a moment."""
    async with asyncio.timeout(20):
        while True:
            query = "query ($id: ID!) { call(id: $id) { endReason } }"
            data = await world.ask(query, by="iris", role=Role.AUDITOR, id=call_id)
            if data["call"]["endReason"] is not None:
                reason: str = data["call"]["endReason"]
                return reason
            await asyncio.sleep(0.05)


async def _offer(world: World, name: str) -> str | None:
    query = '{ roomByExternalId(externalId: "ada-grace") { timeline(first: 1) { edges { node { viewerAction } } } } }'
    edges = (await world.ask(query, by=name))["roomByExternalId"]["timeline"]["edges"]
    offer: str | None = edges[0]["node"]["viewerAction"]
    return offer
