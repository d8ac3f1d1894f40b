"""Hearing of changes: woken for one's own keys, once for many, and never left asleep by a lost connection."""

import asyncio

from api.live import ChangeFeed
from api.live.watches import REMEMBERED, Guard, Watch, Watches
from tests.api.live.peer import peer
from tests.api.live.sample import World


async def woken(watch: "asyncio.Task[int]") -> int:
    async with asyncio.timeout(10):
        return await watch


async def test_a_watch_wakes_for_its_own_keys_only(world: World) -> None:
    async with world.changes.watch({"room:a", "room:b"}) as changed:
        waiting = asyncio.ensure_future(anext(changed))
        world.boards.notify("room:c")
        await world.changes.caught_up()
        assert not waiting.done()
        position = world.boards.notify("room:b")
        assert await woken(waiting) == position == world.changes.position


async def test_several_changes_while_busy_wake_once(world: World) -> None:
    async with world.changes.watch({"room:a"}) as changed:
        for _ in range(3):
            last = world.boards.notify("room:a")
        await world.changes.caught_up()
        assert await anext(changed) == last
        again = asyncio.ensure_future(anext(changed))
        await world.changes.caught_up()
        assert not again.done()
        again.cancel()


async def test_a_mutation_can_wait_until_the_views_have_passed_its_position(world: World) -> None:
    position = world.boards.notify("room:a")
    assert await world.changes.reached(position, 10)
    later = asyncio.ensure_future(world.changes.reached(position + 2, 10))
    assert not await world.changes.reached(position + 1, 0.01)
    world.boards.notify("room:a")
    world.boards.notify()
    assert await later


async def test_a_lost_connection_is_replaced_and_everyone_woken(world: World) -> None:
    alarms = []
    guard = world.changes.guard(lambda: alarms.append(world.changes.position))
    guard.protect(frozenset({"access:ann"}))
    async with world.changes.watch({"room:a"}) as changed:
        waiting = asyncio.ensure_future(anext(changed))
        missed = asyncio.ensure_future(world.changes.reached(world.changes.position + 1, 10))
        world.boards.break_other_connections()
        position = world.boards.notify("room:nobody heard of")
        assert await woken(waiting) == position
        assert alarms == [position]
        assert await missed
        again = asyncio.ensure_future(anext(changed))
        later = world.boards.notify("room:a")
        assert await woken(again) == later


async def test_catching_up_waits_for_the_next_connection(world: World) -> None:
    for _ in range(3):
        world.boards.break_other_connections()
        async with asyncio.timeout(10):
            await world.changes.caught_up()
    assert world.boards.other_connections() == 1


async def test_subscriptions_live_on_after_a_lost_connection(url: str, world: World) -> None:
    world.boards.admit("ann", "lobby")
    async with peer(url, reader="ann") as ann:
        await ann.subscribe('subscription { board(room: "lobby") { text } }')
        await ann.state()
        world.boards.break_other_connections()
        world.boards.write("lobby", "missed?")
        assert await ann.state() == {"board": {"text": "missed?"}}
        world.boards.write("lobby", "no")
        assert await ann.state() == {"board": {"text": "no"}}


async def test_an_unreadable_notification_wakes_everyone(world: World) -> None:
    async with world.changes.watch({"room:a"}) as changed:
        waiting = asyncio.ensure_future(anext(changed))
        world.boards.notify_raw("not json")
        await woken(waiting)
        again = asyncio.ensure_future(anext(changed))
        position = world.boards.notify("room:a")
        assert await woken(again) == position


async def test_nothing_stays_behind_when_it_is_closed(database_url: str) -> None:
    async with ChangeFeed(database_url) as changes:
        async with changes.watch({"room:a"}):
            waiting = asyncio.ensure_future(changes.caught_up())
        await asyncio.sleep(0)
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "changes"]
    await asyncio.wait([waiting])
    assert waiting.cancelled()


def test_guards_hear_of_a_change_before_watches() -> None:
    watches = Watches()
    heard: list[str] = []

    class Told(Watch):
        def wake(self) -> None:
            heard.append("watch")

    watches.watches["room:a"] = {Told(watches, {"room:a"}): None}
    Guard(watches, lambda: heard.append("guard")).protect(frozenset({"access:ann"}))
    watches.changed(1, ["room:a", "access:ann"])
    assert heard == ["guard", "watch"]


def test_what_changed_since_a_moment_is_known_for_a_while_and_then_assumed() -> None:
    watches = Watches()
    watches.changed(1, ["a"])
    moment = watches.sequence
    watches.changed(2, ["b"])
    assert not watches.changed_since(moment, frozenset({"a"}))
    assert watches.changed_since(moment, frozenset({"a", "b"}))
    for position in range(REMEMBERED):
        watches.changed(position, ["c"])
    assert watches.changed_since(moment, frozenset({"a"}))
    moment = watches.sequence
    watches.missed()
    assert watches.changed_since(moment, frozenset({"a"}))


async def test_after_the_database_went_back_positions_count_from_where_it_is() -> None:
    watches, alarms = Watches(), []
    Guard(watches, lambda: alarms.append(watches.position)).protect(frozenset({"access:ann"}))
    watches.changed(9, ["room:a"])
    watches.changed(4, ["room:b"])
    assert alarms == [4]
    assert not await watches.reached(5, within=0)
    watches.changed(5, [])
    assert await watches.reached(5, within=0)
    watches.stands_at(2)
    assert not await watches.reached(3, within=0)


async def test_it_ends_also_when_that_comes_at_the_same_moment_as_an_answer_of_the_database(database_url: str) -> None:
    async def ask_again_and_again(changes: ChangeFeed) -> None:
        while True:
            await changes.caught_up()

    for moment in range(100):
        async with asyncio.timeout(10), ChangeFeed(database_url) as changes:
            asking = asyncio.create_task(ask_again_and_again(changes))
            await asyncio.sleep(moment / 50_000)
        await asyncio.wait({asking})
        assert asking.cancelled()
