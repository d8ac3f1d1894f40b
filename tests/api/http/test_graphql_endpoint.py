"""GraphQL over HTTP: who is let in, and what is no request at all."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from graphql import get_introspection_query
from starlette.applications import Starlette
from starlette.routing import Route

from api.access.tokens import Role
from api.graphql.schema import schema
from api.http.graphql_endpoint import GraphQLEndpoint
from api.live import Admission, UsageLimits
from runtime.config import Config
from tests.api.world import SECRET, World

ME = b'{"query": "{ viewer { role } }"}'


def _code(answer: httpx.Response) -> str:
    """The code of the only error, which also has a sentence."""
    (error,) = answer.json()["errors"]
    assert error["message"]
    code: str = error["extensions"]["code"]
    return code


def _forged(**claims: Any) -> str:
    now = datetime.now(UTC)
    usual = {"sub": "ada", "role": "member", "aud": "ringlog", "iat": now, "exp": now + timedelta(hours=1)}
    secret = claims.pop("secret", SECRET)
    return jwt.encode(usual | claims, secret, algorithm="HS256")


async def test_without_a_token_nobody_is_let_in(world: World) -> None:
    answer = await world.post(ME)
    assert (answer.status_code, _code(answer)) == (401, "NO_TOKEN")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_another_scheme_is_no_token(world: World) -> None:
    answer = await world.post(ME, authorization="Basic YWRhOmFkYQ==")
    assert (answer.status_code, _code(answer)) == (401, "NO_TOKEN")


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": 1}, "TOKEN_EXPIRED"),
        ({"secret": "another secret of at least thirty-two bytes"}, "TOKEN_FORGED"),
        ({"aud": "another"}, "TOKEN_FOR_ANOTHER_AUDIENCE"),
        ({"role": "king"}, "TOKEN_MALFORMED"),
    ],
)
async def test_a_token_that_is_not_good_lets_nobody_in(world: World, claims: dict[str, Any], code: str) -> None:
    answer = await world.post(ME, _forged(**claims))
    assert (answer.status_code, _code(answer)) == (401, code)


async def test_a_token_that_is_none_lets_nobody_in(world: World) -> None:
    answer = await world.post(ME, "not.a.token")
    assert (answer.status_code, _code(answer)) == (401, "TOKEN_MALFORMED")


async def test_a_good_token_says_who_asks(world: World) -> None:
    answer = await world.post(ME, world.token("iris", Role.AUDITOR))
    assert (answer.status_code, answer.json()) == (200, {"data": {"viewer": {"role": "AUDITOR"}}})


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b"null", b"[]", b"{}", b'{"query": 1}', b'[{"query": "{ viewer { role } }"}]', b"[" * 100_000],
)
async def test_what_is_no_request_is_malformed(world: World, content: bytes) -> None:
    answer = await world.post(content, world.token("ada"))
    assert (answer.status_code, _code(answer)) == (400, "MALFORMED_REQUEST")


async def test_an_oversized_request_is_not_read_to_its_end(world: World) -> None:
    largest = Config.model_fields["max_request_bytes"].default
    exact = ME + b" " * (largest - len(ME))
    assert (await world.post(exact, world.token("ada"))).status_code == 200
    answer = await world.post(exact + b" ", world.token("ada"))
    assert (answer.status_code, _code(answer)) == (413, "REQUEST_TOO_LARGE")


async def test_only_json_is_understood(world: World) -> None:
    answer = await world.post(ME, world.token("ada"), **{"content-type": "text/plain"})
    assert (answer.status_code, _code(answer)) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_there_is_nothing_to_get(world: World) -> None:
    assert (await world.http.get("/graphql")).status_code == 405


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"query": ""}, "NO_QUERY"),
        ({"query": "subscription { incomingRings { rings { id } } }"}, "SUBSCRIPTION_OVER_HTTP"),
        ({"query": "query A { viewer { role } }", "operationName": "B"}, "UNKNOWN_OPERATION"),
        ({"query": "fragment F on Query { viewer { role } }"}, "UNKNOWN_OPERATION"),
        ({"query": "query A { viewer { role } } query B { viewer { role } }"}, "OPERATION_UNNAMED"),
        ({"query": "mutation A { a: __typename } mutation B { b: __typename }"}, "OPERATION_UNNAMED"),
    ],
)
async def test_a_request_names_one_query_or_mutation(world: World, request_: dict[str, str], code: str) -> None:
    answer = await world.post(json.dumps(request_).encode(), world.token("ada"))
    assert (answer.status_code, _code(answer)) == (400, code)


async def test_variables_that_do_not_fit_are_told(world: World) -> None:
    asked = {"query": "query ($id: ID!) { call(id: $id) { id } }", "variables": {"id": {}}}
    answer = await world.post(json.dumps(asked).encode(), world.token("ada"))
    assert _code(answer) == "INVALID_VARIABLES"
    assert "$id" in answer.json()["errors"][0]["message"]


async def test_of_many_variables_that_do_not_fit_few_are_told_and_shortly(world: World) -> None:
    query = "mutation ($input: StartCallInput!) { startCall(input: $input) { __typename } }"
    asked = {"query": query, "variables": {"input": {f"unknown{number}": "x" * 100 for number in range(1000)}}}
    answer = await world.post(json.dumps(asked).encode(), world.token("ada"))
    assert len(answer.json()["errors"]) <= 5
    assert len(answer.content) < 4000


@pytest.mark.parametrize(
    "query", ["{ viewer {", "{ you }", "{ viewer { rooms(first: %s) { edges { cursor } } } }" % ("1" * 50)]
)
async def test_what_is_not_executed_has_no_data(world: World, query: str) -> None:
    answer = await world.post(json.dumps({"query": query}).encode(), world.token("ada"))
    assert (answer.status_code, list(answer.json())) == (200, ["errors"])
    assert _code(answer)


UNUSABLE = ["\0", "a\0b", {"deep": ["\0"]}, {"\0": 1}, 10**60, [0] * 100_000]


@pytest.mark.parametrize(
    "value", UNUSABLE, ids=["nul", "nul within", "nul deep within", "nul in a name", "number", "many"]
)
async def test_variables_that_nothing_of_ours_can_take_are_refused(world: World, value: Any) -> None:
    asked = {"query": "query ($id: String!) { roomByExternalId(externalId: $id) { id } }", "variables": {"id": value}}
    assert _code(await world.post(json.dumps(asked).encode(), world.token("ada"))) == "INVALID_INPUT"


async def test_a_client_of_the_newer_media_type_gets_a_status(world: World) -> None:
    accepted = {"accept": "application/graphql-response+json, application/json;q=0.9"}
    good = await world.post(ME, world.token("ada"), **accepted)
    assert (good.status_code, good.headers["content-type"]) == (200, "application/graphql-response+json")
    bad = await world.post(b'{"query": "{ you }"}', world.token("ada"), **accepted)
    assert bad.status_code == 400


async def test_views_that_are_out_of_reach_are_told_by_reference_only(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.views.close()
    body = await world.request("{ viewer { user { name } } }", by="ada")
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert error["extensions"]["correlationId"] in caplog.text


async def test_a_user_who_asks_too_often_is_told_when_to_come_back_and_others_are_answered(world: World) -> None:
    limits = UsageLimits(operations_per_second=0.1, operation_burst=2)
    endpoint = GraphQLEndpoint(
        schema, world.owners, world.backend, max_bytes=10_000, admission=Admission(schema, limits)
    )
    app = Starlette(routes=[Route("/graphql", endpoint.answer, methods=["POST"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ringlog") as http:

        async def ask(name: str, role: Role = Role.MEMBER) -> httpx.Response:
            headers = {"authorization": f"Bearer {world.token(name, role)}", "content-type": "application/json"}
            return await http.post("/graphql", content=ME, headers=headers)

        assert [(await ask("ada")).status_code for _ in range(3)] == [200, 200, 429]
        refused = await ask("ada")
        assert (refused.status_code, _code(refused)) == (429, "TOO_MANY_REQUESTS")
        assert 1 <= int(refused.headers["retry-after"]) <= 10
        assert (await ask("grace")).status_code == (await ask("chat", Role.SERVICE)).status_code == 200


async def test_the_whole_schema_fits_into_an_answer(world: World) -> None:
    answer = await world.request(get_introspection_query(input_value_deprecation=True), by="ada")
    assert len(answer["data"]["__schema"]["types"]) > 100
