"""Somebody is forgotten, as shipped: no disk has a word of theirs, whatever is killed meanwhile and put back after."""

import random
from typing import Any

import psycopg
import pytest

from api.access.tokens import Role
from api.graphql.core.ids import local_id
from tests.patience import eventually
from tests.system.forgotten import KEPT, Marked, live, on_disk, ringlog, seen_by_grace, unlogged
from tests.system.running import PATIENCE, Part, Running
from tests.system.town import Town

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

Backup = dict[str, list[tuple[Any, ...]]]
NOBODY = {
    "call": {"title": "(erased)", "thread": {"messages": {"nodes": [{"text": KEPT}, {"text": "(erased)"}]}}},
    "room": {"name": "(erased)", "externalId": "(erased)", "state": "ARCHIVED"},
    "user": {"name": "(erased)", "externalId": "(erased)", "active": False},
}


async def test_no_disk_has_a_word_of_whom_the_operator_has_erased(running: Running) -> None:
    running.start()
    town = Town(running)
    await town.furnish()
    marked = await live(town)
    assert on_disk(running, marked.marker, but_for=unlogged(running)) == []
    hold_id = ringlog(running, "hold", "place", "--user", marked.external_id, "--case", "4711").strip()
    ringlog(running, "erase", marked.external_id, "--yes", exit_code=1)
    yesterday = back_up_vault(running)
    ringlog(running, "hold", "release", hold_id)
    certificate = ringlog(running, "erase", str(local_id("User", marked.user_id)))
    assert certificate.startswith("Certificate of erasure\n")
    unlogged(running)  # which writes all that is still in memory
    assert on_disk(running, marked.marker) == []
    assert await seen_by_grace(town, marked) == NOBODY
    running.stop()
    assert on_disk(running, marked.marker) == []
    with running.postgres:
        put_vault_back(running, yesterday)
    running.start()
    assert await seen_by_grace(town, marked) == NOBODY
    assert on_disk(running, marked.marker) == []
    assert await seen_by_grace(town, await live(town)) != NOBODY


STATES = {
    "it has begun": "SELECT FROM log.events WHERE topic = 'ringlog.Erasure.Begun' AND strpos(state::text, %s) > 0",
    "the keys are destroyed": "SELECT FROM vault.keys WHERE subject_id = %s::uuid AND wrapped IS NULL",
}
CERTIFIED = "SELECT FROM log.events WHERE topic = 'ringlog.Erasure.Completed' AND strpos(state::text, %s) > 0"


async def test_a_worker_that_is_killed_while_it_erases_goes_on_when_it_is_back(running: Running) -> None:
    running.start()
    town = Town(running)
    await town.furnish()
    for state in STATES.values():
        marked = await live(town)
        async with town.device("Root", Role.ADMIN) as admin:
            await admin.change("eraseUser", "erasureId", userId=marked.user_id)
        until(running, state, marked)
        running.kill(Part.WORKER, random.Random())
        until(running, CERTIFIED, marked)
        unlogged(running)
        assert on_disk(running, marked.marker) == []
        assert await seen_by_grace(town, marked) == NOBODY


def until(running: Running, state: str, marked: Marked) -> None:
    """Until there is such a row about them."""
    with psycopg.connect(running.postgres.url(), autocommit=True) as connection:
        person = str(local_id("User", marked.user_id))
        eventually(lambda: connection.execute(state, (person,)).fetchone() is not None, PATIENCE)


def back_up_vault(running: Running) -> Backup:
    with psycopg.connect(running.postgres.url(), autocommit=True) as connection:
        return {table: connection.execute(f"TABLE vault.{table}").fetchall() for table in ("keys", "identities")}


def put_vault_back(running: Running, backup: Backup) -> None:
    with psycopg.connect(running.postgres.url(), autocommit=True) as connection, connection.cursor() as cursor:
        for table, rows in backup.items():
            cursor.execute(f"TRUNCATE vault.{table}")
            cursor.executemany(f"INSERT INTO vault.{table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)
