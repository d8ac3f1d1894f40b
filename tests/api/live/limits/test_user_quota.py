"""What one user may use: the same over one connection or many, and nobody else has less for it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from api.live import UsageLimits
from api.live.limits.user_quota import Quotas
from tests.api.live.conftest import Serve
from tests.api.live.peer import Peer, peer
from tests.api.live.sample import World

ME = "{ me }"
BOARD = 'subscription { board(room: "lobby") { room } }'


@asynccontextmanager
async def peers(url: str, *readers: str) -> AsyncIterator[list[Peer]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(peer(url, reader=reader)) for reader in readers]


async def code(asked: Peer, query: str, operation_id: str = "asked") -> str | None:
    """Of the error that an operation is refused with; None if it isn't."""
    await asked.subscribe(query, operation_id)
    heard = await asked.hear()
    if heard["type"] == "error":
        refused: str = heard["payload"][0]["extensions"]["code"]
        return refused
    if "subscription" not in query:
        assert (await asked.hear())["type"] == "complete"
    return None


async def test_operations_at_once_count_over_all_connections_of_a_user(serve: Serve) -> None:
    async with peers(await serve(UsageLimits(operations=2)), "ann", "ann", "bob") as (ann, ann_too, bob):
        assert [await code(each, BOARD, "1") for each in (ann, ann_too)] == [None, None]
        assert await code(ann, ME) == await code(ann_too, ME) == "TOO_MANY_OPERATIONS"
        assert await code(bob, ME) is None
        await ann.say({"type": "complete", "id": "1"})
        assert await code(ann, ME) is None


async def test_operations_begun_count_over_all_connections_of_a_user(serve: Serve) -> None:
    limits = UsageLimits(operations_per_second=0.001, operation_burst=2)
    async with peers(await serve(limits), "ann", "ann", "bob") as (ann, ann_too, bob):
        assert [await code(each, ME) for each in (ann, ann_too, bob)] == [None, None, None]
        assert await code(ann, ME) == await code(ann_too, ME) == "TOO_MANY_REQUESTS"
        assert await code(bob, ME) is None


async def test_a_large_answer_counts_as_several_operations(serve: Serve) -> None:
    limits = UsageLimits(operations_per_second=0.001, operation_burst=20)
    async with peers(await serve(limits), "ann", "bob") as (ann, bob):
        assert await code(ann, "{ numbers(count: 9000) { value } }") is None
        assert [await code(ann, ME), await code(ann, ME)] == [None, "TOO_MANY_REQUESTS"]
        assert [await code(bob, ME) for _ in range(3)] == [None, None, None]


async def test_mutations_have_a_pace_of_their_own(serve: Serve) -> None:
    write = 'mutation { write(room: "lobby", text: "hi") }'
    limits = UsageLimits(mutations_per_second=0.001, mutation_burst=1)
    async with peers(await serve(limits), "ann", "ann", "bob") as (ann, ann_too, bob):
        assert await code(ann, write) is None
        assert await code(ann_too, write) == "TOO_MANY_MUTATIONS"
        assert await code(ann_too, ME) is None
        assert await code(bob, write) is None


async def test_each_mutation_of_a_document_counts(serve: Serve) -> None:
    write = 'write(room: "lobby", text: "hi")'
    several = f"mutation {{ a: {write} ...B }} fragment B on Mutation {{ b: {write} c: {write} }}"
    limits = UsageLimits(mutations_per_second=0.001, mutation_burst=3)
    async with peers(await serve(limits), "ann", "bob") as (ann, bob):
        assert [await code(ann, several), await code(ann, f"mutation {{ {write} }}")] == [None, "TOO_MANY_MUTATIONS"]
        assert await code(bob, f"mutation {{ {write} }}") is None


async def test_mutations_that_a_user_waits_for_hold_up_nobody_else(serve: Serve, world: World) -> None:
    write = 'mutation { write(room: "lobby", text: "hi") }'
    async with peers(await serve(UsageLimits(changes=1)), "ann", "ann", "bob") as (ann, ann_too, bob):
        await ann.subscribe('mutation { writeLater(room: "lobby", text: "hi") }')
        await world.begun.wait()
        assert await code(ann, ME) is None
        await ann_too.subscribe(write)
        await ann_too.quiet()
        assert await code(bob, write) is None
        await ann_too.quiet()
        world.later.set()
        assert [await ann.state(), await ann_too.state()] == [{"writeLater": True}, {"write": True}]


async def test_a_user_has_so_many_connections_and_no_more(serve: Serve) -> None:
    url = await serve(UsageLimits(connections=2))
    async with peers(url, "ann", "ann", "bob"), peer(url) as one_more:
        await one_more.say({"type": "connection_init", "payload": {"reader": "ann"}})
        assert await one_more.closed() == (1008, "You have 2 connections already")
    async with peers(url, "ann", "ann"):
        pass


async def test_messages_that_ask_nothing_have_a_pace_too(serve: Serve) -> None:
    for message in ({"type": "ping"}, {"type": "pong"}, {"type": "complete", "id": "1"}):
        async with peer(await serve(UsageLimits(messages_per_second=0.001, message_burst=3)), reader="ann") as ann:
            for _ in range(3):
                await ann.say(message)
            assert await ann.closed() == (1008, "Too many messages in a short time")


async def test_what_a_user_waits_for_holds_up_nobody_else(serve: Serve, world: World) -> None:
    async with peers(await serve(UsageLimits(executions=1)), "ann", "ann", "bob") as (ann, ann_too, bob):
        await ann.subscribe("{ later }")
        await world.begun.wait()
        await ann_too.subscribe(ME)
        await ann_too.quiet()
        assert await code(bob, ME) is None
        world.later.set()
        assert await ann.state() == {"later": True}
        assert await ann_too.state() == {"me": "ann"}


async def test_a_group_is_not_held_up_by_one_of_its_members(serve: Serve, world: World) -> None:
    async with peers(await serve(UsageLimits(executions=1)), "ann", "bob") as (ann, bob):
        for each in (ann, bob):
            assert await code(each, BOARD.replace("room }", "text length }")) is None
        await ann.subscribe("{ later }")
        await world.begun.wait()
        for reader in ("ann", "bob"):
            world.boards.admit(reader, "lobby")
        world.boards.write("lobby", "news")
        while await bob.state() != {"board": {"text": "news", "length": 4}}:
            pass
        world.later.set()


async def test_what_is_made_once_for_many_waits_for_none_of_them(serve: Serve, world: World) -> None:
    async with peers(await serve(UsageLimits(executions=1)), "ann", "bob") as (ann, bob):
        for each in (ann, bob):
            assert await code(each, 'subscription { news(room: "lobby") { text } }', "news") is None
        await ann.subscribe("{ later }")
        await world.begun.wait()
        world.boards.write("lobby", "hi")
        assert await bob.state() == {"news": {"text": "hi"}}
        await ann.quiet()
        world.later.set()
        heard = [await ann.state(), (await ann.hear())["type"], await ann.state()]
        assert heard == [{"later": True}, "complete", {"news": {"text": "hi"}}]


def test_the_longest_unheard_are_forgotten_unless_something_of_theirs_is_under_way() -> None:
    quotas = Quotas(UsageLimits(), kept=2)
    ann, bob = quotas.of("ann"), quotas.of("bob")
    with ann.operation():
        quotas.of("cid")
        assert quotas.of("ann") is ann
        quotas.of("dan")
    assert quotas.of("bob") is not bob
