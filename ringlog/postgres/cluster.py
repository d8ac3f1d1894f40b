"""The files of an embedded server, which PostgreSQL calls a cluster, and the processes that work on them."""

import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil

from ringlog.postgres.configuration import CONFIGURATION
from ringlog.postgres.programs import MAJOR_VERSION, PostgresUnavailable, run_program
from ringlog.postgres.unprivileged import account

PORT = 5432  # names the socket; nothing listens on the network
SOCKET_PATH_LIMIT = 103  # bytes, the least of the systems we run on (unix(7): 107, macOS: 103)
START_WITHIN = 120.0  # seconds; recovery after a crash replays up to `max_wal_size`
STOP_WITHIN = 30.0  # seconds

log = logging.getLogger(__name__)


class Cluster:
    """In `folder`/postgres. Whoever changes it holds a lock."""

    def __init__(self, folder: Path, max_connections: int) -> None:
        self.folder = folder
        self.path = folder / "postgres"
        self.log_file = self.path / "server.log"
        self._max_connections = max_connections

    def pid(self) -> int | None:
        """The process id of the running server (its postmaster), or None."""
        try:
            pid = int((self.path / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
            return None
        return pid if self._is_ours(process) else None

    def url(self, database: str = "ringlog") -> str:
        """The libpq URL of a database; `ringlog` is there from the start."""
        return f"postgresql://postgres:@/{quote(database)}?host={quote(str(self.socket_folder()))}&port={PORT}"

    def clear_remains(self) -> None:
        """What a killed server leaves: children that keep its shared memory in use, and files that name its pid.

        The server distrusts such a file while that pid exists, be it another process's or a zombie's.
        """
        remains = list(self._processes())
        for process in remains:
            log.warning("ending process %s, left over from a killed PostgreSQL", process.pid)
            process.kill()
        psutil.wait_procs(remains, timeout=10)
        socket = self.socket_folder() / f".s.PGSQL.{PORT}"
        for file in (self.path / "postmaster.pid", socket, socket.with_name(f"{socket.name}.lock")):
            file.unlink(missing_ok=True)

    def make(self) -> None:
        """A new cluster appears whole or not at all, so a start that was killed is simply repeated."""
        version_file = self.path / "PG_VERSION"
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
        new.rename(self.path)

    def _require_version(self, found: str) -> None:
        if found != MAJOR_VERSION:
            raise PostgresUnavailable(
                f"The data in {self.folder} belongs to PostgreSQL {found}, and this Ringlog carries {MAJOR_VERSION}: "
                "start the Ringlog it was made with, or set RINGLOG_DATA_FOLDER to another folder."
            )

    def write_configuration(self) -> None:
        """Ours as a whole, so that a newer Ringlog's settings reach an older folder."""
        sockets = self.socket_folder()
        sockets.mkdir(mode=0o700, exist_ok=True)
        self._give_to_account(sockets)
        quoted = str(sockets).replace("'", "''")
        text = CONFIGURATION.format(sockets=quoted, port=PORT, max_connections=self._max_connections)
        file = self.path / "postgresql.conf"
        file.write_text(text)
        self._give_to_account(file)

    def start_server(self) -> None:
        self._run(
            "pg_ctl", "start", "--wait", f"--timeout={START_WITHIN:.0f}", "--silent",
            "--log", str(self.log_file), "--pgdata", str(self.path), folder=self.path,
        )  # fmt: skip

    def stop_server(self) -> None:
        for mode in ("fast", "immediate"):
            options = ("--wait", f"--timeout={STOP_WITHIN:.0f}", "--silent", "--mode", mode)
            try:
                self._run("pg_ctl", "stop", *options, "--pgdata", str(self.path), folder=self.path)
            except PostgresUnavailable as problem:
                log.warning("PostgreSQL did not stop (%s): %s", mode, problem)
            else:
                break
        if self.socket_folder() != self.path:
            shutil.rmtree(self.socket_folder(), ignore_errors=True)

    def _run(self, program: str, *arguments: str, folder: Path) -> None:
        run_program(program, *arguments, folder=folder, server_log=self.log_file)

    def _processes(self) -> Iterator[psutil.Process]:
        return (process for process in psutil.process_iter() if self._is_ours(process))

    def _is_ours(self, process: psutil.Process) -> bool:
        """A PostgreSQL process of this very folder: a pid alone may by now be somebody else's."""
        try:
            return (
                process.name().startswith("postgres")
                and process.status() != psutil.STATUS_ZOMBIE
                and process.cwd() == str(self.path)
            )
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def socket_folder(self) -> Path:
        """In the cluster, which is closed to other users; in the temporary folder where that path is too long."""
        if len(os.fsencode(self.path / f".s.PGSQL.{PORT}.lock")) <= SOCKET_PATH_LIMIT:
            return self.path
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"ringlog-{digest}"

    def _give_to_account(self, path: Path) -> None:
        """Refuses what another user put there first, which matters in a temporary folder."""
        owner = account()
        allowed = {os.geteuid()} if owner is None else {os.geteuid(), owner.pw_uid}
        if path.is_symlink() or path.stat().st_uid not in allowed:
            raise PostgresUnavailable(f"{path} belongs to another user: remove it, or change RINGLOG_DATA_FOLDER.")
        if owner is not None:
            os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
