"""Slash commands and call links over GraphQL."""

import json
from typing import Any

import pytest

from api.access.tokens import Role
from tests.api.world import PUBLIC_URL, World

REPLY = "runSlashCommand { text callId call { title state host { name } } session { deviceId } }"


async def _type(world: World, text: str, by: str = "ada", role: Role = Role.MEMBER, **given: Any) -> dict[str, Any]:
    room_id = await world.room("general", by="ada")
    return await world.change(REPLY, by=by, role=role, roomId=room_id, deviceId="laptop", text=text, **given)


async def test_a_call_lives_by_slash_commands(world: World) -> None:
    started = await _type(world, "/call start Daily standup")
    assert started.pop("callId")
    assert started == {
        "__typename": "RunSlashCommandPayload",
        "text": "You started a call.",
        "call": {"title": "Daily standup", "state": "ONGOING", "host": {"name": "Ada"}},
        "session": {"deviceId": "laptop"},
    }
    assert (await _type(world, "/call join", by="grace"))["session"] == {"deviceId": "laptop"}
    assert (await _type(world, "/call host @grace"))["call"]["host"] == {"name": "Grace"}
    left = await _type(world, "/call leave")
    assert (left["text"], left["session"]) == ("You left the call.", None)
    statistics = json.loads((await _type(world, "/call stats"))["text"])
    assert statistics["title"] == "Daily standup"
    ended = await _type(world, "/call end", by="grace")
    assert ended["call"]["state"] == "ENDED"


async def test_a_repeated_command_is_carried_out_once_and_answered_like_the_first(world: World) -> None:
    log = world.backend.services.calls.log
    for by, text, said in (
        ("ada", "/call start", "You started a call."),
        ("grace", "/call start", "There was a call already; you joined it."),
        ("grace", "/call leave", "You left the call."),
        ("ada", "/call end", "The call has ended for everyone."),
    ):
        key = text.removeprefix("/call ")
        first = await _type(world, text, by=by, idempotencyKey=key)
        assert first["text"] == said
        await world.settle()
        end = log.end_of_log()
        again = await _type(world, text, by=by, idempotencyKey=key)
        assert (again["text"], again["callId"]) == (said, first["callId"])
        assert log.end_of_log() == end
    reused = await _type(world, "/call start", idempotencyKey="end")
    assert (reused["code"], reused["path"]) == ("IDEMPOTENCY_KEY_REUSED", ["idempotencyKey"])


async def test_help_and_link_change_nothing(world: World) -> None:
    helped = await _type(world, "/call help")
    assert "/call recording start" in helped["text"]
    assert (helped["call"], helped["session"]) == (None, None)
    room = await world.ask('{ roomByExternalId(externalId: "general") { callLink } }', by="ada")
    link = room["roomByExternalId"]["callLink"]
    assert link.startswith(f"{PUBLIC_URL}/call/")
    assert (await _type(world, "/call link"))["text"] == link


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("/call strat", "/call start"),
        ("/call recording begin", "/call recording start"),
        ("/call xyzzy", "/call help"),
        ("/help", "/call help"),
        ("/call host", "@user"),
        ("/call leave now", "/call leave"),
    ],
)
async def test_an_unknown_command_names_the_nearest(world: World, text: str, hint: str) -> None:
    refused = await _type(world, text)
    assert (refused["__typename"], refused["code"], refused["path"]) == ("InvalidInput", "UNKNOWN_COMMAND", ["text"])
    assert hint in refused["message"]


async def test_a_title_that_cannot_be_one_is_the_fault_of_the_text(world: World) -> None:
    refused = await _type(world, f"/call start {'x' * 257}")
    assert (refused["code"], refused["path"]) == ("INVALID_INPUT", ["text"])


async def test_commands_obey_the_same_rules(world: World) -> None:
    assert (await _type(world, "/call join"))["code"] == "NO_CALL_IN_ROOM"
    await _type(world, "/call start")
    assert (await _type(world, "/call end", by="grace"))["code"] == "NOT_HOST"
    assert (await _type(world, "/call leave", by="grace"))["code"] == "NOT_IN_CALL"
    assert (await _type(world, "/call help", by="gus", role=Role.GUEST))["code"] == "UNKNOWN_ROOM"
    assert (await _type(world, "/call start", by="iris", role=Role.AUDITOR))["code"] == "NOT_ALLOWED"
    assert (await _type(world, "/call stats", by="grace"))["code"] == "NOT_IN_CALL"
    await world.start("ada-grace", by="grace")
    refused = await _type(world, "/call start", by="grace")
    assert refused["code"] == "ALREADY_IN_ANOTHER_CALL"
    assert (await _type(world, "/call start", by="grace", leaveOthers=True))["text"].startswith("There was a call")


async def test_a_link_starts_or_joins_the_rooms_call_and_stays_the_same(world: World) -> None:
    query = "query ($id: ID!) { call(id: $id) { room { callLink } } }"
    room = await world.room("general", by="ada")
    link = (await world.ask("query ($r: ID!) { room(id: $r) { callLink } }", by="ada", r=room))["room"]["callLink"]
    first = await world.change("openCallLink { callId }", by="ada", link=link, deviceId="laptop")
    joined = await world.change("openCallLink { callId call { id } }", by="grace", link=link, deviceId="phone")
    assert joined["callId"] == joined["call"]["id"] == first["callId"]
    await world.change("endCall { callId }", by="ada", callId=first["callId"])
    second = await world.change("openCallLink { callId }", by="grace", link=link, deviceId="phone")
    assert second["callId"] != first["callId"]
    assert await world.ask(query, by="ada", id=second["callId"]) == {"call": {"room": {"callLink": link}}}


@pytest.mark.parametrize("state", ["ARCHIVED", "DELETED"])
async def test_a_link_is_invalid_once_its_room_is_archived_or_deleted(world: World, state: str) -> None:
    room = await world.room("general", by="ada")
    query = "query ($r: ID!) { room(id: $r) { callLink } }"
    link = (await world.ask(query, by="ada", r=room))["room"]["callLink"]
    invalid = {
        "__typename": "NotFound",
        "code": "INVALID_LINK",
        "message": "This call link is not valid, or no longer valid.",
    }
    nowhere = f"{PUBLIC_URL}/call/00000000-0000-0000-0000-000000000000"
    for by, given in (("eve", link), ("gus", link), ("ada", nowhere)):
        assert await world.change("openCallLink { callId }", by=by, link=given, deviceId="phone") == invalid
    if state == "DELETED":
        await world.change("deleteRooms { roomIds }", by="chat", role=Role.SERVICE, roomExternalIds=["general"])
    else:
        archived = {"externalId": "general", "kind": "CHANNEL", "name": "General", "state": state}
        await world.change("upsertRooms { roomIds }", by="chat", role=Role.SERVICE, rooms=[archived])
        assert (await world.ask(query, by="ada", r=room))["room"] == {"callLink": None}
    assert await world.change("openCallLink { callId }", by="ada", link=link, deviceId="phone") == invalid


@pytest.mark.parametrize("link", ["", "https://example.org/call/", "https://example.org/call/x", "general"])
async def test_what_is_no_link_says_so(world: World, link: str) -> None:
    refused = await world.change("openCallLink { callId }", by="ada", link=link, deviceId="phone")
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["link"])
