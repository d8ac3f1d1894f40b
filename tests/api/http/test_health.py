"""The health check, against a real database in whatever state it is, and rows that followers left."""

import json
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool
from starlette.requests import Request

from api.http.health import ANSWER_WITHIN, NEEDED, Health
from event_log.application import Ringlog
from proof.checkpoints.published import QUERIES as CHECKPOINTS
from proof.store import refuse
from runtime.presence.follower_presence import Followers
from tests.event_log.outages import out_of_reach

REQUEST = Request({"type": "http"})


@pytest.fixture
def followers(log: Ringlog, pool: ConnectionPool[Connection[Any]]) -> Followers:
    """All of them, lively, at the end of the log."""
    made = Followers(pool)
    for name in NEEDED:
        made.note(name, log.end_of_log())
    made.tell()
    return made


@pytest.fixture
def other(database_url: str) -> Iterator[Connection[Any]]:
    """Somebody else's connection."""
    with psycopg.connect(database_url) as connection:
        yield connection


@pytest.fixture
def health(log: Ringlog, database_url: str) -> Health:
    return Health(database_url, log.end_of_log)


async def asked(health: Health) -> tuple[int, dict[str, Any]]:
    answer = await health.answer(REQUEST)
    return answer.status_code, json.loads(bytes(answer.body))


@pytest.mark.usefixtures("followers")
async def test_it_is_healthy_while_all_follow_and_says_where_each_is(health: Health, log: Ringlog) -> None:
    status, found = await asked(health)
    assert (status, found["healthy"]) == (200, True)
    assert {each["follower"]: (each["position"], each["behind"]) for each in found["followers"]} == {
        name: (log.end_of_log(), 0) for name in (*NEEDED, "changes")
    }


async def test_nobody_who_follows_is_named(health: Health) -> None:
    status, found = await asked(health)
    assert (status, found["healthy"]) == (503, False)
    assert found["reason"] == (
        "Nobody keeps the views current. Nobody keeps the tree over the log current. "
        "Nobody carries out policies and deadlines. Nobody follows the log for media."
    )


@pytest.mark.parametrize("name", list(NEEDED))
async def test_a_follower_that_is_quiet_for_long_is_named_though_it_lacks_nothing(
    name: str, followers: Followers, other: Connection[Any], health: Health
) -> None:
    other.execute("UPDATE presence.followers SET seen_at = seen_at - interval '1 min' WHERE follower = %s", (name,))
    other.commit()
    status, found = await asked(health)
    assert status == 503
    assert "was last heard of 60 s ago" in found["reason"]


async def test_a_follower_that_hangs_grows_old_however_lively_its_process_is(
    followers: Followers, health: Health, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = time.monotonic() + 60
    monkeypatch.setattr("runtime.presence.follower_presence.time.monotonic", lambda: later)
    followers.tell()
    assert "was last heard of 60 s ago" in (await asked(health))[1]["reason"]


@pytest.mark.parametrize("name", list(NEEDED))
async def test_one_that_is_behind_is_told_by_the_age_of_what_it_lacks(
    name: str, followers: Followers, log: Ringlog, other: Connection[Any], health: Health
) -> None:
    followers.note(name, log.end_of_log() - 1)
    followers.tell()
    assert (await asked(health))[0] == 200
    age = timedelta(seconds=40)
    other.execute("UPDATE log.events SET recorded_at = now() - %s WHERE position = %s", (age, log.end_of_log()))
    other.commit()
    status, found = await asked(health)
    assert status == 503
    assert found["reason"].endswith("is 40 s behind.")


@pytest.mark.usefixtures("followers")
async def test_a_process_that_hears_of_no_changes_is_unhealthy(
    log: Ringlog, database_url: str, other: Connection[Any]
) -> None:
    other.execute("UPDATE log.events SET recorded_at = now() - interval '40 s'")
    other.commit()
    found = (await asked(Health(database_url, lambda: log.end_of_log() - 1)))[1]
    assert found["reason"] == "Whoever tells subscriptions of changes is 40 s behind."


@pytest.mark.usefixtures("followers")
async def test_a_log_that_isnt_the_one_of_its_tree_is_said_to_be_refused(
    other: Connection[Any], health: Health
) -> None:
    refuse(other, "The log ends at position 3, and the tree over it had 5 leaves before.")
    other.commit()
    status, found = await asked(health)
    assert status == 503
    assert found["reason"] == (
        "The tree over the log doesn't grow until an operator decides: "
        "The log ends at position 3, and the tree over it had 5 leaves before."
    )


@pytest.mark.usefixtures("followers")
@pytest.mark.parametrize(
    "lock",
    [
        "LOCK TABLE log.events IN EXCLUSIVE MODE",
        "LOCK TABLE log.events",
        "LOCK TABLE log.tracking",
        "LOCK TABLE presence.followers",
        "SELECT pg_advisory_xact_lock(hashtext('ringlog'), hashtext('log.append'))",
    ],
)
async def test_a_locked_database_is_said_to_be(lock: str, other: Connection[Any], health: Health) -> None:
    other.execute(lock)
    status, found = await asked(health)
    assert status == 503
    assert found["reason"].startswith("The database is locked: ")
    other.rollback()
    assert (await asked(health))[0] == 200


@pytest.mark.usefixtures("followers")
async def test_a_database_that_is_away_is_said_to_be(database_url: str, postgres_url: str, health: Health) -> None:
    with out_of_reach(database_url, postgres_url):
        status, found = await asked(health)
    assert status == 503
    assert found["reason"].startswith("The database is out of reach")


async def test_a_database_that_says_nothing_is_waited_for_less_than_two_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/nothing"
        status, found = await asked(Health(url, lambda: 0))
    assert (status, found["reason"]) == (503, f"The database doesn't answer within {ANSWER_WITHIN} s.")
    assert ANSWER_WITHIN < 2


@pytest.mark.usefixtures("followers")
async def test_whoever_ends_as_asked_is_missed_at_once(followers: Followers, health: Health) -> None:
    followers.withdraw()
    assert (await asked(health))[1]["reason"].startswith("Nobody keeps the views current.")


async def test_checkpoints_that_arent_published_are_told_and_nobody_is_unwell(
    health: Health, followers: Followers, other: Connection[Any]
) -> None:
    assert followers
    note = {"origin": "example.org/log", "root": b"", "note": b"", "signed_at": "2026-01-01Z"}
    for size in (3, 7):
        other.execute(CHECKPOINTS["add"], {**note, "size": size})
    other.execute("UPDATE proof.checkpoints SET witnessed_at = now() WHERE size = 3")
    other.execute(
        CHECKPOINTS["witness_didnt"],
        {"verifier_key": "k", "origin": "example.org/log", "name": "W", "problem": "Away.", "disputes": False},
    )
    other.execute(CHECKPOINTS["tell"], {"problem": "The key is lost.", "at": "2026-01-01Z"})
    other.commit()
    status, found = await asked(health)
    told = found["checkpoints"]
    assert (status, found["healthy"]) == (200, True)
    assert (told["origin"], told["size"], told["witnessed_size"]) == ("example.org/log", 7, 3)
    assert told["witnessed_age"] < told["age"]
    assert told["problem"] == "The key is lost."
    assert told["witnesses"] == [{"name": "W", "size": 0, "age": None, "problem": "Away."}]


async def test_a_log_without_checkpoints_is_well(health: Health, followers: Followers) -> None:
    assert followers
    status, found = await asked(health)
    assert (status, found["checkpoints"]["size"], found["checkpoints"]["problem"]) == (200, None, None)
