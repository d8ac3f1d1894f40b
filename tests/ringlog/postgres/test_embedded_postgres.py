"""The embedded PostgreSQL: starts anywhere, loses nothing, outlives whoever was killed, leaves with the last user."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from ringlog.postgres.programs import PostgresUnavailable, run_program

START_AND_WAIT = """
import sys
from pathlib import Path
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
postgres = EmbeddedPostgres(Path(sys.argv[1]))
postgres.start()
print(postgres.pid(), flush=True)
sys.stdin.readline()
postgres.stop()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    EmbeddedPostgres(tmp_path).stop()


def start_elsewhere(folder: Path) -> subprocess.Popen[str]:
    """Another process that uses the folder's server until it reads a line, or is killed."""
    command = [sys.executable, "-W", "error", "-c", START_AND_WAIT, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def server_pid_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate("\n")
    assert process.returncode == 0


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def names(postgres: EmbeddedPostgres) -> list[str]:
    with psycopg.connect(postgres.url()) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM people ORDER BY name")]


def add(postgres: EmbeddedPostgres, name: str) -> None:
    with psycopg.connect(postgres.url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS people (name text)")
        connection.execute("INSERT INTO people VALUES (%s)", (name,))


FULL_DISK = """
import errno
import subprocess
import sys
from pathlib import Path
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from ringlog.postgres.programs import PostgresUnavailable

folder = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=80m,mode=755", "tmpfs", folder], check=True)
with EmbeddedPostgres(folder):
    pass
filling = folder / "filling"
try:
    with filling.open("wb", buffering=0) as opened:
        while True:
            opened.write(bytes(4096))
except OSError as problem:
    assert problem.errno == errno.ENOSPC
try:
    with EmbeddedPostgres(folder):
        pass
except PostgresUnavailable as problem:
    print(problem)
filling.unlink()
with EmbeddedPostgres(folder):
    print("There was room again.")
"""


def test_it_is_a_postgresql_18_that_writes_to_disk_before_it_answers(folder: Path) -> None:
    with EmbeddedPostgres(folder) as postgres, psycopg.connect(postgres.url()) as connection:
        settings = [
            connection.execute(f"SHOW {name}").fetchone()
            for name in ("fsync", "synchronous_commit", "full_page_writes", "server_encoding", "max_connections")
        ]
        assert connection.info.server_version // 10_000 == 18
        assert settings == [("on",), ("on",), ("on",), ("UTF8",), ("200",)]


def test_data_is_there_again_after_a_restart(folder: Path) -> None:
    with EmbeddedPostgres(folder) as postgres:
        add(postgres, "ada")
    with EmbeddedPostgres(folder) as postgres:
        assert names(postgres) == ["ada"]


def test_it_starts_in_a_folder_with_a_long_and_awkward_name(tmp_path: Path) -> None:
    folder = tmp_path / ("a 'b' %20 ü " * 9)
    with EmbeddedPostgres(folder) as postgres:
        add(postgres, "ada")
        assert names(postgres) == ["ada"]
        with psycopg.connect(postgres.url()) as connection:
            sockets = Path(connection.info.host)
    assert sockets != postgres.cluster.path
    assert not sockets.exists()


def test_settings_of_other_postgresql_clients_do_not_lead_astray(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGHOST", "192.0.2.1")
    monkeypatch.setenv("PGDATABASE", "another")
    with EmbeddedPostgres(folder) as postgres, psycopg.connect(postgres.url()) as connection:
        assert connection.info.dbname == "ringlog"


def test_the_last_user_to_leave_stops_it(folder: Path) -> None:
    other = start_elsewhere(folder)
    with EmbeddedPostgres(folder) as postgres:
        assert server_pid_of(other) == postgres.pid()
        leave(other)
        assert postgres.pid() is not None
    assert postgres.pid() is None


def test_users_that_start_at_the_same_instant_share_one_server(folder: Path) -> None:
    users = [start_elsewhere(folder) for _ in range(4)]
    assert len({server_pid_of(user) for user in users}) == 1
    for user in users:
        leave(user)
    assert EmbeddedPostgres(folder).pid() is None


def test_the_next_user_takes_over_the_server_of_a_killed_one_and_stops_it(folder: Path) -> None:
    killed = start_elsewhere(folder)
    server = server_pid_of(killed)
    killed.kill()
    killed.communicate()
    with EmbeddedPostgres(folder) as postgres:
        assert postgres.pid() == server
    assert postgres.pid() is None


def test_a_killed_server_is_started_again_with_everything_it_acknowledged(folder: Path) -> None:
    with EmbeddedPostgres(folder) as postgres:
        add(postgres, "ada")
        killed = postgres.pid()
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: postgres.pid() is None)
        assert postgres.ensure_running()
        assert postgres.pid() not in (None, killed)
        assert names(postgres) == ["ada"]
        assert not postgres.ensure_running()


def test_children_of_a_killed_server_do_not_keep_the_next_one_from_starting(folder: Path) -> None:
    with EmbeddedPostgres(folder) as postgres:
        server = postgres.pid()
        assert server is not None
        busy = psycopg.connect(postgres.url(), autocommit=True)
        busy.pgconn.send_query(b"DO $$ BEGIN LOOP END LOOP; END $$")
        backend = psutil.Process(busy.info.backend_pid)
        os.kill(server, signal.SIGKILL)
        wait_until(lambda: postgres.pid() is None)
        assert backend.is_running()
        assert postgres.ensure_running()
        assert not backend.is_running()
        busy.close()


def test_a_pid_file_that_names_a_process_of_somebody_else_is_no_server(folder: Path) -> None:
    with EmbeddedPostgres(folder) as postgres:
        pid_file = postgres.cluster.path / "postmaster.pid"
        stale = pid_file.read_text()
    pid_file.write_text("\n".join([str(os.getppid()), *stale.splitlines()[1:]]) + "\n")
    with EmbeddedPostgres(folder) as postgres:
        assert postgres.pid() not in (None, os.getppid())


def test_a_start_that_was_killed_half_way_is_repeated(folder: Path) -> None:
    unfinished = folder / "postgres.new.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(folder) as postgres:
        add(postgres, "ada")
    assert not unfinished.exists()


def test_data_of_another_postgresql_version_is_refused_in_a_sentence(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(PostgresUnavailable, match=r"belongs to PostgreSQL 16, and this Ringlog carries 18: start"):
        EmbeddedPostgres(folder).start()


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    with EmbeddedPostgres(folder) as postgres:
        pass
    (postgres.cluster.path / "global" / "pg_control").unlink()
    with pytest.raises(PostgresUnavailable, match=r"pg_ctl failed: .*pg_control.*No such file"):
        postgres.start()


def test_a_server_that_cannot_start_for_a_full_disk_says_so_and_starts_once_there_is_room(folder: Path) -> None:
    """On a small file system, which nobody but this process has."""
    command = [
        "unshare",
        "--mount",
        *([] if os.geteuid() == 0 else ["--map-root-user"]),
        sys.executable,
        "-c",
        FULL_DISK,
    ]
    said = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=True).stdout
    assert "No space left on device" in said
    assert said.endswith("There was room again.\n")


def test_of_what_a_server_complained_of_when_it_started_last_a_full_disk_is_named(tmp_path: Path) -> None:
    server_log, full = (
        tmp_path / "server.log",
        'PANIC:  could not write to file "pg_wal/xlogtemp.7": No space left on device',
    )
    for lines, said in (
        (["LOG:  starting PostgreSQL 18.4", full, "FATAL:  checkpoint request failed"], "No space left on device"),
        ([full, "LOG:  starting PostgreSQL 18.4", "FATAL:  checkpoint request failed"], "checkpoint request failed"),
    ):
        server_log.write_text("\n".join(lines))
        with pytest.raises(PostgresUnavailable, match=rf"pg_ctl failed: .*{said}"):
            run_program("pg_ctl", "status", "-D", str(tmp_path / "none"), folder=tmp_path, server_log=server_log)


def test_folders_on_the_way_keep_their_permissions(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with EmbeddedPostgres(closed / "data") as postgres:
        add(postgres, "ada")
    assert closed.stat().st_mode & 0o777 == 0o700
