"""`ringlog erase` and `ringlog hold`, beside a worker and without one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner, Result

from domain.erasure.erasure import Erasure, ErasureState
from domain.kernel.clock import system_clock
from domain.kernel.fact import Fact
from domain.kernel.ids import erasure_id
from event_log.application import Ringlog
from ringlog.cli import app
from runtime.storage.folder_storage import FolderStorage
from worker.process import WorkerProcess


@pytest.fixture(autouse=True)
def installation(database_url: str, log: Ringlog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGLOG_DATABASE_URL", database_url)
    monkeypatch.setenv("RINGLOG_JWT_KEY", "a secret that is long enough to sign with")


@pytest.fixture
def ada(log: Ringlog) -> UUID:
    found = log.identities.of("user", "ada")
    assert found is not None
    return found


@contextmanager
def working(database_url: str, folder: Path) -> Iterator[None]:
    stop = threading.Event()
    process = WorkerProcess(database_url, system_clock, FolderStorage(folder / "kept"))
    thread = threading.Thread(target=process.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def run(*arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=answer)


def test_erasing_prints_the_certificate_and_again_the_same(ada: UUID, database_url: str, tmp_path: Path) -> None:
    with working(database_url, tmp_path):
        first = run("erase", "ada", "--case", "DSR-1", "--yes")
        again = run("erase", str(ada))
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout.startswith(f"Certificate of erasure\n  person     {ada}\n  case       DSR-1\n")
    assert again.stdout == first.stdout


def test_it_asks_first_and_does_nothing_if_that_is_declined(ada: UUID, log: Ringlog) -> None:
    declined = run("erase", "ada", answer="n\n")
    assert declined.exit_code == 1
    assert "Ada (ada) will be forgotten. This can't be undone." in declined.stderr
    assert log.look_up(Erasure, erasure_id(ada)) is None


def test_without_a_worker_it_says_that_it_isn_t_done(ada: UUID) -> None:
    requested = run("erase", "ada", "--yes", "--wait", "0")
    assert requested.exit_code == 1
    assert requested.stderr.startswith("It is requested, and the worker of `ringlog serve` carries it out")


def test_it_says_what_holds_it_and_goes_on_when_that_is_released(ada: UUID, database_url: str, tmp_path: Path) -> None:
    hold_id = run("hold", "place", "--user", "ada", "--case", "4711").stdout.strip()
    (listed,) = run("hold", "list").stdout.splitlines()
    assert listed.startswith(f"{hold_id}  person {ada}  since ")
    assert listed.endswith("case 4711")
    with working(database_url, tmp_path):
        held = run("erase", "ada", "--yes")
        assert held.exit_code == 1
        assert listed in held.stderr
        assert run("hold", "release", hold_id).exit_code == 0
        assert run("hold", "list").stdout == ""
        assert run("erase", str(ada)).stdout.startswith("Certificate of erasure")


def test_a_request_is_withdrawn_and_asked_for_anew(ada: UUID, log: Ringlog) -> None:
    assert run("erase", "ada", "--withdraw").stderr == "There is no such erasure.\n"
    run("erase", "ada", "--yes", "--wait", "0")
    assert run("erase", "ada", "--withdraw").stdout == "It is withdrawn.\n"
    assert log.find(Erasure, erasure_id(ada)).state is ErasureState.WITHDRAWN
    assert "will be forgotten" in run("erase", "ada", answer="n\n").stderr


def test_rooms_and_calls_are_held_too(log: Ringlog) -> None:
    general = log.identities.of("room", "general")
    hold_id = run("hold", "place", "--room", "general", "--case", "Smith v. Jones").stdout.strip()
    assert f"{hold_id}  room {general}  " in run("hold", "list").stdout
    assert run("hold", "place", "--call", str(uuid4()), "--case", "4711").stderr == "There is no such call.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("erase", "nobody"), "The directory doesn't know user 'nobody'; who was erased is found by their id alone."),
        (("hold", "place", "--user", "nobody", "--case", "1"), "The directory doesn't know user 'nobody'."),
        (("hold", "place", "--room", "nowhere", "--case", "1"), "There is no room 'nowhere'."),
        (("hold", "place", "--case", "1"), "Say what to hold: one of --user, --room and --call."),
        (("hold", "release", str(UUID(int=1))), "There is no such hold, or it was released."),
    ],
)
def test_what_can_t_be_is_refused_in_a_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    refused = run(*arguments)
    assert (refused.exit_code, refused.stderr) == (2, f"{sentence}\n")


def test_it_is_on_record_which_account_did_it(ada: UUID, log: Ringlog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "olga")
    run("erase", "ada", "--yes", "--wait", "0")
    (requested,) = (fact for fact in log.events.get(erasure_id(ada)) if isinstance(fact, Fact))
    assert requested.cause.actor == "operator"
    assert requested.cause.origin.startswith("olga@")
