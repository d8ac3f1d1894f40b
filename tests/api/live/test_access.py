"""Nobody is told anything that came after their access was taken away."""

from datetime import timedelta

from tests.api.live.peer import peer, until
from tests.api.live.sample import World, nothing

BOARD = "subscription ($room: String!) { board(room: $room) { text length } }"
STRICT = "subscription ($room: String!) { board(room: $room, strict: true) { text length } }"


async def test_those_who_may_see_different_things_are_told_different_things(url: str, world: World) -> None:
    world.boards.admit("ann", "lobby")
    world.boards.write("lobby", "secret")
    async with peer(url, reader="ann") as ann, peer(url, reader="eve") as eve:
        for each in (ann, eve):
            await each.subscribe(BOARD, room="lobby")
        assert await ann.state() == {"board": {"text": "secret", "length": 6}}
        assert await eve.state() == {"board": {"text": None, "length": 0}}


async def test_who_loses_access_in_the_same_change_does_not_see_it(url: str, world: World) -> None:
    world.boards.admit("ann", "lobby")
    world.boards.admit("eve", "lobby")
    async with peer(url, reader="ann") as ann, peer(url, reader="eve") as eve:
        for each in (ann, eve):
            await each.subscribe(BOARD, room="lobby")
            assert await each.state() == {"board": {"text": "", "length": 0}}
        world.boards.expel_and_write("eve", "lobby", "eve is gone")
        assert await ann.state() == {"board": {"text": "eve is gone", "length": 11}}
        assert await eve.state() == {"board": {"text": None, "length": 0}}
        world.boards.write("lobby", "good")
        assert await ann.state() == {"board": {"text": "good", "length": 4}}
        await eve.quiet()


async def test_a_state_read_before_the_notification_of_lost_access_arrived_is_held_back(url: str, world: World) -> None:
    world.boards.admit("eve", "lobby")
    async with peer(url, reader="eve") as eve:
        await eve.subscribe(BOARD, room="lobby")
        await eve.state()

        def expel_while_reading() -> None:
            world.boards.before_read = lambda: None
            world.boards.expel_and_write("eve", "lobby", "behind her back")

        world.boards.before_read = expel_while_reading
        world.boards.write("lobby", "any change")
        assert await eve.state() == {"board": {"text": None, "length": 0}}
        await eve.quiet()


async def test_access_that_goes_while_it_is_being_asked_is_asked_again(url: str, world: World) -> None:
    world.boards.admit("eve", "lobby")
    await world.changes.caught_up()

    async def expelled_meanwhile() -> None:
        world.after_asking = nothing
        world.boards.expel_and_write("eve", "lobby", "secret")
        await world.changes.caught_up()

    world.after_asking = expelled_meanwhile
    async with peer(url, reader="eve") as eve:
        await eve.subscribe(BOARD, room="lobby")
        assert await eve.state() == {"board": {"text": None, "length": 0}}


async def test_who_gains_access_moves_over_and_sees_the_state_at_once(url: str, world: World) -> None:
    world.boards.write("lobby", "welcome")
    async with peer(url, reader="ann") as ann:
        await ann.subscribe(BOARD, room="lobby")
        assert await ann.state() == {"board": {"text": None, "length": 0}}
        world.boards.admit("ann", "lobby")
        assert await ann.state() == {"board": {"text": "welcome", "length": 7}}
        await until(lambda: world.closed["lobby"] == 1)


async def test_a_change_of_access_that_makes_no_difference_is_not_noticed(url: str, world: World) -> None:
    world.boards.admit("ann", "lobby")
    async with peer(url, reader="ann") as ann:
        await ann.subscribe(BOARD, room="lobby")
        await ann.state()
        world.boards.admit("ann", "attic")
        await until(lambda: world.asked_scopes["ann"] == 2)
        await ann.quiet()
        world.boards.write("lobby", "on we go")
        assert await ann.state() == {"board": {"text": "on we go", "length": 8}}
        assert world.executed["lobby"] == 2


async def test_a_scope_may_refuse_the_subscription_and_later_end_it(url: str, world: World) -> None:
    async with peer(url, reader="eve") as eve:
        await eve.subscribe(STRICT, room="lobby")
        heard = await eve.hear()
        assert (heard["type"], heard["payload"][0]["message"]) == ("error", "There is no such room.")
        world.boards.admit("eve", "lobby")
        await eve.subscribe(STRICT, room="lobby")
        await eve.state()
        world.boards.expel_and_write("eve", "lobby", "secret")
        heard = await eve.hear()
        assert (heard["type"], heard["payload"][0]["message"]) == ("error", "There is no such room.")
        await until(lambda: world.closed["lobby"] == 1)


async def test_a_token_that_runs_out_during_a_subscription_closes_the_socket(url: str, world: World) -> None:
    world.lifetime = timedelta(seconds=0.3)
    async with peer(url, reader="ann") as ann:
        await ann.subscribe(BOARD, room="lobby")
        await ann.state()
        assert await ann.closed() == (4403, "Forbidden: the token expired")
    await until(lambda: world.closed["lobby"] == 1)
