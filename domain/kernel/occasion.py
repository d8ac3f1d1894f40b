"""When something happens, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


@dataclass(frozen=True)
class Cause:
    """Who asked for something, from where, and the message that made them.

    actor: "user:<uuid>", "service:<external id>", "media:<node>" or "timer".
    origin: where it came in, such as a client's address, or the name of the part that acted.
    correlation_id: one per request, carried through everything that follows from it.
    causation_id: "request:<uuid>", or "<topic>:<originator>:<version>" of the fact that this follows from.
    """

    actor: str
    origin: str
    correlation_id: UUID
    causation_id: str


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
