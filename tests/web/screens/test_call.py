"""The call itself: small and large, what one does in it, what its host may, and how it ends."""

from typing import Any

from tests.system.stage import PARTS
from tests.web.screens.hearing import hears, sees_picture, sees_some_picture
from tests.web.screens.looking import look
from tests.web.screens.marks import MARKS
from tests.web.screens.pages import ChromiumPage
from tests.web.screens.people import PHONE, People
from tests.web.screens.person import Person

pytestmark = MARKS

ADA, GRACE, ALAN = (PARTS[name] for name in ("Ada", "Grace", "Alan"))
THIS_TAB = """(() => {
    const pick = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getDisplayMedia = (options) => pick({ ...options, audio: false, preferCurrentTab: true });
})()"""  # nobody is there to pick what is shared
AS_A_PHONE = "(delete MediaDevices.prototype.getDisplayMedia, null)"  # whose browsers can't share a screen
WIDGET = "(({ left, top }) => [left, top])(document.querySelector('.call-widget').getBoundingClientRect())"
OPTIONS = "select => [...select.options].map(({ value }) => value)"
SELECTED = (
    "name => [...document.querySelectorAll('label')].find((each) => each.textContent.startsWith(name)).control.value"
)
COPIED = "navigator.clipboard.readText()"


async def test_three_people_meet_and_what_the_host_does_is_told_to_whom_it_concerns(people: People) -> None:
    ada, grace, alan = await meet(people)
    await hears(ada, GRACE.tone, ALAN.tone)
    await hears(grace, ADA.tone, ALAN.tone)
    await hears(alan, ADA.tone, GRACE.tone)
    await goes_elsewhere(ada)
    for person in (ada, grace, alan):
        await person.presses("Expand the call")
    await shows_a_picture(alan, to=ada)
    await asks_to_speak(alan, host=ada)
    await reacts(ada, seen_by=grace)
    await mutes(ada, grace)
    await takes_another_microphone(grace, alan)
    await shares(alan, host=ada)
    await records(ada, told=alan)
    await hands_over(ada, grace)
    await removes(grace, alan)
    await ends(grace, ada)


async def meet(people: People) -> tuple[Person, Person, Person]:
    """In the channel, where microphones are off at first; Ada is host."""
    ada, grace = await people.come("Ada"), await people.come_with_firefox("Grace")
    alan = await people.come("Alan")
    await alan.page.evaluate(THIS_TAB)
    await starts(ada)
    for person in (grace, alan):
        await joins(person)
    for person in (ada, grace, alan):
        await person.presses("Unmute")
    return ada, grace, alan


async def starts(person: Person) -> None:
    """The channel's call, with the devices that are offered."""
    await person.presses("General")
    await person.presses("Start call")
    await person.sees("Start a call in General")
    await person.presses("Start call")


async def joins(person: Person) -> None:
    await person.presses("General")
    await person.presses("Join call")
    await person.sees("Join the call in General")
    await person.presses("Join call")


async def goes_elsewhere(ada: Person) -> None:
    """The call stays in sight, and is moved out of the way by keys."""
    await ada.presses("Ada, Grace")
    await ada.sees("Direct message", "Duration")
    await look(ada, "call-small")
    before: Any = await ada.page.evaluate(WIDGET)
    await ada.presses("Move the call's window")
    await ada.keys("ArrowLeft", "ArrowUp", "ArrowUp")
    await ada.until(WIDGET, lambda now: now == [before[0] - 16, before[1] - 32])


async def shows_a_picture(alan: Person, to: Person) -> None:
    await alan.presses("Turn camera on")
    await sees_picture(to, "Camera of Alan", ALAN.brightness)
    await sees_picture(alan, "Camera of Alan", ALAN.brightness)


async def asks_to_speak(alan: Person, host: Person) -> None:
    """By a key; keys do nothing while one types."""
    await alan.keys("h")
    await host.sees("Hand raised, number 1")
    await host.presses("People")
    await host.sees("3 participants", "Raised hands")
    await look(host, "call-large")
    await host.presses("Lower the hand of Alan")
    await host.no_longer_sees("Raised hands")
    await alan.presses("Raise hand")
    await alan.presses("Lower hand")


