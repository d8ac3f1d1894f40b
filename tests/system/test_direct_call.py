"""A call between two people, from the first ring to the conference log, as their devices live through it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

import pytest

from tests.system.device import Device, Refused, State, Watched
from tests.system.handset import Handset
from tests.system.shown import LOG, RINGS, RoomWatch, log_of, names, seconds
from tests.system.town import Town

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine


@dataclass
class Pair:
    """Ada with a phone, Grace with a phone and a laptop, and what each device is shown."""

    room_id: str
    ada: Device
    phone: Device
    laptop: Device
    phone_rings: Watched
    laptop_rings: Watched
    ada_sees: RoomWatch
    grace_sees: RoomWatch

    async def ringing(self) -> tuple[State, State]:
        """Ada has started a call and both of Grace's devices ring: what her start answered, and the ring."""
        started = await self.ada.start(self.room_id)
        ring = await rings(self.phone_rings, started["callId"])
        assert await rings(self.laptop_rings, started["callId"]) == ring
        return started, ring

    async def quiet(self) -> None:
        """Both of Grace's devices have gone quiet after they rang."""
        for watched in (self.phone_rings, self.laptop_rings):
            await watched.until_now(lambda state: not state["rings"])


async def rings(watched: Watched, call_id: str) -> State:
    state = await watched.until(lambda state: any(ring["call"]["id"] == call_id for ring in state["rings"]))
    ring: State = state["rings"][0]
    return ring


@pytest.fixture
async def pair(town: Town) -> AsyncIterator[Pair]:
    async with AsyncExitStack() as stack:
        ada = await stack.enter_async_context(town.device("Ada"))
        phone = await stack.enter_async_context(town.device("Grace"))
        laptop = await stack.enter_async_context(town.device("Grace", device="laptop"))
        room_id = await ada.room(town.id("Ada, Grace"))
        yield Pair(
            room_id,
            ada,
            phone,
            laptop,
            await phone.watch(RINGS),
            await laptop.watch(RINGS),
            await RoomWatch.of(ada, room_id),
            await RoomWatch.of(phone, room_id),
        )


async def test_two_people_ring_answer_hear_each_other_and_hang_up(town: Town, pair: Pair) -> None:
    started, ring = await pair.ringing()
    call_id = started["callId"]
    assert ring["caller"] == {"name": "Ada"}
    assert ring["room"] == {"name": "Ada, Grace"}
    assert ring["call"] == {"id": call_id, "title": "Ada, Grace", "kind": "DIRECT"}
    assert seconds(ring["startedAt"], ring["expiresAt"]) == 30
    calling = await pair.ada_sees.message(call_id, state="CALLING")
    assert (calling["initiator"], calling["callee"]) == ({"name": "Ada"}, {"name": "Grace"})
    log = await pair.ada.watch(LOG, id=call_id)
    assert log.states == [{"__typename": "ConferenceLogUpdate", "conferenceLog": None}]

    accepted = await pair.phone.accept(ring["id"])
    await pair.quiet()
    with pytest.raises(Refused, match="RING_ANSWERED_ELSEWHERE"):
        await pair.laptop.accept(ring["id"])
    ongoing = await pair.ada_sees.message(call_id, state="ONGOING", participantCount=2)
    assert names(ongoing["thumbnails"]) == ["Ada", "Grace"]
    await pair.grace_sees.conference(call_id, ongoing=True, attendeeCount=2)
    async with Handset(pair.ada, started, 440) as ada, Handset(pair.phone, accepted, 880) as grace:
        await ada.hears(Grace=880)
        await grace.hears(Ada=440)

    await pair.ada.leave(started)
    await pair.grace_sees.message(call_id, state="ENDED")
    for sees in (pair.ada_sees, pair.grace_sees):
        message = await told_that_they_hung_up(sees, call_id)

    update = await log.until(lambda state: state["conferenceLog"])
    assert update["conferenceLog"] == await log_of(pair.laptop, call_id)
    assert_is_log_of_the_call(update["conferenceLog"], message)


async def told_that_they_hung_up(sees: RoomWatch, call_id: str) -> State:
    """The message in the timeline; the contextual bar says the same."""
    message = await sees.message(call_id, state="ENDED")
    assert message["endReason"] == "HUNG_UP"
    assert message["initiator"] == {"name": "Ada"}
    assert names(message["thumbnails"]) == ["Ada", "Grace"]
    assert message["participantCount"] == 2
    assert message["durationSeconds"] == seconds(message["answeredAt"], message["endedAt"])
    assert message["viewerAction"] is None
    entry = await sees.conference(call_id, ongoing=False)
    assert entry == {
        "call": {"id": call_id},
        "kind": "DIRECT",
        "title": "Ada, Grace",
        "ongoing": False,
        "startedAt": message["startedAt"],
        "endedAt": message["endedAt"],
        "endReason": "HUNG_UP",
        "attendeeCount": 2,
        "initiator": {"name": "Ada"},
    }
    return message


