"""A call's record as a file: in every format, for those who see the call."""

import csv
import json
from io import StringIO
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from api.access.person import Person
from api.access.tokens import Role
from api.graphql.core.ids import global_id, local_id
from domain.inspections.inspection import Seen, Subject
from tests.api.graphql.core.test_inspections import REFUSE, made
from tests.api.world import World
from tests.people import user_id


async def started(world: World, room: str, by: str = "ada") -> UUID:
    """The id of a call that is on."""
    call_id = local_id("Call", (await world.start(room, by=by, title="=Plans"))["callId"])
    assert call_id is not None
    return call_id


async def get(
    world: World, call: object, by: str | None = "ada", role: Role = Role.MEMBER, form: str = "json", **headers: str
) -> httpx.Response:
    if by is not None:
        headers["authorization"] = f"Bearer {world.token(by, role)}"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await world.http.get(f"/calls/{call}/record", params={"format": form}, headers=named)


@pytest.mark.parametrize(
    ("form", "media_type", "name"),
    [
        ("json", "application/json", ".json"),
        ("graph", "application/json", ".graph.json"),
        ("csv", "text/csv; charset=utf-8", ".csv"),
        ("cdr", "text/csv; charset=utf-8", ".cdr.csv"),
        ("cel", "text/csv; charset=utf-8", ".cel.csv"),
    ],
)
async def test_members_get_the_record_in_every_format(world: World, form: str, media_type: str, name: str) -> None:
    call_id = await started(world, "general")
    await world.change("endCall { callId }", by="ada", callId=global_id("Call", call_id))
    answer = await get(world, call_id, form=form)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.headers["content-disposition"] == f'attachment; filename="call-{call_id}{name}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    if media_type == "application/json":
        assert json.loads(answer.text)["id"] == str(call_id)
    else:
        assert [row for row in csv.reader(StringIO(answer.text)) if "'=Plans" in row]
        assert "Ada" in answer.text


async def test_json_is_what_is_asked_for_by_default(world: World) -> None:
    call_id = await started(world, "general")
    token = world.token("ada")
    answer = await world.http.get(f"/calls/{call_id}/record", headers={"authorization": f"Bearer {token}"})
    assert answer.json()["schema"] == "ringlog.callRecord/1"


async def test_to_everyone_else_there_is_no_such_call(world: World) -> None:
    call_id = await started(world, "attic", by="alan")
    answers = [
        await get(world, call_id),
        await get(world, uuid4()),
        await get(world, "general"),
        await get(world, call_id, "root", Role.ADMIN),
        await get(world, call_id, "chat", Role.SERVICE),
        await get(world, call_id, "gus", Role.GUEST),
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (404, '{"errors":[{"message":"There is no such call.","extensions":{"code":"UNKNOWN_CALL"}}]}')
    }


async def test_without_a_token_or_with_a_link_that_is_not_good_nobody_is_served(world: World) -> None:
    call_id, other = await started(world, "general"), uuid4()
    assert (await get(world, call_id, by=None)).json()["errors"][0]["extensions"] == {"code": "NO_TOKEN"}
    link = world.backend.links.record_link(call_id, "json", Person(user_id("ada"), "ada", Role.MEMBER))
    assert (await world.http.get(link)).status_code == 200
    for forged in (link.replace("role=member", "role=auditor"), link.replace(str(call_id), str(other)), f"{link}0"):
        answer = await world.http.get(forged)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]) == (401, {"code": "LINK_NOT_GOOD"})


async def test_a_link_to_a_recording_is_none_to_a_record(world: World) -> None:
    call_id = await started(world, "general")
    link = world.backend.links.link(call_id, Person(user_id("ada"), "ada", Role.MEMBER))
    answer = await world.http.get(link.replace(f"/recordings/{call_id}", f"/calls/{call_id}/record"))
    assert answer.status_code == 401


async def test_a_format_that_there_is_not_is_said(world: World) -> None:
    answer = await get(world, await started(world, "general"), form="xls")
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (
        400,
        "There is no such format of a call's record; there are json, csv, graph, cdr, cel.",
    )


async def test_whoever_has_this_very_version_is_not_sent_it_again(world: World) -> None:
    call_id = await started(world, "general")
    tag = (await get(world, call_id)).headers["etag"]
    again = await get(world, call_id, if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")
    await world.change("endCall { callId }", by="ada", callId=global_id("Call", call_id))
    assert (await get(world, call_id, if_none_match=tag)).status_code == 200


async def test_only_the_callee_and_auditors_are_told_that_a_ring_was_suppressed(world: World) -> None:
    await world.change("changePreferences { preferences { ringTone } }", by="grace", doNotDisturb=True)
    call_id = await started(world, "ada-grace")
    await world.settle()
    told = {}
    for name, role in (("ada", Role.MEMBER), ("grace", Role.MEMBER), ("iris", Role.AUDITOR)):
        document = (await get(world, call_id, name, role)).json()
        told[name] = [ring["suppressionReason"] for ring in document["rings"]]
    assert told == {"ada": [None], "grace": ["do_not_disturb"], "iris": ["do_not_disturb"]}


async def test_an_auditors_download_is_on_record_and_there_is_none_that_is_not(world: World, database_url: str) -> None:
    call_id = await started(world, "attic", by="alan")
    assert (await get(world, call_id, "iris", Role.AUDITOR)).status_code == 200
    (inspection,) = made(database_url)
    assert inspection.seen == (Seen(Subject.CALL_RECORD, call_id),)
    await get(world, uuid4(), "iris", Role.AUDITOR)
    assert len(made(database_url)) == 1
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(REFUSE)
    with pytest.raises(Exception, match="no"):
        await get(world, call_id, "iris", Role.AUDITOR)