async def reacts(ada: Person, seen_by: Person) -> None:
    await ada.presses("React")
    await ada.presses("👍")
    await seen_by.sees("👍")
    await ada.presses("React")
    await ada.presses("More emoji")
    await ada.types("Search emoji", "rocket")
    await ada.presses("rocket")
    await seen_by.sees("🚀")


async def mutes(host: Person, grace: Person) -> None:
    await host.presses("Options for Grace")
    await host.presses("Mute this person")
    await grace.sees("Ada muted you.")
    await hears(host, ALAN.tone)
    await grace.presses("Unmute")
    await grace.no_longer_sees("Ada muted you.")
    await hears(host, GRACE.tone, ALAN.tone)


async def takes_another_microphone(listener: Person, alan: Person) -> None:
    """Nobody notices."""
    assert isinstance(alan.page, ChromiumPage)
    await alan.presses("Devices and more")
    await alan.sees("Microphone", "Camera", "Loudspeaker")
    select = alan.page.page.get_by_label("Microphone")
    before = await select.input_value()
    others = [each for each in await select.evaluate(OPTIONS) if each not in ("", before)]
    await select.select_option(others[-1])
    await alan.until(f"({SELECTED})('Microphone')", lambda chosen: chosen == others[-1])
    await alan.keys("Escape")
    await hears(listener, ADA.tone, ALAN.tone)


async def records(host: Person, told: Person) -> None:
    await host.presses("Record")
    await told.sees("Recording")
    await host.presses("Stop recording")
    await told.sees("The recording is in the call's thread.")
    assert not await told.can_press("Record")
    await told.presses("Thread")
    await told.sees("Write a message", "webm")
    await told.presses("Thread")


async def shares(alan: Person, host: Person) -> None:
    """It comes first for all others, and the host stops it."""
    await alan.presses("Share screen")
    await alan.sees("You share your screen")
    await sees_some_picture(host, "Screen of Alan")
    await host.presses("Grid")
    await host.no_longer_sees("Alan shares a screen")
    await host.presses("Options for Alan")
    await host.presses("Stop their screen share")
    await alan.no_longer_sees("You share your screen")


async def hands_over(ada: Person, grace: Person) -> None:
    await ada.presses("Options for Grace")
    await ada.presses("Make host")
    await grace.sees("You are the host now.")
    await ada.no_longer_sees("Options for Alan")


async def removes(host: Person, alan: Person) -> None:
    await host.presses("People")
    await host.presses("Options for Alan")
    await host.presses("Remove from the call")
    await host.sees("Remove Alan?")
    await host.presses("Remove from the call")
    await alan.sees("Grace removed you from the call.")
    await alan.presses("Join again")
    await host.sees("3 participants")


async def ends(host: Person, ada: Person) -> None:
    """It is on record then."""
    await host.presses("Devices and more")
    await host.presses("End for all")
    await host.sees("Everybody will be out of the call.")
    await host.presses("End the call")
    await host.sees("You ended the call for all.")
    await ada.sees("Grace ended the call for all.")
    await ada.presses("What is on record")
    await ada.sees("Alan", "Grace")


async def test_a_call_lives_on_while_the_server_starts_again_and_leaves_a_report(people: People) -> None:
    ada, alan = await people.come("Ada", view=PHONE), await people.come("Alan")
    await starts(ada)
    await joins(alan)
    for person in (ada, alan):
        await person.presses("Unmute")
    await hears(ada, ALAN.tone)
    await ada.page.evaluate(AS_A_PHONE)
    await ada.presses("Expand the call")
    assert not await ada.can_press("Share screen")
    people.running.stop()
    await ada.sees("The connection was lost. Reconnecting…", "Your place is kept for")
    people.running.start()
    await ada.no_longer_sees("Reconnecting…")
    await hears(ada, ALAN.tone)
    await hears(alan, ADA.tone)
    await ada.presses("Leave")
    await ada.sees("You left the call.")
    await ada.presses("Copy debug report")
    report = await ada.page.evaluate(f"{COPIED}.then(JSON.parse)")
    assert report["call"]["phase"] == "left"
    assert "call reconnecting" in [entry["what"] for entry in report["journal"]]
    assert report["statistics"]["media"]["streams"]
    await ada.presses("Join again")
    await ada.sees("Duration")
