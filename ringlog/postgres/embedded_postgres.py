"""A real PostgreSQL without an installation: the server from a wheel, its data in a folder, reached by a socket there.

Several processes may use one folder: the first starts the server, the last to leave stops it. Who uses it is kept in
file locks, which a killed process can't leave behind; so the server outlives `kill -9` of its user and is taken over
by the next one. Only the wheel's programs are used, not its Python library (docs/decisions/embedded-postgresql.md).
"""

import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from ringlog.file_lock import FileLock
from ringlog.postgres.cluster import START_WITHIN, Cluster
from ringlog.postgres.programs import PostgresUnavailable
from ringlog.postgres.unprivileged import CannotDropPrivileges

MAINTENANCE_DATABASE = "postgres"


class EmbeddedPostgres:
    """The server of one data folder, from `start` to `stop`, also as a context manager."""

    def __init__(self, folder: Path, *, max_connections: int = 200) -> None:
        self.folder = folder.expanduser().resolve()
        self.cluster = Cluster(self.folder, max_connections)
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
                self.cluster.stop_server()
            self._using.release()

    def pid(self) -> int | None:
        """The process id of the running server (its postmaster), or None."""
        return self.cluster.pid()

    def url(self, database: str = "ringlog") -> str:
        """The libpq URL of a database; `ringlog` is there from the start."""
        return self.cluster.url(database)

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
            self.cluster.clear_remains()
            self.cluster.make()
            self.cluster.write_configuration()
            self.cluster.start_server()
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

    def _make_database(self) -> None:
        with psycopg.connect(self.url(MAINTENANCE_DATABASE), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'ringlog'").fetchone():
                connection.execute(sql.SQL("CREATE DATABASE ringlog"))
