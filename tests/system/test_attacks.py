"""The attacks of the benchmark, each for a moment: they are refused, and others are answered."""

import asyncio

import pytest

from api.signing import kept_secret
from benchmarks.attacks import attacks, bounded
from benchmarks.attacks.installation import VICTIMS, Target, furnished, issued
from tests.system.running import Running

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

MOMENT = 3.0  # seconds


@pytest.fixture
async def target(served: Running) -> Target:
    tokens = dict(issued(kept_secret(served.data)))
    return await asyncio.to_thread(furnished, Target(served.port, tokens))


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("overlapping selections", "429"),
        ("overlapping fragments", "429"),
        ("unknown input fields", "429"),
        ("pings", "sockets that were closed"),
        ("mutations", "429"),
        ("tokens that are none", "401"),
        ("huge descriptions", "429"),
    ],
)
async def test_what_costs_is_refused_and_others_are_answered(target: Target, name: str, refused: str) -> None:
    told = await bounded(attacks()[name], target, MOMENT)
    assert told[refused] > 0, told
    assert await answered(target)


@pytest.mark.parametrize(("name", "at_once"), [("endless headers", 4), ("tiny requests", 10), ("tiny chunks", 10)])
async def test_what_never_ends_is_ended_and_others_are_answered(target: Target, name: str, at_once: int) -> None:
    told = await bounded(attacks()[name], target, MOMENT)
    assert told["connections"] > at_once, told
    assert await answered(target)


async def answered(target: Target) -> bool:
    answer = await asyncio.to_thread(target.ask, "{ viewer { role } }", VICTIMS[0])
    return bool(answer["viewer"]["role"] == "MEMBER")
