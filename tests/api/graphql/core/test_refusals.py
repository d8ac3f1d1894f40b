"""What is refused over GraphQL: each with a code, a sentence, and nothing changed."""

from typing import Any
from uuid import uuid4

import pytest

from api.access.tokens import Role
from api.graphql.core.ids import NO_ID, global_id
from domain.calls.call import Call
from domain.calls.ring import Ring
from domain.kernel.request import Request
from event_log import LogReader
from tests.api.graphql.settings import typed
from tests.api.world import World

NO_CALL = {"__typename": "NotFound", "code": "UNKNOWN_CALL", "message": "There is no such call."}
NO_ROOM = {"__typename": "NotFound", "code": "UNKNOWN_ROOM", "message": "There is no such room."}
NO_RING = {"__typename": "NotFound", "code": "UNKNOWN_RING", "message": "There is no such ring."}
NO_SESSION = {
    "__typename": "NotFound",
    "code": "UNKNOWN_SESSION",
    "message": "There is no such session in this call.",
}


def unknown(kind: str) -> list[str]:
    """Ids of things that don't exist, and texts that are no ids at all."""
    return [global_id(kind, uuid4()), global_id("Setting", uuid4()), "general", "", "\u20ac", "x" * 5000]


class Witness:
    """Knows what has been recorded of calls and rings."""

    def __init__(self, database_url: str) -> None:
        self.reader = LogReader(database_url)

    def facts(self) -> list[object]:
        """Of calls, rings, and requests with a key."""
        facts = [recorded.fact for recorded in self.reader.read(after=0, limit=10_000)]
        return [fact for fact in facts if isinstance(fact, Call.Event | Ring.Event | Request.Event)]


@pytest.fixture
def witness(world: World, database_url: str) -> Any:
    witness = Witness(database_url)
    yield witness
    witness.reader.close()


def alike(refused: dict[str, Any]) -> dict[str, Any]:
    """The refusal without what is said besides of a text that is no id at all."""
    return {**refused, "message": refused["message"].removesuffix(f" {NO_ID}")}


async def test_an_unknown_and_a_forbidden_room_answer_alike(world: World, witness: Witness) -> None:
    attic = await world.room("attic", by="alan")
    for room_id in (attic, *unknown("Room")):
        refused = await world.change("startCall { callId }", by="ada", roomId=room_id, deviceId="laptop")
        assert alike(refused) == NO_ROOM, room_id
    assert witness.facts() == []


async def test_an_unknown_and_a_forbidden_call_answer_alike(world: World, witness: Witness) -> None:
    started = await world.start("attic", by="alan")
    before = witness.facts()
    for call_id in (started["callId"], *unknown("Call")):
        assert alike(await world.change("joinCall { callId }", by="ada", callId=call_id, deviceId="laptop")) == NO_CALL
        assert alike(await world.change("endCall { callId }", by="ada", callId=call_id)) == NO_CALL
        given = {"callId": call_id, "sessionId": started["sessionId"]}
        for mutation in ("leaveCall", "renewSession"):
            assert alike(await world.change(f"{mutation} {{ __typename }}", by="ada", **given)) == NO_CALL
        offered = {"sdpOffer": OFFER, **given}
        assert alike(await world.change("negotiateMedia { sessionId }", by="ada", **offered)) == NO_CALL
    assert witness.facts() == before


async def test_an_unknown_ring_and_somebody_elses_answer_alike(world: World, witness: Witness) -> None:
    await world.start("ada-grace", by="ada")
    ring_id = await world.ring("grace")
    before = witness.facts()
    for given in (ring_id, *unknown("Ring")):
        for name in ("ada", "alan"):
            assert (
                alike(await world.change("acceptRing { ringId }", by=name, ringId=given, deviceId="laptop")) == NO_RING
            )
            assert alike(await world.change("declineRing { ringId }", by=name, ringId=given)) == NO_RING
            assert alike(await world.change("dismissRing { ringId }", by=name, ringId=given)) == NO_RING
    assert witness.facts() == before


