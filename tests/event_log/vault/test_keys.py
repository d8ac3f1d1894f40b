"""Keys are fetched together, and forgotten when the database may be another one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.kernel.personal import Erased
from event_log.mapper import FactMapper
from event_log.reads import Reads
from event_log.vault.keys import LOOK_EVERY, Keys
from event_log.vault.sealing import Sealer
from tests.event_log.test_sealed_facts import WRITTEN

PLACE = b"ringlog.Call.Started 11 1 title"


class Vault:
    """A real one: what is asked of it is counted, and time is turned by hand."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.reads = Reads(url, "tests of keys", connections=2)
        self.asked = 0
        self.seconds = 0.0
        self.keys = Keys(self.ask, lambda: self.seconds)
        self.sealer = Sealer(self.keys)

    def ask(self, query: str, parameters: Any) -> list[tuple[Any, ...]]:
        self.asked += 1
        return self.reads.rows(query, parameters)

    def elsewhere(self) -> Sealer:
        """Another process's."""
        return Sealer(Keys(self.reads.rows))

    def kept(self) -> list[tuple[Any, ...]]:
        return self.reads.rows("SELECT subject_id, wrapped, destroyed FROM vault.keys")

    def put_back(self, rows: list[tuple[Any, ...]]) -> None:
        """As a restored backup does."""
        with psycopg.connect(self.url) as connection, connection.cursor() as cursor:
            cursor.execute("DELETE FROM vault.keys")
            cursor.execute("DELETE FROM log.keys_made")
            cursor.executemany("INSERT INTO vault.keys VALUES (%s, %s, %s)", rows)
            cursor.execute("INSERT INTO log.keys_made SELECT subject_id FROM vault.keys")


@pytest.fixture
def vault(database_url: str) -> Iterator[Vault]:
    made = Vault(database_url)
    yield made
    made.reads.close()


def test_the_keys_of_many_facts_are_fetched_at_once(vault: Vault) -> None:
    writing = FactMapper(vault.elsewhere())
    facts = [written_by(uuid4()) for _ in range(50)]
    stored = [writing.to_stored_event(fact) for fact in facts]
    assert FactMapper(vault.sealer).facts(stored) == facts
    assert vault.asked <= 2, "once for the keys, and once for what is destroyed"


def test_a_key_that_is_new_costs_one_round_trip(vault: Vault) -> None:
    vault.keys.look()
    vault.sealer.seal("Plans", (uuid4(), uuid4()), PLACE)
    assert vault.asked == 2


def test_whoever_makes_a_key_at_the_same_instant_as_others_has_the_same(vault: Vault) -> None:
    subjects = [uuid4() for _ in range(60)]
    with ThreadPoolExecutor(8) as threads:
        makers = [vault.elsewhere() for _ in range(8)]
        sealed = list(threads.map(lambda maker: [maker.seal("Plans", (each,), PLACE) for each in subjects], makers))
    assert all(each == sealed[0] for each in sealed)


def test_a_database_that_went_back_has_its_own_keys(vault: Vault) -> None:
    """What is sealed by a key that only this process remembers could never be read again."""
    ada, grace, alan = uuid4(), uuid4(), uuid4()
    earlier = vault.kept()
    vault.keys.destroy([grace, alan])
    vault.sealer.seal("Plans", (ada,), PLACE)
    vault.put_back(earlier)
    vault.seconds += LOOK_EVERY
    vault.elsewhere().seal("Other plans", (ada,), PLACE)
    sealed = vault.sealer.seal("Plans", (ada,), PLACE)
    assert vault.elsewhere().open(sealed, (ada,), PLACE) == "Plans"


def test_destructions_that_a_restored_backup_lacks_are_no_longer_known(vault: Vault) -> None:
    ada, grace = uuid4(), uuid4()
    sealed = vault.sealer.seal("Plans", (ada,), PLACE)
    vault.keys.destroy([grace])
    vault.seconds += LOOK_EVERY
    vault.sealer.seal("More plans", (ada,), PLACE)
    earlier = vault.kept()
    vault.keys.destroy([ada])
    assert isinstance(vault.sealer.open(sealed, (ada,), PLACE), Erased)
    vault.seconds += LOOK_EVERY
    assert isinstance(vault.sealer.open(sealed, (ada,), PLACE), Erased)
    vault.put_back(earlier)
    vault.seconds += LOOK_EVERY
    assert vault.sealer.open(sealed, (ada,), PLACE) == "Plans"


def test_an_answer_that_comes_late_counts_from_when_it_was_asked_for(vault: Vault) -> None:
    ada = uuid4()
    sealed = vault.sealer.seal("Plans", (ada,), PLACE)
    rows = vault.reads.rows

    def late(query: str, parameters: Any) -> list[tuple[Any, ...]]:
        found = rows(query, parameters)
        vault.seconds += LOOK_EVERY / 2
        return found

    keys = Keys(late, lambda: vault.seconds)
    keys.look()
    asked_at = vault.seconds - LOOK_EVERY / 2
    assert Sealer(keys).open(sealed, (ada,), PLACE) == "Plans"
    Keys(rows).destroy([ada])
    vault.seconds = asked_at + LOOK_EVERY
    assert isinstance(Sealer(keys).open(sealed, (ada,), PLACE), Erased)


def test_a_key_is_forgotten_when_a_connection_is_lost(vault: Vault) -> None:
    """Before anything was ever destroyed, nothing else tells that the database went back."""
    ada = uuid4()
    earlier = vault.kept()
    vault.sealer.seal("Plans", (ada,), PLACE)
    vault.put_back(earlier)
    vault.keys.start_over()
    sealed = vault.sealer.seal("Plans", (ada,), PLACE)
    assert vault.elsewhere().open(sealed, (ada,), PLACE) == "Plans"


def written_by(sender_id: UUID) -> Any:
    return type(WRITTEN)(**{**vars(WRITTEN), "sender_id": sender_id})
