"""A room: its calls from the start to the log, what is asked before them, slash commands, threads and links."""

import json
from typing import Any
from urllib.parse import urlsplit

from api.access.tokens import Role
from tests.system.network import Host
from tests.web.screens.entering import starts_a_call
from tests.web.screens.marks import MARKS
from tests.web.screens.pages import ChromiumPage
from tests.web.screens.people import PHONE, People
from tests.web.screens.person import Person

pytestmark = MARKS

LOUD = 0.3  # of 1, as the microphone's tone is on the meter


async def test_a_call_is_started_joined_written_about_and_found_in_the_log(people: People) -> None:
    ada, grace = await people.come("Ada"), await people.come("Grace")
    for person in (ada, grace):
        await person.presses("General")
        await person.sees("Channel", "No calls yet")
    await ada.presses("Start call")
    await ada.sees("Start a call in General", "Your camera is off")
    await ada.until("document.querySelector('meter')?.value ?? 0", lambda level: level > LOUD)
    await ada.types("Title", "<b>Stand-up</b>")
    await ada.presses("Start call")
    await ada.sees("You are in this call", "You started a call", "<b>Stand-up</b>", "Ongoing · 1 person")

    await grace.sees("Ada started a call", "Ongoing · 1 person", "Call, 1 person")
    await grace.presses("Join")
    await grace.sees("Join the call in General")
    assert "Title" not in await grace.reads()
    await grace.presses("Camera on")
    await grace.until("document.querySelector('video')?.videoWidth ?? 0", lambda width: width > 0)
    await grace.presses("Join call")
    for person in (ada, grace):
        await person.sees("Ongoing · 2 people")
    assert "Join" not in (await ada.reads()).splitlines()

    for person in (ada, grace):
        await person.presses("Thread")
        await person.sees("Nobody has written anything yet.")
    await grace.types("Write a message", "Is this <i>on</i>?")
    await grace.keys("Enter")
    await ada.sees("Is this <i>on</i>?")
    await _statistics_are_shown_during_and_after_the_call(ada)
    await _runs(grace, "/call leave")
    for person in (ada, grace):
        await person.sees("Ended · lasted")
        assert "Ongoing" not in await person.reads()
    await grace.presses("Details")
    path = urlsplit(await grace.page.evaluate("location.href")).path
    assert path.startswith("/rooms/")
    assert "/conferences/" in path


async def _statistics_are_shown_during_and_after_the_call(ada: Person) -> None:
    await ada.types("Call command", "/call st")
    await ada.sees("/call start [title]", "Show the statistics of the call")
    await ada.keys("ArrowDown", "ArrowDown", "Enter")
    assert await ada.page.evaluate("document.activeElement.value") == "/call stats"
    await ada.keys("Enter")
    await ada.sees("Only you see this")
    during = await _answer(ada)
    assert during["device"]["media"]["connection"] == "connected"
    assert "Chrome" in during["device"]["browser"]
    assert during["server"]["callId"]
    await ada.presses("Dismiss")
    await _runs(ada, "/call leave")
    await ada.sees("You left the call.")
    await ada.until(
        "[...document.querySelectorAll('.call-entry button')].some((each) => each.textContent === 'Join')", bool
    )
    await ada.presses("Dismiss")
    await _runs(ada, "/call stats")
    await ada.sees("Only you see this")
    after = await _answer(ada)
    assert after["device"]["callId"] == during["device"]["callId"]
    assert after["device"]["leftAt"] is not None
    sent = [stream for stream in after["device"]["media"]["streams"] if stream["direction"] == "sent"]
    assert sum(stream["packets"] for stream in sent) > 0


async def _runs(person: Person, command: str) -> None:
    await person.types("Call command", command)
    await person.keys("Enter")


async def _answer(person: Person) -> Any:
    return json.loads(await person.until("document.querySelector('.answer pre')?.textContent ?? null", bool))


