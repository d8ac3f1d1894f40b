"""Call records over GraphQL: who sees them, as of which fact, and live."""

import re
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from api.access.tokens import Role
from api.graphql.core.ids import global_id, local_id
from domain.kernel.clock import system_clock
from domain.kernel.occasion import Cause
from domain.media_sessions.media_session import MediaCloseReason
from runtime.thread_pools import in_thread
from tests.api.graphql.recordings.test_recording import Recorder
from tests.api.graphql.watching import watching
from tests.api.world import PUBLIC_URL, World
from tests.domain.media_sessions.asking import ask_for_media
from tests.people import user_id

CAUSE = Cause("media:here", "127.0.0.1", uuid4(), "test")
RECORD = """query ($call: ID!) { callRecord(callId: $call) {
    version asOf complete state kind title endReason durationSeconds
    initiator { name } room { name } call { id } endedBy { name } answeredBy { name }
    hosts { user { name } since until handedOverBy { name } }
    sessions { totalCount nodes { user { name } deviceId leaveReason removedBy { name } leftAt media { connectedAt } } }
    rings { nodes { caller { name } callee { name } outcome deviceId } }
    mutes { nodes { user { name } mutedBy { name } } }
    screenShares { nodes { user { name } stoppedAt stoppedBy { name } } }
    recordings { state sha256 fileName requestedBy { name } recording { state } }
    facts { totalCount nodes { position } }
} }"""
VERSION = "query ($call: ID!) { callRecord(callId: $call) { version asOf complete } }"
LIVE = """subscription ($call: ID!) { callRecord(callId: $call) { ... on CallRecordUpdate { callRecord {
    version complete state recordings { state } sessions { nodes { media { connectedAt endedAt } } }
} } ... on NotFound { code } } }"""


async def record(world: World, call: str, by: str = "ada", role: Role = Role.MEMBER) -> dict[str, Any] | None:
    found: dict[str, Any] | None = (await world.ask(RECORD, by=by, role=role, call=call))["callRecord"]
    return found


class Media:
    """What a media server reports of a session."""

    def __init__(self, world: World, started: dict[str, Any]) -> None:
        session_id, call_id = local_id("Session", started["sessionId"]), local_id("Call", started["callId"])
        assert session_id is not None
        assert call_id is not None
        self._sessions = world.backend.services.media_sessions
        self._call_id, self._session_id, self._connection_id = call_id, session_id, uuid4()

    async def asked_for(self) -> None:
        ask = partial(ask_for_media, self._sessions, self._call_id, self._session_id, self._connection_id)
        await in_thread(partial(ask, by=user_id("ada")))

    async def up(self) -> None:
        await in_thread(partial(self._sessions.connected, after=timedelta(seconds=1), **self._about()))

    async def down(self) -> None:
        await in_thread(partial(self._sessions.closed, reason=MediaCloseReason.BYE, **self._about()))

    def _about(self) -> dict[str, Any]:
        about: dict[str, Any] = {"session_id": self._session_id, "connection_id": self._connection_id}
        return about | {"at": system_clock(), "cause": CAUSE}


async def recorded_call(world: World) -> tuple[str, Recorder]:
    """A conference that is over, and its recording, whose file isn't there yet."""
    started = await world.start("general", by="ada")
    call = started["callId"]
    await world.change("joinCall { callId }", by="grace", callId=call, deviceId="phone")
    await world.change("startRecording { recordingId }", by="ada", callId=call)
    recorder = Recorder(world, call)
    await recorder.starts()
    grace = global_id("User", user_id("grace"))
    await world.change("handOverCall { callId }", by="ada", callId=call, userId=grace)
    await world.change("endCall { callId }", by="grace", callId=call)
    await world.settle()
    return call, recorder


async def test_a_call_is_on_record_while_it_is_on_and_after_it(world: World) -> None:
    started = await world.start("general", by="ada", title="Planning")
    ongoing = await record(world, started["callId"])
    assert ongoing is not None
    assert (ongoing["state"], ongoing["complete"], ongoing["title"]) == ("ONGOING", False, "Planning")
    (session,) = ongoing["sessions"]["nodes"]
    assert (session["user"]["name"], session["deviceId"], session["leftAt"]) == ("Ada", "laptop", None)
    await world.change("endCall { callId }", by="ada", callId=started["callId"])
    ended = await record(world, started["callId"])
    assert ended is not None
    assert (ended["state"], ended["complete"], ended["endReason"]) == ("ENDED", True, "ENDED_BY_HOST")
    assert [ended[whose]["name"] for whose in ("endedBy", "initiator", "room")] == ["Ada", "Ada", "General"]
    assert ended["sessions"]["nodes"][0]["leftAt"] is not None
    by_node = "query ($id: ID!) { node(id: $id) { ... on CallRecord { version } } }"
    call_id = local_id("Call", started["callId"])
    assert call_id is not None
    node = await world.ask(by_node, by="ada", id=global_id("CallRecord", call_id))
    assert node["node"]["version"] == ended["version"]


async def test_a_record_names_hosts_recordings_and_the_facts_that_it_rests_on(world: World) -> None:
    call, recorder = await recorded_call(world)
    await recorder.publishes()
    await world.settle()
    found = await record(world, call)
    assert found is not None
    assert [(host["user"]["name"], host["handedOverBy"]) for host in found["hosts"]] == [
        ("Ada", None),
        ("Grace", {"name": "Ada"}),
    ]
    (recording,) = found["recordings"]
    assert (recording["state"], recording["sha256"]) == ("PUBLISHED", "0" * 64)
    assert (recording["requestedBy"], recording["recording"]) == ({"name": "Ada"}, {"state": "PUBLISHED"})
    positions = [fact["position"] for fact in found["facts"]["nodes"]]
    assert positions == sorted(positions)
    assert found["facts"]["totalCount"] == found["version"]
    assert found["asOf"] == positions[-1]


