"""A room in a chat product's own page."""

from tests.web.screens.foreign_page import foreign_page
from tests.web.screens.marks import MARKS
from tests.web.screens.people import People

pytestmark = MARKS


async def test_a_strict_page_of_another_origin_embeds_a_room_and_calls_in_it(people: People, foreign_port: int) -> None:
    town = people.town
    token = people.running.token(town.id("Ada"))
    server = f"http://{people.running.address}"
    with foreign_page(foreign_port, server, town.id("General"), token) as address:
        ada = await people.come("Ada", "/settings")
        await ada.page.visit(address)
        await ada.presses("Start call")
        await ada.sees("Start a call in General")
        await ada.presses("Start call")
        async with town.device("Grace") as grace:
            room = await grace.room(town.id("General"))
            sidebar = await grace.watch(
                "subscription ($id: ID!) { roomTimeline(roomId: $id, last: 1) "
                "{ ... on RoomTimelineUpdate { messages { state participantCount call { id } } } } }",
                id=room,
            )
            state = await sidebar.until(lambda state: state["messages"] and state["messages"][0]["state"] == "ONGOING")
            entered = await grace.join(state["messages"][0]["call"]["id"])
            await ada.sees("Grace")
            await grace.leave(entered)
            await ada.page.evaluate("document.querySelector('ringlog-room').remove()")
            await sidebar.until_now(lambda state: state["messages"][0]["state"] == "ENDED")
