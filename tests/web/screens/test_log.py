"""What is kept of calls: the contextual bar, a conference's log with its recordings, and one's own history."""

from pathlib import Path
from typing import Any

import pytest

from api.graphql.core.ids import local_id
from tests.system.device import Device
from tests.web.screens.looking import look
from tests.web.screens.marks import MARKS
from tests.web.screens.pages import ChromiumPage
from tests.web.screens.past_calls import PastCalls, film
from tests.web.screens.people import PHONE, People
from tests.web.screens.person import Person

pytestmark = MARKS

CALLS, FILM = 300, 20  # how many there were; seconds
MEMBERS = "query ($id: ID!) { room(id: $id) { members { nodes { id name } } } }"
COUNT = """subscription ($id: ID!) { contextualBar(roomId: $id) { ... on ContextualBarUpdate {
    conferences(first: 1) { totalCount }
} } }"""
RINGS = "subscription { incomingRings { rings { caller { name } } } }"
ENTRIES = """[...document.querySelectorAll("li[aria-posinset]")].map((each) =>
    ({ at: Number(each.ariaPosInSet), of: Number(each.ariaSetSize), text: each.textContent }))"""
FOCUSED = "document.activeElement.closest('li')?.ariaPosInSet"
PLAYS = "document.querySelector('video')?.currentTime ?? 0"  # seconds
SEEKS = """(async (video, to) => {
    video.currentTime = to;
    await new Promise((seeked) => video.addEventListener("seeked", seeked, { once: true }));
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.drawImage(video, 0, 0, 1, 1);
    return context.getImageData(0, 0, 1, 1).data[0];
})(document.querySelector("video"), %s)"""
LINK_RUNS_OUT = "(document.querySelector('video').src = '/recordings/a-link-that-ran-out', null)"


async def with_past_calls(people: People, member: Device, room_id: str, folder: Path) -> None:
    """All but the last one are in the room's bar, and the newest but one was recorded."""
    members = (await member.ask(MEMBERS, id=room_id))["room"]["members"]["nodes"]
    ids = {each["name"]: local_id("User", each["id"]) for each in members}
    found = [ids[name] for name in ("Ada", "Grace", "Alan")]
    room, some = local_id("Room", room_id), [each for each in found if each is not None]
    assert room is not None
    with PastCalls(people.running, room, some) as past:
        titles = [f"{'Planning' if number % 10 == 0 else 'Stand-up'} {number}" for number in range(CALLS)]
        calls = past.happen(*titles)
        past.were_recorded(calls[-1], film(folder / "film.webm", FILM), FILM)
    bar = await member.watch(COUNT, id=room_id)
    await bar.until(lambda state: state["conferences"]["totalCount"] == CALLS)


async def test_a_rooms_calls_are_gone_through_and_searched_and_one_is_read_and_played(
    people: People, tmp_path: Path
) -> None:
    async with people.town.device("Grace") as grace:
        room_id = await grace.room(people.town.id("General"))
        await with_past_calls(people, grace, room_id, tmp_path)
        ada = await people.come("Ada", f"/rooms/{room_id}")
        await ada.presses("Show the calls in this room")
        await ada.sees(f"Stand-up {CALLS - 1}", "Ada, Grace and Alan")
        entered = await grace.start(room_id, title="Now")
        await ada.sees("On now")
        await goes_to_the_last(ada)
        await grace.leave(entered)
        await ada.no_longer_sees("On now")
    await look(ada, "bar")
    await searches(ada)
    await ada.presses("Clear the search")
    await ada.presses(f"Stand-up {CALLS - 1}")
    await reads_the_log(ada)
    await look(ada, "log")
    await plays(ada)
    await takes_away(ada)


