"""Erasing people and legal holds over GraphQL: by admins, seen by admins and auditors."""

from typing import Any
from uuid import UUID

import pytest

from api.access.tokens import Role
from api.graphql.core.ids import global_id, local_id
from domain.erasure.erasure import Erasure
from domain.inspections.inspection import Inspection, Subject
from event_log import LogReader
from tests.api.world import World
from tests.patience import eventually_async

ADMIN: dict[str, Any] = {"by": "root", "role": Role.ADMIN}
ERASE = "eraseUser { erasureId erasure { state case requestedBy { name } user { id } } }"
PLACE = "placeLegalHold { holdId hold { case subjectId placedBy { name } subject { id } } }"
RELEASE = "releaseLegalHold { holdId }"
WITHDRAW = "withdrawErasure { erasureId erasure { state holds { id } } }"
ERASURE = """query ($id: ID!) { erasure(id: $id) {
    id state case begunAt user { name externalId active } holds { id case }
    certificate { destroyedKeyIds factCount firstPosition lastPosition digest completedAt }
} }"""
LISTS = """{ workspace {
    erasures(first: 1) { totalCount nodes { id } pageInfo { hasNextPage endCursor } }
    legalHolds { id case }
} }"""


def id_of(world: World, name: str) -> str:
    found = world.backend.services.erasures.log.identities.of("user", name)
    assert found is not None
    return global_id("User", found)


async def until(world: World, erasure_id: str, state: str) -> dict[str, Any]:
    """The erasure, once it is as far as that."""
    log, local = world.backend.services.erasures.log, local_id("Erasure", erasure_id)
    assert local is not None
    await eventually_async(lambda: log.find(Erasure, local).state.name == state)
    await world.settle()
    found: dict[str, Any] = (await world.ask(ERASURE, **ADMIN, id=erasure_id))["erasure"]
    return found


async def test_an_admin_erases_a_user_and_gets_the_certificate(world: World) -> None:
    ada = id_of(world, "ada")
    requested = await world.change(ERASE, **ADMIN, userId=ada, case="DSR-1")
    assert (requested["erasure"]["case"], requested["erasure"]["user"]["id"]) == ("DSR-1", ada)
    assert requested["erasure"]["requestedBy"] == {"name": "Root"}
    done = await until(world, requested["erasureId"], "COMPLETED")
    assert done["user"]["active"] is False
    assert len(done["certificate"]["destroyedKeyIds"]) == 2  # hers, and that of her direct room
    assert done["certificate"]["factCount"] > 0
    again = await world.change(ERASE, **ADMIN, userId=ada, case="DSR-2")
    assert (again["erasureId"], again["erasure"]["case"]) == (requested["erasureId"], "DSR-1")


async def test_whoever_is_erased_is_nobody_to_those_who_met_them(world: World) -> None:
    started = await world.start("ada-grace", by="ada")
    await world.change("postMessage { messageId }", by="ada", callId=started["callId"], text="Hello")
    requested = await world.change(ERASE, **ADMIN, userId=id_of(world, "ada"))
    await until(world, requested["erasureId"], "COMPLETED")
    query = """query ($id: ID!) { call(id: $id) { title room { name }
        thread { messages { nodes { text author { name externalId } } } } } }"""
    seen = (await world.ask(query, by="grace", id=started["callId"]))["call"]
    nobody = {"name": "(erased)", "externalId": "(erased)"}
    assert seen == {
        "title": "(erased)",
        "room": {"name": "(erased)"},
        "thread": {"messages": {"nodes": [{"text": "(erased)", "author": nobody}]}},
    }


async def test_what_is_held_waits_until_an_admin_releases_it(world: World) -> None:
    ada = id_of(world, "ada")
    placed = await world.change(PLACE, **ADMIN, subjectId=ada, case="4711")
    assert placed["hold"] == {"case": "4711", "subjectId": ada, "placedBy": {"name": "Root"}, "subject": {"id": ada}}
    requested = await world.change(ERASE, **ADMIN, userId=ada)
    held = await until(world, requested["erasureId"], "HELD")
    assert held["holds"] == [{"id": placed["holdId"], "case": "4711"}]
    assert (held["certificate"], held["user"]["active"]) == (None, True)
    released = await world.change(RELEASE, **ADMIN, holdId=placed["holdId"])
    assert released["holdId"] == placed["holdId"]
    assert (await until(world, requested["erasureId"], "COMPLETED"))["holds"] == []


