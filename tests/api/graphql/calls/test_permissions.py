"""What the API says that the viewer may do is what the mutation then answers."""

from typing import Any

import pytest

from api.access.tokens import Role
from tests.api.graphql.settings import typed
from tests.api.world import World

ROOM = {"externalId": "general", "kind": "CHANNEL", "name": "General"}
TEXT: dict[str, Any] = {"text": "Hello"}


class Scene:
    """Ada's call in the general room, with Grace in it, and Alan outside."""

    def __init__(self, world: World, started: dict[str, Any], joined: dict[str, Any]) -> None:
        self.world = world
        self.call = {"callId": started["callId"]}
        self.sessions = {"ada": started["sessionId"], "grace": joined["sessionId"]}

    async def agree(self, field: str, mutation: str, by: str, role: Role = Role.MEMBER, **given: Any) -> bool:
        """What `field` says of the call, which is what the mutation answers."""
        query = f"query ($callId: ID!) {{ call(id: $callId) {{ {field} }} }}"
        said: Any = await self.world.ask(query, by=by, role=role, **self.call)
        while isinstance(said, dict):
            (said,) = said.values()
        answer = await self.world.change(f"{mutation} {{ __typename }}", by=by, role=role, **self.call, **given)
        assert said == answer["__typename"].endswith("Payload"), answer
        return bool(said)

    async def sets(self, name: str, value: object) -> None:
        admin: dict[str, Any] = {"by": "root", "role": Role.ADMIN}
        await self.world.change("changeSetting { setting { name } }", **admin, name=name, value=typed(value))

    async def turns(self, state: str) -> None:
        """The room's state from now on."""
        rooms = [ROOM | {"state": state}]
        await self.world.change("upsertRooms { roomIds }", by="chat", role=Role.SERVICE, rooms=rooms)

    async def ends(self) -> None:
        await self.world.change("endCall { callId }", by="ada", **self.call)


@pytest.fixture
async def scene(world: World) -> Scene:
    started = await world.start("general", by="ada")
    device = {"callId": started["callId"], "deviceId": "phone"}
    return Scene(world, started, await world.change("joinCall { sessionId }", by="grace", **device))


async def _start(world: World, by: str, role: Role = Role.MEMBER) -> bool:
    """Whether a call may be started in the general room, by the field and by the mutation alike."""
    query = "query ($id: ID!) { room(id: $id) { viewerCanStartCall } }"
    room = await world.room("general", by="iris", role=Role.AUDITOR)
    said = (await world.ask(query, by=by, role=role, id=room))["room"]["viewerCanStartCall"]
    given = {"roomId": room, "deviceId": "laptop"}
    answer = await world.change("startCall { callId }", by=by, role=role, **given)
    assert said == answer["__typename"].endswith("Payload"), answer
    if "callId" in answer:
        await world.change("endCall { callId }", by=by, role=role, callId=answer["callId"])
    return bool(said)


async def test_members_start_calls_while_the_room_is_active_and_calls_are_on(world: World) -> None:
    assert await _start(world, "ada")
    assert await _start(world, "grace", Role.GUEST)
    assert not await _start(world, "iris", Role.AUDITOR)
    off = {"name": "calls.enabled", "value": typed(False)}
    await world.change("changeSetting { setting { name } }", by="root", role=Role.ADMIN, **off)
    assert not await _start(world, "ada")
    await world.change("resetSetting { setting { name } }", by="root", role=Role.ADMIN, name="calls.enabled")
    for state in ("READ_ONLY", "ARCHIVED"):
        rooms = [ROOM | {"state": state}]
        await world.change("upsertRooms { roomIds }", by="chat", role=Role.SERVICE, rooms=rooms)
        assert not await _start(world, "ada")


async def test_members_join_while_the_call_is_ongoing_and_has_room(scene: Scene) -> None:
    joining = ("viewerCanJoin", "joinCall")
    assert not await scene.agree(*joining, by="iris", role=Role.AUDITOR, deviceId="laptop")
    await scene.sets("calls.max_participants", 2)
    assert not await scene.agree(*joining, by="alan", deviceId="laptop")
    for number in range(9):
        assert await scene.agree(*joining, by="grace", deviceId=f"device-{number}")
    assert not await scene.agree(*joining, by="grace", deviceId="one-too-many")
    await scene.sets("calls.max_participants", 0)
    await scene.turns("READ_ONLY")
    assert await scene.agree(*joining, by="alan", deviceId="laptop")
    await scene.ends()
    assert not await scene.agree(*joining, by="alan", deviceId="phone")


async def test_the_host_and_admins_control_the_call_until_it_has_ended(scene: Scene) -> None:
    hosting = ("viewerCanHost", "muteOthers")
    assert await scene.agree(*hosting, by="ada")
    assert not await scene.agree(*hosting, by="grace")
    assert await scene.agree(*hosting, by="grace", role=Role.ADMIN)
    assert not await scene.agree(*hosting, by="iris", role=Role.AUDITOR)
    await scene.ends()
    assert not await scene.agree(*hosting, by="ada")


async def test_the_host_rings_members_where_calls_ring(world: World, scene: Scene) -> None:
    alan = (await world.ask("{ viewer { user { id } } }", by="alan"))["viewer"]["user"]["id"]
    ringing: Any = {"field": "viewerCanRing", "mutation": "ringMember", "userId": alan}
    assert not await scene.agree(**ringing, by="ada")
    trio = {"externalId": "trio", "kind": "GROUP_DIRECT", "name": "Trio"}
    members = {"memberExternalIds": ["ada", "grace", "alan"]}
    await world.change("upsertRooms { roomIds }", by="chat", role=Role.SERVICE, rooms=[trio | members])
    group = Scene(world, await world.start("trio", by="ada", leaveOthers=True), {"sessionId": ""})
    assert await group.agree(**ringing, by="ada")
    assert not await group.agree(**ringing, by="grace")
    await group.sets("ringing.enabled", False)
    assert not await group.agree(**ringing, by="ada")


async def test_the_host_records_where_recording_is_on(scene: Scene) -> None:
    recording = ("viewerCanRecord", "startRecording")
    assert not await scene.agree(*recording, by="grace")
    assert await scene.agree(*recording, by="ada")
    await scene.sets("recording.enabled", False)
    assert not await scene.agree(*recording, by="ada")


async def test_a_participant_shares_a_screen_while_nobody_else_does(scene: Scene) -> None:
    sharing = ("viewerCanShareScreen", "startScreenShare")
    ada, grace = scene.sessions["ada"], scene.sessions["grace"]
    assert not await scene.agree(*sharing, by="alan", sessionId=ada)
    assert await scene.agree(*sharing, by="grace", sessionId=grace)
    assert await scene.agree(*sharing, by="grace", sessionId=grace)
    assert not await scene.agree(*sharing, by="ada", sessionId=ada)
    await scene.world.change("stopScreenShare { callId }", by="ada", **scene.call)
    await scene.sets("screen_sharing.enabled", False)
    assert not await scene.agree(*sharing, by="ada", sessionId=ada)


async def test_members_post_while_the_room_is_active(scene: Scene) -> None:
    posting = ("thread { viewerCanPost }", "postMessage")
    assert not await scene.agree(*posting, by="iris", role=Role.AUDITOR, **TEXT)
    assert await scene.agree(*posting, by="alan", **TEXT)
    await scene.ends()
    assert await scene.agree(*posting, by="ada", **TEXT)
    for state in ("READ_ONLY", "ARCHIVED"):
        await scene.turns(state)
        assert not await scene.agree(*posting, by="ada", **TEXT)
