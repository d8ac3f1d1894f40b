"""What commands need that change how the log is proved: the log, its checkpoints, and a cause for what they record."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from eventsourcing.persistence import PersistenceError
from psycopg import Connection

from domain.kernel.clock import system_clock
from domain.kernel.errors import DomainError
from domain.kernel.occasion import Cause
from domain.log_keys.log_key import LogKey
from domain.log_keys.use_cases import LogKeyUseCases, log_key_of
from event_log.application import Ringlog
from event_log.connection import connect
from proof.checkpoints import published
from proof.checkpoints.checkpoint_file import CheckpointFile
from proof.checkpoints.key_file import LogKeyUnusable
from proof.checkpoints.problem import CannotPublish
from proof.notes.checkpoint import Checkpoint
from proof.notes.malformed import Malformed
from ringlog.cli.operator import cause
from ringlog.cli.preparing import configuration, fail, refuse, with_log
from runtime.config import Config


@dataclass(frozen=True)
class Operation:
    """One command of an operator."""

    config: Config
    connection: Connection[Any]
    log: Ringlog
    use_cases: LogKeyUseCases
    cause: Cause

    def log_key(self) -> LogKey | None:
        return log_key_of(self.log)

    def checkpoint(self) -> str | None:
        """The newest that was published and witnessed, or else published, as far as anything here knows.

        Raises CannotPublish.
        """
        log_key = self.log_key()
        origin = "" if log_key is None else log_key.origin
        witnessed = published.newest_witnessed(self.connection, origin)
        if witnessed is not None:
            return witnessed.note.decode()
        row, note = published.largest(self.connection, origin), CheckpointFile(self.config.checkpoint_file()).read()
        if note is not None and (row is None or Checkpoint.parse(note.text).size > row.size):
            return bytes(note).decode()
        return None if row is None else row.note.decode()


@contextmanager
def operating() -> Iterator[Operation]:
    """Ends the command with a sentence where it can't be done."""
    config = configuration()
    try:
        with (
            with_log(config) as database_url,
            closing(connect(database_url, "audit")) as connection,
            Ringlog(env={"DATABASE_URL": database_url}) as log,
        ):
            yield Operation(config, connection, log, LogKeyUseCases(log, system_clock), cause())
    except (DomainError, Malformed, LogKeyUnusable, CannotPublish) as problem:
        refuse(str(problem))
    except (PersistenceError, psycopg.Error, OSError) as problem:
        fail(f"Nothing was changed: {problem}")
