"""What the host of a call does: records it, hands it over, removes somebody, ends it; and what is on record then."""

from tests.system.stage import PARTS
from tests.web.screens.entering import joins_the_call, starts_a_call
from tests.web.screens.hearing import hears
from tests.web.screens.marks import MARKS
from tests.web.screens.people import People
from tests.web.screens.person import Person

pytestmark = MARKS

ALAN = PARTS["Alan"]


async def test_a_host_records_hands_over_and_the_next_one_removes_somebody_and_ends_the_call(people: People) -> None:
    ada, grace, alan = await people.come("Ada"), await people.come("Grace"), await people.come("Alan")
    await starts_a_call(ada)
    for person in (grace, alan):
        await joins_the_call(person)
    for person in (ada, grace, alan):
        await person.presses("Expand the call")
    await alan.presses("Unmute")
    await hears(ada, ALAN.tone)
    await records(ada, told=alan)
    await hands_over(ada, grace)
    await removes(grace, alan)
    await ends(grace, ada)


async def records(host: Person, told: Person) -> None:
    await host.presses("Record")
    await told.until(
        "document.querySelector('.recording-mark.on')?.textContent ?? ''", lambda mark: mark == "Recording"
    )
    assert not await told.can_press("Stop recording")
    await told.presses("Thread")
    await host.presses("Stop recording")
    await told.sees("The recording is in the call's thread.", "webm")
    assert not await told.can_press("Record")
    await told.presses("Thread")


async def hands_over(ada: Person, grace: Person) -> None:
    await ada.presses("People")
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
    await host.sees("2 participants")
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
    await ada.sees("Attendees", "Alan", "Grace", "Recording")