def assert_is_log_of_the_call(log: State, message: State) -> None:
    ada, grace = log.pop("attendees")["nodes"]
    assert log == {
        "kind": "DIRECT",
        "title": "Ada, Grace",
        "startedAt": message["startedAt"],
        "answeredAt": message["answeredAt"],
        "endedAt": message["endedAt"],
        "endReason": "HUNG_UP",
        "durationSeconds": message["durationSeconds"],
        "initiator": {"name": "Ada"},
        "endedBy": log["endedBy"],
        "room": {"name": "Ada, Grace"},
    }
    assert (ada["user"], grace["user"]) == ({"name": "Ada"}, {"name": "Grace"})
    (hers,), (his,) = ada["attendances"], grace["attendances"]
    assert (hers["joinedAt"], hers["leaveReason"]) == (log["startedAt"], "LEFT")
    assert (his["joinedAt"], his["leftAt"], his["leaveReason"]) == (log["answeredAt"], log["endedAt"], None)
    assert hers["leftAt"] <= log["endedAt"]


async def test_a_declined_call_ends_and_both_are_offered_another(pair: Pair) -> None:
    started, ring = await pair.ringing()
    await pair.laptop.decline(ring["id"])
    await pair.quiet()
    await assert_unanswered(pair, started["callId"], "DECLINED", ended_by="Grace")


async def test_a_dismissed_ring_goes_quiet_and_rings_on_until_it_runs_out(town: Town, pair: Pair) -> None:
    await town.set(ringing__time=4)
    started, ring = await pair.ringing()
    await pair.phone.dismiss(ring["id"])
    await pair.quiet()
    ended = await assert_unanswered(pair, started["callId"], "NOT_ANSWERED")
    assert ended["endedAt"] == ring["expiresAt"]
    states = [message["state"] for state in pair.ada_sees.timeline.states for message in state["messages"]]
    assert set(states) == {"CALLING", "ENDED"}


async def test_the_caller_of_a_dismissed_ring_is_told_nothing(pair: Pair) -> None:
    started, ring = await pair.ringing()
    shown = await pair.ada_sees.message(started["callId"], state="CALLING")
    seen = len(pair.ada_sees.timeline.states)
    await pair.phone.dismiss(ring["id"])
    await pair.quiet()
    await pair.ada.leave(started)
    await assert_unanswered(pair, started["callId"], "CANCELLED", ended_by="Ada")
    between = [state for state in pair.ada_sees.timeline.states[seen:] if state["messages"][0]["state"] != "ENDED"]
    assert all(state["messages"] == [shown] for state in between)


async def test_a_ring_that_the_caller_cancels_goes_quiet_and_is_missed(pair: Pair) -> None:
    started, _ = await pair.ringing()
    await pair.ada.leave(started)
    await pair.quiet()
    await assert_unanswered(pair, started["callId"], "CANCELLED", ended_by="Ada")


async def test_an_unanswered_ring_runs_out_at_its_deadline(town: Town, pair: Pair) -> None:
    await town.set(ringing__time=1)
    started = await pair.ada.start(pair.room_id)
    ended = await assert_unanswered(pair, started["callId"], "NOT_ANSWERED")
    await pair.quiet()
    assert datetime.fromisoformat(ended["endedAt"]).timestamp() == pytest.approx(
        datetime.fromisoformat(ended["startedAt"]).timestamp() + 1
    )


async def assert_unanswered(pair: Pair, call_id: str, reason: str, ended_by: str | None = None) -> State:
    """What both are shown by subscription; Ada's message."""
    offers = ((pair.ada, pair.ada_sees, "CALL_AGAIN"), (pair.phone, pair.grace_sees, "CALL_BACK"))
    for device, sees, action in offers:
        message = await sees.message(call_id, state="ENDED")
        assert (message["endReason"], message["viewerAction"]) == (reason, action)
        assert (message["answeredAt"], message["durationSeconds"]) == (None, 0)
        entry = await sees.conference(call_id, ongoing=False)
        assert (entry["endReason"], entry["attendeeCount"]) == (reason, 1)
        log = await log_of(device, call_id)
        assert (log["endReason"], log["endedBy"]) == (reason, None if ended_by is None else {"name": ended_by})
        assert [attendee["user"]["name"] for attendee in log["attendees"]["nodes"]] == ["Ada"]
    return await pair.ada_sees.message(call_id, state="ENDED")
