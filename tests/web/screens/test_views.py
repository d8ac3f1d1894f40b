"""Every view, in each size and scheme: pictures to be looked at, nothing overflows, and axe finds nothing."""

from api.access.tokens import Role
from tests.system.device import Device
from tests.web.screens.looking import look
from tests.web.screens.marks import MARKS
from tests.web.screens.people import People

pytestmark = MARKS
MARKUP = "<img src=x onerror='document.title=1'>"
LONG = 300  # seconds; what has no media shows no sign of life meanwhile


async def test_what_one_sees_before_and_after_a_call_looks_right_everywhere(people: People) -> None:
    await people.town.set(calls__lease_time=LONG)
    ada = await people.come("Ada")
    async with people.town.device("Grace") as grace, people.town.device("Alan") as alan:
        await a_history_of_calls(people, grace, alan)
        await ada.sees("Choose a room")
        await look(ada, "home")
        await ada.presses("Ada, Grace")
        await ada.sees("Call back")
        await look(ada, "direct room")
        await ada.presses("General")
        await ada.sees("Release planning", "Join")
        await look(ada, "channel")
        await ada.presses("Show the calls in this room")
        await ada.sees("On now")
        await look(ada, "contextual bar")
        await ada.presses("Release planning")
        await ada.sees("Attendees")
        await look(ada, "conference log")
        await ada.presses("Call history")
        await ada.sees("Missed")
        await look(ada, "call history")
        await ada.presses("Settings")
        await ada.sees("Ring tone")
        await look(ada, "settings")

        await grace.start(await grace.room(people.town.id("Ada, Grace")))
        await ada.sees("Incoming calls")
        await look(ada, "incoming call")
        await ada.presses("Dismiss")
        await ada.presses("Sign out")
        await ada.sees("Open Ringlog from your chat product")
        await look(ada, "signing in")


async def test_what_one_sees_in_a_call_looks_right_everywhere(people: People) -> None:
    await people.town.set(calls__lease_time=LONG)
    ada = await people.come("Ada")
    async with people.town.device("Grace") as grace, people.town.device("Alan") as alan:
        await ada.presses("General")
        await ada.presses("Start call")
        await ada.sees("Start a call in General")
        await look(ada, "pre-flight")
        await ada.presses("Start call")
        await ada.sees("Nobody else is here yet")
        await look(ada, "widget")
        await everybody_comes(people, grace, alan)
        await ada.presses("Expand the call")
        await ada.sees("Grace", "Alan")
        await look(ada, "stage")
        await ada.presses("People")
        await ada.sees("Mute all others")
        await look(ada, "people")
        await ada.presses("Thread")
        await look(ada, "thread")
        await ada.presses("Leave")
        await ada.sees("Join again")
        await look(ada, "after the call")


async def test_names_titles_and_messages_of_any_length_are_shown_as_text_and_fit_in(people: People) -> None:
    await people.town.set(calls__lease_time=LONG)
    name = f"{MARKUP} {'W' * 256}"[:256]
    general = {"externalId": people.town.id("General"), "kind": "CHANNEL", "name": name}
    async with people.town.device("chat", Role.SERVICE) as chat:
        await chat.change("upsertUsers", "userIds", users=[{"externalId": people.town.id("Grace"), "name": name}])
        await chat.change("upsertRooms", "roomIds", rooms=[general])
    ada = await people.come("Ada")
    async with people.town.device("Grace") as grace:
        call = await grace.start(await grace.room(general["externalId"]), title=name)
        await grace.change("postMessage", "messageId", callId=call["callId"], text=f"{MARKUP}\n{'W' * 10_000}")
        await ada.presses(name[:100])
        await ada.presses("Thread")
        await ada.sees(f"{MARKUP}\n", "Ongoing · 1 person")
        await look(ada, "long names")
        await ada.presses("Join call")
        await ada.sees("Join the call in")
        await ada.presses("Join call")
        await ada.sees("Expand the call")
        await look(ada, "long names beside the call")
        await ada.presses("Expand the call")
        await ada.presses("People")
        await ada.sees("2 participants")
        await look(ada, "long names on the stage")
        assert await ada.page.evaluate("document.querySelectorAll('img[src=x]').length") == 0


async def a_history_of_calls(people: People, grace: Device, alan: Device) -> None:
    """A missed call, one that ended, and one that is on."""
    direct, general = [await grace.room(people.town.id(name)) for name in ("Ada, Grace", "General")]
    await grace.leave(await grace.start(direct))
    first = await grace.start(general, title="Release planning")
    await alan.join(first["callId"])
    await grace.change("postMessage", "messageId", callId=first["callId"], text="Shall we ship on Friday?")
    await grace.change("endCall", "callId", callId=first["callId"])
    await alan.start(general)


async def everybody_comes(people: People, grace: Device, alan: Device) -> None:
    """Into the channel's call, with a hand and a message."""
    call_id = (await grace.start(await grace.room(people.town.id("General"))))["callId"]
    await alan.join(call_id, microphone=False)
    await alan.change("raiseHand", "callId", callId=call_id)
    await grace.change("postMessage", "messageId", callId=call_id, text="Good morning! " * 12)
