"""A bug of ours reaches the client as a reference to the log, and nothing else of it does."""

import logging

import pytest

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
