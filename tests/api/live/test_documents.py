"""Documents are prepared once and kept, but not without limit."""

import asyncio

import pytest

from api.live import Limits
from api.live.documents import Documents
from api.live.executions import Executions
from api.live.faults import RequestRefused
from api.live.messages import Request
from tests.api.live.sample import schema


async def test_a_document_is_prepared_once() -> None:
    documents = Documents(schema, Limits())
    first = await documents.prepared(Request("{ me }"))
    assert await documents.prepared(Request("{ me }")) is first
    assert len(documents) == 1


async def test_a_refused_document_stays_refused() -> None:
    documents = Documents(schema, Limits())
    for _ in range(2):
        with pytest.raises(RequestRefused, match="Cannot query field 'you'"):
            await documents.prepared(Request("{ you }"))
    assert len(documents) == 1


async def test_the_least_recently_used_documents_are_forgotten() -> None:
    documents = Documents(schema, Limits(cached_documents=2))
    kept = await documents.prepared(Request("{ a: me }"))
    await documents.prepared(Request("{ b: me }"))
    await documents.prepared(Request("{ a: me }"))
    await documents.prepared(Request("{ c: me }"))
    assert await documents.prepared(Request("{ a: me }")) is kept
    assert len(documents) == 2


async def test_a_document_that_several_ask_for_at_once_is_prepared_and_kept_once() -> None:
    documents = Documents(schema, Limits(cached_documents_size=100))
    request = Request(f"{{ {'a' * 60}: me }}")
    first, *others = await asyncio.gather(*(documents.prepared(request, who) for who in ("ann", "bob", "cid")))
    assert all(other is first for other in others)
    await documents.prepared(Request("{ me }"))
    assert len(documents) == 2


async def test_long_documents_make_room_sooner() -> None:
    documents = Documents(schema, Limits(cached_documents_size=100))
    for name in "abc":
        await documents.prepared(Request(f"{{ {name * 60}: me }}"))
    assert len(documents) == 1


async def test_a_subscription_is_known_by_its_root_field_and_coerced_arguments() -> None:
    documents = Documents(schema, Limits())
    request = Request(
        "subscription Lobby($room: String!) { ...Shown }"
        " fragment Shown on Subscription { b: board(room: $room) { room } }",
        operation_name="Lobby",
        variables={"room": "lobby", "unused": 1},
    )
    operation = await Executions(schema, documents, Limits()).live(request)
    assert operation.field == "board"
    assert operation.arguments == {"room": "lobby", "strict": False}
    assert operation.variables == b'{"room":"lobby"}'
