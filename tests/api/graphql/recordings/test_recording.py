"""Recordings over GraphQL: live in the call, kept in its log, and the file for each who may have it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID, uuid4

import pytest

from api.access.tokens import Role
from api.graphql.core.ids import global_id, local_id
from domain.kernel.clock import system_clock
from domain.kernel.occasion import Cause
from domain.recordings.recording import Recording
from domain.recordings.use_cases import latest_recording
from runtime.thread_pools import in_thread
from tests.api.graphql.watching import watching
from tests.api.world import PUBLIC_URL, World
from tests.people import user_id

CAUSE = Cause("media:here", "127.0.0.1", uuid4(), "test")
LIVE = """subscription ($call: ID!) { call(callId: $call) { ... on CallUpdate { call { recording {
    state requestedBy { name } startedAt stopsBy stopReason stoppedBy { name } delayReason failureReason
    notices { nodes { user { name } } } reminder { host { name } remindedAt stopsBy } file { name }
} } } } }"""
LOG = """query ($call: ID!) { conferenceLog(callId: $call) { recordings {
    state limitMinutes failureReason file { id sizeBytes durationMs sha256 deletedAt downloadUrl }
} thread { messages { totalCount } } } }"""
LINKS = """subscription ($call: ID!) { thread(callId: $call) { ... on ThreadUpdate {
    messages { file { name deletedAt downloadUrl } }
} } }"""
FILES = """subscription ($call: ID!) { thread(callId: $call) { ... on ThreadUpdate {
    messages { file { name deletedAt } }
} } }"""


class Recorder:
    """What the media server and retention report of a call's latest recording."""

    def __init__(self, world: World, call: str) -> None:
        self._recordings = world.backend.services.recordings
        self._call_id = local_id("Call", call) or uuid4()

    @property
    def recording(self) -> Recording:
        found = latest_recording(self._recordings.log, self._call_id)
        assert found is not None
        return found

    async def starts(self, at: datetime | None = None) -> None:
        await self._reports(self._recordings.started, at=at or system_clock())

    async def waits(self) -> None:
        await self._reports(self._recordings.delayed, at=system_clock(), reason="The disk is full.")

    async def publishes(self) -> None:
        file = {"size": 5_000_000_000, "duration_ms": 61_000, "sha256": "0" * 64}
        await self._reports(self._recordings.published, at=system_clock(), **file)

    async def fails(self) -> None:
        await self._reports(self._recordings.failed, at=system_clock(), reason="The disk is full.")

    async def deletes(self) -> None:
        await self._reports(self._recordings.file_deleted, at=system_clock(), retention_days=30)

    async def _reports(self, use_case: Callable[..., object], **what: object) -> None:
        recording_id = (await in_thread(lambda: self.recording)).id
        await in_thread(partial(use_case, recording_id=recording_id, cause=CAUSE, **what))


async def recorded(world: World, **given: Any) -> tuple[str, Recorder]:
    """A call of Ada's that is asked to be recorded."""
    call = (await world.start("general", by="ada", **given))["callId"]
    assert "code" not in await world.change("startRecording { recordingId }", by="ada", callId=call)
    return call, Recorder(world, call)


def person_of(world: World, recording_id: UUID, link: str) -> UUID | None:
    """Whom a link is for."""
    assert link.startswith(f"{PUBLIC_URL}/recordings/{recording_id}?")
    person = world.backend.links.person(recording_id, dict(parse_qsl(urlsplit(link).query)))
    return None if person is None else person.user_id