async def test_declined_unanswered_and_cancelled_calls_are_told_apart_and_made_again(people: People) -> None:
    ada, grace = await people.come("Ada"), await people.come("Grace", view=PHONE)
    for person in (ada, grace):
        await person.presses("Ada, Grace")
        await person.sees("Direct message")
    await ada.presses("Start call")
    await ada.presses("Don't ask again")
    await ada.presses("Start call")
    await ada.sees("You are calling", "Ringing…")
    await grace.sees("Ada is calling")
    async with people.town.device("Grace") as phone:
        await phone.decline(await _ring(phone))
    await ada.sees("You called", "Declined", "Call again")
    await grace.sees("Ada called", "Declined", "Call back")

    await ada.presses("Call again")  # asked nothing any more
    await grace.sees("Ada is calling")
    await _runs(ada, "/call leave")
    for person in (ada, grace):
        await person.sees("Cancelled before anybody answered")
    await people.town.set(ringing__time=5)
    await ada.presses("Call again")
    await ada.sees("Nobody answered")
    await grace.sees("Missed call")
    await ada.presses("More about this room")
    await ada.presses("Choose devices before calls")
    await ada.keys("Escape")
    await ada.presses("Start call")
    await ada.sees("Start a call in Ada, Grace")
    await grace.presses("More about this room")
    await grace.presses("Start a call with a title")
    await grace.sees("Start a call in Ada, Grace", "Title")


async def _ring(phone: Any) -> str:
    watched = await phone.watch("subscription { incomingRings { rings { id } } }")
    state = await watched.until(lambda state: state["rings"])
    ring: str = state["rings"][0]["id"]
    return ring


async def test_without_a_microphone_one_listens_and_links_lead_in_from_another_call(people: People, host: Host) -> None:
    grace, ada = await people.come("Grace"), await people.come("Ada")
    await starts_a_call(grace)
    await grace.sees("You are in this call")
    await grace.presses("More about this room")
    await grace.presses("Copy call link")
    await grace.sees("The call link was copied.")
    link = urlsplit(await grace.page.evaluate("navigator.clipboard.readText()")).path

    assert isinstance(ada.page, ChromiumPage)
    await ada.page.page.context.clear_permissions()
    await ada.page.page.context.grant_permissions(["notifications"])  # and nothing else
    await ada.presses("Ada, Grace")
    await ada.presses("Start call")
    await ada.sees("Your browser doesn't let this page use the microphone.")
    await ada.presses("Start without a microphone")
    await ada.sees("You are calling")

    await ada.presses("General")
    await ada.presses("Join call")
    await ada.sees("You are in another call", "“Ada, Grace”")
    await ada.presses("Stay")
    await ada.presses("Join call")
    await ada.presses("Leave and switch")
    await ada.sees("Ongoing · 2 people", "You are in this call")
    await ada.arrives("/call/no-such-link")
    await ada.sees("This call link isn't valid")
    await ada.arrives(link)
    await ada.sees("Join the call in General", "Join to listen only")

    token = people.running.token(people.town.id("Ada"), Role.MEMBER)
    await ada.page.visit(f"http://{host.near}:{people.running.port}{link}#token={token}")
    await ada.sees("Browsers give out microphones to pages on HTTPS only")
    await ada.presses("Join to listen only")
    await ada.sees("Ongoing · 2 people", "You are in this call")


async def test_older_calls_come_as_one_scrolls_and_a_room_that_closes_says_so(people: People) -> None:
    ada = await people.come("Ada")
    async with people.town.device("Alan") as alan, people.town.device("chat", Role.SERVICE) as chat:
        room = {"externalId": people.town.id("General"), "kind": "CHANNEL", "name": "General"}
        general = await alan.room(room["externalId"])
        for number in range(30):
            await alan.leave(await alan.start(general, title=f"Call number {number}."))
        await ada.presses("General")
        await ada.sees("Call number 29.")
        assert "Call number 0." not in await ada.reads()
        await ada.page.evaluate("document.querySelector('[role=log]').scrollTo(0, 0)")
        await ada.sees("Call number 0.")

        entered = await alan.start(general, title="The last one")
        await ada.sees("The last one")
        await ada.sees("Call number 0.")  # what was asked for stays
        await alan.leave(entered)
        await chat.change("upsertRooms", "roomIds", rooms=[{**room, "state": "ARCHIVED"}])
        await ada.sees("This room is archived.")
        assert not await ada.can_press("Start call")
        members = [people.town.id("Ada")]
        await chat.change("removeMembers", "roomId", roomExternalId=room["externalId"], userExternalIds=members)
        await ada.sees("This room isn't there, or you aren't in it.")
