"""The supervisor, with small real processes for roles: restarts, ends in order, and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest

from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from ringlog.supervisor.role_process import Backoff

# A role that notes when it starts and ends, in a journal all roles share.
ROLE = """
import os, signal, sys, time
from ringlog.supervisor.lifeline import end_with_supervisor

def note(what):
    with open(os.environ["JOURNAL"], "a") as journal:
        journal.write(f"{sys.argv[1]} {what} {os.getpid()}\\n")

def end(number, frame):
    note("ends")
    sys.exit(0)

signal.signal(signal.SIGTERM, end if "stubborn" not in sys.argv else signal.SIG_IGN)
note("starts")
if "refuses" in sys.argv:
    sys.exit(2)
end_with_supervisor(grace=0.5)
while True:
    time.sleep(60)
"""

# A supervisor of such roles; with a third argument, over an embedded PostgreSQL in that folder.
SUPERVISOR = """
import asyncio, json, os, sys
from pathlib import Path
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from ringlog.supervisor.role_process import Backoff, RoleCommand
from ringlog.supervisor.supervisor import Supervisor

async def main():
    role, roles, *folders = sys.argv[1:]
    commands = [
        RoleCommand(words[0], (sys.executable, "-c", role, *words), os.environ) for words in json.loads(roles)
    ]
    postgres = EmbeddedPostgres(Path(folders[0])) if folders else None
    say = lambda sentence: print(sentence, flush=True)
    return await Supervisor(commands, postgres, say, backoff=Backoff(first=0.01), stop_within=0.5).run()

sys.exit(asyncio.run(main()))
"""


@dataclass
class Supervised:
    """A running supervisor, and what its roles noted."""

    process: subprocess.Popen[str]
    journal: Path

    def notes(self) -> list[tuple[str, str, int]]:
        lines = self.journal.read_text().splitlines() if self.journal.exists() else []
        return [(name, what, int(pid)) for name, what, pid in map(str.split, lines)]

    def starts(self, name: str) -> list[int]:
        return [pid for role, what, pid in self.notes() if (role, what) == (name, "starts")]

    def wait_for_start(self, name: str, times: int = 1) -> int:
        """The process id of the role's newest start, once it has started `times` times."""
        wait_until(lambda: len(self.starts(name)) >= times)
        return self.starts(name)[-1]

    def wait_for_ends(self) -> None:
        wait_until(lambda: not any(alive(pid) for _, _, pid in self.notes()))

    def ended(self) -> tuple[int, str]:
        """Exit code and output, once the supervisor has ended."""
        output, _ = self.process.communicate(timeout=60)
        return self.process.returncode, output


Supervise = Callable[..., Supervised]


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Supervise]:
    started: list[Supervised] = []

    def start(*roles: str, postgres: Path | None = None) -> Supervised:
        journal = tmp_path / "journal"
        words = json.dumps([role.split() for role in roles])
        command = [sys.executable, "-c", SUPERVISOR, ROLE, words, *([str(postgres)] if postgres else [])]
        environment = {**os.environ, "JOURNAL": str(journal)}
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )
        started.append(Supervised(process, journal))
        return started[-1]

    yield start
    for supervised in started:
        with supervised.process as process:
            process.kill()
        supervised.wait_for_ends()


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_roles_end_in_order_when_asked_to_stop(supervise: Supervise, number: signal.Signals) -> None:
    supervised = supervise("api", "media", "worker")
    for name in ("api", "media", "worker"):
        supervised.wait_for_start(name)
    supervised.process.send_signal(number)
    assert supervised.ended() == (0, "")
    assert [name for name, what, _ in supervised.notes() if what == "ends"] == ["api", "media", "worker"]


def test_a_killed_role_is_started_again_and_the_others_are_left_alone(supervise: Supervise) -> None:
    supervised = supervise("api", "worker")
    supervised.wait_for_start("worker")
    for times in (1, 2):
        os.kill(supervised.wait_for_start("api", times), signal.SIGKILL)
    supervised.wait_for_start("api", 3)
    supervised.process.terminate()
    code, output = supervised.ended()
    assert code == 0
    assert output.splitlines()[0] == "api was killed by SIGKILL; it is started again in 0.01 s"
    assert len(supervised.starts("worker")) == 1


def test_a_role_that_refuses_its_configuration_ends_the_others_with_its_exit_code(supervise: Supervise) -> None:
    supervised = supervise("api", "worker refuses")
    assert supervised.ended()[0] == 2
    assert len(supervised.starts("worker")) == 1
    assert not any(alive(pid) for _, _, pid in supervised.notes())


def test_a_role_that_does_not_end_when_asked_is_killed(supervise: Supervise) -> None:
    supervised = supervise("api stubborn", "worker")
    stubborn = supervised.wait_for_start("api")
    supervised.wait_for_start("worker")
    supervised.process.terminate()
    assert supervised.ended() == (0, "api did not end within 0.5 s and is killed\n")
    assert not alive(stubborn)


def test_no_role_outlives_a_killed_supervisor(supervise: Supervise) -> None:
    supervised = supervise("api stubborn", "worker")
    roles = [supervised.wait_for_start("api"), supervised.wait_for_start("worker")]
    supervised.process.kill()
    wait_until(lambda: not any(map(alive, roles)))


def test_a_killed_database_is_started_again_and_stopped_at_the_end(supervise: Supervise, tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path / "data")
    supervised = supervise("api", postgres=postgres.folder)
    supervised.wait_for_start("api")
    killed = postgres.pid()
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: postgres.pid() not in (None, killed))
    wait_until(lambda: accepts_connections(postgres))
    supervised.process.terminate()
    assert supervised.ended() == (0, "PostgreSQL had died and was started again\n")
    assert postgres.pid() is None


def test_the_next_supervisor_takes_over_the_database_of_a_killed_one(supervise: Supervise, tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path / "data")
    killed = supervise("api", postgres=postgres.folder)
    killed.wait_for_start("api")
    server = postgres.pid()
    assert server is not None
    killed.process.kill()
    successor = supervise("api", postgres=postgres.folder)
    successor.wait_for_start("api", 2)
    assert postgres.pid() == server
    successor.process.terminate()
    assert successor.ended() == (0, "")
    assert postgres.pid() is None


def accepts_connections(postgres: EmbeddedPostgres) -> bool:
    try:
        psycopg.connect(postgres.url()).close()
    except psycopg.OperationalError:
        return False
    return True


def test_waits_between_starts_double_up_to_a_limit_and_are_forgotten_after_a_while() -> None:
    backoff = Backoff(first=1, longest=5, forgotten_after=60)
    waits = [0.0]
    for ran_for in (0, 1, 59, 0, 61, 0):
        waits.append(backoff.after(waits[-1], ran_for))
    assert waits[1:] == [1, 2, 4, 5, 1, 2]
