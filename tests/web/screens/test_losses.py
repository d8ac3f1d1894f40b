"""What is lost in a call: the server, the network, a microphone, the sign-in, sound; and how it comes back."""

import asyncio
import random
from datetime import timedelta
from typing import Any

from tests.system.network import Host
from tests.system.running import Part
from tests.system.stage import PARTS
from tests.web.screens.entering import joins_the_call, starts_a_call
from tests.web.screens.hearing import hears
from tests.web.screens.marks import MARKS
from tests.web.screens.pages import ChromiumPage
from tests.web.screens.people import PHONE, People
from tests.web.screens.person import Person

pytestmark = MARKS

ADA, GRACE, ALAN = (PARTS[name] for name in ("Ada", "Grace", "Alan"))
LONG = 300  # seconds; however long the server takes to be back
CLICKS_FIRST = """(() => {
    let clicked = false;
    addEventListener("pointerdown", () => { clicked = true; }, true);
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = function () {
        const refused = new DOMException("Nobody has clicked yet.", "NotAllowedError");
        return clicked ? play.call(this) : Promise.reject(refused);
    };
})()"""  # as Firefox does it; to Chromium a reloaded page has been clicked already
AS_A_PHONE = "(delete MediaDevices.prototype.getDisplayMedia, null)"  # whose browsers can't share a screen
LOST = "The connection was lost. Reconnecting…"


async def test_a_call_goes_on_when_the_server_is_back_and_leaves_a_report_for_whoever_is_asked(people: People) -> None:
    await people.town.set(calls__reconnect_time=LONG)
    ada, alan = await people.come("Ada", view=PHONE), await people.come("Alan")
    await two_talk(ada, alan)
    assert isinstance(ada.page, ChromiumPage)
    assert "rtc connected" in ada.page.said
    await ada.page.evaluate(AS_A_PHONE)
    await ada.presses("Expand the call")
    await ada.sees("Raise hand")
    assert "Share screen" not in await ada.reads()
    await asyncio.to_thread(people.running.stop)
    for person in (ada, alan):
        await person.sees(LOST, "Your place is kept for")
    await asyncio.to_thread(people.running.start)
    for person in (ada, alan):
        await person.no_longer_sees("Reconnecting…")
    await hears(ada, ALAN.tone)
    await hears(alan, ADA.tone)
    await ada.presses("Leave")
    await ada.sees("You left the call.")
    await ada.presses("Copy debug report")
    await ada.sees("The debug report was copied.")
    report: Any = await ada.page.evaluate("navigator.clipboard.readText().then(JSON.parse)")
    assert report["call"]["phase"] == "left", report
    assert "call reconnecting" in [entry["what"] for entry in report["journal"]]
    assert report["statistics"]["media"]["streams"]
    await ada.presses("Join again")
    await hears(ada, ALAN.tone)


async def test_a_call_goes_on_when_the_media_server_was_killed(people: People) -> None:
    await people.town.set(calls__reconnect_time=LONG)
    ada, alan = await people.come("Ada"), await people.come("Alan")
    await two_talk(ada, alan)
    await asyncio.to_thread(people.running.kill, Part.MEDIA, random.Random(0))
    await asyncio.gather(*[person.sees(LOST) for person in (ada, alan)])
    for person in (ada, alan):
        await person.no_longer_sees("Reconnecting…")
    await hears(ada, ALAN.tone)
    await hears(alan, ADA.tone)


async def test_a_call_goes_on_when_the_network_is_back(people: People, host: Host) -> None:
    await people.town.set(calls__reconnect_time=LONG)
    ada, grace = await people.come("Ada"), await people.come_with_firefox("Grace")
    await two_talk(ada, grace)
    with host.cut_off():
        await grace.sees(LOST)
        await ada.sees("Grace is reconnecting…")
    await grace.no_longer_sees("Reconnecting…")
    await hears(ada, GRACE.tone)
    await hears(grace, ADA.tone)


async def test_who_loses_the_microphone_in_a_call_listens_until_they_have_it_again(people: People) -> None:
    ada, alan = await people.come("Ada"), await people.come("Alan")
    await two_talk(ada, alan)
    assert isinstance(ada.page, ChromiumPage)
    context = ada.page.page.context
    await context.clear_permissions()
    await ada.sees("No microphone is in use, so you only listen.")
    await hears(alan)
    await hears(ada, ALAN.tone)
    await context.grant_permissions(["microphone"])
    await ada.presses("Try again")
    await hears(alan, ADA.tone)


async def test_a_sign_in_that_runs_out_in_a_call_is_told_and_the_call_goes_on(people: People) -> None:
    alan = await people.come("Alan")
    await starts_a_call(alan)
    await alan.presses("Unmute")
    ada = await people.come("Ada", lifetime=timedelta(seconds=25))
    await joins_the_call(ada)
    await ada.sees("Your sign-in isn't accepted any more, so what you see here may be old.")
    await hears(ada, ALAN.tone)
    await ada.presses("Leave the call and sign in again")
    await ada.sees("Open Ringlog from your chat product")


async def test_a_reload_leads_back_into_the_call_with_the_devices_as_they_were(people: People) -> None:
    await people.town.set(calls__conference_grace=LONG)
    alan, ada = await people.come("Alan"), await people.come("Ada")
    await two_talk(alan, ada)
    assert isinstance(ada.page, ChromiumPage)
    await ada.page.page.reload()
    await ada.sees("You are in this call")
    await hears(alan, ADA.tone)
    await hears(ada, ALAN.tone)
    await ada.presses("Leave")
    await ada.page.page.reload()
    await ada.sees("Call, 1 person")
    await ada.presses("Settings")
    await ada.sees("Ring tone")
    assert "You are in this call" not in await ada.reads()


async def test_who_listens_only_is_asked_for_a_click_where_the_browser_wants_one_for_sound(people: People) -> None:
    alan, ada = await people.come("Alan"), await people.come("Ada")
    await starts_a_call(alan)
    await alan.presses("Unmute")
    assert isinstance(ada.page, ChromiumPage)
    await ada.page.page.context.add_init_script(CLICKS_FIRST)
    await ada.page.page.context.clear_permissions()
    await ada.presses("General")
    await ada.presses("Join call")
    await ada.presses("Join to listen only")
    await hears(ada, ALAN.tone)
    await ada.page.page.reload()
    await ada.sees("The browser plays no sound until you allow it.")
    await ada.presses("Turn sound on")
    await ada.no_longer_sees("The browser plays no sound until you allow it.")
    await hears(ada, ALAN.tone)


async def two_talk(first: Person, second: Person) -> None:
    await starts_a_call(first)
    await joins_the_call(second)
    for person in (first, second):
        await person.presses("Unmute")
    await hears(first, PARTS[second.name].tone)
    await hears(second, PARTS[first.name].tone)
