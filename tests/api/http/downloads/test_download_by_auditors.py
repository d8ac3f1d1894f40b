"""An auditor's downloads are on record, and there are none that are not."""

import psycopg
import pytest

from api.access.person import Person
from api.access.tokens import Role
from domain.inspections.inspection import Seen, Subject
from tests.api.graphql.core.test_inspections import REFUSE, made
from tests.api.http.downloads.test_download import CONTENT, Archive, archive
from tests.people import user_id

__all__ = ["archive"]

IRIS = Person(user_id("iris"), "iris", Role.AUDITOR)


async def test_each_request_of_an_auditor_is_on_record(archive: Archive, database_url: str) -> None:
    assert (await archive.get(archive.in_attic, "iris", Role.AUDITOR)).content == CONTENT
    assert (await archive.http.get(archive.links.link(archive.in_attic, IRIS))).content == CONTENT
    inspections = made(database_url)
    assert len(inspections) == 2
    for inspection in inspections:
        assert (inspection.auditor_id, inspection.live) == (IRIS.user_id, False)
        assert inspection.seen == (Seen(Subject.RECORDING_FILE, archive.in_attic),)
        assert inspection.cause.actor == IRIS.actor


async def test_a_members_download_and_what_an_auditor_did_not_get_are_not(archive: Archive, database_url: str) -> None:
    assert (await archive.get(archive.published)).status_code == 200
    assert (await archive.get(archive.unpublished, "iris", Role.AUDITOR)).status_code == 404
    assert made(database_url) == []


async def test_an_auditor_whose_look_cannot_be_recorded_gets_nothing(archive: Archive, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(REFUSE)
    with pytest.raises(Exception, match="no"):
        await archive.get(archive.in_attic, "iris", Role.AUDITOR)
