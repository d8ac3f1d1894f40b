"""Each role and each command, in a process of its own, on a log that holds a fact of every kind there is."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from eventsourcing.utils import get_topic
from gql.transport.exceptions import TransportConnectionFailed

from api.access.tokens import Role
from domain.calls.call import Call
from event_log import LogReader
from tests.databases import new_database
from tests.event_log.stored_facts import all_facts
from tests.projections.running import until_shown
from tests.projections.scene import Scene
from tests.system.device import Device
from tests.system.every_fact import record_every_fact
from tests.system.role_alone import RoleAlone, environment, token
from tests.system.running import PATIENCE, RINGLOG
from tests.system.shown import RoomWatch

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine


@pytest.fixture(scope="module")
def full_log(postgres_url: str) -> Iterator[str]:
    """The URL of a database whose log has every fact; nobody may record to it."""
    with new_database(postgres_url) as url:
        record_every_fact(url)
        yield url


def ringlog(database_url: str, folder: Path, *words: str) -> str:
    """What a command prints; fails when it fails."""
    done = subprocess.run(
        [RINGLOG, *words],
        env=environment(database_url, folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_events_prints_every_fact(full_log: str, tmp_path: Path) -> None:
    lines = ringlog(full_log, tmp_path, "events", "--json").splitlines()
    assert {json.loads(line)["topic"] for line in lines} == set(map(get_topic, all_facts()))
    ringlog(full_log, tmp_path, "events")


def test_replay_goes_through_every_call(full_log: str, tmp_path: Path) -> None:
    reader = LogReader(full_log)
    calls = [each.fact.originator_id for each in reader.read(0, 100_000) if isinstance(each.fact, Call.Ended)]
    reader.close()
    for call in calls[:3]:
        assert "Call.Ended" in ringlog(full_log, tmp_path, "replay", str(call))


def test_rebuild_takes_in_every_fact(full_log: str, tmp_path: Path) -> None:
    assert ringlog(full_log, tmp_path, "rebuild").startswith("The views are rebuilt")


def test_token_and_schema_need_no_log_and_mind_none(full_log: str, tmp_path: Path) -> None:
    assert ringlog(full_log, tmp_path, "token", "ada").count(".") == 2
    ringlog(full_log, tmp_path, "schema", "--check")


async def test_every_role_follows_every_fact(empty_url: str, tmp_path: Path) -> None:
    """The media server follows what comes after it has started, so it starts before the facts do."""
    with ExitStack() as stack:
        media = stack.enter_context(RoleAlone("media", empty_url, tmp_path))
        media.wait_until_it_says("media: UDP port")
        await asyncio.to_thread(record_every_fact, empty_url)
        worker = stack.enter_context(RoleAlone("worker", empty_url, tmp_path))
        api = stack.enter_context(RoleAlone("api", empty_url, tmp_path))
        await asyncio.to_thread(until_shown, empty_url, end_of(empty_url))
        async with Device(api.address, token("root", Role.ADMIN)) as admin:
            await until_answered(admin)
        assert [role.log for role in (media, worker, api) if not follows(role)] == []


async def test_views_and_media_go_on_after_an_auditor_has_looked(database_url: str, tmp_path: Path) -> None:
    with Scene(database_url) as scene:
        scene.furnish()
    with ExitStack() as stack:
        media = stack.enter_context(RoleAlone("media", database_url, tmp_path))
        worker = stack.enter_context(RoleAlone("worker", database_url, tmp_path))
        api = stack.enter_context(RoleAlone("api", database_url, tmp_path))
        media.wait_until_it_says("media: UDP port")
        await asyncio.to_thread(until_shown, database_url, 1)
        async with Device(api.address, token("iris", Role.AUDITOR)) as auditor:
            await until_answered(auditor)
            answer = await auditor.ask('{ roomByExternalId(externalId: "general") { name } }')
            assert answer == {"roomByExternalId": {"name": "General"}}
        looked = end_of(database_url)
        async with Device(api.address, token("ada", Role.MEMBER)) as ada:
            call = await ada.start(await ada.room("general"))
            shown = await RoomWatch.of(ada, await ada.room("general"))
            await shown.message(call["callId"], state="ONGOING")
        assert end_of(database_url) > looked
        assert [role.log for role in (media, worker, api) if not follows(role)] == []


def follows(role: RoleAlone) -> bool:
    """Whether it runs and nothing in it has died."""
    return role.runs and "Traceback" not in role.log


def end_of(database_url: str) -> int:
    reader = LogReader(database_url)
    try:
        return reader.end()
    finally:
        reader.close()


async def until_answered(device: Device) -> None:
    """Until the API is up."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await device.ask("{ viewer { role } }")
            except TransportConnectionFailed:
                await asyncio.sleep(0.1)
            else:
                return
