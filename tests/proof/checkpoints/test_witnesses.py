"""What is cosigned, and what isn't; and that nothing that a witness does stops what is published."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event

import httpx
import pytest

from proof.checkpoints import published
from proof.checkpoints.published import Witnessed
from proof.checkpoints.witness_requests import witness_client
from proof.checkpoints.witness_rounds import WitnessRounds
from proof.notes.policy import Group, Policy, Witness
from tests.event_log.backups import backed_up, restored
from tests.proof.checkpoints.notary import ORIGIN, Notary
from tests.proof.checkpoints.witness import Answer, Asked, FakeWitness


@pytest.fixture
def witness() -> Iterator[FakeWitness]:
    with FakeWitness() as running:
        yield running


class Asking:
    """Whoever asks witnesses for a log; `turn` lets time pass."""

    def __init__(self, notary: Notary, client: httpx.Client, *witnesses: Witness) -> None:
        self.notary = notary
        by_name = {each.name: each for each in witnesses}
        self.policy = Policy((), by_name, {"all": Group(len(by_name), tuple(by_name))}, "all")
        notary.policy = self.policy
        notary.restart()
        self.seconds = 0.0
        self.rounds = [
            WitnessRounds(notary.log_url, each, self.policy, client, notary.clock, lambda: self.seconds)
            for each in witnesses
        ]

    def ask(self) -> None:
        for each in self.rounds:
            each.run_once(Event())

    def ask_later(self) -> None:
        self.seconds += 3_600
        self.ask()

    def witnesses(self) -> list[Witnessed]:
        with self.notary.connected() as connection:
            return published.witnesses(connection, ORIGIN)

    def problem(self) -> str:
        return str(self.witnesses()[0].problem)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with witness_client() as opened:
        yield opened


@pytest.fixture
def asking(notary: Notary, client: httpx.Client, witness: FakeWitness) -> Asking:
    return Asking(notary, client, witness.as_policy_has_it())


def test_what_is_published_is_cosigned(asking: Asking, witness: FakeWitness) -> None:
    for count in (3, 300, 1):
        asking.notary.published(count)
        asking.ask()
    newest = asking.notary.published()
    asking.ask()
    newest = asking.notary.published()
    key = witness.as_policy_has_it().key
    assert list(newest.signed().verified([key])) == [key]
    assert newest.witnessed_at == asking.notary.clock()
    assert [(each.size, each.problem) for each in asking.witnesses()] == [(306, None)]


def test_a_witness_that_has_cosigned_is_left_in_peace(asking: Asking, witness: FakeWitness) -> None:
    asking.notary.published(3)
    asking.ask()
    asking.ask_later()
    assert len(witness.asked) == 1


def test_after_a_start_it_is_asked_what_it_knows(asking: Asking, client: httpx.Client, witness: FakeWitness) -> None:
    asking.notary.published(3)
    asking.ask()
    again = Asking(asking.notary, client, witness.as_policy_has_it())
    again.ask()
    assert [asked.old for asked in witness.asked] == [0, 3]
    assert again.witnesses()[0].problem is None


def test_a_witness_that_knows_less_or_more_than_we_thought_is_asked_from_there(
    asking: Asking, witness: FakeWitness
) -> None:
    asking.notary.published(3)
    asking.ask()
    at_3 = witness.known
    asking.notary.published(300)
    asking.ask()
    witness.known = at_3
    asking.notary.published(10)
    asking.ask()
    assert [asked.old for asked in witness.asked] == [0, 3, 305, 3]
    assert asking.witnesses()[0].size == witness.known.size == 315


Lie = Callable[[FakeWitness], Callable[[Asked], Answer | None]]


def lies(body: Callable[[FakeWitness, Asked], bytes], status: int = 200, kind: str = "text/plain") -> Lie:
    return lambda witness: lambda asked: Answer(status, body(witness, asked), kind)


MISBEHAVIOUR = {
    "another text's cosignature": (lies(lambda w, _: w.cosignature("o\n1\nAAAA\n")), "isn't its cosignature"),
    "somebody else's": (lies(lambda _, a: FakeWitness("witness.example/w1").cosignature(a.note.text)), "had to be by"),
    "the log's own": (lies(lambda _, a: str(a.note.signatures[0]).encode()), "had to be by"),
    "nothing": (lies(lambda _w, _a: b""), "is no signature"),
    "nonsense": (lies(lambda _w, _a: b"\xff\xfe hello"), "is no signature"),
    "endless": (lies(lambda _w, _a: b"a" * 100_000), "too long"),
    "a note": (lies(lambda _w, a: bytes(a.note)), "is no signature"),
    "too much": (lies(lambda w, a: w.cosignature(a.note.text) * 101), "too many lines"),
    "an error": (lies(lambda _w, _a: b"no\nidea", 500), "It answers 500: no idea"),
    "a redirection": (lies(lambda _w, _a: b"", 302), "It answers 302."),
    "no such log": (lies(lambda _w, _a: b"unknown log", 404), "It answers 404: unknown log"),
    "no size": (lies(lambda _w, _a: b"many\n", 409, "text/x.tlog.size"), "409 with what is no size"),
    "ever another size": (lies(lambda _w, a: b"%d\n" % (a.old + 1), 409, "text/x.tlog.size"), "has cosigned 2 events"),
}


@pytest.mark.parametrize("kind", MISBEHAVIOUR)
def test_a_witness_that_misbehaves_is_told_and_forgiven(asking: Asking, witness: FakeWitness, kind: str) -> None:
    instead, problem = MISBEHAVIOUR[kind]
    witness.instead = instead(witness)
    newest = asking.notary.published(5)
    asking.ask()
    assert problem in asking.problem()
    assert asking.notary.published().witnessed_at is None
    assert asking.notary.published(5).size > newest.size
    witness.instead = lambda _asked: None
    asking.ask_later()
    assert asking.witnesses()[0].problem is None
    assert asking.notary.published().witnessed_at is not None


def test_a_cosignature_from_the_future_is_none(asking: Asking, witness: FakeWitness) -> None:
    witness.now = 4_000_000_000
    asking.notary.published(5)
    asking.ask()
    assert "from the future" in asking.problem()


def test_a_witness_that_is_away_is_told(notary: Notary, client: httpx.Client, witness: FakeWitness) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        away = replace(witness.as_policy_has_it(), url=f"http://127.0.0.1:{taken.getsockname()[1]}")
        asking = Asking(notary, client, away)
        notary.published(5)
        asking.ask()
        assert "It can't be asked" in asking.problem()
        assert notary.published(5).size == 12


def test_a_witness_that_never_answers_is_given_up(
    notary: Notary, witness: FakeWitness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proof.checkpoints.witness_requests.ANSWERS_WITHIN", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent, witness_client() as client:
        mute = replace(witness.as_policy_has_it(), url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        asking = Asking(notary, client, mute)
        notary.published(5)
        asking.ask()
    assert "It can't be asked: timed out" in asking.problem()


def test_a_witness_that_didnt_cosign_is_asked_less_and_less_often(asking: Asking, witness: FakeWitness) -> None:
    witness.instead = lambda _asked: Answer(500)
    asking.notary.published(5)
    for _ in range(600):
        asking.ask()
        asking.seconds += 1
    assert 10 < len(witness.asked) < 20


def test_enough_of_several_witnesses_make_a_checkpoint_witnessed(notary: Notary, client: httpx.Client) -> None:
    with FakeWitness("witness.example/w1") as first, FakeWitness("witness.example/w2") as second:
        asking = Asking(notary, client, first.as_policy_has_it(), second.as_policy_has_it())
        second.instead = lambda _asked: Answer(500)
        notary.published(5)
        asking.ask()
        assert notary.published().witnessed_at is None
        second.instead = lambda _asked: None
        asking.ask_later()
        asking.ask_later()
        newest = notary.published()
        assert newest.witnessed_at is not None
        assert len(newest.signed().signatures) == 3


def test_a_log_that_was_put_back_is_known_from_its_witness(
    asking: Asking, client: httpx.Client, witness: FakeWitness, postgres_url: str
) -> None:
    notary = asking.notary
    notary.published(30)
    with backed_up(postgres_url, notary.log_url) as backup:
        asking.ask()
        notary.published(30)
        asking.ask()
        restored(postgres_url, notary.log_url, backup)
    notary.file.path.unlink()
    again = Asking(notary, client, witness.as_policy_has_it())
    again.ask()
    notary.publish()
    assert "It has cosigned 62 events of this log, which has 30." in str(notary.problem())
    notary.publish(100)
    assert "has cosigned 62 events" in str(notary.problem())


def test_another_history_is_known_from_the_witness(asking: Asking, client: httpx.Client, witness: FakeWitness) -> None:
    notary = asking.notary
    witness.known = type(witness.known)(ORIGIN, 3, bytes(32))
    notary.published(30)
    asking.ask()
    assert "It has cosigned 3 events of this log, and says that they aren't how it begins" in asking.problem()
    notary.publish(30)
    assert "aren't how it begins" in str(notary.problem())


def test_a_witness_that_lies_alone_stops_nothing(notary: Notary, client: httpx.Client) -> None:
    with FakeWitness("witness.example/w1") as honest, FakeWitness("witness.example/w2") as liar:
        asking = Asking(notary, client, honest.as_policy_has_it(), liar.as_policy_has_it())
        liar.instead = lambda _asked: Answer(422)
        notary.published(5)
        asking.ask()
        liar.instead = lambda _asked: Answer(409, b"1000000\n", "text/x.tlog.size")
        asking.ask_later()
        assert notary.published(5).size == 12
