"""The attacks of the benchmark, each for a moment: they are refused, and others are answered."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from benchmarks.attacks import attacks, carry_out
from benchmarks.attacks.installation import VICTIMS, Target, furnished, issued
from runtime.signing.signing_key import kept_secret
from tests.patience import LONG_ENOUGH
from tests.system.running import Running

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

MOMENT = 3.0  # seconds
LITTLE = "2"  # operations a second, which an attacker passes on the slowest machine, too


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with Running.started(tmp_path_factory.mktemp("attacked"), OPERATIONS_PER_SECOND=LITTLE) as running:
        yield furnished(Target(running.port, dict(issued(kept_secret(running.data)))))


@pytest.fixture(scope="module")
def attacker() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        yield process


def attacked(name: str, target: Target, attacker: ProcessPoolExecutor) -> Counter[str]:
    """What came of it."""
    return attacker.submit(carry_out, attacks()[name], target, time.time(), MOMENT).result()


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("overlapping selections", "429"),
        ("overlapping fragments", "429"),
        ("unknown input fields", "429"),
        ("pings", "sockets that were closed"),
        ("tokens that are none", "401"),
        ("huge descriptions", "429"),
    ],
)
def test_what_costs_is_refused_and_others_are_answered(
    target: Target, attacker: ProcessPoolExecutor, name: str, refused: str
) -> None:
    told: Counter[str] = Counter()
    until = time.monotonic() + 2 * LONG_ENOUGH
    while not told[refused] and time.monotonic() < until:  # it takes several after others, and where all is slow
        told += attacked(name, target, attacker)
    assert told[refused] > 0, told
    assert target.ask("{ viewer { role } }", VICTIMS[0]) == {"viewer": {"role": "MEMBER"}}


@pytest.mark.parametrize(("name", "at_once"), [("endless headers", 4), ("tiny requests", 10), ("tiny chunks", 10)])
def test_what_never_ends_is_ended_and_others_are_answered(
    target: Target, attacker: ProcessPoolExecutor, name: str, at_once: int
) -> None:
    told = attacked(name, target, attacker)
    assert told["connections"] > at_once, told
    assert target.ask("{ viewer { role } }", VICTIMS[0]) == {"viewer": {"role": "MEMBER"}}
