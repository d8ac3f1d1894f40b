"""A log whose tree is published by the real publisher, with keys in a folder of its own."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
from psycopg import Connection

from event_log.application import Ringlog
from event_log.recorder import Recorder
from proof.checkpoints import published
from proof.checkpoints.checkpoint_file import CheckpointFile
from proof.checkpoints.identity import Identities
from proof.checkpoints.published import Published
from proof.checkpoints.publisher import Publisher
from proof.checkpoints.signers import FileSigner, Signer
from proof.integrator import Integrator
from proof.notes.policy import Policy
from proof.notes.verifier_key import VerifierKey
from tests.event_log.rows import stream
from tests.turned_clock import TurnedClock

ORIGIN = "calls.example.org/log"


class Notary:
    """Connects anew for everything, so that databases can be put back. `log` and `publisher` are of one process."""

    def __init__(self, log_url: str, folder: Path) -> None:
        self.log_url, self.folder = log_url, folder
        self.clock, self.policy = TurnedClock(), Policy()
        self.key_file, self.file = folder / "log.key", CheckpointFile(folder / "log.checkpoint")
        self.signer: Signer = FileSigner(self.key_file)
        self.start()

    def start(self) -> None:
        """A process that remembers nothing."""
        self.log = Ringlog(env={"DATABASE_URL": self.log_url})
        self.identities = Identities(self.log, self.clock, self.signer, lambda: ORIGIN)
        self.publisher = Publisher(self.log_url, self.identities, self.signer, self.file, self.policy, self.clock)

    def restart(self) -> None:
        self.log.close()
        self.start()

    @contextmanager
    def connected(self) -> Iterator[Connection[Any]]:
        with closing(psycopg.connect(self.log_url, autocommit=True)) as connection:
            yield connection

    def append(self, count: int) -> None:
        with closing(Recorder(self.log_url)) as recorder:
            recorder.insert_events(stream(count, state=b'{"some": "state"}'))

    def integrate(self) -> None:
        with closing(Integrator(self.log_url, batch=100)) as integrator:
            integrator.run_once(Event())

    def publish(self, count: int = 0) -> Published | None:
        """After so many more events: what is published then."""
        if count:
            self.append(count)
        self.integrate()
        self.publisher.run_once(Event())
        with self.connected() as connection:
            return published.newest(connection)

    def published(self, count: int = 0) -> Published:
        """As `publish`, of a log that is fine."""
        newest = self.publish(count)
        assert self.problem() is None
        assert newest is not None
        return newest

    def problem(self) -> str | None:
        with self.connected() as connection:
            return published.problem(connection)

    def keys(self) -> tuple[VerifierKey, ...]:
        return self.identities.get().keys
