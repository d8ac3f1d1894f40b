"""What use cases ask of the event log, however it is kept."""

import time
from collections.abc import Callable, Iterator
from random import SystemRandom
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from eventsourcing.persistence import IntegrityError, Tracking

from domain.kernel.aggregate import Root
from domain.kernel.errors import DomainError, NotFound, TryAgain
from domain.kernel.fact import Fact
from domain.kernel.identities import Identities
from domain.kernel.turns import Turns

A = TypeVar("A", bound=Root)
T = TypeVar("T")

ATTEMPTS = 50  # at one use case, when others keep recording first
LONGEST_PAUSE = 0.02  # seconds between two of them


class Committed(NamedTuple):
    """Where a use case's last event is in the log; None if it had nothing to record."""

    position: int | None


class Log(Protocol):
    """Where aggregates are loaded from and recorded to. Safe to use from many threads."""

    turns: Turns

    @property
    def read_only(self) -> bool:
        """Whether nothing can be recorded, as it is only looked at."""

    @property
    def identities(self) -> Identities:
        """What the chat product calls people and rooms."""

    def find(self, kind: type[A], id_: UUID, missing: type[DomainError] = NotFound) -> A:
        """The aggregate as recorded. Raises `missing` if there is none of this kind with this id."""

    def look_up(self, kind: type[A], id_: UUID) -> A | None:
        """The aggregate as recorded, if there is one of this kind with this id."""

    def newest_first(self, id_: UUID) -> Iterator[Fact]:
        """The facts of a stream, backwards, read as far as they are asked for."""

    def commit(self, *aggregates: Root, tracking: Tracking | None = None) -> Committed:
        """Record the pending events of all `aggregates`, and `tracking`, together or not at all.

        Raises eventsourcing's IntegrityError if somebody else recorded to one of them first; LogIsReadOnly.
        """

    def end_of_log(self) -> int:
        """The position of the newest event; 0 in an empty log."""


def until_recorded(attempt: Callable[[], T]) -> T:
    """Decide and record again, on what others recorded first. Raises TryAgain when that never ends."""
    pauses = SystemRandom()
    for _ in range(ATTEMPTS):
        try:
            return attempt()
        except IntegrityError:
            time.sleep(pauses.uniform(0, LONGEST_PAUSE))
    raise TryAgain
