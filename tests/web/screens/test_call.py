"""The call itself: small and large, what one does in it, what its host may, and how it ends."""

from typing import Any

from tests.system.stage import PARTS
from tests.web.screens.entering import joins_the_call, starts_a_call
from tests.web.screens.hearing import hears, sees_picture, sees_some_picture
from tests.web.screens.looking import look
from tests.web.screens.marks import MARKS
from tests.web.screens.pages import ChromiumPage
from tests.web.screens.people import People
from tests.web.screens.person import Person

pytestmark = MARKS

ADA, GRACE, ALAN = (PARTS[name] for name in ("Ada", "Grace", "Alan"))
THIS_TAB = """(() => {
    const pick = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getDisplayMedia = (options) => pick({ ...options, audio: false, preferCurrentTab: true });
})()"""  # nobody is there to pick what is shared
WIDGET = "(({ left, top }) => [left, top])(document.querySelector('.call-widget').getBoundingClientRect())"
OPTIONS = "select => [...select.options].map(({ value }) => value)"
SELECTED = (
    "name => [...document.querySelectorAll('label')].find((each) => each.textContent.startsWith(name)).control.value"
)


async def test_three_people_meet_hear_and_see_each_other_and_are_muted_and_answered(people: People) -> None:
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


async def meet(people: People) -> tuple[Person, Person, Person]:
    """In the channel, where microphones are off at first; Ada is host."""
    ada, grace = await people.come("Ada"), await people.come_with_firefox("Grace")
    alan = await people.come("Alan")
    await alan.page.evaluate(THIS_TAB)
    await starts_a_call(ada)
    for person in (grace, alan):
        await joins_the_call(person)
    for person in (ada, grace, alan):
        await person.presses("Unmute")
    return ada, grace, alan


async def goes_elsewhere(ada: Person) -> None:
    """The call stays in sight, and is moved out of the way by keys."""
    await ada.presses("Ada, Grace")
    await ada.sees("Direct message", "Duration")
    await look(ada, "call-small")
    await ada.presses("Move the call's window")
    before: Any = await ada.page.evaluate(WIDGET)  # where it is again after it was looked at in all sizes
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
