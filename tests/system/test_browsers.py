"""Two real browsers and an aiortc peer in one call: each hears and sees the others, whatever happens on the way."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import AsyncExitStack, suppress
from itertools import groupby
from pathlib import Path

import pytest
from playwright.async_api import Playwright, async_playwright

from api.graphql.core.ids import local_id
from domain.calls.call import Call
from domain.kernel.fact import Fact
from domain.kernel.ids import media_session_id
from domain.media_sessions.media_session import MediaSession
from tests.browsers import FIREFOX, needs_chromium
from tests.media.relay import Relay
from tests.patience import eventually_async
from tests.system.browser import SCREEN_BRIGHTNESS
from tests.system.caller import Caller
from tests.system.conftest import furnished
from tests.system.device import Refused
from tests.system.network import Host, why_not
from tests.system.record import Record
from tests.system.running import Part, Running
from tests.system.stage import PARTS, Stage
from tests.system.town import Town

pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(300),  # a start takes long on a busy machine
    needs_chromium,
]

CASTS: dict[str, Collection[str]] = {"Chromium": (), "both": ("Grace",), "Firefox": ("Ada", "Grace")}
CONNECTING_TWICE = (
    MediaSession.Requested,
    MediaSession.Connected,
    MediaSession.Restarted,
    MediaSession.Connected,
)


@pytest.fixture
async def driver() -> AsyncIterator[Playwright]:
    async with async_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with Host() as host:
        yield host


@pytest.fixture(scope="module")
def reached_from_there(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An installation whose media port is on the cable to the host."""
    with Running.started(tmp_path_factory.mktemp("reached"), MEDIA_HOST=host.near) as running:
        yield running


@pytest.fixture(params=["Chromium", "both"])
def firefoxes(request: pytest.FixtureRequest) -> Collection[str]:
    """Who has a Firefox; the others have a Chromium."""
    cast: Collection[str] = CASTS[request.param]
    because = why_not() if FIREFOX else "Debian's firefox-esr is not installed"
    if cast and because:
        pytest.skip(because)
    return cast


@pytest.fixture
async def town(firefoxes: Collection[str], request: pytest.FixtureRequest) -> Town:
    running = request.getfixturevalue("reached_from_there" if firefoxes else "served")
    return await furnished(running)


@pytest.fixture
async def stage(
    town: Town, driver: Playwright, tmp_path: Path, firefoxes: Collection[str], request: pytest.FixtureRequest
) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        stage = Stage(town, driver, tmp_path, stack)
        stage.hosts = {name: request.getfixturevalue("host") for name in firefoxes}
        yield stage


def tones(*names: str) -> dict[str, float]:
    return {name: PARTS[name].tone for name in names}


@pytest.mark.parametrize("firefoxes", CASTS, indirect=True)
async def test_who_comes_late_hears_and_sees_all_and_who_leaves_is_missed_by_nobody_else(stage: Stage) -> None:
    await stage.browser("Ada")
    await stage.handset("Alan")
    await stage.all_meet()
    grace = await stage.browser("Grace", camera=False)
    await stage.all_meet(unseen=["Grace"])
    await grace.change("setCamera", on=True)
    await stage.all_meet()
    await stage.leave("Ada")
    await stage.all_meet()


async def test_a_screen_is_shared_without_interrupting_anything_and_taken_away_by_the_host(stage: Stage) -> None:
    ada, grace = await stage.browser("Ada"), await stage.browser("Grace")
    alan = await stage.handset("Alan", camera=False)
    await stage.all_meet(unseen=["Alan"])
    async with asyncio.TaskGroup() as both_at_once:
        both_at_once.create_task(grace.share_screen())
        both_at_once.create_task(alan.turn_camera_on(PARTS["Alan"].brightness))
    for each in (ada, alan):
        await each.sees_screen(Grace=SCREEN_BRIGHTNESS)
    await stage.all_meet()
    assert not await ada.was_interrupted()
    assert not await grace.was_interrupted()

    await grace.stop_sharing()
    await asyncio.gather(ada.sees_screen(), alan.sees_screen())
    await grace.share_screen()
    for each in (ada, alan):
        await each.sees_screen(Grace=SCREEN_BRIGHTNESS)
    await ada.device.change("stopScreenShare", "callId", callId=ada.ids["callId"])
    await asyncio.gather(ada.sees_screen(), alan.sees_screen())
    await stage.all_meet()


