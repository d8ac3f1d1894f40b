"""graphql-transport-ws to the letter, as its PROTOCOL.md has it."""

import json
from typing import Any

from websockets.asyncio.client import connect

from api.live import UsageLimits
from tests.api.live.conftest import Serve
from tests.api.live.peer import peer, until
from tests.api.live.sample import World

ME = "{ me }"
COUNTDOWN = "subscription ($start: Int!, $fail: Boolean) { countdown(start: $start, fail: $fail) }"

NOT_MESSAGES: list[str | bytes] = [
    "not json",
    '{"type": "connection_init"',
    "[]",
    "null",
    "{}",
    '{"type": "hello"}',
    '{"type": 1}',
    '{"type": "connection_init", "payload": "ann"}',
    '{"type": "subscribe", "payload": {"query": "{ me }"}}',
    '{"type": "subscribe", "id": "", "payload": {"query": "{ me }"}}',
    '{"type": "subscribe", "id": 1, "payload": {"query": "{ me }"}}',
    '{"type": "subscribe", "id": "1"}',
    '{"type": "subscribe", "id": "1", "payload": {}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": 1}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{ me }", "variables": []}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{ me }", "operationName": 1}}',
    '{"type": "complete"}',
    '{"type": "ping", "payload": 1}',
    '{"type": "ping", "payload": ' + '{"a":' * 5000 + "1" + "}" * 5000 + "}",
    '{"type": "ping", "payload": {"\\ud800": 1}}',
    b'{"type": "ping"}',
]

NOT_EXECUTABLE = [
    ("{ me", "Syntax Error: Expected Name, found <EOF>."),
    ("", "The document is empty."),
    ("{ you }", "Cannot query field 'you' on type 'Query'."),
    ("subscription { board { room } }", "of type 'String!' is required, but it was not provided."),
    ("query A { me } query B { me }", "The document has several operations; say which by `operationName`."),
    ("query ($a: Int!) { me }", "Variable '$a' is never used"),
    (
        "subscription ($a: Int!) { countdown(start: $a) }",
        "Variable '$a' has invalid value: Expected a value of non-null type 'Int!'",
    ),
    ("subscription { countdown(start: 1) other: countdown(start: 2) }", "must select only one top level field"),
    (
        'subscription { board(room: "") { itself { itself { itself { itself { itself { room } } } } } } }',
        "exceeds maximum operation depth of 5",
    ),
    ("{ me } #" + "x" * 20_000, "The document is longer than 16384 characters."),
]


async def test_a_query_is_answered_and_completed(url: str) -> None:
    async with peer(url, reader="ann") as ann:
        await ann.subscribe(ME)
        assert await ann.hear() == {"id": "1", "type": "next", "payload": {"data": {"me": "ann"}}}
        assert await ann.hear() == {"id": "1", "type": "complete"}


async def test_a_mutation_waits_for_its_own_effect(url: str, world: World) -> None:
    async with peer(url, reader="ann") as ann:
        await ann.subscribe('mutation { write(room: "lobby", text: "hi") }')
        assert await ann.state() == {"write": True}
        assert world.boards.read("lobby") == "hi"


async def test_a_subscription_that_ends_by_itself_is_completed(url: str) -> None:
    async with peer(url, reader="ann") as ann:
        await ann.subscribe(COUNTDOWN, start=1)
        assert await ann.state() == {"countdown": 1}
        assert await ann.hear() == {"id": "1", "type": "complete"}


async def test_an_id_may_be_used_again_after_its_operation(url: str) -> None:
    async with peer(url, reader="ann") as ann:
        for _ in range(2):
            await ann.subscribe(ME)
            assert await ann.state() == {"me": "ann"}
            assert await ann.hear() == {"id": "1", "type": "complete"}


async def test_operations_run_side_by_side_under_their_ids(url: str) -> None:
    async with peer(url, reader="ann") as ann:
        for number in ("a", "b", "c"):
            await ann.subscribe(ME, number)
        heard = [await ann.hear() for _ in range(6)]
        assert sorted(message["id"] for message in heard) == ["a", "a", "b", "b", "c", "c"]


async def test_a_completed_operation_says_nothing_more(url: str, world: World) -> None:
    async with peer(url, reader="ann") as ann:
        await ann.subscribe('subscription { board(room: "lobby") { room } }')
        await ann.state()
        await ann.say({"type": "complete", "id": "1"})
        await ann.quiet()
        world.boards.write("lobby", "unheard")
        await world.changes.caught_up()
        await ann.quiet()


async def test_completing_what_is_over_is_no_mistake(url: str) -> None:
    async with peer(url, reader="ann") as ann:
        await ann.say({"type": "complete", "id": "long gone"})
        await ann.quiet()


async def test_a_ping_is_answered_even_before_the_init_and_a_pong_is_taken(url: str) -> None:
    async with peer(url) as ann:
        await ann.say({"type": "ping", "payload": {"sent": 1}})
        assert await ann.hear() == {"type": "pong"}
        await ann.say({"type": "pong"})
        await ann.initialise()


async def test_another_subprotocol_is_not_acceptable(url: str) -> None:
    async with connect(url) as connection:
        await connection.wait_closed()
        assert (connection.close_code, connection.close_reason) == (4406, "Subprotocol not acceptable")


async def test_without_an_init_in_time_the_socket_is_closed(serve: Serve) -> None:
    async with peer(await serve(UsageLimits(init_timeout=0.05))) as silent:
        assert await silent.closed() == (4408, "Connection initialisation timeout")


