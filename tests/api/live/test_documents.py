"""Documents are prepared once and kept, but not without limit."""

import asyncio

import pytest

from api.live import UsageLimits
from api.live.documents import Documents
from api.live.errors import RequestRefused
from api.live.executions import Executions
from api.live.messages import GraphQLRequest
from tests.api.live.sample import schema


async def test_a_document_is_prepared_once() -> None:
    documents = Documents(schema, UsageLimits())
    first = await documents.prepared(GraphQLRequest("{ me }"))
    assert await documents.prepared(GraphQLRequest("{ me }")) is first
    assert len(documents) == 1


async def test_a_refused_document_stays_refused() -> None:
    documents = Documents(schema, UsageLimits())
    for _ in range(2):
        with pytest.raises(RequestRefused, match="Cannot query field 'you'"):
            await documents.prepared(GraphQLRequest("{ you }"))
    assert len(documents) == 1


async def test_the_least_recently_used_documents_are_forgotten() -> None:
    documents = Documents(schema, UsageLimits(cached_documents=2))
    kept = await documents.prepared(GraphQLRequest("{ a: me }"))
    await documents.prepared(GraphQLRequest("{ b: me }"))
    await documents.prepared(GraphQLRequest("{ a: me }"))
    await documents.prepared(GraphQLRequest("{ c: me }"))
    assert await documents.prepared(GraphQLRequest("{ a: me }")) is kept
    assert len(documents) == 2


async def test_a_document_that_several_ask_for_at_once_is_prepared_and_kept_once() -> None:
    documents = Documents(schema, UsageLimits(cached_documents_size=100))
    request = GraphQLRequest(f"{{ {'a' * 60}: me }}")
    first, *others = await asyncio.gather(*(documents.prepared(request, who) for who in ("ann", "bob", "cid")))
    assert all(other is first for other in others)
    await documents.prepared(GraphQLRequest("{ me }"))
    assert len(documents) == 2


async def test_long_documents_make_room_sooner() -> None:
    documents = Documents(schema, UsageLimits(cached_documents_size=100))
    for name in "abc":
        await documents.prepared(GraphQLRequest(f"{{ {name * 60}: me }}"))
    assert len(documents) == 1


async def test_a_subscription_is_known_by_its_root_field_and_coerced_arguments() -> None:
    documents = Documents(schema, UsageLimits())
    request = GraphQLRequest(
        "subscription Lobby($room: String!) { ...Shown }"
        " fragment Shown on Subscription { b: board(room: $room) { room } }",
        operation_name="Lobby",
        variables={"room": "lobby", "unused": 1},
    )
    operation = await Executions(schema, documents, UsageLimits()).live(request)
    assert operation.field == "board"
    assert operation.arguments == {"room": "lobby", "strict": False}
    assert operation.variables == b'{"room":"lobby"}'
