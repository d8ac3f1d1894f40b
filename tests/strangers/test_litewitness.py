"""A real witness cosigns an honest log, and no other."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import httpx
import pytest

from domain.kernel.clock import system_clock
from proof import store
from proof.checkpoints import published
from proof.checkpoints.published import Published
from proof.checkpoints.witness_requests import NotCosigned, add_checkpoint, witness_client
from proof.checkpoints.witness_rounds import WitnessRounds
from tests.clients.workshop import needs_go
from tests.proof.checkpoints.notary import Notary
from tests.strangers.building import built
from tests.strangers.litewitness import Litewitness

pytestmark = [pytest.mark.strangers, pytest.mark.timeout(600), needs_go]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("filippo.io/torchwood/cmd/litewitness", tmp_path_factory.mktemp("built"))


@pytest.fixture
def witness(program: Path, tmp_path: Path) -> Iterator[Litewitness]:
    with Litewitness(program, tmp_path) as running:
        yield running


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with witness_client() as opened:
        yield opened


@pytest.fixture
def notary(database_url: str, tmp_path: Path, witness: Litewitness) -> Iterator[Notary]:
    """Of a log of 300 events that the witness knows by its key."""
    made = Notary(database_url, tmp_path / "data")
    made.policy = witness.policy()
    made.restart()
    made.published(300)
    witness.know(made.keys()[0])
    yield made
    made.log.close()


def ask(notary: Notary, witness: Litewitness, client: httpx.Client) -> None:
    policy = witness.policy()
    WitnessRounds(notary.log_url, policy.witnesses["w1"], policy, client, system_clock).run_once(Event())


def why_not(notary: Notary) -> str | None:
    with notary.connected() as connection:
        (only,) = published.witnesses(connection, notary.identities.get().origin)
    return only.problem


def rewritten(notary: Notary, position: int) -> None:
    """Whoever has the database and the key rewrites history, and leaves nothing that knows better but the witness."""
    with notary.connected() as connection:
        connection.execute("UPDATE log.events SET state = '{}' WHERE position = %s", (position,))
        connection.execute("TRUNCATE proof.checkpoints")
        store.begin_anew(connection)
    notary.file.path.unlink()
    notary.restart()
    notary.published(10)


def newest(notary: Notary) -> Published:
    with notary.connected() as connection:
        found = published.newest(connection)
    assert found is not None
    return found


def test_honest_growth_is_cosigned(notary: Notary, witness: Litewitness, client: httpx.Client) -> None:
    for count in (0, 1, 300):
        notary.published(count)
        ask(notary, witness, client)
        assert why_not(notary) is None
        key = witness.policy().witnesses["w1"].key
        assert list(newest(notary).signed().verified([key])) == [key]
        assert newest(notary).witnessed_at is not None


@pytest.mark.parametrize("killed", [False, True])
def test_rewritten_history_that_the_logs_own_key_signed_is_refused(
    notary: Notary, witness: Litewitness, client: httpx.Client, killed: bool
) -> None:
    ask(notary, witness, client)
    if killed:
        witness.kill()
    rewritten(notary, position=7)
    if killed:
        witness.start()
    ask(notary, witness, client)
    assert "says that they aren't how it begins" in str(why_not(notary))
    assert newest(notary).witnessed_at is None
    notary.publish(10)
    assert "aren't how it begins" in str(notary.problem())


def test_a_log_that_was_cut_back_is_refused(notary: Notary, witness: Litewitness, client: httpx.Client) -> None:
    ask(notary, witness, client)
    with notary.connected() as connection:
        connection.execute("DELETE FROM log.events WHERE position BETWEEN 101 AND 300")
        connection.execute("UPDATE log.events SET position = position - 200 WHERE position > 300")
        connection.execute("TRUNCATE proof.checkpoints, proof.witnesses")
        store.begin_anew(connection)
    notary.file.path.unlink()
    notary.restart()
    cut = notary.published()
    ask(notary, witness, client)
    assert f"It has cosigned 300 events of this log, which has {cut.size}" in str(why_not(notary))
    url = witness.policy().witnesses["w1"].url
    with pytest.raises(NotCosigned, match="It answers 400"):
        add_checkpoint(client, str(url), 300, [], cut.signed())


def test_a_log_that_it_doesnt_know_isnt_cosigned(
    database_url: str, tmp_path: Path, witness: Litewitness, client: httpx.Client
) -> None:
    unknown = Notary(database_url, tmp_path / "data")
    unknown.published(3)
    ask(unknown, witness, client)
    assert "It answers 404" in str(why_not(unknown))
    unknown.log.close()
