"""Starting: again on the same data, on another PostgreSQL, and not at all with a wrong setting; tokens that run out."""

import secrets
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from gql.transport.exceptions import TransportError, TransportQueryError
from websockets.exceptions import ConnectionClosedError

from api.access.tokens import Role
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from tests.system.device import Device, State
from tests.system.running import RINGLOG, Running
from tests.system.shown import RINGS, TIMELINE, log_of
from tests.system.town import Town

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine


async def call_that_ends(town: Town, title: str) -> State:
    """Ada rings Grace, who answers; they hang up. Its conference log."""
    async with town.device("Ada") as ada, town.device("Grace") as grace:
        rings = await grace.watch(RINGS)
        started = await ada.start(await ada.room(town.id("Ada, Grace")), title=title)
        (ring,) = (await rings.until(lambda state: state["rings"]))["rings"]
        await grace.accept(ring["id"])
        await ada.leave(started)
        return await log_of(grace, started["callId"])


async def timeline(device: Device, town: Town) -> list[State]:
    room_id = await device.room(town.id("Ada, Grace"))
    watched = await device.watch(TIMELINE, id=room_id)
    messages: list[State] = watched.states[0]["messages"]
    return messages


async def test_a_second_start_on_the_same_data_has_its_calls_and_takes_new_ones(running: Running) -> None:
    town = Town(running.start())
    await town.furnish(calls__direct_grace=0)
    first = await call_that_ends(town, "Before")
    async with town.device("Ada") as ada:
        before = await timeline(ada, town)
    running.stop()

    running.start()
    async with Device(running.address, issued_on_the_command_line(running, town.id("Ada"))) as ada:
        assert await timeline(ada, town) == before
        assert await log_of(ada, before[0]["call"]["id"]) == first
        await call_that_ends(town, "After")
        assert [message["title"] for message in await timeline(ada, town)] == ["After", "Before"]
    running.stop()


def issued_on_the_command_line(running: Running, user: str) -> str:
    command = [str(RINGLOG), "token", user]
    return subprocess.run(command, env=running.environment, capture_output=True, text=True, check=True).stdout.strip()


async def test_it_runs_on_another_postgresql(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "another") as another:
        running = Running(tmp_path / "own", DATABASE_URL=another.url(), JWT_KEY=secrets.token_urlsafe(48))
        try:
            town = Town(running.start())
            await town.furnish(calls__direct_grace=0)
            log = await call_that_ends(town, "Elsewhere")
            running.stop()
            town = Town(running.start())
            await town.furnish()
            running.stop()
        finally:
            running.end()
    assert (log["title"], log["endReason"]) == ("Elsewhere", "HUNG_UP")
    assert not (running.data / "postgres").exists()


async def test_a_token_that_runs_out_closes_its_subscriptions_and_is_refused_from_then_on(town: Town) -> None:
    token = town.running.token(town.id("Ada"), Role.MEMBER, timedelta(seconds=6))
    async with Device(town.running.address, token) as ada:
        rings = await ada.watch(RINGS)
        closed = (await rings.until_closed()).__cause__
        assert isinstance(closed, ConnectionClosedError)
        assert closed.rcvd is not None
        assert (closed.rcvd.code, closed.rcvd.reason) == (4403, "Forbidden: the token expired")
        with pytest.raises(TransportQueryError, match="expired"):
            await ada.ask("{ viewer { role } }")
        with pytest.raises((TransportError, ConnectionClosedError)):
            async with Device(town.running.address, token) as again:
                await again.watch(RINGS)


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("PORT", "eighty", 'RINGLOG_PORT is "eighty": give a whole number from 1 to 65535.'),
        ("PROT", "8080", "RINGLOG_PROT is no setting: did you mean RINGLOG_PORT?"),
        (
            "DATABASE_URL",
            "mysql://localhost/ringlog",
            "RINGLOG_DATABASE_URL is no PostgreSQL URL: give one like postgresql://user:password@host:5432/database.",
        ),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(
    tmp_path: Path, setting: str, value: str, sentence: str
) -> None:
    environment = Running(tmp_path, **{setting: value}).environment
    refused = subprocess.run([RINGLOG, "serve"], env=environment, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout, refused.stderr) == (2, "", f"{sentence}\n")
    assert not (tmp_path / "data").exists()
