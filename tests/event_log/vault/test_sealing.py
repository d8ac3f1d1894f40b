"""Sealed texts are read by whoever has the keys, and by nobody once one of them is destroyed."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from domain.kernel.personal import Erased, PersonIsErased
from event_log.reads import Reads
from event_log.vault.key_ring import UnknownKey
from event_log.vault.keys import Keys
from event_log.vault.sealing import NotAsSealed, Sealer

PLACE = b"ringlog.Call.Started 11 1 title"


class Elapsed:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def reads(database_url: str) -> Iterator[Reads]:
    opened = Reads(database_url, "tests of the vault", connections=2)
    yield opened
    opened.close()


@pytest.fixture
def elapsed() -> Elapsed:
    return Elapsed()


@pytest.fixture
def keys(reads: Reads, elapsed: Elapsed) -> Keys:
    return Keys(reads.rows, elapsed)


@pytest.fixture
def sealer(keys: Keys) -> Sealer:
    return Sealer(keys)


def test_a_sealed_text_is_opened_by_another_process(reads: Reads, sealer: Sealer) -> None:
    ada, call = uuid4(), uuid4()
    sealed = sealer.seal("Plans, and a résumé", (ada, call), PLACE)
    assert b"Plans" not in sealed
    assert Sealer(Keys(reads.rows)).open(sealed, (ada, call), PLACE) == "Plans, and a résumé"


@pytest.mark.parametrize("whose", [0, 1])
def test_destroying_the_key_of_any_of_those_whose_it_is_makes_it_unreadable(
    keys: Keys, sealer: Sealer, reads: Reads, whose: int
) -> None:
    subjects = uuid4(), uuid4()
    sealed = sealer.seal("Plans", subjects, PLACE)
    assert keys.destroy([subjects[whose]]) == 1
    for reader in (sealer, Sealer(Keys(reads.rows))):
        opened = reader.open(sealed, subjects, PLACE)
        assert isinstance(opened, Erased)
        with pytest.raises(PersonIsErased):
            reader.seal("More plans", subjects, PLACE)


def test_another_process_learns_that_a_key_is_destroyed_within_a_second(
    sealer: Sealer, reads: Reads, elapsed: Elapsed
) -> None:
    ada = uuid4()
    sealed = sealer.seal("Plans", (ada,), PLACE)
    Keys(reads.rows).destroy([ada])
    elapsed.seconds += 1
    assert isinstance(sealer.open(sealed, (ada,), PLACE), Erased)


def test_destroying_a_key_twice_destroys_it_once(keys: Keys) -> None:
    ada, grace = uuid4(), uuid4()
    assert keys.destroy([ada]) == 1
    assert keys.destroy([ada, grace]) == 1
    assert keys.destroy([ada, grace]) == 0


def test_an_unknown_key_is_not_taken_for_a_destroyed_one(sealer: Sealer) -> None:
    ada, grace = uuid4(), uuid4()
    sealed = sealer.seal("Plans", (ada,), PLACE)
    with pytest.raises(UnknownKey, match=str(grace)):
        sealer.open(sealed, (grace,), PLACE)


def test_what_was_changed_or_moved_is_not_opened(sealer: Sealer) -> None:
    ada = uuid4()
    sealed = sealer.seal("Plans", (ada,), PLACE)
    for changed, place in ((sealed[:-1] + b"x", PLACE), (sealed, PLACE + b"x")):
        with pytest.raises(NotAsSealed):
            sealer.open(changed, (ada,), place)
