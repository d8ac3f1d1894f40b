"""Incoming calls: where they are seen, heard and told by the desktop, and what becomes of them."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest_asyncio

from api.access.tokens import Role
from tests.patience import LONG_ENOUGH, STEP, eventually
from tests.system.device import Device
from tests.system.running import PATIENCE, Part
from tests.web.screens.callee import Callee
from tests.web.screens.entering import starts_a_call
from tests.web.screens.marks import MARKS
from tests.web.screens.people import People
from tests.web.screens.person import FINDING, Person

pytestmark = MARKS

CANCELLED = "Cancelled by the caller."
ROOM = "Ada, Grace"


class Caller:
    """Somebody who calls by the API."""

    def __init__(self, device: Device, room_id: str) -> None:
        self.device, self.room_id = device, room_id

    @asynccontextmanager
    async def calls(self) -> AsyncIterator[dict[str, Any]]:
        """Until the block ends."""
        entered = await self.device.start(self.room_id)
        yield entered
        await self.device.leave(entered)

    async def sees(self, call: dict[str, Any], state: str, why: str | None = None) -> None:
        """Until the call stands so."""
        expected = {"state": state, "endReason": why}
        await self._until(
            "query ($id: ID!) { call(id: $id) { state endReason } }", {"call": expected}, id=call["callId"]
        )

    async def is_with(self, *cameras: bool) -> None:
        """Until their only call has so many devices, by joining, with their cameras on or off."""
        expected = {"sessions": [{"call": {"sessions": [{"cameraOn": on} for on in cameras]}}]}
        await self._until("{ viewer { sessions { call { sessions { cameraOn } } } } }", {"viewer": expected})

    async def _until(self, query: str, expected: dict[str, Any], **variables: Any) -> None:
        deadline = asyncio.get_running_loop().time() + LONG_ENOUGH
        while (found := await self.device.ask(query, **variables)) != expected:
            assert asyncio.get_running_loop().time() < deadline, f"{found} instead of {expected}"
            await asyncio.sleep(STEP)


class Callers:
    """Ada and Alan, who share a direct room with Grace each."""

    def __init__(self, people: People, ada: Caller, alan: Caller) -> None:
        self.town, self.running = people.town, people.running
        self.ada, self.alan = ada, alan


@pytest_asyncio.fixture(loop_scope="session")
async def callers(people: People) -> AsyncIterator[Callers]:
    town = people.town
    await town.set(calls__lease_time=300)  # seconds; whoever calls by the API shows no sign of life meanwhile
    room = {"externalId": town.id("Alan, Grace"), "kind": "DIRECT", "name": "Alan, Grace"}
    async with AsyncExitStack() as stack:
        chat = await stack.enter_async_context(town.device("chat", Role.SERVICE))
        members = [town.id("Alan"), town.id("Grace")]
        await chat.change("upsertRooms", "roomIds", rooms=[{**room, "memberExternalIds": members}])
        found = []
        for name in ("Ada", "Alan"):
            device = await stack.enter_async_context(town.device(name))
            found.append(Caller(device, await device.room(town.id(f"{name}, Grace"))))
        yield Callers(people, *found)


async def test_what_rings_is_seen_everywhere_heard_once_and_told_by_the_desktop_while_nobody_looks(
    people: People, callers: Callers
) -> None:
    grace = await Callee.comes(people, "Grace")
    await it_is_told_by_the_desktop_only_while_no_tab_is_seen(grace, callers.ada)
    await it_goes_quiet_everywhere_once_it_is_declined_or_answered_anywhere(grace, callers)
    await it_rings_for_nobody_who_wants_peace(grace, callers)
    await it_runs_out(grace, callers)
    await it_outlives_the_server(grace, callers)


async def it_is_told_by_the_desktop_only_while_no_tab_is_seen(grace: Callee, ada: Caller) -> None:
    async with ada.calls():
        await grace.is_rung_by("Ada", notices=0)
        await grace.one.sees("☎ Ada")
        icon = await grace.one.page.evaluate("document.querySelector('link[rel=icon]').href")
        assert "/assets/ringing-" in icon
        entry = await grace.one.page.evaluate("document.querySelector('.sidebar .rings').textContent")
        assert entry.startswith(f"{ROOM}, Incoming call")
        await grace.hears_it()
    await grace.is_quiet(tabs=CANCELLED, phone=CANCELLED)
    await grace.one.no_longer_sees("☎ Ada")
    assert await grace.was_told() == 0

    await grace.looks_at(None)
    async with ada.calls():
        await grace.is_rung_by("Ada", notices=1)
        await grace.looks_at(grace.two)
        await grace.is_rung_by("Ada", notices=0)
        await grace.looks_at(None)
        await grace.is_rung_by("Ada", notices=1)
    await grace.is_quiet(tabs=CANCELLED, phone=CANCELLED)


async def it_goes_quiet_everywhere_once_it_is_declined_or_answered_anywhere(grace: Callee, callers: Callers) -> None:
    ada, alan = callers.ada, callers.alan
    async with ada.calls() as call:
        await grace.is_rung_by("Ada", notices=1)
        await grace.phone.presses("Decline")
        await grace.is_quiet(tabs="You declined elsewhere.")
        await ada.sees(call, "ENDED", "DECLINED")

    async with ada.calls() as call:
        await grace.is_rung_by("Ada", notices=1)
        await grace.phone.presses("Dismiss")
        await grace.is_quiet(tabs="You dismissed it elsewhere.")
        await ada.sees(call, "CALLING")  # who is told nothing

    async with ada.calls() as call:
        await grace.is_rung_by("Ada", notices=1)
        await grace.phone.presses("Accept")
        await grace.is_quiet(tabs="You answered elsewhere.")
        await ada.sees(call, "ONGOING")
        await grace.misses_a_call_without_having_noticed(alan.calls())  # in another call
    await grace.phone.sees("Start call")


async def it_rings_for_nobody_who_wants_peace(grace: Callee, callers: Callers) -> None:
    one = grace.one
    await grace.looks_at(one)
    await one.presses("Settings")
    await grace.turns("Do not disturb", on=True)
    await grace.misses_a_call_without_having_noticed(callers.ada.calls())
    await grace.turns("Do not disturb", on=False)
    await grace.turns("Ring when somebody calls me", on=False)
    await grace.misses_a_call_without_having_noticed(callers.ada.calls())
    await grace.turns("Ring when somebody calls me", on=True)

    await grace.mutes(ROOM)
    await one.sees(f"Unmute {ROOM}")
    await grace.looks_at(None)
    await grace.misses_a_call_without_having_noticed(callers.ada.calls())
    async with callers.alan.calls():
        await grace.is_rung_by("Alan", notices=1)  # by another room
    await grace.is_quiet(tabs=CANCELLED, phone=CANCELLED)
    await grace.looks_at(one)
    await one.presses(f"Unmute {ROOM}")
    await one.sees("You have muted no room.")


async def it_runs_out(grace: Callee, callers: Callers) -> None:
    await callers.town.set(ringing__time=2)
    async with callers.ada.calls() as call:
        missed = "You missed this call."
        await grace.is_quiet(tabs=missed, phone=missed)
        await callers.ada.sees(call, "ENDED", "NOT_ANSWERED")


async def it_outlives_the_server(grace: Callee, callers: Callers) -> None:
    """It rings all the while, and is answered as soon as the server is back."""
    await callers.town.set(ringing__time=300)  # however long the server takes to be back
    async with callers.ada.calls() as call:
        await grace.is_rung_by("Ada", notices=0)
        await asyncio.to_thread(callers.running.kill, Part.API, random.Random(0))
        await grace.one.sees("The connection to Ringlog was lost.")
        await grace.is_rung_by("Ada", notices=0)
        await asyncio.to_thread(eventually, callers.running.healthy, PATIENCE)
        await grace.one.presses("Accept")
        await grace.two.sees("You answered elsewhere.")
        await grace.phone.sees("You answered elsewhere.")
        await callers.ada.sees(call, "ONGOING")


async def test_a_caller_sees_whom_it_rings_and_how_it_went_and_a_callee_answers_without_a_mouse_or_by_leaving_a_call(
    people: People, callers: Callers
) -> None:
    ada, grace = await people.come("Ada"), await people.come("Grace")
    await grace.sees("Choose a room")
    await starts_a_call(ada, ROOM)
    await it_rings_until_the_caller_cancels(ada, grace)
    await it_lets_the_callee_go_on_typing_and_decline(ada, grace)
    await it_is_accepted_and_left_for_another(ada, grace, callers)


async def it_rings_until_the_caller_cancels(ada: Person, grace: Person) -> None:
    await ada.sees("Calling Grace…")
    await ada.until("witness.tones()", lambda tones: tones == 1)  # as it rings at the other end
    await ada.presses("General")
    await ada.sees("Channel", "Calling Grace…")  # who goes on with something else meanwhile

    focused = "document.activeElement.getAttribute('role') ?? document.activeElement.textContent"
    await grace.until(focused, lambda role: role == "alertdialog")
    for name in ("", "Accept"):  # dismissing comes first, with a cross
        await grace.keys("Tab")
        assert await grace.page.evaluate(focused) == name
    await grace.keys("Escape")
    await grace.no_longer_sees("Incoming call from Ada")
    await ada.sees("Calling Grace…")  # who isn't told
    await ada.presses("Cancel the call")
    await ada.no_longer_sees("Calling Grace…")
    await ada.until("witness.tones()", lambda tones: tones == 0)


async def it_lets_the_callee_go_on_typing_and_decline(ada: Person, grace: Person) -> None:
    await grace.presses(ROOM)
    await grace.types("Call command", "/call ")
    await starts_a_call(ada, ROOM)
    await grace.sees("Incoming call from Ada")
    await grace.keys(*"link")
    assert await grace.page.evaluate("document.activeElement.value") == "/call link"
    await grace.presses("Decline")
    await ada.sees("Grace declined.")


async def it_is_accepted_and_left_for_another(ada: Person, grace: Person, callers: Callers) -> None:
    alan = callers.alan
    await ada.presses("Call again")
    await ada.sees("Calling Grace…")
    await grace.sees("Incoming call from Ada")
    async with alan.calls() as call:
        await grace.sees("Incoming call from Alan")
        await grace.presses("Accept")  # the newest, which is on top
        await grace.no_longer_sees("Incoming call from Alan")
        await alan.sees(call, "ONGOING")
        await grace.presses("Accept with camera")
        await grace.sees("You are in another call")
        await grace.until(f"{FINDING}.control('Decline')?.ready", bool)  # it lies over dialogs, too
        await grace.presses("Leave and accept")
        await grace.no_longer_sees("Incoming call from")
        await alan.sees(call, "ENDED", "HUNG_UP")
    await ada.no_longer_sees("Calling Grace…")
    await callers.ada.is_with(False, True)
