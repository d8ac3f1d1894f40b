"""Documents that cost too much are refused before anything is done for them."""

from typing import Any

import pytest
from graphql import get_introspection_query

from api.graphql.schema import build_schema, schema
from tests.api.graphql.world import World


async def _refusal(query: str, *, introspection: bool = True) -> dict[str, Any] | None:
    """The extensions of the only error with which the schema refuses a document; None if it takes it."""
    result: Any = await build_schema(introspection=introspection).execute(query, context_value=object())
    refusals = [error for error in result.errors or () if error.path is None]
    assert len(refusals) <= 1
    return dict(refusals[0].extensions or {}) if refusals else None


def _deep(levels: int) -> str:
    """Fields within fields."""
    fields = ["call" if level % 2 else "conferenceLog" for level in range(levels - 2)]
    return '{ call(id: "") { ' + " { ".join([*fields, "id"]) + " }" * len(fields) + " } }"


@pytest.mark.parametrize(("levels", "code"), [(15, None), (16, "QUERY_TOO_DEEP"), (60, "QUERY_TOO_DEEP")])
async def test_a_document_is_15_fields_deep_at_most(levels: int, code: str | None) -> None:
    assert await _refusal(_deep(levels)) == ({"code": code} if code else None)


async def test_fragments_do_not_hide_how_deep_a_document_is() -> None:
    fragments = " ".join(
        f"fragment F{number} on Room {{ ongoingCall {{ room {{ ...F{number + 1} }} }} }}" for number in range(8)
    )
    query = f'{{ room(id: "") {{ ...F0 }} }} {fragments} fragment F8 on Room {{ name }}'
    assert await _refusal(query) == {"code": "QUERY_TOO_DEEP"}


@pytest.mark.parametrize(("count", "code"), [(30, None), (31, "TOO_MANY_ALIASES")])
async def test_a_document_has_30_aliases_at_most(count: int, code: str | None) -> None:
    aliases = " ".join(f"a{number}: __typename" for number in range(count))
    assert await _refusal(f"{{ {aliases} }}") == ({"code": code} if code else None)


async def test_fragments_do_not_hide_aliases() -> None:
    """Each fragment has the next one twice: unfolded, more than the memory of any machine."""
    fragments = " ".join(
        f"fragment F{number} on Query {{ ...F{number + 1} ...on Query {{ ...F{number + 1} }} }}" for number in range(60)
    )
    query = f"{{ ...F0 }} {fragments} fragment F60 on Query {{ a: __typename }}"
    assert await _refusal(query) == {"code": "TOO_MANY_ALIASES"}


async def test_pages_of_pages_are_bounded() -> None:
    """Ten rooms with a hundred calls each are fine; a hundred of a hundred of three are not."""
    calls = "timeline(first: 100) { edges { node { title } } }"
    assert await _refusal(f"{{ viewer {{ rooms(first: 10) {{ edges {{ node {{ {calls} }} }} }} }} }}") is None
    members = "members(first: 3) { edges { node { name } } }"
    wide = f"timeline(first: 100) {{ edges {{ node {{ call {{ room {{ {members} }} }} }} }} }}"
    query = f"{{ viewer {{ rooms(first: 100) {{ edges {{ node {{ {wide} }} }} }} }} }}"
    assert await _refusal(query) == {"code": "QUERY_TOO_WIDE"}


@pytest.mark.parametrize(("tokens", "code"), [(2000, None), (2001, "QUERY_TOO_LONG"), (60_000, "QUERY_TOO_LONG")])
async def test_a_document_has_2000_tokens_at_most(tokens: int, code: str | None) -> None:
    query = "{ nodes(ids: [" + '"" ' * (tokens - 12) + "]) { id } }"
    assert await _refusal(query) == ({"code": code} if code else None)


@pytest.mark.parametrize(("levels", "code"), [(199, "QUERY_TOO_DEEP"), (600, "SYNTAX_ERROR")])
async def test_a_document_of_brackets_costs_no_stack(levels: int, code: str) -> None:
    result: Any = await schema.execute("{ a " * levels + "}" * levels)
    assert code in {error.extensions.get("code") for error in result.errors}


async def test_what_is_no_graphql_says_where() -> None:
    assert await _refusal("{ viewer { role }") == {"code": "SYNTAX_ERROR"}


async def test_the_schema_may_be_asked_for_itself_unless_that_is_turned_off() -> None:
    assert await _refusal(get_introspection_query()) is None
    assert await _refusal("{ __schema { queryType { name } } }") is None
    result: Any = await build_schema(introspection=False).execute("{ __schema { queryType { name } } }")
    assert {error.extensions["code"] for error in result.errors} == {"INTROSPECTION_DISABLED"}


async def test_without_introspection_mistakes_are_not_answered_with_names() -> None:
    result: Any = await build_schema(introspection=False).execute("{ viever { role } }")
    assert "Did you mean" not in result.errors[0].message


async def test_a_document_that_was_refused_is_refused_again(world: World) -> None:
    for _ in range(2):
        body = await world.request(_deep(16), by="ada")
        assert [error["extensions"]["code"] for error in body["errors"]] == ["QUERY_TOO_DEEP"]
