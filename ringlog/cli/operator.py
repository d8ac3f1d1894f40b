"""Whoever types a command: what they change or look at is on record, as done here, and by which account."""

import getpass
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import PersistenceError

from domain.inspections.inspection import Seen
from domain.inspections.use_cases import InspectionUseCases
from domain.kernel.clock import system_clock
from domain.kernel.errors import DomainError
from domain.kernel.identities import Kind
from domain.kernel.ids import operator_id
from domain.kernel.occasion import Cause
from event_log.application import Ringlog
from ringlog.cli.preparing import configuration, fail, refuse, with_log


@contextmanager
def writing() -> Iterator[Ringlog]:
    """The log to write to. What is refused, or can't be done, ends the command in a sentence."""
    try:
        with with_log(configuration()) as database_url, Ringlog(env={"DATABASE_URL": database_url}) as log:
            yield log
    except DomainError as refusal:
        refuse(str(refusal))
    except (PersistenceError, psycopg.Error) as problem:
        fail(f"The event log can't be used: {problem}")


def cause() -> Cause:
    """Of what the command does: the operating system's account, and the machine."""
    request = uuid4()
    return Cause("operator", f"{_account()}@{socket.gethostname()}", request, f"request:{request}")


def id_of(log: Ringlog, kind: Kind, given: str) -> UUID | None:
    """Of a user or room, by what the chat product calls it, or by its id here."""
    found = log.identities.of(kind, given)
    if found is None:
        try:
            return UUID(given)
        except ValueError:
            return None
    return found


def record_reading(database_url: str, seen: Collection[Seen], *, live: bool = False) -> None:
    """To be called before anything is shown; what can't be recorded isn't. Raises the library's PersistenceError."""
    with Ringlog(env={"DATABASE_URL": database_url}) as log:
        InspectionUseCases(log, system_clock).record(
            auditor_id=operator_id(_account()), seen=list(seen), live=live, cause=cause()
        )


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in some containers
        return "unknown"
