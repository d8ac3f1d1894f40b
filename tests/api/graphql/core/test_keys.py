"""What clients' caches tell objects by that have no id, and what completes and explains what people type."""

from typing import Any

from tests.api.world import World

SETTINGS = "settings { key name ... on IntegerSetting { unit } }"
KEYS = f"""query ($room: ID!) {{
    workspace {{ {SETTINGS} }}
    room(id: $room) {{ {SETTINGS} ongoingCall {{ participants {{ key user {{ name }} }} }} }}
    viewer {{ preferences {{ key }} }}
}}"""
COMMANDS = "{ slashCommands { command argument argumentRequired help } }"


async def test_keys_are_the_same_for_the_same_thing_and_for_nothing_else(world: World) -> None:
    talk = await world.start("general", by="ada")
    await world.change("joinCall { sessionId }", by="grace", callId=talk["callId"], deviceId="phone")
    room = await world.room("general", by="ada")
    asked = [await world.ask(KEYS, by=name, room=room) for name in ("ada", "grace")]
    keys = [
        [
            [each["key"] for each in answer["workspace"]["settings"]],
            [each["key"] for each in answer["room"]["settings"]],
            [each["key"] for each in answer["room"]["ongoingCall"]["participants"]],
        ]
        for answer in asked
    ]
    assert keys[0] == keys[1]
    flat = [key for group in keys[0] for key in group] + [each["viewer"]["preferences"]["key"] for each in asked]
    assert len(set(flat)) == len(flat)
    units = {each["name"]: each.get("unit") for each in asked[0]["workspace"]["settings"]}
    expected = {"ringing.time": "SECONDS", "recording.limit": "MINUTES", "retention.text_days": "DAYS"}
    assert {name: units[name] for name in expected} == expected
    assert units["calls.max_participants"] is None


async def test_commands_are_listed_as_they_are_typed(world: World) -> None:
    commands = {each["command"]: each for each in (await world.ask(COMMANDS, by="ada"))["slashCommands"]}
    assert commands["/call host"] == {
        "command": "/call host",
        "argument": "@user",
        "argumentRequired": True,
        "help": "Make somebody else host of the call.",
    }
    assert commands["/call recording start"]["argument"] is None
    room = await world.room("general", by="ada")
    for command in commands:
        typed: dict[str, Any] = {"roomId": room, "deviceId": "laptop", "text": f"{command} @grace"}
        answer = await world.change("runSlashCommand { text }", by="iris", **typed)
        assert answer["code"] in ("UNKNOWN_ROOM", "UNKNOWN_COMMAND")  # as one that is typed, it is known
