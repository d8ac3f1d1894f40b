"""What auditors look at is on record before they see it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
import pytest
from strawberry.types import get_object_definition

from api.access.tokens import Role
from api.graphql.core.ids import global_id, local_id
from api.graphql.core.subscriptions import Declaration
from api.graphql.schema import Subscription
from domain.inspections.inspection import Inspection, Seen, Subject
from event_log import LogReader
from tests.api.graphql.recordings.test_recording import Recorder
from tests.api.graphql.watching import watching
from tests.api.world import World
from tests.people import room_id, user_id

GENERAL = room_id("general")
REFUSE = """
    CREATE FUNCTION log.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON log.events FOR EACH ROW WHEN (NEW.topic = 'ringlog.Inspection.Made')
    EXECUTE FUNCTION log.refuse();
"""
BAR = """subscription ($room: ID!) { contextualBar(roomId: $room) { __typename
    ... on ContextualBarUpdate { conferences { edges { node { title } } } }
} }"""


def made(database_url: str) -> list[Inspection.Made]:
    """All inspections, in log order."""
    reader = LogReader(database_url)
    try:
        return [each.fact for each in reader.read(0, 10_000) if isinstance(each.fact, Inspection.Made)]
    finally:
        reader.close()


def seen(inspection: Inspection.Made) -> set[Seen]:
    assert len(set(inspection.seen)) == len(inspection.seen)
    return set(inspection.seen)


async def look(world: World, query: str, **variables: Any) -> dict[str, Any]:
    """As Iris, the auditor."""
    return await world.ask(query, by="iris", role=Role.AUDITOR, **variables)


async def ended_call(world: World) -> tuple[str, UUID, UUID]:
    """A call with a recording and a message, which is over: its id, global and local, and the recording's."""
    started = await world.start("general", by="ada")
    call, call_id = started["callId"], local_id("Call", started["callId"])
    assert call_id is not None
    await world.change("startRecording { recordingId }", by="ada", callId=call)
    recorder = Recorder(world, call)
    await recorder.starts()
    await world.change("postMessage { messageId }", by="ada", callId=call, text="hello")
    await world.change("endCall { callId }", by="ada", callId=call)
    await recorder.publishes()
    await world.settle()
    return call, call_id, recorder.recording.id


async def test_one_request_is_one_fact_with_everything_that_was_looked_at(world: World, database_url: str) -> None:
    call, call_id, recording_id = await ended_call(world)
    query = """query ($call: ID!) { call(id: $call) { title room { name }
        thread { messages { edges { node { text file { downloadUrl } } } } }
        conferenceLog { endReason attendees { nodes { user { name } } } recordings { state } }
    } }"""
    assert (await look(world, query, call=call))["call"]["title"] == "General"
    (inspection,) = made(database_url)
    assert (inspection.auditor_id, inspection.live) == (user_id("iris"), False)
    assert (inspection.cause.actor, inspection.cause.origin) == (f"user:{user_id('iris')}", "192.0.2.7")
    assert seen(inspection) == {
        Seen(Subject.CALL, call_id),
        Seen(Subject.ROOM, GENERAL),
        Seen(Subject.THREAD, call_id),
        Seen(Subject.RECORDING, recording_id),
        Seen(Subject.CONFERENCE_LOG, call_id),
    }
    assert {call_id, GENERAL, recording_id, user_id("iris")} <= inspection.ids()


LOOKS = {
    "query ($room: ID!) { room(id: $room) { members { edges { node { name } } } } }": [Subject.ROOM],
    "query ($room: ID!) { room(id: $room) { timeline { edges { node { title } } } } }": [
        Subject.ROOM,
        Subject.ROOM_TIMELINE,
    ],
    "query ($room: ID!) { room(id: $room) { contextualBar { edges { node { call { title } } } } } }": [
        Subject.ROOM,
        Subject.CONTEXTUAL_BAR,
        Subject.CALL,
    ],
    'query ($room: ID!) { room(id: $room) { contextualBar(search: {title: "gen"}) { edges { node { title } } } } }': [
        Subject.ROOM,
        Subject.CONTEXTUAL_BAR,
    ],
    '{ roomByExternalId(externalId: "ada-grace") { ongoingCall { rings { callee { name } } } } }': [
        Subject.ROOM,
        Subject.CALL,
    ],
    "query ($call: ID!) { conferenceLog(callId: $call) { title } }": [Subject.CALL, Subject.CONFERENCE_LOG],
    "query ($call: ID!) { callRecord(callId: $call) { version } }": [Subject.CALL, Subject.CALL_RECORD],
    "query ($call: ID!) { call(id: $call) { recording { state } thread { messages { totalCount } } } }": [
        Subject.CALL,
        Subject.RECORDING,
        Subject.THREAD,
    ],
    "query ($recording: ID!) { node(id: $recording) { ... on Recording { state } } }": [
        Subject.CALL,
        Subject.RECORDING,
    ],
    "query ($message: ID!) { node(id: $message) { ... on Message { text } } }": [Subject.CALL, Subject.MESSAGE],
    "query ($shown: ID!) { node(id: $shown) { ... on CallMessage { title } } }": [Subject.CALL, Subject.CALL_MESSAGE],
    "query ($ring: ID!) { node(id: $ring) { ... on Ring { caller { name } } } }": [Subject.RING],
    '{ workspace { statistics { byDay(since: "2026-01-01", until: "2026-01-02") { callCount } } } }': [
        Subject.STATISTICS
    ],
    "{ workspace { logTree { size } } }": [Subject.LOG_TREE],
    "{ viewer { role user { name } missedCallCount } workspace { settings { name } } }": [],
    'query { nodes(ids: ["nothing"]) { id } roomByExternalId(externalId: "none") { id } }': [],
}