async def test_somebody_elses_session_is_unknown(world: World, witness: Witness) -> None:
    started = await world.start("general", by="ada")
    before = witness.facts()
    for session_id in (started["sessionId"], *unknown("Session")):
        given = {"callId": started["callId"], "sessionId": session_id}
        assert alike(await world.change("renewSession { sessionId }", by="grace", **given)) == NO_SESSION
    stolen = {"callId": started["callId"], "sessionId": started["sessionId"]}
    assert alike(await world.change("leaveCall { leftSessionId }", by="grace", **stolen)) == NO_SESSION
    assert witness.facts() == before


async def test_a_ring_that_was_answered_elsewhere_says_so(world: World, witness: Witness) -> None:
    await world.start("ada-grace", by="ada")
    ring_id = await world.ring("grace")
    await world.change("acceptRing { ringId }", by="grace", ringId=ring_id, deviceId="phone")
    before = witness.facts()
    answers: dict[str, dict[str, Any]] = {"acceptRing": {"deviceId": "laptop"}, "declineRing": {}, "dismissRing": {}}
    for mutation, given in answers.items():
        refused = await world.change(f"{mutation} {{ ringId }}", by="grace", ringId=ring_id, **given)
        assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "RING_ANSWERED_ELSEWHERE")
    assert witness.facts() == before


async def test_a_ring_that_is_over_is_over(world: World) -> None:
    await world.start("ada-grace", by="ada")
    ring_id = await world.ring("grace")
    await world.change("declineRing { ringId }", by="grace", ringId=ring_id)
    refused = await world.change("acceptRing { ringId }", by="grace", ringId=ring_id, deviceId="phone")
    assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "RING_IS_OVER")


async def test_an_ended_call_cannot_be_joined(world: World, witness: Witness) -> None:
    started = await world.start("general", by="ada")
    await world.change("endCall { callId }", by="ada", callId=started["callId"])
    before = witness.facts()
    refused = await world.change("joinCall { callId }", by="grace", callId=started["callId"], deviceId="phone")
    assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "CALL_ALREADY_ENDED")
    assert witness.facts() == before


@pytest.mark.parametrize(("state", "code"), [("ARCHIVED", "ROOM_IS_ARCHIVED"), ("READ_ONLY", "ROOM_IS_READ_ONLY")])
async def test_nobody_starts_a_call_where_nobody_may_post(
    world: World, witness: Witness, state: str, code: str
) -> None:
    room_id = await world.room("general", by="ada")
    closed = {"externalId": "general", "kind": "CHANNEL", "name": "General", "state": state}
    await world.change("upsertRooms { roomIds }", by="chat", role=Role.SERVICE, rooms=[closed])
    refused = await world.change("startCall { callId }", by="ada", roomId=room_id, deviceId="laptop")
    assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", code)
    assert witness.facts() == []


async def test_nobody_starts_a_call_in_a_deleted_room(world: World) -> None:
    room_id = await world.room("general", by="ada")
    await world.change("deleteRooms { roomIds }", by="chat", role=Role.SERVICE, roomExternalIds=["general", "nowhere"])
    assert await world.change("startCall { callId }", by="ada", roomId=room_id, deviceId="laptop") == NO_ROOM


async def test_a_guest_starts_calls_only_where_they_are_a_member(world: World) -> None:
    room_id = await world.room("general", by="ada")
    guest: dict[str, Any] = {"by": "gus", "role": Role.GUEST}
    assert await world.change("startCall { callId }", **guest, roomId=room_id, deviceId="laptop") == NO_ROOM
    await world.change(
        "addMembers { roomId }", by="chat", role=Role.SERVICE, roomExternalId="general", userExternalIds=["gus"]
    )
    started = await world.change("startCall { callId }", **guest, roomId=room_id, deviceId="laptop")
    assert started["__typename"] == "StartCallPayload"


