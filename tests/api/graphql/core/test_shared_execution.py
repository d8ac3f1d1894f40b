"""Who shares an execution with whom: all who may see the same, unless the answer depends on who asks."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLObjectType

from api.access.token_owner import TokenOwner
from api.access.tokens import Role
from api.graphql.core.ids import global_id
from api.graphql.core.personal_fields import is_personal
from api.graphql.core.shared_execution import SharedExecutions
from api.graphql.schema import schema
from api.live.access import Scope
from api.live.documents import Documents
from api.live.executions import Executions
from api.live.limits.usage_limits import UsageLimits
from api.live.messages import GraphQLRequest
from projections import change_keys
from tests.api.world import World
from tests.people import user_id

TIMELINE = (
    "subscription ($room: ID!) { roomTimeline(roomId: $room) { ... on RoomTimelineUpdate { messages { title %s } } } }"
)
PLAIN = TIMELINE % ""
PERSONAL = TIMELINE % "... on CallMessage { ...offer } "
FRAGMENT = " fragment offer on CallMessage { viewerAction }"
RINGS = "subscription { incomingRings { rings { id } } }"


async def _scope(world: World, query: str, name: str, role: Role = Role.MEMBER, **variables: Any) -> Scope:
    request = GraphQLRequest(query, variables=variables)
    documents = Documents(schema, UsageLimits())
    operation = await Executions(schema, documents, UsageLimits()).live(request)
    viewer = TokenOwner(user_id(name), name, role, datetime.max.replace(tzinfo=UTC))
    return await SharedExecutions(schema, world.backend).scope_of(viewer, operation)


async def test_members_and_auditors_share(world: World) -> None:
    room = await world.room("general", by="ada")
    ada, grace = [await _scope(world, PLAIN, name, room=room) for name in ("ada", "grace")]
    auditor = await _scope(world, PLAIN, "iris", Role.AUDITOR, room=room)
    assert ada.visibility == grace.visibility == auditor.visibility
    assert hash(ada.visibility) == hash(grace.visibility)
    assert ada.access_keys == {change_keys.access(user_id("ada"))}


async def test_others_do_not(world: World) -> None:
    room = await world.room("general", by="ada")
    ada = await _scope(world, PLAIN, "ada", room=room)
    others = [await _scope(world, PLAIN, name, room=room) for name in ("gus", "root", "eve")]
    assert len({other.visibility for other in others}) == 1
    assert others[0].visibility != ada.visibility


async def test_a_field_that_depends_on_who_asks_is_executed_for_each(world: World) -> None:
    room = await world.room("general", by="ada")
    ada, grace = [await _scope(world, PERSONAL + FRAGMENT, name, room=room) for name in ("ada", "grace")]
    assert ada.visibility != grace.visibility
    assert ada == await _scope(world, PERSONAL + FRAGMENT, "ada", room=room)


def test_a_field_that_depends_on_who_asks_says_so_in_interfaces_too() -> None:
    types = schema.definition.type_map.values()
    for implementing in (each for each in types if isinstance(each, GraphQLObjectType)):
        for interface in implementing.interfaces:
            for name, field in interface.fields.items():
                assert is_personal(field) or not is_personal(implementing.fields[name]), f"{implementing}.{name}"


@pytest.mark.parametrize("query", [RINGS, "subscription { callHistory { missedCallCount } }"])
async def test_rings_and_calls_are_everybodys_own(world: World, query: str) -> None:
    assert (await _scope(world, query, "ada")).visibility != (await _scope(world, query, "grace")).visibility


@pytest.mark.parametrize("field", ["call(callId: $call)", "conferenceLog(callId: $call)"])
async def test_a_call_that_does_not_exist_yet_is_looked_for_when_it_may(world: World, field: str) -> None:
    query = f"subscription ($call: ID!) {{ {field} {{ __typename }} }}"
    started = await world.start("general", by="ada")
    known = await _scope(world, query, "ada", call=started["callId"])
    assert known.access_keys == {change_keys.access(user_id("ada"))}
    unknown = UUID(int=0)
    waiting = await _scope(world, query, "ada", call=global_id("Call", unknown))
    assert waiting.access_keys == {change_keys.access(user_id("ada")), change_keys.call(unknown)}
    assert waiting.visibility != known.visibility