async def test_a_member_follows_a_recording_from_the_request_to_the_file(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    recorder = Recorder(world, call)
    async with world.socket("grace") as session, watching(session, LIVE, call=call) as watcher:
        assert await watcher.now() == {"call": {"recording": None}}
        await world.change("startRecording { recordingId }", by="ada", callId=call)
        asked = (await watcher.until(lambda state: state["call"]["recording"]))["call"]["recording"]
        assert (asked["state"], asked["requestedBy"], asked["startedAt"]) == ("REQUESTED", {"name": "Ada"}, None)
        await recorder.starts()
        began = (await watcher.until(lambda state: state["call"]["recording"]["notices"]["nodes"]))["call"]["recording"]
        assert (began["state"], began["notices"]["nodes"]) == ("STARTED", [{"user": {"name": "Ada"}}])
        lasts = datetime.fromisoformat(began["stopsBy"]) - datetime.fromisoformat(began["startedAt"])
        assert (lasts, began["reminder"]) == (timedelta(minutes=60), None)
        await world.change("stopRecording { recordingId }", by="ada", callId=call)
        await recorder.waits()
        stopped = (await watcher.until(lambda state: state["call"]["recording"]["delayReason"]))["call"]["recording"]
        assert (stopped["state"], stopped["stopReason"]) == ("STOPPING", "STOPPED")
        assert (stopped["stoppedBy"], stopped["delayReason"]) == ({"name": "Ada"}, "The disk is full.")
        await recorder.publishes()
        there = (await watcher.until(lambda state: state["call"]["recording"]["file"]))["call"]["recording"]
        assert (there["state"], there["delayReason"]) == ("PUBLISHED", None)


async def test_the_host_is_reminded_in_the_call_itself_ten_minutes_before_the_limit(world: World) -> None:
    call, recorder = await recorded(world)
    async with world.socket("ada") as session, watching(session, LIVE, call=call) as watcher:
        await recorder.starts(system_clock() - timedelta(minutes=50, seconds=-1))  # due in a second
        recording = (await watcher.until(lambda state: state["call"]["recording"]["reminder"]))["call"]["recording"]
        reminder = recording["reminder"]
        assert (reminder["host"], reminder["stopsBy"]) == ({"name": "Ada"}, recording["stopsBy"])
        left = datetime.fromisoformat(reminder["stopsBy"]) - datetime.fromisoformat(reminder["remindedAt"])
        assert left == timedelta(minutes=10)
        await world.change("stopRecording { recordingId }", by="ada", callId=call)
        assert await watcher.until(lambda state: state["call"]["recording"]["reminder"] is None)


async def test_who_becomes_host_after_the_reminder_is_shown_it_too(world: World) -> None:
    call, recorder = await recorded(world)
    assert "code" not in await world.change("joinCall { callId }", by="grace", callId=call, deviceId="phone")
    async with world.socket("grace") as session, watching(session, LIVE, call=call) as watcher:
        await recorder.starts(system_clock() - timedelta(minutes=51))
        state = await watcher.until(lambda state: state["call"]["recording"]["reminder"])
        reminded = state["call"]["recording"]["reminder"]
        assert reminded["host"] == {"name": "Ada"}
        await world.change("handOverCall { callId }", by="ada", callId=call, userId=global_id("User", user_id("grace")))
        now_hers = {**reminded, "host": {"name": "Grace"}}
        await watcher.until(lambda state: state["call"]["recording"]["reminder"] == now_hers)


async def test_the_log_of_a_call_has_all_its_recordings_also_the_one_that_failed(world: World) -> None:
    call, recorder = await recorded(world)
    await recorder.fails()
    await world.change("startRecording { recordingId }", by="ada", callId=call)
    await recorder.starts()
    await world.change("endCall { callId }", by="ada", callId=call)
    await recorder.publishes()
    await world.settle()
    log = (await world.ask(LOG, by="alan", call=call))["conferenceLog"]
    failed, published = log["recordings"]
    assert failed == {"state": "FAILED", "limitMinutes": 60, "failureReason": "The disk is full.", "file": None}
    assert (published["state"], published["failureReason"]) == ("PUBLISHED", None)
    link, file_id = published["file"].pop("downloadUrl"), published["file"].pop("id")
    assert person_of(world, recorder.recording.id, link) == user_id("alan")
    expected = {"sizeBytes": 5_000_000_000, "durationMs": 61_000, "sha256": "0" * 64, "deletedAt": None}
    query = "query ($id: ID!) { node(id: $id) { ... on File { sizeBytes durationMs sha256 deletedAt } } }"
    assert await world.ask(query, by="alan", id=file_id) == {"node": expected}
    assert await world.ask(query, by="gus", role=Role.GUEST, id=file_id) == {"node": None}
    assert (published["file"], log["thread"]) == (expected, {"messages": {"totalCount": 1}})


async def test_everyone_who_watches_gets_a_link_of_their_own(world: World) -> None:
    call, recorder = await recorded(world)
    await recorder.starts()
    async with (
        world.sockets("grace", "alan") as sessions,
        watching(sessions[0], LINKS, call=call) as grace,
        watching(sessions[1], LINKS, call=call) as alan,
    ):
        assert await grace.now() == await alan.now() == {"messages": []}
        await recorder.publishes()
        for watcher, name in ((grace, "grace"), (alan, "alan")):
            (message,) = (await watcher.until(lambda state: state["messages"]))["messages"]
            assert person_of(world, recorder.recording.id, message["file"]["downloadUrl"]) == user_id(name)


async def test_a_deleted_file_is_shown_as_such_at_once_and_has_no_link(world: World) -> None:
    call, recorder = await recorded(world)
    await recorder.starts()
    await recorder.publishes()
    await world.settle()
    async with world.socket("grace") as session, watching(session, FILES, call=call) as watcher:
        assert (await watcher.now())["messages"][0]["file"]["deletedAt"] is None
        await recorder.deletes()
        gone = await watcher.until(lambda state: state["messages"][0]["file"]["deletedAt"])
    await world.change("endCall { callId }", by="ada", callId=call)
    (recording,) = (await world.ask(LOG, by="grace", call=call))["conferenceLog"]["recordings"]
    assert (recording["state"], recording["file"]["downloadUrl"]) == ("PUBLISHED", None)
    assert recording["file"]["deletedAt"] == gone["messages"][0]["file"]["deletedAt"]


@pytest.mark.parametrize(("name", "role"), [("gus", Role.GUEST), ("root", Role.ADMIN), ("chat", Role.SERVICE)])
async def test_to_others_there_is_no_recording(world: World, name: str, role: Role) -> None:
    _, recorder = await recorded(world)
    query = "query ($id: ID!) { node(id: $id) { ... on Recording { state call { title } } } }"
    given = global_id("Recording", recorder.recording.id)
    assert (await world.ask(query, by=name, role=role, id=given)) == {"node": None}
    found = (await world.ask(query, by="alan", id=given))["node"]
    assert found == {"state": "REQUESTED", "call": {"title": "General"}}