@pytest.mark.parametrize("title", ["", "   ", "x" * 257, "two\nlines", "bell\a", "\u2028"])
async def test_a_title_has_to_be_a_title(world: World, witness: Witness, title: str) -> None:
    room_id = await world.room("general", by="ada")
    refused = await world.change("startCall { callId }", by="ada", roomId=room_id, deviceId="laptop", title=title)
    assert (refused["__typename"], refused["code"], refused["path"]) == ("InvalidInput", "INVALID_INPUT", ["title"])
    assert witness.facts() == []


@pytest.mark.parametrize("device_id", ["", "my laptop", "x" * 129, "bell\a"])
async def test_a_device_id_has_to_be_an_identifier(world: World, witness: Witness, device_id: str) -> None:
    room_id = await world.room("general", by="ada")
    refused = await world.change("startCall { callId }", by="ada", roomId=room_id, deviceId=device_id)
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["deviceId"])
    assert witness.facts() == []


@pytest.mark.parametrize("key", ["", "two words", "x" * 129])
async def test_an_idempotency_key_has_to_be_an_identifier(world: World, witness: Witness, key: str) -> None:
    room_id = await world.room("general", by="ada")
    refused = await world.change(
        "startCall { callId }", by="ada", roomId=room_id, deviceId="laptop", idempotencyKey=key
    )
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["idempotencyKey"])
    assert witness.facts() == []


OFFER = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n"


@pytest.mark.parametrize(
    "sdp",
    [
        "",
        "hello",
        "v=0\r\nhello\r\n",
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n",
        OFFER + "a=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n" * 12_000,
        OFFER + "a=\u20ac" * 106_000,
    ],
    ids=["empty", "no SDP", "a line that is none", "no audio", "over 512 KB", "over 512 KB in bytes"],
)
async def test_an_offer_has_to_be_an_sdp_with_audio_of_up_to_512_kb(world: World, witness: Witness, sdp: str) -> None:
    started = await world.start("general", by="ada")
    before = witness.facts()
    given = {"callId": started["callId"], "sessionId": started["sessionId"], "sdpOffer": sdp}
    refused = await world.change("negotiateMedia { sessionId }", by="ada", **given)
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["sdpOffer"])
    assert witness.facts() == before


async def test_an_offer_names_each_section_once(world: World) -> None:
    started = await world.start("general", by="ada")
    given = {"callId": started["callId"], "sessionId": started["sessionId"], "sdpOffer": OFFER}
    tracks = [{"mid": "0", "kind": "MICROPHONE"}, {"mid": "0", "kind": "SCREEN_AUDIO"}]
    refused = await world.change("negotiateMedia { sessionId }", by="ada", tracks=tracks, **given)
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["tracks", "1", "mid"])


async def test_without_a_media_server_an_offer_says_to_try_again(world: World) -> None:
    started = await world.start("general", by="ada")
    given = {"callId": started["callId"], "sessionId": started["sessionId"], "sdpOffer": OFFER}
    refused = await world.change("negotiateMedia { sessionId }", by="ada", **given)
    assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "MEDIA_IS_UNAVAILABLE")


async def test_only_the_host_or_an_admin_ends_a_call_for_all(world: World, witness: Witness) -> None:
    started = await world.start("general", by="ada")
    before = witness.facts()
    refused = await world.change("endCall { callId }", by="grace", callId=started["callId"])
    assert (refused["__typename"], refused["code"]) == ("NotAllowed", "NOT_HOST")
    assert witness.facts() == before


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SERVICE])
async def test_auditors_and_services_do_not_call(world: World, witness: Witness, role: Role) -> None:
    room_id = await world.room("general", by="ada")
    started = await world.start("general", by="ada")
    before = witness.facts()
    for mutation, given in (
        ("startCall { callId }", {"roomId": room_id, "deviceId": "laptop"}),
        ("joinCall { callId }", {"callId": started["callId"], "deviceId": "laptop"}),
        ("endCall { callId }", {"callId": started["callId"]}),
        ("changeSetting { setting { name } }", {"name": "ringing.enabled", "value": typed(False)}),
    ):
        refused = await world.change(mutation, by="ada", role=role, **given)
        assert (refused["__typename"], refused["code"]) == ("NotAllowed", "NOT_ALLOWED")
    assert witness.facts() == before


