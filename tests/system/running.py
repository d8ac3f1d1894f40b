"""`ringlog serve` as real processes, on free ports and a data folder of its own; any of them can be killed."""

import http.client
import os
import random
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Self

import psutil

from api.access.tokens import Role, Tokens
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from runtime.config import PREFIX
from runtime.signing.signing_key import Algorithm, SigningKey, kept_secret
from tests.master_key import FILE
from tests.patience import eventually

RINGLOG = Path(sys.executable).with_name("ringlog")
PATIENCE = 90.0  # seconds to start or to stop; only a failure takes that long
HOUR = timedelta(hours=1)


class Part(StrEnum):
    """What can be killed: the supervisor, a role, the database's first process, or one of its connections."""

    SUPERVISOR = "supervisor"
    API = "api"
    WORKER = "worker"
    MEDIA = "media"
    DATABASE = "database"
    CONNECTION = "connection"


class Running:
    """One installation. What it prints, and what its processes log, is in `log_file`, each line led by whose it is."""

    program = RINGLOG

    def __init__(self, folder: Path, **settings: str) -> None:
        """settings: RINGLOG_… variables, without the prefix."""
        self.folder = folder
        self.data = folder / "data"
        self.log_file = folder / "serve.log"
        self.port = free_port(socket.SOCK_STREAM)
        own = {
            "DATA_FOLDER": str(self.data),
            "PORT": str(self.port),
            "MEDIA_HOST": "127.0.0.1",
            "MEDIA_UDP_PORT": str(free_port(socket.SOCK_DGRAM)),
            "VAULT_KEY_FILE": str(FILE),
        }
        self.settings = {PREFIX + name: value for name, value in {**own, **settings}.items()}
        self.postgres = EmbeddedPostgres(self.data)
        self._serve: subprocess.Popen[bytes] | None = None
        self._seen: set[psutil.Process] = set()

    @property
    def environment(self) -> dict[str, str]:
        others = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
        return {**others, **self.settings}

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def media_host(self) -> str:
        """Where its media port is."""
        return self.settings[f"{PREFIX}MEDIA_HOST"]

    @property
    def media_port(self) -> int:
        """UDP."""
        return int(self.settings[f"{PREFIX}MEDIA_UDP_PORT"])

    def token(self, user: str, role: Role = Role.MEMBER, lifetime: timedelta = HOUR) -> str:
        """As the chat product would issue it."""
        secret = self.settings.get(f"{PREFIX}JWT_KEY") or kept_secret(self.data)
        key = SigningKey.load(secret, Algorithm.HS256)
        return Tokens(key, audience="ringlog", issuer=None).issue(user, role, lifetime)

    # Starting and stopping

    @classmethod
    @contextmanager
    def started(cls, folder: Path, **settings: str) -> Iterator[Self]:
        """One that runs meanwhile, and has to stop cleanly then."""
        running = cls(folder, **settings)
        try:
            yield running.start()
            running.stop()
        finally:
            running.end()

    def start(self, *options: str) -> Self:
        """Returns when it is healthy."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            self._serve = subprocess.Popen(
                [self.program, "serve", *options],
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        eventually(self.healthy, PATIENCE)
        return self

    def healthy(self) -> bool:
        """Whether its health check says so. Fails if `ringlog serve` has ended by itself."""
        assert self._serve is not None
        assert self._serve.poll() is None, f"ringlog serve ended with exit code {self._serve.returncode}"
        try:
            with urllib.request.urlopen(f"http://{self.address}/health", timeout=10) as answer:
                return bool(answer.status == 200)
        except (OSError, http.client.HTTPException):
            return False

    def stop(self) -> None:
        """Ask it to stop; fails unless it ends cleanly and takes all its processes with it."""
        assert self._serve is not None
        self._remember()
        self._serve.terminate()
        assert self._serve.wait(PATIENCE) == 0
        eventually(lambda: not self.left(), PATIENCE)

    def left(self) -> list[psutil.Process]:
        """Its processes that still run, those of its database included."""
        first = self.postgres.pid()
        server = [] if first is None else [psutil.Process(first)]
        return [process for process in (*self._seen, *server) if _runs(process)]

    def end(self) -> None:
        """Leave nothing running, whatever has happened."""
        self._remember()
        if self._serve is not None and self._serve.poll() is None:
            self._serve.terminate()
            try:
                self._serve.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._serve.kill()
                self._serve.wait()
        _, stubborn = psutil.wait_procs(self._seen, timeout=10)
        for process in stubborn:
            process.kill()
        psutil.wait_procs(stubborn, timeout=10)
        self.postgres.stop()

    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    # Killing

    def kill(self, part: Part, chance: random.Random) -> None:
        """`kill -9`, as soon as that part runs; `chance` chooses which of the database's connections it hits."""
        if part is Part.SUPERVISOR:
            self.kill_supervisor()
            return
        while not (found := self.processes(part)):
            eventually(lambda: self.processes(part), PATIENCE)
        self._remember()
        with suppress(psutil.NoSuchProcess):
            chance.choice(sorted(found, key=lambda process: process.pid)).kill()

    def kill_supervisor(self) -> None:
        """Its roles end with it, soon; its database stays, for the next start to take over."""
        assert self._serve is not None
        self._remember()
        self._serve.kill()
        self._serve.wait()

    def kill_everything(self) -> None:
        """All at once, the database included."""
        self.kill_supervisor()
        for process in (*self._seen, *self.processes(Part.DATABASE)):
            if _runs(process):
                process.kill()
        eventually(lambda: not self.left(), PATIENCE)

    def processes(self, part: Part) -> list[psutil.Process]:
        """Those of a part that run now."""
        if part in (Part.DATABASE, Part.CONNECTION):
            first = self.postgres.pid()
            server = [] if first is None else [psutil.Process(first)]
            return server if part is Part.DATABASE else [c for p in server for c in _children(p) if _is_connection(c)]
        return [process for process in self._children() if _words(process)[-3:-1] == ["--role", part.value]]

    def _children(self) -> list[psutil.Process]:
        if self._serve is None or self._serve.poll() is not None:
            return []
        return _children(psutil.Process(self._serve.pid))

    def _remember(self) -> None:
        """A process that outlives its supervisor isn't its child any more."""
        self._seen.update(self._children())


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(type=kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children()
    except psutil.NoSuchProcess:
        return []


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def _is_connection(process: psutil.Process) -> bool:
    return "".join(_words(process)).startswith("postgres: postgres ringlog ")


def _runs(process: psutil.Process) -> bool:
    """Not whether its pid does: that may be another's by now."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