async def test_versions_rise_with_what_comes_late(world: World) -> None:
    call, recorder = await recorded_call(world)
    ended = (await world.ask(VERSION, by="ada", call=call))["callRecord"]
    await recorder.publishes()
    published = (await world.ask(VERSION, by="ada", call=call))["callRecord"]
    assert (ended["complete"], published["complete"]) == (False, True)
    assert published["version"] > ended["version"]
    assert published["asOf"] > ended["asOf"]


@pytest.mark.parametrize(
    ("name", "role"),
    [("alan", Role.MEMBER), ("root", Role.ADMIN), ("gus", Role.GUEST), ("chat", Role.SERVICE), ("eve", Role.MEMBER)],
)
async def test_to_whom_the_call_is_not_there_its_record_is_like_that_of_no_call(
    world: World, name: str, role: Role
) -> None:
    started = await world.start("ada-grace", by="ada")
    call_id = local_id("Call", started["callId"])
    assert call_id is not None
    asked = """query ($call: ID!, $node: ID!) {
        callRecord(callId: $call) { version }  node(id: $node) { id }  call(id: $call) { record { version } }
    }"""
    nothing = {"callRecord": None, "node": None, "call": None}
    for id_ in (call_id, uuid4(), local_id("Room", await world.room("general", by="ada"))):
        assert id_ is not None
        given = {"call": global_id("Call", id_), "node": global_id("CallRecord", id_)}
        assert await world.ask(asked, by=name, role=role, **given) == nothing


async def test_auditors_read_any_record(world: World) -> None:
    started = await world.start("ada-grace", by="ada")
    found = await record(world, started["callId"], "iris", Role.AUDITOR)
    assert found is not None
    assert found["rings"]["nodes"][0]["callee"] == {"name": "Grace"}


async def test_what_is_no_id_is_said(world: World) -> None:
    refused = await world.request(VERSION, by="ada", call="nothing")
    assert refused["errors"][0]["extensions"] == {"code": "INVALID_INPUT", "argument": "callId"}


async def test_only_the_callee_and_auditors_learn_that_a_ring_was_suppressed(world: World) -> None:
    await world.change("changePreferences { preferences { ringTone } }", by="grace", doNotDisturb=True)
    started = await world.start("ada-grace", by="ada")
    query = "query ($call: ID!) { callRecord(callId: $call) { rings { nodes { outcome suppressionReason } } } }"
    told = {}
    for name, role in (("ada", Role.MEMBER), ("grace", Role.MEMBER), ("iris", Role.AUDITOR)):
        found = await world.ask(query, by=name, role=role, call=started["callId"])
        (told[name],) = found["callRecord"]["rings"]["nodes"]
    assert told == {
        "ada": {"outcome": None, "suppressionReason": None},
        "grace": {"outcome": None, "suppressionReason": "DO_NOT_DISTURB"},
        "iris": {"outcome": None, "suppressionReason": "DO_NOT_DISTURB"},
    }


async def test_a_record_is_live_until_the_last_late_fact(world: World) -> None:
    started = await world.start("general", by="ada")
    call, media = started["callId"], Media(world, started)
    async with world.socket("grace") as session, watching(session, LIVE, call=call) as watcher:
        first = (await watcher.now())["callRecord"]
        await media.asked_for()
        await media.up()
        up = await watcher.until(lambda update: _media(update) and _media(update)[0]["connectedAt"])
        assert up["callRecord"]["version"] > first["version"]
        await world.change("startRecording { recordingId }", by="ada", callId=call)
        recorder = Recorder(world, call)
        await recorder.starts()
        await world.change("endCall { callId }", by="ada", callId=call)
        ended = await watcher.until(lambda update: update["callRecord"]["state"] == "ENDED")
        assert not ended["callRecord"]["complete"]
        await recorder.publishes()
        await watcher.until(lambda update: update["callRecord"]["recordings"][0]["state"] == "PUBLISHED")
        await media.down()
        closed = await watcher.until(lambda update: update["callRecord"]["complete"])
        assert _media(closed)[0]["endedAt"] is not None


def _media(update: dict[str, Any]) -> list[dict[str, Any]]:
    media: list[dict[str, Any]] = update["callRecord"]["sessions"]["nodes"][0]["media"]
    return media


async def test_nobody_watches_the_record_of_a_call_that_they_do_not_see(world: World) -> None:
    started = await world.start("ada-grace", by="ada")
    async with world.socket("alan") as session:
        for call in (started["callId"], global_id("Call", uuid4())):
            async with watching(session, LIVE, call=call) as watcher:
                assert await watcher.now() == {"code": "UNKNOWN_CALL"}


async def test_a_record_is_downloaded_by_its_links(world: World) -> None:
    started = await world.start("general", by="ada")
    query = """query ($call: ID!) { callRecord(callId: $call) {
        url(format: CEL) json: downloadUrl(format: JSON) csv: downloadUrl(format: CSV)
    } }"""
    links = (await world.ask(query, by="ada", call=started["callId"]))["callRecord"]
    path = rf"{re.escape(PUBLIC_URL)}/calls/{local_id('Call', started['callId'])}/record\?format="
    assert re.fullmatch(path + "cel", links["url"])
    for form, content_type in (("json", "application/json"), ("csv", "text/csv; charset=utf-8")):
        assert re.match(path + form + "&user=", links[form])
        answer = await world.http.get(links[form].removeprefix(PUBLIC_URL))
        assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
