"""Everyone who asks the same and may see the same is answered by one execution."""

from contextlib import AsyncExitStack

from api.live.subscriber_groups import BREATH
from tests.api.live.patching import shown_by
from tests.api.live.peer import peer, until
from tests.api.live.sample import World

NEWS = "subscription ($room: String!) { news(room: $room) { text } }"
BOARD = "subscription ($room: String!) { board(room: $room) { text length } }"


async def test_a_subscriber_gets_the_current_state_at_once_and_each_later_one(url: str, world: World) -> None:
    world.boards.admit("ann", "lobby")
    world.boards.write("lobby", "hello")
    async with peer(url, reader="ann") as ann:
        await ann.subscribe(BOARD, room="lobby")
        assert await ann.hear() == {
            "id": "1",
            "type": "next",
            "payload": {"data": {"board": {"text": "hello", "length": 5}}},
        }
        world.boards.write("lobby", "bye")
        assert await ann.state() == {"board": {"text": "bye", "length": 3}}


async def test_many_subscribers_share_one_execution_under_ids_of_their_own(url: str, world: World) -> None:
    async with AsyncExitStack() as stack:
        peers = [await stack.enter_async_context(peer(url, reader=f"r{number}")) for number in range(20)]
        for number in range(20):
            world.boards.admit(f"r{number}", "lobby")
        await world.changes.caught_up()
        for number, each in enumerate(peers):
            await each.subscribe(BOARD, f'id "{number}"', room="lobby")
            await each.state()
        assert world.executed["lobby"] == 1
        world.boards.write("lobby", "news")
        for number, each in enumerate(peers):
            assert await each.hear() == {
                "id": f'id "{number}"',
                "type": "next",
                "payload": {"data": {"board": {"text": "news", "length": 4}}},
            }
        assert world.executed["lobby"] == 2
    await until(lambda: world.closed["lobby"] == 1)


async def test_documents_that_differ_in_nothing_that_matters_share_one_execution(url: str, world: World) -> None:
    world.boards.admit("ann", "lobby")
    documents = [
        'subscription { board(room: "lobby") { text length } }',
        '# mine\nsubscription { board(room: "lobby") { text, length } }',
        'subscription Named {\n  board(room:"lobby") {\n    text\n    length # too\n  }\n}',
        'subscription A { board(room: "lobby") { text length } } query B { me }',
    ]
    async with peer(url, reader="ann") as ann:
        for number, document in enumerate(documents):
            name = "A" if "query" in document else None
            payload = {"query": document, "operationName": name}
            await ann.say({"type": "subscribe", "id": str(number), "payload": payload})
            await ann.state()
        assert world.executed["lobby"] == 1


async def test_who_asks_for_patches_is_told_only_what_has_changed(url: str, world: World) -> None:
    room = "a room with a name that is longer than it takes to say where in a state its text is"
    world.boards.admit("ann", room)
    query = "subscription ($room: String!) { board(room: $room) { room text length } }"
    async with peer(url, reader="ann") as ann, peer(url, reader="ann") as bob:
        await ann.subscribe(query, patches=True, room=room)
        await bob.subscribe(query, room=room)
        shown = (await ann.hear())["payload"]
        assert shown == {"data": await bob.state()}
        world.boards.write(room, "hi")
        change = (await ann.hear())["payload"]
        assert change["patch"] == [
            {"op": "replace", "path": "/data/board/text", "value": "hi"},
            {"op": "replace", "path": "/data/board/length", "value": 2},
        ]
        assert shown_by(change, shown) == {"data": await bob.state()}
        assert world.executed[room] == 2
        world.boards.write(room, "long " * 50)
        shown = shown_by((await ann.hear())["payload"], shown)
        assert shown == {"data": await bob.state()}
        world.boards.expel_and_write("ann", room, "a secret")
        shown = shown_by((await ann.hear())["payload"], shown)
        assert shown == {"data": await bob.state()} == {"data": {"board": {"room": room, "text": None, "length": 0}}}


async def test_a_group_may_be_larger_than_what_is_delivered_in_one_go(url: str, world: World) -> None:
    world.boards.admit("ann", "lobby")
    async with peer(url, reader="ann") as ann, peer(url, reader="ann") as bob:
        size = BREATH * 3 // 4
        for number in range(size):
            for each in (ann, bob):
                await each.subscribe(BOARD, str(number), room="lobby")
                await each.state()
        world.boards.write("lobby", "all")
        for each in (ann, bob):
            heard = {(await each.hear())["id"] for _ in range(size)}
            assert heard == {str(number) for number in range(size)}
            await each.quiet()
        assert world.executed["lobby"] == 2


async def test_who_vanishes_without_a_word_does_not_keep_the_others_waiting(url: str, world: World) -> None:
    world.boards.admit("ann", "lobby")
    async with peer(url, reader="bob") as bob, peer(url, reader="ann") as ann:
        for each in (bob, ann):
            await each.subscribe(BOARD, room="lobby")
            await each.state()
        bob.connection.transport.abort()
        for number in range(3):
            world.boards.write("lobby", str(number))
            assert await ann.state() == {"board": {"text": str(number), "length": 1}}


async def test_a_group_ends_with_its_last_subscriber(url: str, world: World) -> None:
    async with peer(url, reader="ann") as ann, peer(url, reader="bob") as bob:
        for each in (ann, bob):
            await each.subscribe(BOARD, room="lobby")
            await each.state()
        await ann.say({"type": "complete", "id": "1"})
        await ann.quiet()
        assert world.closed["lobby"] == 0
        await bob.say({"type": "complete", "id": "1"})
        await until(lambda: world.closed["lobby"] == 1)


async def test_other_variables_make_another_group_but_their_order_does_not(url: str, world: World) -> None:
    query = "subscription ($room: String!, $strict: Boolean) { board(room: $room, strict: $strict) { length } }"
    async with peer(url, reader="ann") as ann:
        await ann.subscribe(query, "1", room="lobby", strict=False)
        await ann.state()
        await ann.subscribe(query, "2", strict=False, room="lobby")
        await ann.state()
        assert world.executed == {"lobby": 1}
        await ann.subscribe(query, "3", room="attic", strict=False)
        await ann.state()
        assert world.executed == {"lobby": 1, "attic": 1}


async def test_a_change_that_shows_in_nothing_selected_is_not_sent(url: str, world: World) -> None:
    world.boards.admit("ann", "lobby")
    world.boards.write("lobby", "same")
    async with peer(url, reader="ann") as ann:
        await ann.subscribe(BOARD, room="lobby")
        await ann.state()
        world.boards.write("lobby", "same")
        await until(lambda: world.executed["lobby"] == 2)
        await world.changes.caught_up()
        await ann.quiet()


async def test_changes_that_cannot_be_told_end_what_builds_on_them_and_it_may_begin_anew(
    url: str, world: World
) -> None:
    async with peer(url, reader="ann") as ann, peer(url, reader="bob") as bob:
        for each in (ann, bob):
            await each.subscribe(NEWS, room="lobby")
            assert await each.state() == {"news": {"text": ""}}
        world.boards.write("lobby", "blank")
        for each in (ann, bob):
            heard = await each.hear()
            assert (heard["type"], heard["payload"][0]["message"]) == ("error", "not here")
        world.boards.write("lobby", "hello")
        for each in (ann, bob):
            await each.quiet()
            await each.subscribe(NEWS, room="lobby")
            assert await each.state() == {"news": {"text": "hello"}}
