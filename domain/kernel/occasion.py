"""When something happens, and why."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Annotated, NamedTuple
from uuid import UUID

from domain.kernel.personal import Personal


@dataclass(frozen=True)
class Cause:
    """Who asked for something, from where, and the message that made them.

    actor: "user:<uuid>", "service:<external id>", "media:<node>", "timer", or "operator" on the command line.
    origin: where it came in, such as a client's address, or the name of the part that acted.
    correlation_id: one per request, carried through everything that follows from it.
    causation_id: "request:<uuid>", or "<topic>:<originator>:<version>" of the fact that this follows from.
    """

    actor: str
    origin: Annotated[str, Personal("person")]
    correlation_id: UUID
    causation_id: str

    @property
    def person(self) -> UUID | None:
        """The user whose request it is: then `origin` is their address. None for all that programs do."""
        return _user(self.actor) if self.causation_id.startswith("request:") else None


class Occasion(NamedTuple):
    """The moment at which something happens, in UTC, and its cause: every fact is recorded on one."""

    at: datetime
    cause: Cause

    def dated(self, at: datetime) -> "Occasion":
        """For the same cause, at another moment."""
        return Occasion(at, self.cause)

    def not_before(self, at: datetime) -> "Occasion":
        """The same, but at `at` if that is later."""
        return self if self.at >= at else Occasion(at, self.cause)


@lru_cache(100_000)
def _user(actor: str) -> UUID | None:
    kind, _, id_ = actor.partition(":")
    try:
        return UUID(id_) if kind == "user" else None
    except ValueError:
        return None
