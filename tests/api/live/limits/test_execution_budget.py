"""What an execution costs is counted while it runs, whatever the document looked like."""

import asyncio
from collections import Counter
from typing import Any

from api.live import UsageLimits
from api.live.documents import Documents
from api.live.executions import Executions
from api.live.fair_turns import STRETCH
from api.live.limits.execution_budget import SMALL, TEXT
from api.live.messages import GraphQLRequest
from tests.api.live.conftest import Serve
from tests.api.live.peer import Peer, peer, until
from tests.api.live.sample import Context, World, schema


async def _code(asked: Peer, query: str) -> str | None:
    """Of the error that a query is answered with; None if it is answered as asked for."""
    await asked.subscribe(query)
    heard = await asked.hear()
    if heard["type"] == "next":
        assert "errors" not in heard["payload"]
        assert (await asked.hear())["type"] == "complete"
        return None
    code: str = heard["payload"][0]["extensions"]["code"]
    return code


async def test_an_answer_has_so_many_values_and_no_more(serve: Serve) -> None:
    async with peer(await serve(UsageLimits(values=201)), reader="ann") as ann:
        assert await _code(ann, "{ numbers(count: 100) { value counted } }") is None
        assert await _code(ann, "{ numbers(count: 101) { value counted } }") == "ANSWER_TOO_LARGE"
        assert await _code(ann, "{ numbers(count: 10) { others(count: 19) { value } } }") is None
        assert await _code(ann, "{ numbers(count: 10) { others(count: 20) { value } } }") == "ANSWER_TOO_LARGE"


async def test_a_long_text_counts_as_several_values(serve: Serve) -> None:
    async with peer(await serve(UsageLimits(values=100)), reader="ann") as ann:
        assert await _code(ann, f"{{ numbers(count: 9) {{ text(size: {TEXT * 10}) }} }}") is None
        assert await _code(ann, f"{{ numbers(count: 9) {{ text(size: {TEXT * 11}) }} }}") == "ANSWER_TOO_LARGE"


async def test_a_state_of_a_subscription_has_no_more_either(serve: Serve) -> None:
    fields = " ".join(f"f{number}: text" for number in range(20))
    async with peer(await serve(UsageLimits(values=20)), reader="ann") as ann:
        assert await _code(ann, f'subscription {{ board(room: "lobby") {{ {fields} }} }}') == "ANSWER_TOO_LARGE"


LISTS = ["{ numbers(count: 9000) { counted } }", "{ numbers(count: 1) { others(count: 9000) { counted } } }"]


async def test_others_have_their_turn_while_large_answers_are_made() -> None:
    """However many are made at the same time, and of how many users."""
    documents, made = Documents(schema, UsageLimits()), Counter[str]()
    prepared = Executions(schema, documents, UsageLimits())
    context: Any = Context(World(None, None, executed=made))  # type: ignore[arg-type]  # nothing is read
    requests = [GraphQLRequest(query) for query in LISTS * 3]
    executions = [await prepared.execution(each, await documents.prepared(each), context) for each in requests]
    answers, before, longest = asyncio.gather(*(execution.result() for execution in executions)), 0, 0
    while not answers.done():
        await asyncio.sleep(0)
        before, longest = made["numbers"], max(longest, made["numbers"] - before)
    assert [result.errors for result in answers.result()] == [None] * len(requests)
    assert made["numbers"] == 9000 * len(requests)
    assert longest <= STRETCH + SMALL * len(requests)


async def test_a_query_that_takes_too_long_is_cut_off(serve: Serve, world: World) -> None:
    async with peer(await serve(UsageLimits(execution_time=0.05)), reader="ann") as ann:
        assert await _code(ann, "{ later numbers(count: 1) { counted } }") == "EXECUTION_TOO_SLOW"
        assert await _code(ann, "{ me }") is None
        world.later.set()


async def _outcome(asked: Peer, mutation: str) -> Any:
    """The code of an answer that doesn't look as if nothing had been done."""
    await asked.subscribe(mutation)
    heard = await asked.hear()
    assert (heard["type"], heard["payload"]["data"]) == ("next", None)
    assert (await asked.hear())["type"] == "complete"
    return heard["payload"]["errors"][0]["extensions"]["code"]


async def test_a_mutation_that_takes_too_long_is_carried_out_all_the_same(serve: Serve, world: World) -> None:
    async with peer(await serve(UsageLimits(execution_time=0.05)), reader="ann") as ann:
        assert await _outcome(ann, 'mutation { writeLater(room: "lobby", text: "done") }') == "OUTCOME_UNKNOWN"
        world.later.set()
        await until(lambda: world.boards.read("lobby") == "done")


async def test_a_mutation_that_answers_too_much_was_carried_out_all_the_same(serve: Serve, world: World) -> None:
    async with peer(await serve(UsageLimits(values=10)), reader="ann") as ann:
        assert await _outcome(ann, 'mutation { fill(room: "lobby", count: 11) { value } }') == "OUTCOME_UNKNOWN"
    assert world.boards.read("lobby") == "filled"