async def test_an_init_without_proof_of_identity_is_forbidden(url: str) -> None:
    payloads: list[dict[str, Any]] = [{}, {"payload": None}, {"payload": {}}]
    for payload in payloads:
        async with peer(url) as nobody:
            await nobody.say({"type": "connection_init", **payload})
            assert await nobody.closed() == (4403, "Forbidden")


async def test_why_somebody_is_not_let_in_is_said(url: str) -> None:
    async with peer(url) as late:
        await late.say({"type": "connection_init", "payload": {"reader": "expired"}})
        assert await late.closed() == (4403, "Forbidden: the token has expired")


async def test_a_mutation_is_carried_out_even_if_nobody_waits_for_it_any_more(url: str, world: World) -> None:
    async with peer(url, reader="ann") as ann:
        await ann.subscribe('mutation { writeLater(room: "lobby", text: "done") }')
        await world.begun.wait()
        await ann.say({"type": "complete", "id": "1"})
        await ann.quiet()
        world.later.set()
        await until(lambda: world.boards.read("lobby") == "done")
        await ann.quiet()


async def test_a_bug_in_authentication_tells_nothing(url: str) -> None:
    async with peer(url) as ann:
        await ann.say({"type": "connection_init", "payload": {"reader": "broken"}})
        assert await ann.closed() == (4500, "Internal server error")


async def test_while_it_cannot_be_found_out_who_asks_clients_are_told_to_come_again(url: str) -> None:
    async with peer(url) as ann:
        await ann.say({"type": "connection_init", "payload": {"reader": "unknown while the database is away"}})
        assert await ann.closed() == (1013, "The database is out of reach")


async def test_subscribing_without_an_init_is_unauthorized(url: str) -> None:
    async with peer(url) as nobody:
        await nobody.subscribe(ME)
        assert await nobody.closed() == (4401, "Unauthorized")


async def test_a_second_init_is_one_too_many(url: str) -> None:
    async with peer(url, reader="ann") as ann:
        await ann.say({"type": "connection_init", "payload": {"reader": "ann"}})
        assert await ann.closed() == (4429, "Too many initialisation requests")


async def test_an_id_in_use_is_taken(url: str) -> None:
    async with peer(url, reader="ann") as ann:
        for _ in range(2):
            await ann.subscribe('subscription { board(room: "lobby") { room } }')
        assert await ann.closed() == (4409, "Subscriber for 1 already exists")


async def test_a_message_that_is_none_closes_the_socket(url: str) -> None:
    for message in NOT_MESSAGES:
        async with peer(url, reader="ann") as ann:
            await ann.say(message)
            code, reason = await ann.closed()
            assert code == 4400, message
            assert reason.startswith(("Invalid message: ", "Only text messages are understood")), message


async def test_a_message_that_is_too_long_closes_the_socket(serve: Serve) -> None:
    async with peer(await serve(UsageLimits(message=1000)), reader="ann") as ann:
        await ann.say(json.dumps({"type": "ping", "payload": {"long": "x" * 1000}}))
        assert await ann.closed() == (4400, "Message is longer than 1000 characters")


async def test_one_document_with_several_operations_runs_the_one_that_is_named(url: str) -> None:
    query = "query A { me } query B { other: me }"
    async with peer(url, reader="ann") as ann:
        await ann.say({"type": "subscribe", "id": "1", "payload": {"query": query, "operationName": "B"}})
        assert await ann.state() == {"other": "ann"}


async def test_of_several_operations_none_runs_unless_it_is_named(url: str, world: World) -> None:
    query = 'mutation A { write(room: "lobby", text: "A") } mutation B { write(room: "lobby", text: "B") }'
    async with peer(url, reader="ann") as ann:
        await ann.subscribe(query)
        heard = await ann.hear()
        assert (heard["type"], heard["payload"][0]["extensions"]) == ("error", {"code": "OPERATION_UNNAMED"})
    assert world.boards.read("lobby") == ""


async def test_a_request_that_cannot_be_executed_gets_its_errors(url: str) -> None:
    async with peer(url, reader="ann") as ann:
        for query, says in NOT_EXECUTABLE:
            await ann.subscribe(query)
            heard = await ann.hear()
            assert (heard["id"], heard["type"]) == ("1", "error"), query
            assert says in heard["payload"][0]["message"], query
        await ann.subscribe(ME)
        assert await ann.state() == {"me": "ann"}


async def test_only_so_many_operations_run_at_a_time(serve: Serve) -> None:
    async with peer(await serve(UsageLimits(operations=1)), reader="ann") as ann:
        await ann.subscribe('subscription { board(room: "lobby") { room } }')
        await ann.state()
        await ann.subscribe(ME, "2")
        heard = await ann.hear()
        assert (heard["id"], heard["type"]) == ("2", "error")
        assert heard["payload"] == [
            {"message": "You have 1 operations under way.", "extensions": {"code": "TOO_MANY_OPERATIONS"}}
        ]


async def test_operations_in_quick_succession_are_refused(serve: Serve) -> None:
    limits = UsageLimits(operations_per_second=0.001, operation_burst=2)
    async with peer(await serve(limits), reader="ann") as ann:
        for _ in range(2):
            await ann.subscribe(ME)
            assert await ann.state() == {"me": "ann"}
            assert (await ann.hear())["type"] == "complete"
        await ann.subscribe(ME)
        heard = await ann.hear()
        assert heard["type"] == "error"
        assert heard["payload"][0]["extensions"] == {"code": "TOO_MANY_REQUESTS"}
