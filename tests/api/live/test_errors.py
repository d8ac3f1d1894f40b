"""A bug of ours reaches the client as a reference to the log, and nothing else of it does."""

import json
import logging

import psycopg
import pytest
from eventsourcing import persistence
from psycopg_pool import PoolTimeout

from api.live.errors import errors_of
from event_log import OutcomeUnknown
from tests.api.live.peer import peer

BOARD = 'subscription { board(room: "lobby") { room broken refused } }'


async def test_a_bug_in_a_field_leaves_the_rest_of_the_state(url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with peer(url, reader="ann") as ann:
        await ann.subscribe(BOARD)
        payload = (await ann.hear())["payload"]
    assert payload["data"] == {"board": {"room": "lobby", "broken": None, "refused": None}}
    bug, refusal = payload["errors"]
    assert (bug["message"], bug["path"]) == ("internal error", ["board", "broken"])
    assert (refusal["message"], refusal["path"]) == ("not here", ["board", "refused"])
    (logged,) = [record for record in caplog.records if bug["extensions"]["correlationId"] in record.getMessage()]
    assert logged.levelno == logging.ERROR
    assert logged.exc_info is not None
    assert isinstance(logged.exc_info[1], ZeroDivisionError)


async def test_a_bug_in_a_query_tells_nothing_of_itself(url: str) -> None:
    async with peer(url, reader="ann") as ann:
        await ann.subscribe("{ boom }")
        payload = (await ann.hear())["payload"]
    assert payload["data"] is None
    assert payload["errors"][0]["message"] == "internal error"
    assert "secret" not in str(payload)


async def test_a_subscription_that_does_not_even_start_says_why(url: str) -> None:
    async with peer(url, reader="ann") as ann:
        await ann.subscribe("subscription { closedToday }")
        heard = await ann.hear()
        assert (heard["type"], heard["payload"][0]["message"]) == ("error", "not today")


async def test_a_subscription_that_breaks_ends_for_everyone_with_an_error(url: str) -> None:
    async with peer(url, reader="ann") as ann, peer(url, reader="bob") as bob:
        for each in (ann, bob):
            await each.subscribe("subscription { countdown(start: 1, fail: true) }")
        for each in (ann, bob):
            assert await each.state() == {"countdown": 1}
            heard = await each.hear()
            assert (heard["id"], heard["type"]) == ("1", "error")
            assert heard["payload"][0]["message"] == "internal error"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (psycopg.OperationalError("secret"), "UNAVAILABLE"),
        (PoolTimeout("secret"), "UNAVAILABLE"),
        (persistence.OperationalError("secret"), "UNAVAILABLE"),
        (OutcomeUnknown("secret"), "OUTCOME_UNKNOWN"),
    ],
)
def test_a_database_that_is_away_is_no_bug_and_the_client_learns_what_to_do(
    fault: Exception, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    (error,) = json.loads(errors_of(fault))
    assert error["extensions"]["code"] == code
    assert "same idempotency key" in error["message"]
    assert "secret" not in str(error)
    (logged,) = [record for record in caplog.records if error["extensions"]["correlationId"] in record.getMessage()]
    assert (logged.levelno, logged.exc_info) == (logging.WARNING, None)
