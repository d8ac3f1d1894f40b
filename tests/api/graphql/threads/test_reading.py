"""What somebody has read of a thread, and what not: their own business, live on all their devices."""

from typing import Any
from uuid import uuid4

from api.access.tokens import Role
from api.graphql.core.ids import global_id
from tests.api.graphql.watching import watching
from tests.api.world import World

UNREAD = "query ($call: ID!) { call(id: $call) { thread { viewerUnreadCount } } }"
UNREAD_THREADS = "query { viewer { unreadThreads { viewerUnreadCount call { title } } } }"
THREAD = """subscription ($call: ID!) { thread(callId: $call) { ... on ThreadUpdate {
    thread { viewerUnreadCount } messages { text }
} } }"""
SIDEBAR = "subscription { sidebar { whole unreadThreads { viewerUnreadCount call { title room { name } } } } }"
SERVICE: dict[str, Any] = {"by": "chat", "role": Role.SERVICE}
READ = "markThreadRead { thread { viewerUnreadCount } }"


async def _unread(world: World, call: str, by: str) -> int:
    count: int = (await world.ask(UNREAD, by=by, call=call))["call"]["thread"]["viewerUnreadCount"]
    return count


async def _post(world: World, call: str, by: str, text: str = "hello") -> str:
    message: str = (await world.change("postMessage { messageId }", by=by, callId=call, text=text))["messageId"]
    return message


async def _mark(world: World, call: str, by: str, **given: Any) -> int:
    answer = await world.change(READ, by=by, callId=call, **given)
    count: int = answer["thread"]["viewerUnreadCount"]
    return count


async def test_what_others_wrote_is_unread_until_it_is_marked_as_read(world: World) -> None:
    entered = await world.start("general", by="ada")
    call = entered["callId"]
    assert await _mark(world, call, "grace") == 0  # there is nothing to read yet
    first = await _post(world, call, "grace")
    last = await _post(world, call, "grace")
    assert [await _unread(world, call, by) for by in ("ada", "grace", "alan")] == [2, 0, 0]  # alan isn't in
    assert await _mark(world, call, "ada", messageId=first) == 1
    assert await _mark(world, call, "ada", messageId=last) == 0
    assert await _mark(world, call, "ada", messageId=first) == 0  # nobody unreads
    await _post(world, call, "ada")
    assert await _unread(world, call, "ada") == 0
    await _post(world, call, "alan")
    await world.change("leaveCall { callId }", by="ada", callId=call, sessionId=entered["sessionId"])
    assert await _unread(world, call, "ada") == 1
    assert await _mark(world, call, "ada") == 0


async def test_what_can_t_be_marked_says_why(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    await _post(world, call, "grace")
    elsewhere = (await world.start("ada-grace", by="grace"))["callId"]
    message = await _post(world, elsewhere, "grace")
    nothing = {"__typename": "NotFound", "code": "UNKNOWN_MESSAGE", "message": "There is no such message in this call."}
    for given in (message, global_id("Message", uuid4()), call):
        assert await world.change(READ, by="ada", callId=call, messageId=given) == nothing
    for given in ("", "hello", "x" * 5000):
        assert (await world.change(READ, by="ada", callId=call, messageId=given))["code"] == "UNKNOWN_MESSAGE"
    for name, role, code in (
        ("eve", Role.MEMBER, "UNKNOWN_CALL"),
        ("gus", Role.GUEST, "UNKNOWN_CALL"),
        ("iris", Role.AUDITOR, "NOT_ALLOWED"),
    ):
        assert (await world.change(READ, by=name, role=role, callId=call))["code"] == code
    assert (await world.change(READ, by="ada", callId="call"))["code"] == "UNKNOWN_CALL"
    assert await _unread(world, call, "ada") == 1
    for role in (Role.AUDITOR, Role.SERVICE):
        assert (await world.ask(UNREAD_THREADS, by="iris", role=role))["viewer"]["unreadThreads"] == []


async def test_how_much_is_unread_is_live_on_all_devices_of_whoever_reads(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    async with (
        world.sockets("ada", "alan") as (ada, alan),
        watching(ada, THREAD, call=call) as thread,
        watching(ada, SIDEBAR) as hers,
        watching(alan, SIDEBAR) as others,
    ):
        assert (await thread.now())["thread"] == {"viewerUnreadCount": 0}
        assert await hers.now() == await others.now() == {"whole": True, "unreadThreads": []}
        await _post(world, call, "grace")
        await thread.until(lambda state: state["thread"]["viewerUnreadCount"] == 1)
        general = {"title": "General", "room": {"name": "General"}}
        unread = [{"viewerUnreadCount": 1, "call": general}]
        await hers.until(lambda told: told["unreadThreads"] == unread)
        await _mark(world, call, "ada")
        await thread.until(lambda state: state["thread"]["viewerUnreadCount"] == 0)
        await hers.until(lambda told: told["unreadThreads"] == [])
        await world.change("joinCall { callId }", by="alan", callId=call, deviceId="phone")
        await others.until(lambda told: told["unreadThreads"] == unread)
        assert not (await world.ask(UNREAD_THREADS, by="grace"))["viewer"]["unreadThreads"]


async def test_a_sidebar_that_shows_no_threads_isn_t_told_of_them(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    async with (
        world.sockets("ada") as (ada,),
        watching(ada, SIDEBAR) as threads,
        watching(ada, "subscription { sidebar { whole own { missedCallCount } rooms { name } } }") as without,
        watching(ada, "subscription { sidebar { ...of } } fragment of on SidebarUpdate { unreadThreads { id } }") as by,
    ):
        for watcher in (threads, without, by):
            await watcher.now()
        await _post(world, call, "grace")
        await threads.until(lambda told: told["unreadThreads"])
        await by.until(lambda told: told["unreadThreads"])
        await world.change("leaveCall { callId }", by="ada", callId=call, sessionId=await _session(world))
        assert (await without.now()) != {"whole": False, "own": None, "rooms": []}


async def _session(world: World) -> str:
    query = "query { viewer { sessions { id } } }"
    (session,) = (await world.ask(query, by="ada"))["viewer"]["sessions"]
    found: str = session["id"]
    return found


async def test_whoever_loses_a_room_has_nothing_to_read_there(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    await _mark(world, call, "grace")
    await _post(world, call, "ada", "first")
    await _mark(world, call, "grace")
    await _post(world, call, "ada", "second")
    assert len((await world.ask(UNREAD_THREADS, by="grace"))["viewer"]["unreadThreads"]) == 1
    meant: dict[str, Any] = {"roomExternalId": "general", "userExternalIds": ["grace"]}
    await world.change("removeMembers { roomId }", **SERVICE, **meant)
    assert (await world.ask(UNREAD_THREADS, by="grace"))["viewer"]["unreadThreads"] == []
    assert (await world.ask(UNREAD, by="grace", call=call))["call"] is None