async def test_who_mutes_or_is_muted_by_the_host_is_not_heard_until_they_unmute(stage: Stage) -> None:
    ada, grace = await stage.browser("Ada"), await stage.browser("Grace")
    await stage.handset("Alan")
    await stage.all_meet()
    await grace.set_microphone(False)
    await stage.all_meet(unheard=["Grace"])
    await grace.set_microphone(True)
    await stage.all_meet()

    await ada.device.change("muteParticipant", "callId", callId=ada.ids["callId"], userId=await grace.user_id())
    await stage.all_meet(unheard=["Grace"])
    sent = await grace.sent_sound()
    await stage.all_meet(unheard=["Grace"])
    assert await grace.sent_sound() > sent
    with pytest.raises(Refused, match="UNKNOWN_SESSION"):
        await ada.device.change("setMicrophone", "sessionId", **grace.ids, on=True)
    await stage.all_meet(unheard=["Grace"])
    await grace.change("setMicrophone", on=True)
    await stage.all_meet()


async def test_who_loses_the_network_for_five_seconds_or_changes_it_stays_in_the_call(stage: Stage, town: Town) -> None:
    port = (town.running.media_host, town.running.media_port)
    with Relay(port) as first, Relay(port) as second:
        ada, alan = await stage.browser("Ada"), await stage.handset("Alan")
        grace = await stage.browser("Grace", first)
        await stage.all_meet()
        first.down = True
        back = asyncio.create_task(asyncio.sleep(5))
        await ada.hears(**tones("Alan"))
        await alan.hears(**tones("Ada"))
        await grace.hears()
        await back
        assert first.lost_out
        assert first.lost_in
        first.down = False
        await stage.all_meet()

        await grace.move_to(second)
        first.down = True
        await stage.all_meet()
    assert not [fact for fact in facts_of_call(town.running, ada) if isinstance(fact, Call.SessionLeft)]


async def test_whose_media_server_was_killed_are_back_as_soon_as_it_is(stage: Stage, town: Town) -> None:
    await town.set(calls__lease_time=10)
    ada = await stage.browser("Ada")
    await stage.browser("Grace")
    await stage.handset("Alan")
    await stage.all_meet()
    (killed,) = town.running.processes(Part.MEDIA)
    town.running.kill(Part.MEDIA, random.Random())
    await eventually_async(lambda: town.running.processes(Part.MEDIA) not in ([], [killed]))
    assert ada.live is not None
    await ada.live.until(lambda state: any(each["reconnectingSince"] for each in state["call"]["sessions"]))
    await ada.live.until_now(lambda state: not any(each["reconnectingSince"] for each in state["call"]["sessions"]))
    await stage.all_meet()
    for caller in stage.callers.values():
        told = [type(fact) for fact in facts_of_media(town.running, caller)]
        steps = [fact for fact, _ in groupby(fact for fact in told if fact in CONNECTING_TWICE)]  # it may try twice
        assert steps[:4] == list(CONNECTING_TWICE)
    about = {type(fact) for fact in facts_of_call(town.running, ada)}
    assert about >= {Call.ConnectionDropped, Call.ConnectionRestored}
    assert Call.SessionLeft not in about


def facts_of_call(running: Running, caller: Caller) -> list[Fact]:
    call_id = local_id("Call", caller.ids["callId"])
    assert call_id is not None
    return Record.of(running.postgres.url()).streams[call_id]


def facts_of_media(running: Running, caller: Caller) -> list[Fact]:
    session_id = local_id("Session", caller.ids["sessionId"])
    assert session_id is not None
    return Record.of(running.postgres.url()).streams[media_session_id(session_id)]


def has_ipv6() -> bool:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.bind(("::1", 0))
        return True
    return False


@pytest.mark.skipif(not has_ipv6(), reason="the machine has no IPv6")
async def test_browsers_meet_over_ipv6(tmp_path: Path, driver: Playwright) -> None:
    with Running.started(tmp_path / "served", MEDIA_HOST="::1") as running:
        town = Town(running)
        await town.furnish()
        async with AsyncExitStack() as stack:
            stage = Stage(town, driver, tmp_path, stack, "--allow-loopback-in-peer-connection")
            await stage.browser("Ada")
            await stage.browser("Grace")
            await stage.all_meet()
