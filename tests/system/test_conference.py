"""A conference of three in a channel: who hears whom, what the room is shown of it, and what stays on the record."""

from contextlib import AsyncExitStack

import pytest

from tests.system.device import State
from tests.system.handset import Handset
from tests.system.shown import RINGS, RoomWatch, log_of, names, seconds
from tests.system.town import Town

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine


async def test_three_people_talk_in_a_channel_come_late_and_leave(town: Town) -> None:
    async with AsyncExitStack() as stack:
        ada, grace, alan, edsger = [
            await stack.enter_async_context(town.device(name)) for name in ("Ada", "Grace", "Alan", "Edsger")
        ]
        room_id = await ada.room(town.id("General"))
        rings = await edsger.watch(RINGS)
        sees = await RoomWatch.of(edsger, room_id)

        started = await ada.start(room_id, title="Stand-up")
        call_id = started["callId"]
        message = await sees.message(call_id, state="ONGOING", participantCount=1)
        assert (message["kind"], message["title"]) == ("CONFERENCE", "Stand-up")
        assert (message["initiator"], names(message["thumbnails"])) == ({"name": "Ada"}, ["Ada"])
        graces = await grace.join(call_id)
        message = await sees.message(call_id, participantCount=2)
        assert names(message["thumbnails"]) == ["Ada", "Grace"]
        async with Handset(ada, started, 440) as a, Handset(grace, graces, 880) as g:
            await a.hears(Grace=880)
            await g.hears(Ada=440)

            alans = await alan.join(call_id)
            message = await sees.message(call_id, participantCount=3)
            assert names(message["thumbnails"]) == ["Ada", "Grace", "Alan"]
            async with Handset(alan, alans, 1320) as late:
                await late.hears(Ada=440, Grace=880)
                await a.hears(Grace=880, Alan=1320)
                await g.hears(Ada=440, Alan=1320)

        await ada.leave(started)
        message = await sees.message(call_id, participantCount=2, thumbnails=[{"name": "Grace"}, {"name": "Alan"}])
        assert message["state"] == "ONGOING"
        await grace.leave(graces)
        await alan.leave(alans)
        message = await told_that_they_hung_up(sees, call_id)
        assert_is_log_of_the_call(await log_of(edsger, call_id), message)
        assert all(state["rings"] == [] for state in rings.states)


async def told_that_they_hung_up(sees: RoomWatch, call_id: str) -> State:
    """The message in the timeline; the contextual bar says the same."""
    message = await sees.message(call_id, state="ENDED")
    assert message["endReason"] == "HUNG_UP"
    assert message["durationSeconds"] == seconds(message["startedAt"], message["endedAt"])
    assert (message["participantCount"], names(message["thumbnails"])) == (3, ["Ada", "Grace", "Alan"])
    entry = await sees.conference(call_id, ongoing=False)
    assert (entry["title"], entry["endReason"], entry["attendeeCount"]) == ("Stand-up", "HUNG_UP", 3)
    return message


def assert_is_log_of_the_call(log: State, message: State) -> None:
    shown = ("kind", "title", "startedAt", "endedAt", "endReason", "durationSeconds", "initiator")
    assert {name: log[name] for name in shown} == {name: message[name] for name in shown}
    assert log["room"] == {"name": "General"}
    assert [attendee["user"]["name"] for attendee in log["attendees"]["nodes"]] == ["Ada", "Grace", "Alan"]
    times = [attendance for attendee in log["attendees"]["nodes"] for attendance in attendee["attendances"]]
    assert len(times) == 3
    joined, left = [each["joinedAt"] for each in times], [each["leftAt"] for each in times]
    assert joined[0] == log["startedAt"]
    assert (joined, left) == (sorted(joined), sorted(left))
    assert joined[-1] < left[0]
    assert left[-1] <= log["endedAt"]
    assert [each["leaveReason"] for each in times] == ["LEFT"] * 3


async def test_a_second_start_joins_the_call_that_is_on_and_returning_is_a_second_attendance(town: Town) -> None:
    async with town.device("Ada") as ada, town.device("Grace") as grace:
        room_id = await ada.room(town.id("General"))
        started = await ada.start(room_id)
        joined = await grace.start(room_id)
        assert joined["callId"] == started["callId"]
        await grace.leave(joined)
        again = await grace.join(started["callId"])
        assert again["sessionId"] != joined["sessionId"]
        await ada.leave(started)
        await grace.leave(again)
        attendees = (await log_of(grace, started["callId"]))["attendees"]["nodes"]
        assert {each["user"]["name"]: len(each["attendances"]) for each in attendees} == {"Ada": 1, "Grace": 2}