async def goes_to_the_last(ada: Person) -> None:
    """By keys, as far as there are pages; never is more on the page than is seen, and a little."""
    await ada.until(ENTRIES, lambda entries: {each["of"] for each in entries} == {CALLS + 1})
    await ada.keys("Tab", "Tab", "Tab", "Tab", "ArrowDown")
    await ada.until(FOCUSED, lambda at: at == "2")
    entries: list[Any] = []
    while all(each["at"] <= CALLS for each in entries):
        await ada.keys("End")
        entries = await ada.page.evaluate(ENTRIES)
        assert len(entries) < 40
    await ada.sees("Planning 0")
    await ada.keys("Home")
    await ada.until(FOCUSED, lambda at: at == "1")


async def searches(ada: Person) -> None:
    """By title, attendee and dates."""
    await ada.types("Search by title", "planning 20")
    await ada.sees("2 calls fit", "Planning 20", "Planning 200")
    await ada.presses("Attendee and dates")
    assert isinstance(ada.page, ChromiumPage)
    await ada.page.page.get_by_label("Until").fill("2026-01-06")
    await ada.sees("1 call fits", "Planning 20")
    await ada.page.page.get_by_label("Attendee", exact=True).select_option(label="Barbara")
    await ada.sees("No call fits that.")


async def reads_the_log(ada: Person) -> None:
    await ada.sees("Started by", "Ended for all by the host: Ada", "10:00", "8:00", "connection lost", "Recording 1")
    people = "[...document.querySelectorAll('tbody tr')].map((row) => row.cells[0].innerText.trim())"
    await ada.until(people, lambda found: [each.splitlines()[-1] for each in found] == ["Ada", "Grace", "Alan"])
    await ada.sees("Ada 100%, Grace 80% and Alan 100%")


async def plays(ada: Person) -> None:
    """Also what lies far ahead, and after the link to the file has run out."""
    await ada.presses("Play")
    await ada.until(PLAYS, lambda seconds: seconds > 0.2)
    for second in (2, FILM - 4):
        brightness = await ada.page.evaluate(SEEKS % second)
        assert brightness == pytest.approx(255 * second / FILM, abs=12)
    await ada.page.evaluate(LINK_RUNS_OUT)
    await ada.until(PLAYS, lambda seconds: seconds > FILM - 4)


async def takes_away(ada: Person) -> None:
    """The link, and the record as a file."""
    await ada.presses("Copy link")
    await ada.sees("The link to this call was copied.")
    assert await ada.page.evaluate("navigator.clipboard.readText()") == await ada.page.evaluate("location.href")
    assert isinstance(ada.page, ChromiumPage)
    await ada.presses("Download the record")
    async with ada.page.page.expect_download() as downloading:
        await ada.presses("CSV")
    rows = (await (await downloading.value).path()).read_text().splitlines()
    assert len(rows) == 1 + 4  # sessions: Grace came twice


async def test_missed_calls_are_seen_in_ones_history_and_called_back(people: People) -> None:
    async with people.town.device("Grace") as grace:
        room_id = await grace.room(people.town.id("Ada, Grace"))
        await grace.leave(await grace.start(room_id))
        ada = await people.come("Ada", view=PHONE, scheme="dark")
        await ada.sees("1 missed call")
        await ada.presses("Call history")
        await ada.sees("Missed: the caller hung up", "New")
        await ada.presses("Rooms")
        await ada.no_longer_sees("1 missed call")
        await ada.presses("Call history")
        await ada.sees("Missed: the caller hung up")
        assert "New" not in await ada.reads()
        await grace.leave(await grace.start(room_id, title="Again"))
        await ada.sees("Again", "New")
        await look(ada, "history")
        await ada.presses("Outgoing")
        await ada.sees("None of your calls is like that.")
        await ada.presses("Missed")
        await ada.presses("Call back: Grace")
        await ada.sees("Start a call in Ada, Grace")
        await ada.presses("Start call")
        rings = await grace.watch(RINGS)
        await rings.until(lambda state: [each["caller"]["name"] for each in state["rings"]] == ["Ada"])