async def test_only_services_change_the_directory(world: World) -> None:
    users = [{"externalId": "eve", "name": "Eve"}]
    rooms = [{"externalId": "x", "kind": "CHANNEL", "name": "X"}]
    for role in (Role.ADMIN, Role.AUDITOR, Role.MEMBER, Role.GUEST):
        for mutation, given in (
            ("upsertUsers { userIds }", {"users": users}),
            ("deactivateUsers { userIds }", {"userExternalIds": ["ada"]}),
            ("upsertRooms { roomIds }", {"rooms": rooms}),
            ("deleteRooms { roomIds }", {"roomExternalIds": ["general"]}),
            ("addMembers { roomId }", {"roomExternalId": "attic", "userExternalIds": ["ada"]}),
            ("removeMembers { roomId }", {"roomExternalId": "general", "userExternalIds": ["ada"]}),
        ):
            refused = await world.change(mutation, by="ada", role=role, **given)
            assert (refused["__typename"], refused["code"]) == ("NotAllowed", "NOT_SERVICE")
    assert await world.room("general", by="ada")


async def test_people_whom_the_directory_does_not_know_cannot_call(world: World) -> None:
    room_id = await world.room("general", by="ada")
    assert await world.change("startCall { callId }", by="eve", roomId=room_id, deviceId="laptop") == NO_ROOM


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ADMIN])
async def test_deactivated_people_change_nothing(world: World, witness: Witness, role: Role) -> None:
    room_id = await world.room("general", by="ada")
    started = await world.start("general", by="grace")
    before = witness.facts()
    await world.change("deactivateUsers { userIds }", by="chat", role=Role.SERVICE, userExternalIds=["ada", "nobody"])
    for mutation, given in (
        ("startCall { callId }", {"roomId": room_id, "deviceId": "laptop"}),
        ("endCall { callId }", {"callId": started["callId"]}),
    ):
        refused = await world.change(mutation, by="ada", role=role, **given)
        assert (refused["__typename"], refused["code"]) == ("NotAllowed", "USER_IS_DEACTIVATED")
    assert witness.facts() == before


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("ringing.volume", 11, "name"),
        ("ringing.enabled", 1, "value"),
        ("ringing.enabled", "yes", "value"),
        ("ringing.time", 0, "value"),
        ("ringing.time", True, "value"),
        ("ringing.room_kinds", ["channel"], "value"),
        ("calls.default_provider", "carrier pigeon", "value"),
    ],
)
async def test_a_setting_takes_only_what_fits(world: World, name: str, value: object, field: str) -> None:
    refused = await world.change(
        "changeSetting { setting { name } }", by="root", role=Role.ADMIN, name=name, value=typed(value)
    )
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", [field])


@pytest.mark.parametrize(
    "value", [{}, {"integer": None}, {"integer": 1.5}, {"integer": 1, "text": "1"}, {"integer": 1, "text": None}, 1]
)
async def test_a_setting_has_one_value_of_one_type(world: World, value: object) -> None:
    document = "mutation ($input: ChangeSettingInput!) { changeSetting(input: $input) { __typename } }"
    given = {"name": "ringing.time", "value": value}
    body = await world.request(document, by="root", role=Role.ADMIN, input=given)
    assert [error["extensions"]["code"] for error in body["errors"]] == ["INVALID_VARIABLES"]


async def test_only_admins_change_settings(world: World) -> None:
    refused = await world.change("changeSetting { setting { name } }", by="ada", name="ringing.time", value=typed(10))
    assert (refused["__typename"], refused["code"]) == ("NotAllowed", "NOT_ADMIN")


