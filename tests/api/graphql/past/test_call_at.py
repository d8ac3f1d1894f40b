"""A call as it was, over GraphQL: what was answered then is answered again, to those who see the call today."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from api.access.tokens import Role
from api.graphql.core.ids import global_id, local_id
from domain.inspections.inspection import Seen, Subject
from runtime.config import Config
from tests.api.graphql.core.test_inspections import made, seen
from tests.api.graphql.directory.test_erased import destroy_key
from tests.api.world import World

CALL = """
    id kind state title startedAt answeredAt endedAt endReason durationSeconds
    initiator { name } host { name } endedBy { name } provider { name }
    room { name members { totalCount nodes { name } } settings { name } ongoingCall { id } }
    sessions { id deviceId joinedAt muted cameraOn mediaState tracks { id } user { name } call { id } }
    participants { user { name } hand { order } sessions { id } }
    raisedHands { order user { name } } reactions { emoji user { name } } screenShare { user { name } session { id } }
    rings { id outcome endedAt callee { name } }
    recording { id state notices { totalCount } }
    thread { id messages { totalCount nodes { id text author { name } } } }
    conferenceLog { endReason attendees { nodes { user { name } attendances { joinedAt leftAt } } } }
    record { version complete sessions { totalCount } }
"""
NOW = f"query ($call: ID!) {{ call(id: $call) {{ {CALL} }} }}"
THEN = f"query ($call: ID!, $at: BigInt) {{ callAt(callId: $call, position: $at) {{ {CALL} }} }}"
BRIEFLY = """query ($call: ID!, $at: BigInt, $time: DateTime) {
    callAt(callId: $call, position: $at, time: $time) { state participants { user { name } } viewerCanJoin }
}"""
STEPS = """query ($call: ID!, $first: Int! = 100, $after: String) {
    callSteps(callId: $call, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { position kind recordedAt occurredAt actor changes { field before after } }
    }
}"""


class Story:
    """A call, with what was answered of it after each thing that happened, by position."""

    def __init__(self, world: World, call: str) -> None:
        self.world = world
        self.call = call
        self.answers: dict[int, Any] = {}

    async def look(self) -> None:
        """Only if nothing happened while it was looked at."""
        log = self.world.backend.services.calls.log
        while True:
            await self.world.settle()
            position = log.end_of_log()
            answer = (await self.world.ask(NOW, by="ada", call=self.call))["call"]
            if log.end_of_log() == position:
                self.answers[position] = answer
                return

    async def do(self, mutation: str, by: str, **given: Any) -> dict[str, Any]:
        done = await self.world.change(mutation, by=by, **given)
        assert "code" not in done, done
        await self.look()
        return done


async def told(world: World) -> Story:
    """A conference with messages, hands and shared screens, which has ended."""
    started = await world.start("general", by="ada")
    story = Story(world, started["callId"])
    await story.look()
    joined = await story.do("joinCall { sessionId }", "grace", callId=story.call, deviceId="phone")
    await story.do("raiseHand { callId }", "grace", callId=story.call)
    await story.do("postMessage { messageId }", "grace", callId=story.call, text="Can you hear me?")
    await story.do("startScreenShare { callId }", "ada", callId=story.call, sessionId=started["sessionId"])
    await story.do("setMicrophone { sessionId }", "grace", callId=story.call, sessionId=joined["sessionId"], on=True)
    await story.do("leaveCall { callId }", "grace", callId=story.call, sessionId=joined["sessionId"])
    await story.do("endCall { callId }", "ada", callId=story.call)
    return story


async def refusal(world: World, query: str, **variables: Any) -> str:
    body = await world.request(query, by="ada", **variables)
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "INVALID_INPUT"
    message: str = error["message"]
    return message


async def test_what_was_answered_then_is_answered_again(world: World) -> None:
    story = await told(world)
    assert len(story.answers) == 8
    for position, answer in story.answers.items():
        then = (await world.ask(THEN, by="ada", call=story.call, at=position))["callAt"]
        assert then == answer, position


async def test_a_time_is_when_it_became_known_and_between_two_facts_nothing_changes(world: World) -> None:
    story = await told(world)
    steps = (await world.ask(STEPS, by="ada", call=story.call))["callSteps"]["nodes"]
    left = next(step for step in steps if step["kind"] == "ringlog.Call.SessionLeft")
    at = datetime.fromisoformat(left["recordedAt"])

    async def there(time: datetime) -> list[str]:
        found = (await world.ask(BRIEFLY, by="ada", call=story.call, time=time.isoformat()))["callAt"]
        return [participant["user"]["name"] for participant in found["participants"]]

    assert await there(at - timedelta(microseconds=1)) == ["Ada", "Grace"]
    assert await there(at) == ["Ada"]


async def test_nothing_can_be_done_in_the_past(world: World) -> None:
    story = await told(world)
    first = min(story.answers)
    then = (await world.ask(BRIEFLY, by="ada", call=story.call, at=first))["callAt"]
    assert then == {"state": "ONGOING", "participants": [{"user": {"name": "Ada"}}], "viewerCanJoin": False}


async def test_before_it_began_there_was_no_call(world: World) -> None:
    story = await told(world)
    steps = (await world.ask(STEPS, by="ada", call=story.call))["callSteps"]["nodes"]
    before = steps[0]["position"] - 1
    assert await world.ask(BRIEFLY, by="ada", call=story.call, at=before) == {"callAt": None}
    ages_ago = datetime(1970, 1, 1, tzinfo=UTC).isoformat()
    assert await world.ask(BRIEFLY, by="ada", call=story.call, time=ages_ago) == {"callAt": None}


@pytest.mark.parametrize("at", [0, -1, 1.5, "7", True, 2**60])
async def test_what_is_no_position_is_refused_in_a_sentence(world: World, at: Any) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    assert await refusal(world, BRIEFLY, call=call, at=at) == "A position is a whole number from 1 on."


async def test_what_has_not_happened_yet_is_refused_in_a_sentence(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    assert await refusal(world, BRIEFLY, call=call, at=10**9) == "The log doesn't have a position 1000000000 yet."
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert await refusal(world, BRIEFLY, call=call, time=tomorrow) == f"{tomorrow} hasn't come yet."


async def test_one_of_position_and_time_is_given(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    sentence = "Give either position or time, and not both."
    assert await refusal(world, BRIEFLY, call=call) == sentence
    now = datetime.now(UTC).isoformat()
    assert await refusal(world, BRIEFLY, call=call, at=1, time=now) == sentence


async def test_an_operation_is_about_one_moment(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    await world.settle()
    at = world.backend.services.calls.log.end_of_log()
    twice = """query ($call: ID!, $at: BigInt) {
        callAt(callId: $call, position: $at) { state } ...Now
    } fragment Now on Query { viewer { user { name } } }"""
    sentence = "An operation with callAt asks for nothing else beside it; this one asks for callAt, viewer."
    assert await refusal(world, twice, call=call, at=at) == sentence
    timeline = """query ($call: ID!, $at: BigInt) {
        callAt(callId: $call, position: $at) { room { timeline { nodes { id } } } }
    }"""
    assert "ask for it without callAt" in await refusal(world, timeline, call=call, at=at)


@pytest.mark.parametrize(("by", "role"), [("root", Role.ADMIN), ("gus", Role.GUEST), ("chat", Role.SERVICE)])
async def test_who_does_not_see_the_call_today_does_not_see_it_as_it_was(world: World, by: str, role: Role) -> None:
    story = await told(world)
    at = max(story.answers)
    assert await world.ask(BRIEFLY, by=by, role=role, call=story.call, at=at) == {"callAt": None}
    assert (await world.ask(STEPS, by=by, role=role, call=story.call))["callSteps"] is None


async def test_who_has_left_the_room_since_does_not_see_it_as_it_was(world: World) -> None:
    story = await told(world)
    removal = {"roomExternalId": "general", "userExternalIds": ["grace"]}
    done = await world.change("removeMembers { __typename }", by="chat", role=Role.SERVICE, **removal)
    assert "code" not in done, done
    await world.settle()
    assert await world.ask(BRIEFLY, by="grace", call=story.call, at=max(story.answers)) == {"callAt": None}


async def test_what_is_no_call_is_null_and_what_is_no_id_is_refused(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    id_ = local_id("Call", call)
    assert id_ is not None
    for other in (global_id("Call", uuid4()), global_id("Room", id_)):
        assert await world.ask(BRIEFLY, by="ada", call=other, at=1) == {"callAt": None}
        assert (await world.ask(STEPS, by="ada", call=other))["callSteps"] is None
    assert "is no id" in await refusal(world, BRIEFLY, call="nonsense", at=1)


async def test_auditors_are_on_record_for_what_they_look_at(world: World, database_url: str) -> None:
    story = await told(world)
    id_ = local_id("Call", story.call)
    assert id_ is not None
    await world.ask(BRIEFLY, by="iris", role=Role.AUDITOR, call=story.call, at=max(story.answers))
    (inspection,) = made(database_url)
    assert seen(inspection) == {Seen(Subject.CALL, id_)}


async def test_steps_say_what_happened_and_what_it_changed_page_by_page(world: World) -> None:
    story = await told(world)
    whole = (await world.ask(STEPS, by="grace", call=story.call))["callSteps"]
    paged, after = [], None
    while True:
        page = (await world.ask(STEPS, by="grace", call=story.call, first=3, after=after))["callSteps"]
        paged += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert paged == whole["nodes"]
    assert whole["totalCount"] == len(paged)
    assert [step["position"] for step in paged] == sorted(step["position"] for step in paged)
    ended = next(step for step in paged if step["kind"] == "ringlog.Call.Ended")
    assert {"field": "state", "before": '"ongoing"', "after": '"ended"'} in ended["changes"]
    assert all(change["before"] is None for change in paged[0]["changes"])


async def test_what_is_erased_today_is_erased_in_the_past(world: World, config: Config) -> None:
    story = await told(world)
    await destroy_key(world, config, "grace")
    then = (await world.ask(THEN, by="ada", call=story.call, at=max(story.answers)))["callAt"]
    (message,) = then["thread"]["messages"]["nodes"]
    assert (message["text"], message["author"]["name"]) == ("(erased)", "(erased)")
    steps = (await world.ask(STEPS, by="ada", call=story.call))["callSteps"]["nodes"]
    assert "phone" not in str(steps)
