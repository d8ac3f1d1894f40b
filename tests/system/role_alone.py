"""A role that runs by itself, as it does on another machine, on a PostgreSQL that is there already."""

import os
import signal
import socket
import subprocess
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from api.access.tokens import Role, Tokens
from runtime.config import PREFIX
from runtime.signing.signing_key import Algorithm, SigningKey
from tests.master_key import FILE
from tests.patience import eventually
from tests.system.running import PATIENCE, RINGLOG, free_port

SECRET = "a secret that is long enough to sign with"


class RoleAlone:
    """A context manager: `ringlog serve --role …`, killed at the end unless it has ended before."""

    def __init__(self, role: str, database_url: str, folder: Path, **settings: str) -> None:
        """settings: RINGLOG_… variables, without the prefix."""
        self.log_file = folder / f"{role}-{free_port(socket.SOCK_STREAM)}.log"
        self.port = free_port(socket.SOCK_STREAM)
        self._environment = environment(
            database_url,
            folder,
            PORT=str(self.port),
            MEDIA_HOST="127.0.0.1",
            MEDIA_UDP_PORT=str(free_port(socket.SOCK_DGRAM)),
            **settings,
        )
        self._role = role

    def __enter__(self) -> Self:
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [RINGLOG, "serve", "--role", self._role],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    def wait_until_it_says(self, words: str) -> None:
        """Until its log has these words."""
        eventually(lambda: words in self.log or not self.runs, PATIENCE)
        assert words in self.log, self.log

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def freeze(self) -> None:
        """As a paused container: nothing of it goes on, and nothing it holds is let go of."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def ended(self) -> int:
        """Its exit code, once it has ended by itself."""
        return self.process.wait(PATIENCE)


def environment(database_url: str, folder: Path, **settings: str) -> dict[str, str]:
    """What processes on this database are started with."""
    others = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
    own = {"DATABASE_URL": database_url, "DATA_FOLDER": str(folder), "JWT_KEY": SECRET, "VAULT_KEY_FILE": str(FILE)}
    return {**others, **{PREFIX + name: value for name, value in {**own, **settings}.items()}}


def token(user: str, role: Role) -> str:
    """As the chat product would issue it."""
    tokens = Tokens(SigningKey.load(SECRET, Algorithm.HS256), audience="ringlog", issuer=None)
    return tokens.issue(user, role, timedelta(hours=1))