async def test_what_is_held_may_be_withdrawn(world: World) -> None:
    ada = id_of(world, "ada")
    placed = await world.change(PLACE, **ADMIN, subjectId=ada, case="4711")
    requested = await world.change(ERASE, **ADMIN, userId=ada)
    await until(world, requested["erasureId"], "HELD")
    withdrawn = await world.change(WITHDRAW, **ADMIN, erasureId=requested["erasureId"])
    assert withdrawn["erasure"] == {"state": "WITHDRAWN", "holds": []}
    await world.change(RELEASE, **ADMIN, holdId=placed["holdId"])
    other = await world.change(ERASE, **ADMIN, userId=id_of(world, "grace"))
    await until(world, other["erasureId"], "COMPLETED")  # so the worker has had a look at hers, too
    assert (await until(world, requested["erasureId"], "WITHDRAWN"))["user"]["active"] is True


async def test_erasures_and_holds_are_listed(world: World) -> None:
    for name in ("ada", "grace"):
        await world.change(PLACE, **ADMIN, subjectId=id_of(world, name), case=f"of {name}")
        requested = await world.change(ERASE, **ADMIN, userId=id_of(world, name))
    listed = (await world.ask(LISTS, **ADMIN))["workspace"]
    assert listed["erasures"]["totalCount"] == 2
    assert listed["erasures"]["nodes"] == [{"id": requested["erasureId"]}]
    assert [hold["case"] for hold in listed["legalHolds"]] == ["of ada", "of grace"]
    page = """query ($after: String) { workspace { erasures(after: $after) { nodes { user { id } } } } }"""
    after = listed["erasures"]["pageInfo"]["endCursor"]
    others = (await world.ask(page, **ADMIN, after=after))["workspace"]["erasures"]["nodes"]
    assert others == [{"user": {"id": id_of(world, "ada")}}]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.GUEST])
async def test_others_see_nothing_of_it_and_may_do_nothing(world: World, role: Role) -> None:
    ada = id_of(world, "ada")
    placed = await world.change(PLACE, **ADMIN, subjectId=ada, case="4711")
    requested = await world.change(ERASE, **ADMIN, userId=ada)
    asking: dict[str, Any] = {"by": "grace", "role": role}
    assert (await world.ask(ERASURE, **asking, id=requested["erasureId"]))["erasure"] is None
    query = "query ($id: ID!) { node(id: $id) { id } workspace { erasures { totalCount } legalHolds { id } } }"
    seen = await world.ask(query, **asking, id=placed["holdId"])
    assert seen == {"node": None, "workspace": {"erasures": None, "legalHolds": None}}
    for mutation, given in (
        (ERASE, {"userId": ada}),
        (PLACE, {"subjectId": ada, "case": "1"}),
        (RELEASE, {"holdId": placed["holdId"]}),
        (WITHDRAW, {"erasureId": requested["erasureId"]}),
    ):
        assert (await world.change(mutation, **asking, **given))["code"] == "NOT_ADMIN"


async def test_what_auditors_see_of_it_is_on_record(world: World, database_url: str) -> None:
    placed = await world.change(PLACE, **ADMIN, subjectId=id_of(world, "ada"), case="4711")
    requested = await world.change(ERASE, **ADMIN, userId=id_of(world, "ada"))
    seen = await world.ask(LISTS, by="iris", role=Role.AUDITOR)
    assert seen["workspace"]["legalHolds"] == [{"id": placed["holdId"], "case": "4711"}]
    reader = LogReader(database_url)
    (inspection,) = (r.fact for r in reader.read(0, 10_000) if isinstance(r.fact, Inspection.Made))
    reader.close()
    assert {(each.subject, each.id) for each in inspection.seen} == {
        (Subject.ERASURE, local_id("Erasure", requested["erasureId"])),
        (Subject.LEGAL_HOLD, local_id("LegalHold", placed["holdId"])),
    }


@pytest.mark.parametrize(
    ("mutation", "given", "refused"),
    [
        (ERASE, {"userId": "nonsense"}, ("NotAllowed", "UNKNOWN_USER")),
        (ERASE, {"userId": global_id("User", UUID(int=1))}, ("NotAllowed", "UNKNOWN_USER")),
        (PLACE, {"subjectId": "nonsense", "case": "1"}, ("InvalidInput", "INVALID_INPUT")),
        (PLACE, {"subjectId": global_id("Call", UUID(int=1)), "case": "1"}, ("NotFound", "UNKNOWN_CALL")),
        (RELEASE, {"holdId": global_id("LegalHold", UUID(int=1))}, ("NotFound", "UNKNOWN_HOLD")),
        (WITHDRAW, {"erasureId": global_id("Erasure", UUID(int=1))}, ("NotFound", "UNKNOWN_ERASURE")),
    ],
)
async def test_what_can_t_be_is_refused(
    world: World, mutation: str, given: dict[str, Any], refused: tuple[str, str]
) -> None:
    answer = await world.change(mutation, **ADMIN, **given)
    assert (answer["__typename"], answer["code"]) == refused
