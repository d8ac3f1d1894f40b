"""Signing in, and the rooms with what goes on in them."""

from tests.web.screens.marks import MARKS
from tests.web.screens.people import PHONE, People

pytestmark = MARKS


async def test_rooms_are_listed_with_their_calls_and_opened_by_a_click_or_an_address(people: People) -> None:
    ada = await people.come("Ada")
    grace = await people.come_with_firefox("Grace")
    for person in (ada, grace):
        await person.sees("General", "Ada, Grace", "Choose a room")
    assert "Alan, Edsger" not in await ada.reads()

    async with people.town.device("Alan") as alan:
        entered = await alan.start(await alan.room(people.town.id("General")))
        for person in (ada, grace):
            await person.sees("Call, 1 person")
        await alan.leave(entered)
    for person in (ada, grace):
        await person.no_longer_sees("Call, 1 person")

    await grace.presses("General")
    await grace.sees("Channel", "Start call")
    path = await grace.page.evaluate("location.pathname")
    assert await grace.page.evaluate("location.hash") == ""  # nobody copies a token with the address
    phone = await people.come("Ada", path, view=PHONE)
    await phone.sees("Start call")
    await phone.presses("Rooms")
    await phone.sees("Ada, Grace")


async def test_a_token_that_isnt_taken_leads_to_where_one_signs_in(people: People) -> None:
    ada = await people.come("Ada")
    await ada.sees("General")
    await ada.page.visit(f"http://{people.running.address}/#token=forged")
    await ada.sees("You couldn't be signed in")
