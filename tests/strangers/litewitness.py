"""A real witness, litewitness of filippo.io/torchwood, as a process on a free port. It can be killed."""

import socket
import sqlite3
import subprocess
from base64 import b64encode
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from proof.notes.policy import Policy, Witness
from proof.notes.verifier_key import SignatureType, VerifierKey
from tests.patience import eventually
from tests.strangers.ssh_agent import SshAgent
from tests.system.running import free_port

NAME = "witness.example/w1"


class Litewitness:
    def __init__(self, program: Path, folder: Path) -> None:
        self._program, self._folder = program, folder
        self._agent = SshAgent(folder / "agent.sock")
        self._port = free_port(socket.SOCK_STREAM)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._agent.__enter__()
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._agent.__exit__(kind, error, trace)

    def start(self) -> Self:
        settings = {
            "name": NAME,
            "db": self._folder / "witness.db",
            "ssh-agent": self._agent.path,
            "key": self._agent.fingerprint,
            "listen": f"127.0.0.1:{self._port}",
        }
        options = [word for name, value in settings.items() for word in (f"-{name}", str(value))]
        with (self._folder / "witness.log").open("ab") as log:
            self._process = subprocess.Popen([self._program, *options], stdout=log, stderr=log)
        eventually(self._answers)
        return self

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def know(self, key: VerifierKey) -> None:
        """Enter a log, as its operator would with `witnessctl add-log` and `add-key`."""
        empty = b64encode(sha256(b"").digest()).decode()
        with closing(sqlite3.connect(self._folder / "witness.db")) as database, database:
            database.execute("INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)", (key.name, empty))
            database.execute("INSERT INTO key (origin, key) VALUES (?, ?)", (key.name, str(key)))

    def policy(self) -> Policy:
        """That it alone suffices."""
        key = VerifierKey(NAME, SignatureType.COSIGNATURE, self._agent.public)
        return Policy((), {"w1": Witness("w1", key, f"http://127.0.0.1:{self._port}")}, {}, "w1")

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "witness.log").read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0
