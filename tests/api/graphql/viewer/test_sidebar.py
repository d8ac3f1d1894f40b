"""The sidebar: the whole at first, then only what has changed, and only to those whom it concerns."""

from contextlib import AsyncExitStack
from typing import Any

from api.access.tokens import Role
from api.graphql.core.ids import local_id
from projections import change_keys
from tests.api.graphql.watching import Watcher, watching
from tests.api.world import World

SIDEBAR = """subscription { sidebar { whole
    rooms { name ongoingCall { state title message { participantCount thumbnails { name } } } }
    own { missedCallCount incomingRings { caller { name } } sessions { deviceId } }
} }"""
SERVICE: dict[str, Any] = {"by": "chat", "role": Role.SERVICE}
NOTHING = {"missedCallCount": 0, "incomingRings": [], "sessions": []}


class Sidebar:
    """Puts together what is told, as a client does."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self.rooms: dict[str, Any] = {}
        self.own: Any = None
        self.told: list[set[str]] = []

    async def until(self, rooms: dict[str, Any], **own: Any) -> None:
        """Waits for these calls to be on, and for this of the viewer's."""

        def shown(update: dict[str, Any]) -> bool:
            self._merge(update)
            return self.rooms == rooms and self.own == NOTHING | own

        await self._watcher.until(shown)

    def _merge(self, update: dict[str, Any]) -> None:
        if update["whole"]:
            self.rooms.clear()
        for room in update["rooms"]:
            self.rooms.pop(room["name"], None)
            if room["ongoingCall"] is not None:
                self.rooms[room["name"]] = _shown(room["ongoingCall"])
        self.own = update["own"] or self.own
        self.told.append({room["name"] for room in update["rooms"]})


def _shown(call: dict[str, Any]) -> tuple[str, ...]:
    message = call["message"]
    assert message["participantCount"] == len(message["thumbnails"])
    return (call["state"], *(user["name"] for user in message["thumbnails"]))


async def test_a_sidebar_tells_the_whole_and_then_what_changes_to_those_who_see_it(world: World) -> None:
    talk = await world.start("general", by="ada")
    async with (
        world.sockets("ada", "grace", "iris") as (ada, grace, iris),
        watching(ada, SIDEBAR) as first,
        watching(grace, SIDEBAR) as second,
        watching(iris, SIDEBAR) as nobodys,
    ):
        hers, others, none = Sidebar(first), Sidebar(second), Sidebar(nobodys)
        general: dict[str, Any] = {"General": ("ONGOING", "Ada")}
        await hers.until(general, sessions=[{"deviceId": "laptop"}])
        await others.until(general)
        await none.until({})

        joined = await world.change("joinCall { sessionId }", by="grace", callId=talk["callId"], deviceId="phone")
        general = {"General": ("ONGOING", "Ada", "Grace")}
        await hers.until(general, sessions=[{"deviceId": "laptop"}])
        await others.until(general, sessions=[{"deviceId": "phone"}])
        await world.change("leaveCall { callId }", by="grace", callId=talk["callId"], sessionId=joined["sessionId"])
        await world.change("endCall { callId }", by="ada", callId=talk["callId"])
        await hers.until({})
        await others.until({})

        lunch = await world.start("ada-grace", by="ada")
        await others.until({"Ada, Grace": ("CALLING", "Ada")}, incomingRings=[{"caller": {"name": "Ada"}}])
        await world.change("endCall { callId }", by="ada", callId=lunch["callId"])
        await others.until({}, missedCallCount=1)
        assert all(told <= {"General", "Ada, Grace"} for told in (*hers.told, *others.told))
        assert none.told == [set()]  # of all that, nothing was hers


async def test_whoever_gets_or_loses_a_room_is_told_the_whole_again_and_nothing_in_between(world: World) -> None:
    meant: dict[str, Any] = {"roomExternalId": "general", "userExternalIds": ["iris"]}
    async with (
        world.sockets("grace", "iris") as (grace, iris),
        watching(grace, SIDEBAR) as members,
        watching(iris, SIDEBAR) as nobodys,
    ):
        others, none = Sidebar(members), Sidebar(nobodys)
        await none.until({})
        talk = await world.start("general", by="alan")
        await others.until({"General": ("ONGOING", "Alan")})
        assert none.told == [set()]
        await world.change("addMembers { roomId }", **SERVICE, **meant)
        await none.until({"General": ("ONGOING", "Alan")})
        await world.change("removeMembers { roomId }", **SERVICE, **meant)
        await none.until({})
        before = len(none.told)
        await world.change("joinCall { sessionId }", by="ada", callId=talk["callId"], deviceId="laptop")
        await others.until({"General": ("ONGOING", "Alan", "Ada")})
        await world.change("addMembers { roomId }", **SERVICE, **meant)
        await none.until({"General": ("ONGOING", "Alan", "Ada")})
        assert len(none.told) == before + 1


async def test_what_changes_in_a_room_is_made_once_for_all_unless_it_depends_on_who_asks(world: World) -> None:
    shared = """subscription { sidebar { whole rooms { ongoingCall { title } }
        own { quietRings { quietReason } } unreadThreads { viewerUnreadCount } } }"""
    personal = "subscription { sidebar { whole rooms { ongoingCall { viewerCanHost } } } }"
    await world.start("general", by="ada")
    general = local_id("Room", await world.room("general", by="ada"))
    assert general is not None

    async def told(document: str, *names: str) -> tuple[int, list[Any]]:
        """How much the views are asked when the room changes, and what each is told of it."""
        async with AsyncExitStack() as stack:
            sessions = await stack.enter_async_context(world.sockets(*names))
            watchers = [await stack.enter_async_context(watching(session, document)) for session in sessions]
            for watcher in watchers:
                await watcher.now()
            before = world.views.asked
            world.backend.viewer_changes.hear([change_keys.room(general)])
            calls = [(await watcher.now())["rooms"][0]["ongoingCall"] for watcher in watchers]
            return world.views.asked - before, calls

    once, calls = await told(shared, "ada")
    assert await told(shared, "ada", "grace") == (once, 2 * calls)
    once, _ = await told(personal, "ada")
    more, calls = await told(personal, "ada", "grace")
    assert more > once
    assert calls == [{"viewerCanHost": True}, {"viewerCanHost": False}]


async def test_auditors_services_and_whoever_is_deactivated_have_no_rooms_in_their_sidebar(world: World) -> None:
    await world.change("deactivateUsers { userIds }", **SERVICE, userExternalIds=["alan"])
    await world.start("general", by="ada")
    for name, role in (("alan", Role.MEMBER), ("ada", Role.AUDITOR), ("chat", Role.SERVICE)):
        async with world.socket(name, role) as session, watching(session, SIDEBAR) as watcher:
            assert (await watcher.now())["rooms"] == []