async def test_a_call_that_is_full_says_so(world: World) -> None:
    most = {"name": "calls.max_participants", "value": typed(1)}
    await world.change("changeSetting { setting { name } }", by="root", role=Role.ADMIN, **most)
    started = await world.start("general", by="ada")
    refused = await world.change("joinCall { callId }", by="grace", callId=started["callId"], deviceId="phone")
    assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "CALL_IS_FULL")


async def test_calls_that_are_turned_off_are_not_started(world: World) -> None:
    off = {"name": "calls.enabled", "value": typed(False)}
    await world.change("changeSetting { setting { name } }", by="root", role=Role.ADMIN, **off)
    room_id = await world.room("general", by="ada")
    refused = await world.change("startCall { callId }", by="ada", roomId=room_id, deviceId="laptop")
    assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "CALLS_ARE_DISABLED")


async def test_a_direct_room_takes_no_third_member(world: World) -> None:
    given = {"roomExternalId": "ada-grace", "userExternalIds": ["alan"]}
    refused = await world.change("addMembers { roomId }", by="chat", role=Role.SERVICE, **given)
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["userExternalIds"])


ROOM = {"kind": "CHANNEL", "externalId": "new", "name": "New"}


@pytest.mark.parametrize(
    ("room", "step"),
    [
        (ROOM | {"name": ""}, "name"),
        (ROOM | {"externalId": "two words"}, "externalId"),
        (ROOM | {"externalId": "general", "kind": "TEAM"}, "kind"),
        (ROOM | {"kind": "DIRECT", "memberExternalIds": ["ada", "grace", "alan"]}, "memberExternalIds"),
    ],
)
async def test_a_path_leads_to_what_is_wrong_within_a_list(world: World, room: dict[str, Any], step: str) -> None:
    rooms = [ROOM | {"externalId": f"new-{number}"} for number in range(3)]
    refused = await world.change("upsertRooms { roomIds }", by="chat", role=Role.SERVICE, rooms=[*rooms, room])
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["rooms", "3", step])


async def test_a_path_leads_to_the_user_with_a_wrong_name(world: World) -> None:
    users = [{"externalId": "eve", "name": "Eve"}, {"externalId": "mallory", "name": " "}]
    refused = await world.change("upsertUsers { userIds }", by="chat", role=Role.SERVICE, users=users)
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["users", "1", "name"])


async def test_members_are_people_whom_the_directory_knows(world: World) -> None:
    given = {"roomExternalId": "general", "userExternalIds": ["eve"]}
    refused = await world.change("addMembers { roomId }", by="chat", role=Role.SERVICE, **given)
    assert (refused["__typename"], refused["code"]) == ("NotAllowed", "UNKNOWN_USER")


async def test_the_directory_takes_a_thousand_entries_at_once(world: World) -> None:
    users = [{"externalId": f"u{number}", "name": f"U {number}"} for number in range(1001)]
    refused = await world.change("upsertUsers { userIds }", by="chat", role=Role.SERVICE, users=users)
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["users"])
    made = await world.change("upsertUsers { users { name } }", by="chat", role=Role.SERVICE, users=users[:1000])
    assert made["users"][-1] == {"name": "U 999"}


async def test_what_is_no_id_at_all_is_said_to_be_none(world: World) -> None:
    refused = await world.change("startCall { callId }", by="ada", roomId="general", deviceId="laptop")
    assert refused["code"] == "UNKNOWN_ROOM"
    assert "roomByExternalId" in refused["message"]
    unknown = await world.change("startCall { callId }", by="ada", roomId=global_id("Room", uuid4()), deviceId="laptop")
    assert "roomByExternalId" not in unknown["message"]


@pytest.mark.parametrize("field", ["room(id", "call(id", "node(id", "conferenceLog(callId"])
async def test_who_asks_for_what_is_no_id_at_all_is_told(world: World, field: str) -> None:
    body = await world.request(f'{{ {field}: "general") {{ __typename }} }}', by="ada")
    (error,) = body["errors"]
    assert error["extensions"] == {"code": "INVALID_INPUT", "argument": field.partition("(")[2]}
    assert "roomByExternalId" in error["message"]