@pytest.mark.parametrize(("query", "subjects"), LOOKS.items())
async def test_whatever_is_looked_at_is_named(
    world: World, database_url: str, query: str, subjects: Sequence[Subject]
) -> None:
    call, call_id, recording_id = await ended_call(world)
    await world.start("ada-grace", by="ada")
    ring = await world.ring("grace")
    messages = "query ($call: ID!) { call(id: $call) { thread { messages { edges { node { id } } } } } }"
    edges = (await world.ask(messages, by="ada", call=call))["call"]["thread"]["messages"]["edges"]
    given = {
        "room": await world.room("general", by="ada"),
        "call": call,
        "recording": global_id("Recording", recording_id),
        "message": edges[0]["node"]["id"],
        "shown": global_id("CallMessage", call_id),
        "ring": ring,
    }
    await look(world, query, **{name: id_ for name, id_ in given.items() if f"${name}:" in query})
    assert {each.subject for inspection in made(database_url) for each in inspection.seen} == set(subjects)
    assert len(made(database_url)) == bool(subjects)


async def test_what_members_and_admins_look_at_is_on_no_record(world: World, database_url: str) -> None:
    call, _, _ = await ended_call(world)
    query = "query ($call: ID!) { call(id: $call) { title } workspace { statistics { now { callCount } } } }"
    for name, role in (("ada", Role.MEMBER), ("ada", Role.ADMIN), ("ada", Role.GUEST)):
        assert (await world.ask(query, by=name, role=role, call=call))["call"] == {"title": "General"}
    assert made(database_url) == []


async def test_an_auditor_who_was_deactivated_sees_nothing_and_so_looks_at_nothing(
    world: World, database_url: str
) -> None:
    call, _, _ = await ended_call(world)
    await world.change("deactivateUsers { userIds }", by="chat", role=Role.SERVICE, userExternalIds=["iris"])
    assert await look(world, "query ($call: ID!) { call(id: $call) { title } }", call=call) == {"call": None}
    assert made(database_url) == []


async def test_what_cannot_be_recorded_is_not_shown(world: World, database_url: str) -> None:
    call, _, _ = await ended_call(world)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(REFUSE)
    query = "query ($call: ID!) { call(id: $call) { title } }"
    refused = await world.request(query, by="iris", role=Role.AUDITOR, call=call)
    assert refused["data"] is None
    assert refused["errors"][0]["message"] == "internal error"
    assert (await world.ask(query, by="ada", call=call))["call"] == {"title": "General"}
    room = await world.room("general", by="ada")
    async with world.socket("iris", Role.AUDITOR) as session, watching(session, BAR, room=room) as watcher:
        with pytest.raises(Exception, match="internal error"):
            await watcher.now()


async def test_watching_is_one_fact_however_often_it_changes(world: World, database_url: str) -> None:
    room = await world.room("general", by="ada")
    async with world.socket("iris", Role.AUDITOR) as session, watching(session, BAR, room=room) as watcher:
        assert not (await watcher.now())["conferences"]["edges"]
        await world.start("general", by="ada")
        await watcher.until(lambda state: state["conferences"]["edges"])
    (inspection,) = made(database_url)
    assert (inspection.live, inspection.seen) == (True, (Seen(Subject.CONTEXTUAL_BAR, GENERAL),))
    assert inspection.cause.origin == "127.0.0.1"


async def test_a_query_over_the_socket_is_recorded_too(world: World, database_url: str) -> None:
    room = await world.room("general", by="ada")
    query = "query ($room: ID!) { room(id: $room) { name } }"
    async with world.socket("iris", Role.AUDITOR) as session, watching(session, query, room=room) as watcher:
        assert await watcher.now() == {"name": "General"}
    (inspection,) = made(database_url)
    assert (inspection.live, inspection.seen) == (False, (Seen(Subject.ROOM, GENERAL),))


def test_every_subscription_is_ones_own_or_recorded() -> None:
    subscriptions = get_object_definition(Subscription, strict=True).fields
    assert subscriptions
    for field in subscriptions:
        declaration = field.metadata[Declaration]
        assert declaration.subject is not None or declaration.about is None, field.name
