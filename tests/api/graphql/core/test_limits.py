"""Documents that cost too much are refused before anything is done for them."""

from typing import Any

import pytest
from graphql import GraphQLObjectType, get_introspection_query, get_nullable_type, is_list_type

from api.graphql.core.limits.assumed_sizes import ASSUMED_SIZES
from api.graphql.schema import build_schema, schema
from tests.api.world import World


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
    result: Any = await schema.execute(query)
    assert [error.extensions["code"] for error in result.errors] == ["TOO_MANY_ALIASES", "TOO_MANY_FIELDS"]


async def test_pages_of_pages_are_bounded() -> None:
    """Ten rooms with a hundred calls each are fine; a hundred of a hundred of three are not."""
    calls = "timeline(first: 100) { edges { node { title } } }"
    assert await _refusal(f"{{ viewer {{ rooms(first: 10) {{ edges {{ node {{ {calls} }} }} }} }} }}") is None
    members = "members(first: 3) { edges { node { name } } }"
    wide = f"timeline(first: 100) {{ edges {{ node {{ call {{ room {{ {members} }} }} }} }} }}"
    query = f"{{ viewer {{ rooms(first: 100) {{ edges {{ node {{ {wide} }} }} }} }} }}"
    assert await _refusal(query) == {"code": "QUERY_TOO_WIDE"}


async def test_a_page_of_less_than_nothing_makes_no_room_for_others() -> None:
    calls = "timeline(first: 100) { nodes { call { rings { id } room { %s } } } }"
    wide = calls % (calls % "name")
    query = f'{{ viewer {{ rooms(first: -2000000000) {{ nodes {{ id }} }} }} room(id: "") {{ {wide} }} }}'
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


def _again(times: int, field: str = "viewer { role }") -> str:
    return "{ " + f"{field} " * times + "}"


FRAGMENTS = " ".join(f"fragment {name} on Viewer {{ {'user { name } ' * 100} }}" for name in "AB")


@pytest.mark.parametrize(
    "query",
    [
        _again(480),
        f"{{ viewer {{ ...A ...B }} }} {FRAGMENTS}",
        f"{{ viewer {{ role }} }} {FRAGMENTS}",
        _again(20, f"viewer {{ {'role ' * 5} }}"),
    ],
    ids=["in one place", "in fragments", "in fragments that nobody spreads", "within each other"],
)
async def test_fields_are_not_selected_again_and_again(query: str) -> None:
    """Each would be compared with each."""
    assert await _refusal(query) == {"code": "TOO_MANY_REPEATED_FIELDS"}


async def test_fragments_may_select_what_others_select_too() -> None:
    fragments = " ".join(f"fragment F{number} on Viewer {{ role user {{ id name }} }}" for number in range(20))
    spreads = " ".join(f"...F{number}" for number in range(20))
    assert await _refusal(f"{{ viewer {{ {spreads} }} }} {fragments}") is None


async def test_fragments_are_counted_where_they_are_spread() -> None:
    """Without a field of their own, and with few tokens: 60 doublings."""
    fragments = " ".join(f"fragment F{number} on Query {{ ...F{number + 1} ...F{number + 1} }}" for number in range(60))
    assert await _refusal(f"{{ ...F0 }} {fragments} fragment F60 on Query {{ }}") == {"code": "TOO_MANY_FIELDS"}


async def test_a_fragment_within_itself_is_refused() -> None:
    query = "{ ...A } fragment A on Query { ...B } fragment B on Query { viewer { role } ...A }"
    assert await _refusal(query) == {"code": "VALIDATION_ERROR"}


async def test_many_mistakes_are_answered_with_few_short_errors() -> None:
    fields = " ".join(f"unknown{number}: 1" for number in range(640))
    result: Any = await schema.execute(f"mutation {{ startCall(input: {{ {fields} }}) {{ __typename }} }}")
    assert 1 <= len(result.errors) <= 5
    assert {error.extensions["code"] for error in result.errors} == {"VALIDATION_ERROR"}
    assert all(len(str(error.formatted)) < 1000 for error in result.errors)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (
            "nodes(ids: [%s]) { ... on Call { sessions { call { sessions { id } } } } }" % ('"" ' * 100),
            "QUERY_TOO_WIDE",
        ),
        ("nodes(ids: [%s]) { ... on Call { sessions { id } } }" % ('"" ' * 100), None),
        (
            f"{'viewer { sessions { call { '}{'sessions { call { ' * 3}sessions {{ id }}{' } }' * 4} }}",
            "QUERY_TOO_WIDE",
        ),
        ("viewer { rooms(first: 100) { ...Rooms } }", "QUERY_TOO_WIDE"),
    ],
    ids=["ids", "few of each", "lists within lists", "edges in fragments"],
)
async def test_every_list_counts(query: str, code: str | None) -> None:
    fragment = """
        fragment Rooms on RoomConnection { edges { node { timeline { ...Calls } } } }
        fragment Calls on CallMessageConnection { edges { node { thumbnails { id } call { sessions { id } } } } }"""
    document = f"{{ {query} }} {fragment if 'Rooms' in query else ''}"
    assert await _refusal(document) == ({"code": code} if code else None)


def test_every_list_has_a_size() -> None:
    """Pages, `nodes` and the edges of pages have what was asked for; for each of the others one is assumed."""
    lists = {
        f"{name}.{field}"
        for name, type_ in schema._schema.type_map.items()
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__")
        for field, known in type_.fields.items()
        if is_list_type(get_nullable_type(known.type)) and field not in ("edges", "nodes")
    }
    assert lists == ASSUMED_SIZES.keys()


async def test_without_introspection_no_suggestion_is_made_anywhere() -> None:
    asked = [
        "{ viewer { roIe } }",
        "{ viewer { role(x: 1) } }",
        "{ node(id: 1) { ... on Rom { id } } }",
        "mutation { startCall(input: {roomID: 1, deviceId: 2}) { __typename } }",
        "mutation { upsertRooms(input: {rooms: [{externalId: 1, kind: CHANEL}]}) { __typename } }",
    ]
    for query in asked:
        result: Any = await build_schema(introspection=False).execute(query)
        assert result.errors
        assert not [error for error in result.errors if "Did you mean" in error.message]


@pytest.mark.parametrize("number", ["1" * 4300, f"-{'1' * 4300}", f"1.{'1' * 4300}"])
async def test_a_number_without_end_is_refused(number: str) -> None:
    query = f"{{ viewer {{ rooms(first: {number}) {{ edges {{ cursor }} }} }} }}"
    assert await _refusal(query) == {"code": "INVALID_INPUT"}


@pytest.mark.parametrize("text", ['"a\\u0000"', '"a\\u{0}"'])
async def test_a_text_with_a_nul_is_refused(text: str) -> None:
    assert await _refusal(f"{{ roomByExternalId(externalId: {text}) {{ id }} }}") == {"code": "INVALID_INPUT"}
